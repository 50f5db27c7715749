// Packing, and the unpacking that runs on any processor.
//
// The idea: gaps of neighbouring documents are small, so a block stores them in as few bits as its
// largest one needs; the layouts (drawn in the header) let a vector unit take a register apart with
// one shift and one mask for each 8 gaps or 32 codes, without ever looking at single values.
//
// Invariants: the unpackers accept any bytes; 32-bit sums wrap and are reported, never followed.
// The results of every set of functions are equal, which tests/engine/format/test_block_codec.c checks on random
// bytes.
//
// Cost of one block of 128, time (best of seven, bench/codec on an AMD EPYC of the first generation, which does
// half of a 256-bit register at a time, release build) and instructions (callgrind, the loop of the benchmark
// included):
//
//                          avx2                  scalar
//     docs, 5 bits         76 ns   325           179 ns  1,990
//     docs, 20 bits        82 ns   340           223 ns  2,654
//     bytes, 6 bits        15 ns    93            75 ns  2,773
//     bitmap, 4 words      53 ns   577           240 ns  1,587
//     bitmap, 8 words      84 ns   877           257 ns  1,709
//     search               23 ns   178            46 ns    688
//     accumulate           98 ns   912            98 ns    912
//
// On a Xeon with AVX-512, best of three runs:
//
//                          avx512      avx2        scalar
//     bytes, 6 bits        11 ns       7.3 ns       63 ns    (all of one width: avx2 guesses its branch)
//     bitmap, 4 words      22 ns       45 ns       108 ns
//     bitmap, 8 words      30 ns       68 ns       124 ns
//     search               11 ns       12 ns        17 ns
#include "engine/format/codec/block_codec.h"

#include <assert.h>
#include <string.h>

enum { RUNS = 8, RUN_LEN = 16 };

// --- docs -----------------------------------------------------------------------------

// Word `index` of a run; the last word of an odd width is half as wide.
static uint64_t run_word(const unsigned char *in, unsigned width, unsigned run, unsigned index)
{
    const unsigned char *row = in + 32 * index;
    return index < width / 2 ? load_u32(row + 4 * run) : load_u16(row + 2 * run);
}

static uint32_t unpack_run(const unsigned char *in, unsigned width, unsigned run, uint32_t doc,
                           uint32_t docs[RUN_LEN])
{
    uint64_t mask = (UINT64_C(1) << width) - 1;
    uint64_t bits = 0;
    unsigned have = 0, next = 0;
    for (unsigned i = 0; i < RUN_LEN; i++) {
        if (have < width) {
            bits |= run_word(in, width, run, next++) << have;
            have += 32;
        }
        doc += (uint32_t)(bits & mask) + 1;
        docs[i] = doc;
        bits >>= width;
        have -= width;
    }
    return doc;
}

bool block_docs_increase(const uint32_t docs[BLOCK_LEN], uint32_t base, unsigned width)
{
    // 128 gaps of 24 bits cannot go round 2^32, so there it is enough to compare the ends.
    uint32_t lowest = base + 1;
    if (width <= 24)
        return docs[BLOCK_LEN - 1] >= lowest;
    bool sorted = docs[0] >= lowest;
    for (unsigned i = 1; i < BLOCK_LEN; i++)
        sorted &= docs[i] > docs[i - 1];
    return sorted;
}

static bool scalar_docs_unpack(const unsigned char *in, uint32_t base, unsigned width,
                               uint32_t docs[BLOCK_LEN])
{
    assert(width <= BLOCK_DOCS_MAX_WIDTH);
    uint32_t doc = base;
    for (unsigned run = 0; run < RUNS; run++)
        doc = unpack_run(in, width, run, doc, docs + RUN_LEN * run);
    return block_docs_increase(docs, base, width);
}

unsigned block_docs_width(const uint32_t docs[BLOCK_LEN], uint32_t base)
{
    uint32_t gaps = docs[0] - base - 1;
    for (unsigned i = 1; i < BLOCK_LEN; i++)
        gaps |= docs[i] - docs[i - 1] - 1;
    return gaps ? 32 - (unsigned)__builtin_clz(gaps) : 0;
}

// Writes word `index` of a run: the counterpart of run_word.
static void put_run_word(unsigned char *out, unsigned width, unsigned run, unsigned index,
                         uint64_t bits)
{
    unsigned char *row = out + 32 * index;
    uint32_t word = (uint32_t)bits;
    uint16_t half = (uint16_t)bits;
    if (index < width / 2)
        memcpy(row + 4 * run, &word, sizeof word);
    else
        memcpy(row + 2 * run, &half, sizeof half);
}

