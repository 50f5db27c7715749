// Passes over bounds of ranges, in plain C, with AVX2 and with AVX-512. See range_ops.h.
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

// Parts the candidates from..to of the list. The split is the caller's copy, which the compiler keeps in registers.
static inline __attribute__((always_inline)) void split_some(struct range_split *split,
                                                             unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++) {
        struct range_candidate candidate = split->list[i];
        bool is_best = candidate.bound >= split->cut && split->taken < split->room;
        split->best[split->taken] = candidate;
        split->list[split->kept] = candidate;
        split->taken += is_best;
        split->kept += !is_best & (candidate.bound >= split->least);
    }
}

static void scalar_split(struct range_split *split, unsigned n)
{
    struct range_split here = *split;
    split_some(&here, 0, n);
    *split = here;
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
    static const struct range_ops scalar = {scalar_add, scalar_levels, scalar_collect,
                                            scalar_split};
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

#define AVX512 __attribute__((target("avx2,popcnt,bmi,avx512f,avx512bw,avx512vl")))

// All values are in one register, which is asked for those of sixteen levels at once.
AVX512 static void avx512_add(const struct range_table *table, uint32_t chunk,
                              const uint16_t values[RANGE_LEVELS], uint16_t sums[RANGES_PER_CHUNK])
{
    const __m256i all = _mm256_loadu_si256((const __m256i *)values);
    const unsigned char *at = range_table_levels(table, chunk);
    for (uint64_t left = range_table_groups(table, chunk); left; left &= left - 1) {
        __m256i *to = (__m256i *)(sums + (size_t)__builtin_ctzll(left) * RANGES_PER_GROUP);
        __m128i packed = _mm_cvtepu8_epi16(_mm_loadl_epi64((const __m128i *)at));
        // Only the lowest four bits of a level are looked at.
        __m256i levels =
            _mm256_inserti128_si256(_mm256_castsi128_si256(packed), _mm_srli_epi16(packed, 4), 1);
        __m256i added = _mm256_permutexvar_epi16(levels, all);
        _mm256_storeu_si256(to, _mm256_adds_epu16(_mm256_loadu_si256(to), added));
        at += RANGE_GROUP_BYTES;
    }
}

AVX512 static uint32_t avx512_collect(const uint16_t *sums, uint32_t n, uint16_t least,
                                      uint32_t *out)
{
    const __m512i wanted = _mm512_set1_epi16((short)least);
    const __m512i numbers = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i += 32) {
        uint32_t reach = _mm512_cmpge_epu16_mask(_mm512_loadu_si512(sums + i), wanted);
        // Sixteen are written each time, and no more have been than were looked at.
        for (uint32_t half = i; reach; half += 16, reach >>= 16) {
            __m512i here = _mm512_add_epi32(numbers, _mm512_set1_epi32((int)half));
            here = _mm512_maskz_compress_epi32((__mmask16)reach, here);
            _mm512_storeu_si512(out + count, here);
            count += (uint32_t)__builtin_popcount(reach & 0xffff);
        }
    }
    return count;
}

// Eight candidates at once, unless one of them is among the best, which few are.
AVX512 static void avx512_split(struct range_split *split, unsigned n)
{
    enum { AT_ONCE = 8, BOUND_SHIFT = 48 };
    struct range_split here = *split;
    const __m512i cut = _mm512_set1_epi64(here.cut), least = _mm512_set1_epi64(here.least);
    unsigned i = 0;
    for (; i + AT_ONCE <= n; i += AT_ONCE) {
        __m512i some = _mm512_loadu_si512(here.list + i);
        __m512i bounds = _mm512_srli_epi64(some, BOUND_SHIFT);
        if (_mm512_cmpge_epu64_mask(bounds, cut)) {
            split_some(&here, i, i + AT_ONCE);
            continue;
        }
        __mmask8 reach = _mm512_cmpge_epu64_mask(bounds, least);
        _mm512_storeu_si512(here.list + here.kept, _mm512_maskz_compress_epi64(reach, some));
        here.kept += (unsigned)__builtin_popcount(reach);
    }
    split_some(&here, i, n);
    *split = here;
}

const struct range_ops *range_ops_avx2(void)
{
    static const struct range_ops avx2 = {avx2_add, avx2_levels, avx2_collect, scalar_split};
    return __builtin_cpu_supports("avx2") ? &avx2 : NULL;
}

const struct range_ops *range_ops_avx512(void)
{
    static const struct range_ops avx512 = {avx512_add, avx2_levels, avx512_collect, avx512_split};
    bool has = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
    return has && range_ops_avx2() ? &avx512 : NULL;
}

#else

const struct range_ops *range_ops_avx2(void)
{
    return NULL;
}

const struct range_ops *range_ops_avx512(void)
{
    return NULL;
}

#endif

const struct range_ops *range_ops_best(void)
{
    const struct range_ops *avx512 = range_ops_avx512(), *avx2 = range_ops_avx2();
    return avx512 ? avx512 : avx2 ? avx2 : range_ops_scalar();
}
