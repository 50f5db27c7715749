// Unpacking with AVX-512: the same results as block_codec.c, without a branch that depends on the block.
//
// Bitmaps, and the upper bits of spread blocks: one instruction of VBMI2 takes, of the bytes 0, 1 … 63, those whose bit
// is set in a word and moves them together. AVX2 has to look up each byte of the word.
//
// Codes: a plane that a width has not is loaded as zeros, so that all widths below 8 go the same way. 128 codes are two
// registers.
//
// Docs are unpacked by AVX2: a register twice as wide would have more runs than a block has.
#include "engine/format/codec/block_codec_avx512.h"

#include "engine/format/codec/block_codec_avx2.h"

#ifdef __x86_64__

#include <assert.h>
#include <immintrin.h>

#define FEATURES "avx2,popcnt,avx512f,avx512bw,avx512vl,avx512vbmi2"
#define AVX512 __attribute__((target(FEATURES)))
#define AVX512_INLINE static inline __attribute__((target(FEATURES), always_inline))

AVX512_INLINE __m512i load_512(const void *in)
{
    return _mm512_loadu_si512(in);
}

AVX512_INLINE void store_512(void *out, __m512i value)
{
    _mm512_storeu_si512(out, value);
}

// The 16 or 32 values of half as many bits in a register of half the size.
AVX512_INLINE __m512i widen_lower(__m512i values)
{
    return _mm512_cvtepu16_epi32(_mm512_castsi512_si256(values));
}

AVX512_INLINE __m512i widen_upper(__m512i values)
{
    return _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(values, 1));
}

// --- bytes ----------------------------------------------------------------------------

// The first `count` bytes, 0 of which are read when it is 0.
AVX512_INLINE __m512i load_bytes(const unsigned char *in, unsigned count)
{
    return _mm512_maskz_loadu_epi8(count > 0 ? UINT64_MAX >> (64 - count) : 0, in);
}

// Bits of the lowest `mask` of each byte of a plane, its eighths moved right by as many bits as `shifts` says.
AVX512_INLINE __m512i plane_codes(__m512i plane, __m512i shifts, int mask)
{
    return _mm512_and_si512(_mm512_srlv_epi64(plane, shifts), _mm512_set1_epi8((char)mask));
}

// Codes of less than eight bits.
AVX512_INLINE void unpack_codes(const unsigned char *in, unsigned width, __m512i codes[2])
{
    const __m512i none = _mm512_setzero_si512(), four = _mm512_set1_epi64(4);
    const __m512i quarters = _mm512_setr_epi64(0, 0, 0, 0, 2, 2, 2, 2);
    const __m512i eighths = _mm512_setr_epi64(0, 0, 1, 1, 2, 2, 3, 3);
    __m512i plane = load_bytes(in, 16 * (width & 4));
    in += 16 * (size_t)(width & 4);
    codes[0] = plane_codes(plane, none, 15);
    codes[1] = plane_codes(plane, four, 15);
    plane = _mm512_broadcast_i64x4(_mm512_castsi512_si256(load_bytes(in, 16 * (width & 2))));
    in += 16 * (size_t)(width & 2);
    __m128i done = _mm_cvtsi32_si128((int)(width & 4));
    __m512i first = plane_codes(plane, quarters, 3);
    __m512i second = plane_codes(plane, _mm512_add_epi64(quarters, four), 3);
    codes[0] = _mm512_or_si512(codes[0], _mm512_sll_epi16(first, done));
    codes[1] = _mm512_or_si512(codes[1], _mm512_sll_epi16(second, done));
    plane = _mm512_broadcast_i32x4(_mm512_castsi512_si128(load_bytes(in, 16 * (width & 1))));
    done = _mm_cvtsi32_si128((int)(width & 6));
    first = plane_codes(plane, eighths, 1);
    second = plane_codes(plane, _mm512_add_epi64(eighths, four), 1);
    codes[0] = _mm512_or_si512(codes[0], _mm512_sll_epi16(first, done));
    codes[1] = _mm512_or_si512(codes[1], _mm512_sll_epi16(second, done));
}