static void pack_run(const uint32_t docs[RUN_LEN], uint32_t base, unsigned width, unsigned run,
                     unsigned char *out)
{
    uint64_t bits = 0;
    unsigned have = 0, next = 0;
    for (unsigned i = 0; i < RUN_LEN; i++) {
        uint32_t gap = docs[i] - (i ? docs[i - 1] : base) - 1;
        bits |= (uint64_t)gap << have;
        have += width;
        if (have >= 32) {
            put_run_word(out, width, run, next++, bits);
            bits >>= 32;
            have -= 32;
        }
    }
    if (have > 0)
        put_run_word(out, width, run, next, bits);
}

void block_docs_pack(const uint32_t docs[BLOCK_LEN], uint32_t base, unsigned width,
                     unsigned char *out)
{
    assert(width <= BLOCK_DOCS_MAX_WIDTH);
    for (unsigned run = 0; run < RUNS; run++) {
        const uint32_t *first = docs + RUN_LEN * run;
        pack_run(first, run ? first[-1] : base, width, run, out);
    }
}

// --- bytes ----------------------------------------------------------------------------

// The width of the plane that starts at bit `done` of codes of `width` bits: 8, or the largest of
// 4, 2 and 1 that fits.
static unsigned plane_width(unsigned width, unsigned done)
{
    unsigned left = width - done;
    return left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
}

// Adds the bits of one plane to the codes, from their bit `done` on.
static void unpack_plane(const unsigned char *in, unsigned plane, unsigned done, uint8_t *out)
{
    unsigned size = 16 * plane, mask = (1u << plane) - 1;
    for (unsigned shift = 0; shift < 8; shift += plane)
        for (unsigned i = 0; i < size; i++, out++)
            *out |= (uint8_t)(((unsigned)in[i] >> shift & mask) << done);
}

static void scalar_bytes_unpack(const unsigned char *in, uint8_t low, unsigned width,
                                uint8_t out[BLOCK_LEN])
{
    assert(width <= BLOCK_BYTES_MAX_WIDTH);
    memset(out, 0, BLOCK_LEN);
    for (unsigned done = 0; done < width;) {
        unsigned plane = plane_width(width, done);
        unpack_plane(in, plane, done, out);
        in += BLOCK_PACKED_SIZE(plane);
        done += plane;
    }
    for (unsigned i = 0; i < BLOCK_LEN; i++)
        out[i] = (uint8_t)(out[i] + low);
}

unsigned block_bytes_width(const uint8_t in[BLOCK_LEN], uint8_t *low)
{
    uint8_t least = in[0], most = in[0];
    for (unsigned i = 0; i < BLOCK_LEN; i++) { // from 0: whole vectors
        least = in[i] < least ? in[i] : least;
        most = in[i] > most ? in[i] : most;
    }
    *low = least;
    unsigned range = (unsigned)most - least;
    return range ? 32 - (unsigned)__builtin_clz(range) : 0;
}

// Vectors of 16 bytes, which every processor has that this is built for: codes are packed 16 at a time.
typedef uint8_t sixteen_codes __attribute__((vector_size(16)));
typedef uint64_t two_words __attribute__((vector_size(16)));

// The bits of one plane, from bit `done` of the codes on. Words are shifted, not bytes: what that brings in from the
// byte beside lies outside the mask.
static void pack_plane(const two_words codes[BLOCK_LEN / 16], unsigned plane, unsigned done,
                       unsigned char *out)
{
    const uint64_t mask = ((1u << plane) - 1) * UINT64_C(0x0101010101010101);
    for (unsigned row = 0; row < plane; row++) {
        two_words bits = {0, 0};
        for (unsigned shift = 0; shift < 8; shift += plane)
            bits |= (codes[shift + row] >> done & mask) << shift;
        memcpy(out + 16 * (size_t)row, &bits, sizeof bits);
    }
}

void block_bytes_pack(const uint8_t in[BLOCK_LEN], uint8_t low, unsigned width, unsigned char *out)
{
    assert(width <= BLOCK_BYTES_MAX_WIDTH);
    two_words codes[BLOCK_LEN / 16];
    for (unsigned i = 0; i < BLOCK_LEN / 16; i++) {
        sixteen_codes sixteen;
        memcpy(&sixteen, in + 16 * (size_t)i, sizeof sixteen);
        sixteen -= low;
        memcpy(&codes[i], &sixteen, sizeof sixteen);
    }
    for (unsigned done = 0; done < width;) {
        unsigned plane = plane_width(width, done);
        pack_plane(codes, plane, done, out);
        out += BLOCK_PACKED_SIZE(plane);
        done += plane;
    }
}

// --- bitmaps --------------------------------------------------------------------------

void block_bitmap_pack(const uint32_t docs[BLOCK_LEN], uint32_t first_doc, unsigned words,
                       unsigned char *out)
{
    memset(out, 0, 8 * (size_t)words);
    for (unsigned i = 0; i < BLOCK_LEN; i++) {
        uint32_t bit = docs[i] - first_doc;
        assert(bit / 64 < words);
        out[bit / 8] |= (unsigned char)(1u << bit % 8);
    }
}

