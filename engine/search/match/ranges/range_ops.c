// Passes over bounds of ranges, in plain C and with AVX2. See range_ops.h.
//
// Adding is what a union costs at least: a step for each group of each of its frequent words. The levels of a group are
// looked up at once, low and high bytes of the values apart.
#include "engine/search/match/ranges/range_ops.h"

#include <stdbool.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

static uint16_t sum_of(uint32_t a, uint32_t b)
{
    return (uint16_t)(a + b > UINT16_MAX ? UINT16_MAX : a + b);
}

static void scalar_add(const struct range_table *table, uint32_t chunk,
                       const uint16_t values[RANGE_LEVELS], uint16_t sums[RANGES_PER_CHUNK])
{
    const unsigned char *levels = range_table_levels(table, chunk);
    for (uint64_t left = range_table_groups(table, chunk); left; left &= left - 1) {
        uint16_t *of_group = sums + (size_t)__builtin_ctzll(left) * RANGES_PER_GROUP;
        for (int i = 0; i < RANGE_GROUP_BYTES; i++) {
            of_group[i] = sum_of(of_group[i], values[levels[i] & 15]);
            of_group[i + 8] = sum_of(of_group[i + 8], values[levels[i] >> 4]);
        }
        levels += RANGE_GROUP_BYTES;
    }
}

unsigned range_take(const struct range_window *window, const uint16_t *places, unsigned n,
                    uint32_t least, struct range_candidate *out)
{
    unsigned count = 0;
    for (unsigned i = 0; i < n; i++) {
        uint32_t place = places[i], score = window->scores[place];
        uint32_t bound = score + window->sums[place >> RANGE_SHIFT];
        window->scores[place] = 0;
        out[count] =
            (struct range_candidate){window->base + place, (uint16_t)score, sum_of(bound, 0)};
        count += (score > 0) & (bound >= least);
    }
    return count;
}

// What every set's levels does, each with its processor's way of counting bits.
static inline __attribute__((always_inline)) void levels_of(const struct range_table *table,
                                                            const struct range_candidate *list,
                                                            unsigned n, uint8_t *levels)
{
    for (unsigned i = 0; i < n; i++)
        levels[i] = (uint8_t)range_table_level(table, list[i].doc);
}

static void scalar_levels(const struct range_table *table, const struct range_candidate *list,
                          unsigned n, uint8_t *levels)
{
    levels_of(table, list, n, levels);
}

static uint32_t scalar_collect(const uint16_t *sums, uint32_t n, uint16_t least, uint32_t *out)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++)
        if (sums[i] >= least)
            out[count++] = i;
    return count;
}

const struct range_ops *range_ops_scalar(void)
{
    static const struct range_ops scalar = {scalar_add, scalar_levels, scalar_collect};
    return &scalar;
}

#ifdef __x86_64__

#define AVX2 __attribute__((target("avx2,popcnt,bmi")))

AVX2 static void avx2_add(const struct range_table *table, uint32_t chunk,
                          const uint16_t values[RANGE_LEVELS], uint16_t sums[RANGES_PER_CHUNK])
{
    const __m128i low_bytes = _mm_set1_epi16(0xff), low_half = _mm_set1_epi8(15);
    __m128i first = _mm_loadu_si128((const __m128i *)values);
    __m128i second = _mm_loadu_si128((const __m128i *)(values + 8));
    __m128i low =
        _mm_packus_epi16(_mm_and_si128(first, low_bytes), _mm_and_si128(second, low_bytes));
    __m128i high = _mm_packus_epi16(_mm_srli_epi16(first, 8), _mm_srli_epi16(second, 8));
    const unsigned char *at = range_table_levels(table, chunk);
    for (uint64_t left = range_table_groups(table, chunk); left; left &= left - 1) {
        __m128i *to = (__m128i *)(sums + (size_t)__builtin_ctzll(left) * RANGES_PER_GROUP);
        __m128i packed = _mm_loadl_epi64((const __m128i *)at);
        __m128i levels =
            _mm_and_si128(_mm_unpacklo_epi64(packed, _mm_srli_epi16(packed, 4)), low_half);
        __m128i lows = _mm_shuffle_epi8(low, levels), highs = _mm_shuffle_epi8(high, levels);
        __m128i a = _mm_adds_epu16(_mm_loadu_si128(to), _mm_unpacklo_epi8(lows, highs));
        __m128i b = _mm_adds_epu16(_mm_loadu_si128(to + 1), _mm_unpackhi_epi8(lows, highs));
        _mm_storeu_si128(to, a);
        _mm_storeu_si128(to + 1, b);
        at += RANGE_GROUP_BYTES;
    }
}

AVX2 static void avx2_levels(const struct range_table *table, const struct range_candidate *list,
                             unsigned n, uint8_t *levels)
{
    levels_of(table, list, n, levels);
}

// Bit i of the result: sums[i] >= least, for 32 sums.
AVX2 static uint32_t reaching(const uint16_t *sums, __m256i least)
{
    __m256i a = _mm256_loadu_si256((const __m256i *)sums);
    __m256i b = _mm256_loadu_si256((const __m256i *)(sums + 16));
    a = _mm256_cmpeq_epi16(_mm256_max_epu16(a, least), a);
    b = _mm256_cmpeq_epi16(_mm256_max_epu16(b, least), b);
    __m256i bytes = _mm256_permute4x64_epi64(_mm256_packs_epi16(a, b), 0xd8);
    return (uint32_t)_mm256_movemask_epi8(bytes);
}

AVX2 static uint32_t avx2_collect(const uint16_t *sums, uint32_t n, uint16_t least, uint32_t *out)
{
    const __m256i wanted = _mm256_set1_epi16((short)least);
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i += 64) {
        uint64_t left = reaching(sums + i, wanted) | (uint64_t)reaching(sums + i + 32, wanted)
                                                         << 32;
        for (; left; left &= left - 1)
            out[count++] = i + (uint32_t)__builtin_ctzll(left);
    }
    return count;
}

const struct range_ops *range_ops_best(void)
{
    static const struct range_ops avx2 = {avx2_add, avx2_levels, avx2_collect};
    return __builtin_cpu_supports("avx2") ? &avx2 : range_ops_scalar();
}

#else

const struct range_ops *range_ops_best(void)
{
    return range_ops_scalar();
}

#endif