AVX512 static void avx512_bytes_unpack(const unsigned char *in, uint8_t low, unsigned width,
                                       uint8_t out[BLOCK_LEN])
{
    assert(width <= BLOCK_BYTES_MAX_WIDTH);
    __m512i codes[2], lows = _mm512_set1_epi8((char)low);
    if (width == BLOCK_BYTES_MAX_WIDTH) {
        codes[0] = load_512(in);
        codes[1] = load_512(in + 64);
    } else {
        unpack_codes(in, width, codes);
    }
    store_512(out, _mm512_add_epi8(codes[0], lows));
    store_512(out + 64, _mm512_add_epi8(codes[1], lows));
}

// --- bitmaps --------------------------------------------------------------------------

enum { WORD_BITS = 64, LANES = 32, PLACES_ROOM = BLOCK_LEN + WORD_BITS };

static const uint16_t in_order[LANES] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                                         11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                         22, 23, 24, 25, 26, 27, 28, 29, 30, 31};

// The numbers of the set bits of all words, as long as there are no more than 128 and those of one more word; returns
// how many bits are set.
AVX512_INLINE unsigned put_places(const unsigned char *in, unsigned words,
                                  uint16_t places[PLACES_ROOM])
{
    const __m512i lower = load_512(in_order), step = _mm512_set1_epi16(WORD_BITS);
    const __m512i upper = _mm512_add_epi16(lower, _mm512_set1_epi16(LANES));
    const __m512i order = _mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtepi16_epi8(lower)),
                                             _mm512_cvtepi16_epi8(upper), 1);
    __m512i base = _mm512_setzero_si512();
    unsigned count = 0, i = 0;
    assert(words <= BLOCK_BITMAP_MAX_WORDS);
    for (; i < words && count <= BLOCK_LEN; i++) {
        uint64_t bits = load_u64(in + 8 * (size_t)i);
        __m512i found = _mm512_maskz_compress_epi8(bits, order);
        __m512i first = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(found));
        __m512i second = _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(found, 1));
        store_512(places + count, _mm512_add_epi16(first, base));
        store_512(places + count + LANES, _mm512_add_epi16(second, base));
        count += (unsigned)__builtin_popcountll(bits);
        base = _mm512_add_epi16(base, step);
    }
    for (; i < words; i++)
        count += (unsigned)__builtin_popcountll(load_u64(in + 8 * (size_t)i));
    return count;
}

AVX512 static unsigned avx512_bitmap_unpack(const unsigned char *in, unsigned words,
                                            uint32_t first_doc, uint32_t docs[BLOCK_LEN])
{
    uint16_t places[PLACES_ROOM];
    const __m512i first = _mm512_set1_epi32((int)first_doc);
    unsigned count = put_places(in, words, places);
    for (unsigned i = 0; i < BLOCK_LEN; i += LANES) {
        __m512i found = load_512(places + i);
        store_512(docs + i, _mm512_add_epi32(widen_lower(found), first));
        store_512(docs + i + LANES / 2, _mm512_add_epi32(widen_upper(found), first));
    }
    return count;
}

// The docs of a spread block that lie within 2^16, as nearly all do: 16 bits hold what each is above its least, too.
AVX512_INLINE bool join_narrow(const uint16_t places[BLOCK_LEN], const __m512i lows[2],
                               unsigned low_width, uint32_t first_doc, uint32_t docs[BLOCK_LEN])
{
    const __m128i shift = _mm_cvtsi32_si128((int)low_width);
    const __m512i step = _mm512_set1_epi16(LANES), docs_step = _mm512_set1_epi32(LANES);
    __m512i numbers = load_512(in_order), before = _mm512_setzero_si512();
    __m512i one_before = _mm512_add_epi16(numbers, _mm512_set1_epi16(LANES - 1));
    __m512i first = _mm512_add_epi32(widen_lower(numbers), _mm512_set1_epi32((int)first_doc));
    __m512i second = _mm512_add_epi32(first, _mm512_set1_epi32(LANES / 2));
    __mmask32 falls = 0;
    for (unsigned i = 0; i < BLOCK_LEN; i += LANES) {
        __m256i low = i % 64 == 0 ? _mm512_castsi512_si256(lows[i / 64])
                                  : _mm512_extracti64x4_epi64(lows[i / 64], 1);
        __m512i above = _mm512_sub_epi16(load_512(places + i), numbers);
        above = _mm512_or_si512(_mm512_sll_epi16(above, shift), _mm512_cvtepu8_epi16(low));
        __m512i previous = _mm512_permutex2var_epi16(before, one_before, above);
        falls |= _mm512_cmpgt_epu16_mask(previous, above);
        before = above;
        store_512(docs + i, _mm512_add_epi32(widen_lower(above), first));
        store_512(docs + i + LANES / 2, _mm512_add_epi32(widen_upper(above), second));
        numbers = _mm512_add_epi16(numbers, step);
        first = _mm512_add_epi32(first, docs_step);
        second = _mm512_add_epi32(second, docs_step);
    }
    return falls == 0;
}