static unsigned scalar_bitmap_unpack(const unsigned char *in, unsigned words, uint32_t first_doc,
                                     uint32_t docs[BLOCK_LEN])
{
    unsigned count = 0;
    for (unsigned i = 0; i < words; i++) {
        uint64_t bits = load_u64(in + 8 * (size_t)i);
        uint32_t doc = first_doc + 64 * i;
        for (; bits && count < BLOCK_LEN; bits &= bits - 1)
            docs[count++] = doc + (uint32_t)__builtin_ctzll(bits);
        count += (unsigned)__builtin_popcountll(bits);
    }
    return count;
}

// --- spread blocks --------------------------------------------------------------------

void block_spread_pack(const uint32_t docs[BLOCK_LEN], uint32_t first_doc, unsigned low_width,
                       unsigned char *out)
{
    uint32_t places[BLOCK_LEN];
    uint8_t lows[BLOCK_LEN];
    for (uint32_t i = 0; i < BLOCK_LEN; i++) {
        uint32_t above = docs[i] - first_doc - i;
        places[i] = (above >> low_width) + i;
        lows[i] = (uint8_t)(above & ((1u << low_width) - 1));
    }
    unsigned words = block_spread_words(first_doc, docs[BLOCK_LEN - 1], low_width);
    block_bitmap_pack(places, 0, words, out);
    block_bytes_pack(lows, 0, low_width, out + 8 * (size_t)words);
}

static bool scalar_spread_unpack(const unsigned char *in, unsigned words, unsigned low_width,
                                 uint32_t first_doc, uint32_t docs[BLOCK_LEN])
{
    uint8_t lows[BLOCK_LEN];
    bool sound = scalar_bitmap_unpack(in, words, 0, docs) == BLOCK_LEN;
    scalar_bytes_unpack(in + 8 * (size_t)words, 0, low_width, lows);
    uint32_t before = 0;
    for (uint32_t i = 0; sound && i < BLOCK_LEN; i++) {
        uint32_t above = (docs[i] - i) << low_width | lows[i];
        sound = above >= before;
        before = above;
        docs[i] = first_doc + i + above;
    }
    return sound;
}

// --- ranks ----------------------------------------------------------------------------

static void scalar_bitmap_ranks(const unsigned char *in, uint32_t *bits, unsigned n)
{
    block_bitmap_ranks(in, bits, n);
}

// --- searching and scoring ------------------------------------------------------------

static unsigned scalar_search(const uint32_t *docs, unsigned n, uint32_t target)
{
    unsigned less = 0;
    for (unsigned i = 0; i < n; i++)
        less += docs[i] < target;
    return less;
}

static unsigned scalar_keep(const uint32_t **at, const uint32_t *candidates, unsigned n,
                            uint32_t *kept)
{
    unsigned count = 0;
    for (unsigned i = 0; i < n; i++) {
        uint32_t candidate = candidates[i];
        while (**at < candidate)
            ++*at;
        kept[count] = candidate;
        count += **at == candidate;
    }
    return count;
}

// A score that is added to costs a load and a store, and one store a cycle is all there is: what can be
// saved is the other loads, by reading docs in pairs and codes by eight.
void block_accumulate(const struct block_sum *sum, const uint32_t *docs, const uint8_t *codes,
                      unsigned n)
{
    // Of scores[-base], so that a doc is its own index; as a number, since no object is there.
    uintptr_t origin = (uintptr_t)sum->scores - sizeof *sum->scores * (uintptr_t)sum->base;
    uint16_t *restrict scores = (uint16_t *)origin;
    const uint16_t *restrict table = sum->table;
    unsigned i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t eight = load_u64(codes + i);
#pragma GCC unroll 4
        for (unsigned pair = 0; pair < 8; pair += 2, eight >>= 16) {
            uint64_t two = load_u64(docs + i + pair);
            scores[(uint32_t)two] += table[eight & 255];
            scores[two >> 32] += table[eight >> 8 & 255];
        }
    }
    for (; i < n; i++)
        scores[docs[i]] += table[codes[i]];
}

// --- the set --------------------------------------------------------------------------

const struct block_codec *block_codec_scalar(void)
{
    static const struct block_codec scalar = {
        .name = "scalar",
        .docs_unpack = scalar_docs_unpack,
        .bytes_unpack = scalar_bytes_unpack,
        .bitmap_unpack = scalar_bitmap_unpack,
        .spread_unpack = scalar_spread_unpack,
        .bitmap_ranks = scalar_bitmap_ranks,
        .search = scalar_search,
        .keep = scalar_keep,
    };
    return &scalar;
}
