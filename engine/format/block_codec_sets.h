// What the sets of unpacking functions share: for block_codec*.c and nobody else.
#ifndef ENGINE_FORMAT_BLOCK_CODEC_SETS_H
#define ENGINE_FORMAT_BLOCK_CODEC_SETS_H

#include "base/bytes.h"
#include "engine/format/block_codec.h"

#include <assert.h>

// Little-endian files are read by plain loads.
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the index is little-endian");

// Whether docs, unpacked from gaps of `width` bits above base, never ran over 2^32.
bool block_docs_increase(const uint32_t docs[BLOCK_LEN], uint32_t base, unsigned width);

// What every set's bitmap_ranks does, each with its processor's way of counting.
static inline __attribute__((always_inline)) void block_bitmap_ranks(const unsigned char *in,
                                                                     uint32_t *bits, unsigned n)
{
    uint32_t word = 0, before = 0;
    for (unsigned i = 0; i < n; i++) {
        for (; word < bits[i] / 64; word++)
            before += (uint32_t)__builtin_popcountll(load_u64(in + 8 * (size_t)word));
        uint64_t lower = ((uint64_t)1 << bits[i] % 64) - 1;
        bits[i] = before + (uint32_t)__builtin_popcountll(load_u64(in + 8 * (size_t)word) & lower);
    }
}

#ifdef __x86_64__
const struct block_codec *block_codec_avx2(void); // only where the processor has AVX2 and POPCNT
#endif

#endif