AVX512 static bool avx512_spread_unpack(const unsigned char *in, unsigned words, unsigned low_width,
                                        uint32_t first_doc, uint32_t docs[BLOCK_LEN])
{
    uint16_t places[PLACES_ROOM];
    __m512i lows[2];
    if (put_places(in, words, places) != BLOCK_LEN)
        return false;
    in += 8 * (size_t)words;
    bool is_narrow = (uint32_t)places[BLOCK_LEN - 1] << low_width < 1u << 16;
    if (is_narrow && low_width < BLOCK_BYTES_MAX_WIDTH) {
        unpack_codes(in, low_width, lows);
        return join_narrow(places, lows, low_width, first_doc, docs);
    }
    uint8_t bytes[BLOCK_LEN];
    avx512_bytes_unpack(in, 0, low_width, bytes);
    return block_spread_join(places, bytes, low_width, first_doc, docs);
}

AVX512 static void avx512_bitmap_ranks(const unsigned char *in, uint32_t *bits, unsigned n)
{
    block_bitmap_ranks(in, bits, n);
}

// --- searching ------------------------------------------------------------------------

AVX512 static unsigned avx512_search(const uint32_t *docs, unsigned n, uint32_t target)
{
    const __m512i targets = _mm512_set1_epi32((int)target);
    unsigned less = 0;
    for (unsigned i = 0; i < n; i += 16) {
        __mmask16 there = n - i < 16 ? (__mmask16)((1u << (n - i)) - 1) : UINT16_MAX;
        __m512i some = _mm512_maskz_loadu_epi32(there, docs + i);
        less += (unsigned)__builtin_popcount(_mm512_mask_cmplt_epu32_mask(there, some, targets));
    }
    return less;
}

// As AVX2 does it, with sixteen docs.
AVX512 static unsigned avx512_keep(const uint32_t **at, const uint32_t *candidates, unsigned n,
                                   uint32_t *kept)
{
    const uint32_t *docs = *at;
    unsigned count = 0;
    for (unsigned i = 0; i < n; i++) {
        uint32_t candidate = candidates[i];
        while (docs[15] < candidate)
            docs += 16;
        __m512i wanted = _mm512_set1_epi32((int)candidate);
        kept[count] = candidate;
        count += _mm512_cmpeq_epi32_mask(load_512(docs), wanted) != 0;
    }
    *at = docs;
    return count;
}

// --- the set --------------------------------------------------------------------------

static bool has_features(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2");
}

const struct block_codec *block_codec_avx512(void)
{
    static const struct block_codec avx512 = {
        .name = "avx512",
        .docs_unpack = block_docs_unpack_avx2,
        .bytes_unpack = avx512_bytes_unpack,
        .bitmap_unpack = avx512_bitmap_unpack,
        .spread_unpack = avx512_spread_unpack,
        .bitmap_ranks = avx512_bitmap_ranks,
        .search = avx512_search,
        .keep = avx512_keep,
    };
    return block_codec_avx2() && has_features() ? &avx512 : NULL;
}

#else

const struct block_codec *block_codec_avx512(void)
{
    return NULL;
}

#endif
