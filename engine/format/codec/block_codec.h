// Blocks of 128 postings, packed and unpacked.
//
// Packing is plain C and the same everywhere. What queries do again and again hangs in a
// struct block_codec: a set of functions for one kind of processor. All sets give the same results
// on all input, valid or not. A searcher asks block_codec_best() once and keeps the pointer.
//
// Nothing here checks lengths: the caller makes sure that the bytes which a width or a word count
// announces are there. Whatever those bytes are, nothing is written outside the output.
//
// docs: 128 strictly increasing doc ids as gaps (difference to the one before, minus one), each in
// `width` bits, 0 to 32. The block is eight runs of 16 consecutive gaps. A run is a stream of
// 32-bit little-endian words, first gap in the lowest bits, and the words of the eight runs are
// interleaved, so that 32 bytes of input are one AVX2 register with a run in each lane. 16 gaps of
// an odd width leave half a word, so there the last words have 16 bits. Together 16 × width bytes:
//
//     byte 0    4    8         28   32                            16 × (width − 1) when width is
//     odd
//         ┌────┬────┬───┬─────┬────┬────┬────┬───┐         ┌──┬──┬───┬──┐
//         │ r0 │ r1 │ … │ r6  │ r7 │ r0 │ r1 │ … │    …    │r0│r1│ … │r7│
//         └────┴────┴───┴─────┴────┴────┴────┴───┘         └──┴──┴───┴──┘
//          first words of the runs   second words           16-bit halves
//
// bytes: 128 codes above `low`, each in `width` bits, 0 to 8. The width is the sum of planes of 8,
// 4, 2 or 1 bits, which follow each other, lowest bits of the codes in the first. A plane of p bits
// takes 16 p bytes; byte k holds the bits of the codes k, k + 16 p, k + 32 p …, lowest bits first.
// Together 16 × width bytes.
//
// bitmap: `words` little-endian 64-bit words, at most BLOCK_BITMAP_MAX_WORDS; bit i stands for doc first_doc + i.
//
// spread: what each doc lies above the least it could be, x(i) = docs[i] - first_doc - i, never falls. Its
// upper bits are a bitmap of `words` words in which bit (x(i) >> low_width) + i is set; the lower bits of all
// stand after it as bytes of low_width bits. So a block with a few wide gaps pays for each gap what that gap
// needs (Elias, "Efficient Storage and Retrieval by Content and Address of Static Files", 1974; Fano 1971).
#ifndef ENGINE_FORMAT_BLOCK_CODEC_H
#define ENGINE_FORMAT_BLOCK_CODEC_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BLOCK_LEN 128
#define BLOCK_DOCS_MAX_WIDTH 32
#define BLOCK_BYTES_MAX_WIDTH 8
#define BLOCK_BITMAP_MAX_WORDS 1024                     // so that 16 bits number the bits
#define BLOCK_PACKED_SIZE(width) (16 * (size_t)(width)) // bytes of packed docs or codes
#define BLOCK_PADDING 16                                // see keep
#define BLOCK_NO_BASE UINT32_MAX                        // `base` of the first block of a list

struct block_codec {
    const char *name; // "avx512", "avx2", "scalar"

    // base is the last doc of the block before, or BLOCK_NO_BASE. True when docs is strictly
    // increasing and above base; false when the gaps ran over 2^32: corrupt. After true, a check of
    // docs[127] bounds them all.
    bool (*docs_unpack)(const unsigned char *in, uint32_t base, unsigned width,
                        uint32_t docs[BLOCK_LEN]) __attribute__((warn_unused_result));

    void (*bytes_unpack)(const unsigned char *in, uint8_t low, unsigned width,
                         uint8_t out[BLOCK_LEN]);

    // The docs of at most the first 128 bits that are set; returns how many bits are set in all
    // words. Any answer but 128 means corrupt, and what docs then holds after the last doc is
    // undefined. The caller has checked that first_doc + 64 × words does not exceed 2^32.
    unsigned (*bitmap_unpack)(const unsigned char *in, unsigned words, uint32_t first_doc,
                              uint32_t docs[BLOCK_LEN]) __attribute__((warn_unused_result));

