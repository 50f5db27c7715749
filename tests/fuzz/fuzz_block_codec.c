// Any bytes as any kind of block: no set of functions reads or writes outside, and all agree.
#include "engine/format/codec/block_codec_avx2.h"
#include "engine/format/codec/block_codec_avx512.h"
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <string.h>

// The parameters come first, as a reader would take them from a header; the rest is the block.
enum { HEADER = 8 };

static void try_docs(const struct block_codec *codec, const unsigned char *in, size_t len,
                     unsigned width, uint32_t base)
{
    uint32_t a[BLOCK_LEN], b[BLOCK_LEN];
    if (width > BLOCK_DOCS_MAX_WIDTH || len < BLOCK_PACKED_SIZE(width))
        return;
    bool sorted = block_codec_scalar()->docs_unpack(in, base, width, a);
    assert(codec->docs_unpack(in, base, width, b) == sorted);
    assert(memcmp(a, b, sizeof a) == 0);
    if (!sorted)
        return;
    unsigned char packed[BLOCK_PACKED_SIZE(BLOCK_DOCS_MAX_WIDTH)];
    block_docs_pack(a, base, width, packed);
    assert(memcmp(packed, in, BLOCK_PACKED_SIZE(width)) == 0);
}

static void try_bytes(const struct block_codec *codec, const unsigned char *in, size_t len,
                      unsigned width, uint8_t low)
{
    uint8_t a[BLOCK_LEN], b[BLOCK_LEN];
    if (width > BLOCK_BYTES_MAX_WIDTH || len < BLOCK_PACKED_SIZE(width))
        return;
    block_codec_scalar()->bytes_unpack(in, low, width, a);
    codec->bytes_unpack(in, low, width, b);
    assert(memcmp(a, b, sizeof a) == 0);
    unsigned char packed[BLOCK_PACKED_SIZE(BLOCK_BYTES_MAX_WIDTH)];
    block_bytes_pack(a, low, width, packed);
    assert(memcmp(packed, in, BLOCK_PACKED_SIZE(width)) == 0);
}

static void try_bitmap(const struct block_codec *codec, const unsigned char *in, size_t len,
                       unsigned words, unsigned from)
{
    uint32_t a[BLOCK_LEN], b[BLOCK_LEN];
    if (len < 8 * (size_t)words)
        return;
    unsigned count = block_codec_scalar()->bitmap_unpack(in, words, 0, a);
    assert(codec->bitmap_unpack(in, words, 0, b) == count);
    unsigned found = count < BLOCK_LEN ? count : BLOCK_LEN;
    assert(memcmp(a, b, found * sizeof a[0]) == 0);
    unsigned less = block_codec_scalar()->search(a, found, from);
    assert(codec->search(a, found, from) == less);
    if (from >= 64 * words)
        return;
    uint32_t x[2] = {from / 2, from}, y[2] = {from / 2, from};
    block_codec_scalar()->bitmap_ranks(in, x, 2);
    codec->bitmap_ranks(in, y, 2);
    assert(x[0] == y[0] && x[1] == y[1] && x[0] <= x[1] && x[1] <= count);
    assert(count > BLOCK_LEN || less == x[1]);
}

static void try_spread(const struct block_codec *codec, const unsigned char *in, size_t len,
                       unsigned words, unsigned width)
{
    uint32_t a[BLOCK_LEN], b[BLOCK_LEN];
    if (width > BLOCK_BYTES_MAX_WIDTH || len < 8 * (size_t)words + BLOCK_PACKED_SIZE(width))
        return;
    bool sound = block_codec_scalar()->spread_unpack(in, words, width, 0, a);
    assert(codec->spread_unpack(in, words, width, 0, b) == sound);
    assert(!sound || memcmp(a, b, sizeof a) == 0);
}

// One set beside the plain one.
static void try_codec(const struct block_codec *codec, const uint8_t *data, size_t size)
{
    uint32_t base;
    memcpy(&base, data + 4, sizeof base);
    const uint8_t *block = data + HEADER;
    switch (data[0] % 4) {
    case 0:
        try_docs(codec, block, size - HEADER, data[1], base);
        break;
    case 1:
        try_bytes(codec, block, size - HEADER, data[1], data[2]);
        break;
    case 2:
        try_bitmap(codec, block, size - HEADER, data[1], base % (64 * 256));
        break;
    default:
        try_spread(codec, block, size - HEADER, data[1], data[2]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct block_codec *avx2 = block_codec_avx2(), *avx512 = block_codec_avx512();
    if (size < HEADER)
        return 0;
    try_codec(avx2 ? avx2 : block_codec_scalar(), data, size);
    if (avx512)
        try_codec(avx512, data, size);
    return 0;
}