    // Docs of a spread block; true when they are strictly increasing and there are 128 of them. first_doc may be
    // any number: the caller checks docs[127], which then bounds them all.
    bool (*spread_unpack)(const unsigned char *in, unsigned words, unsigned low_width,
                          uint32_t first_doc, uint32_t docs[BLOCK_LEN])
        __attribute__((warn_unused_result));

    // Puts in the place of each of n numbers of bits, which increase and lie within the bitmap, how many set bits come
    // before it: of a set one, its index among the docs of the block.
    void (*bitmap_ranks)(const unsigned char *in, uint32_t *bits, unsigned n);

    // How many of docs are less than target: in a sorted block, the index of the first that is not.
    unsigned (*search)(const uint32_t *docs, unsigned n, uint32_t target)
        __attribute__((warn_unused_result));

    // Moves those of n increasing candidates that are among the docs from *at on to `kept`, which is where they stand
    // or before that; returns how many. Behind the docs are BLOCK_PADDING × UINT32_MAX, which no candidate is. *at
    // moves on, past docs that are less than the last candidate.
    unsigned (*keep)(const uint32_t **at, const uint32_t *candidates, unsigned n, uint32_t *kept)
        __attribute__((warn_unused_result));
};

// The set for any processor; block_codec_best.h has the fastest one for this one. Static storage.
const struct block_codec *block_codec_scalar(void);

// The bits that the largest gap of the block needs.
unsigned block_docs_width(const uint32_t docs[BLOCK_LEN], uint32_t base);

// Writes BLOCK_PACKED_SIZE(width) bytes; width as from block_docs_width, or more.
void block_docs_pack(const uint32_t docs[BLOCK_LEN], uint32_t base, unsigned width,
                     unsigned char *out);

// Finds the smallest code and the bits that the others need above it.
unsigned block_bytes_width(const uint8_t in[BLOCK_LEN], uint8_t *low);

// Writes BLOCK_PACKED_SIZE(width) bytes.
void block_bytes_pack(const uint8_t in[BLOCK_LEN], uint8_t low, unsigned width, unsigned char *out);

// Writes 8 × words bytes; all docs lie between first_doc and first_doc + 64 × words − 1.
void block_bitmap_pack(const uint32_t docs[BLOCK_LEN], uint32_t first_doc, unsigned words,
                       unsigned char *out);

// The words of the upper bits of a spread block whose docs lie between first_doc and last_doc, of which there is room
// for 128; low_width up to BLOCK_BYTES_MAX_WIDTH.
static inline uint32_t block_spread_words(uint32_t first_doc, uint32_t last_doc, unsigned low_width)
{
    return (((last_doc - first_doc - (BLOCK_LEN - 1)) >> low_width) + BLOCK_LEN + 63) / 64;
}

// Writes 8 × words + 16 × low_width bytes; words as from block_spread_words.
void block_spread_pack(const uint32_t docs[BLOCK_LEN], uint32_t first_doc, unsigned low_width,
                       unsigned char *out);

// Where the postings of a term are added up: scores[doc - base] += table[code].
struct block_sum {
    uint16_t *scores;
    uint32_t base;         // the doc of scores[0]
    const uint16_t *table; // 256 of them
};

// Adds n postings. The caller has checked that their docs lie within the scores.
void block_accumulate(const struct block_sum *sum, const uint32_t *docs, const uint8_t *codes,
                      unsigned n);

// --- for the sets themselves -----------------------------------------------------------

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

// Docs of a spread block, one after the other, from the places of all upper bits and from the lower ones; false when
// they do not increase.
static inline bool block_spread_join(const uint16_t places[BLOCK_LEN],
                                     const uint8_t lows[BLOCK_LEN], unsigned low_width,
                                     uint32_t first_doc, uint32_t docs[BLOCK_LEN])
{
    uint32_t before = 0;
    bool sound = true;
    for (uint32_t i = 0; i < BLOCK_LEN; i++) {
        uint32_t above = (places[i] - i) << low_width | lows[i];
        sound &= above >= before;
        before = above;
        docs[i] = first_doc + i + above;
    }
    return sound;
}

#endif
