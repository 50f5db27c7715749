// Passes over a window's arrays, in plain C and with AVX2. See window_ops.h.
//
// Both sets give the same results on all input. These loops are all that is done for documents that do not matter, so
// their cost is that of a question: 4096 scores are looked through in about as long as one block takes to decode.
#include "engine/search/match/window_ops.h"

#include "base/bytes.h"

#include <stdbool.h>
#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

// By runs of groups: where a common word was added up that is all of the window at once.
void window_scores_clear(struct window_scores *window)
{
    uint64_t left = window->touched;
    while (left) {
        unsigned first = (unsigned)__builtin_ctzll(left);
        uint64_t after = ~(left >> first); // its lowest bit set: the first group not touched
        unsigned run = after ? (unsigned)__builtin_ctzll(after) : 64;
        memset(window->scores + (size_t)first * 64, 0, (size_t)run * 64 * sizeof(uint16_t));
        left &= first + run < 64 ? UINT64_MAX << (first + run) : 0;
    }
    window->touched = 0;
}

static unsigned scalar_collect(const uint16_t *scores, uint64_t groups, uint16_t least,
                               uint16_t *out)
{
    unsigned count = 0;
    for (; groups; groups &= groups - 1) {
        unsigned first = (unsigned)__builtin_ctzll(groups) * 64;
        for (unsigned i = first; i < first + 64; i++)
            if (scores[i] >= least)
                out[count++] = (uint16_t)i;
    }
    return count;
}

static void scalar_or_marks(const uint8_t *marks, unsigned n, uint64_t *bits)
{
    for (unsigned i = 0; i < n; i++)
        bits[i / 64] |= (uint64_t)marks[i] << i % 64;
}

static unsigned scalar_count(const uint64_t *bits, unsigned words)
{
    unsigned count = 0;
    for (unsigned w = 0; w < words; w++)
        count += (unsigned)__builtin_popcountll(bits[w]);
    return count;
}

static void scalar_or_at(uint64_t *bits, uint32_t words, const unsigned char *from, uint32_t n,
                         int64_t at)
{
    int64_t to = at >> 6; // rounds towards the start also below it
    unsigned shift = (unsigned)(at & 63);
    uint32_t given = (n - 1) / 64 + 1;
    uint64_t carried = 0; // from the word before, whose last bits go into the next
    for (uint32_t w = 0; w <= given && to < words; w++, to++) {
        uint64_t word = w < given ? load_u64(from + (size_t)w * 8) : 0;
        if (w == given - 1)
            word &= UINT64_MAX >> (63 - (n - 1) % 64);
        if (to >= 0)
            bits[to] |= word << shift | carried;
        carried = word >> 1 >> (63 - shift);
    }
}

const struct window_ops *window_ops_scalar(void)
{
    static const struct window_ops scalar = {scalar_collect, scalar_or_marks, scalar_count,
                                             scalar_or_at};
    return &scalar;
}

#ifdef __x86_64__

#define AVX2 __attribute__((target("avx2,popcnt,bmi")))

// Bit i of the result: scores[i] >= least, for 32 scores. There is no unsigned comparison: a score reaches
// the least when it is the larger of the two.
AVX2 static uint32_t reaching(const uint16_t *scores, __m256i least)
{
    __m256i a = _mm256_loadu_si256((const __m256i *)scores);
    __m256i b = _mm256_loadu_si256((const __m256i *)(scores + 16));
    a = _mm256_cmpeq_epi16(_mm256_max_epu16(a, least), a);
    b = _mm256_cmpeq_epi16(_mm256_max_epu16(b, least), b);
    __m256i bytes = _mm256_permute4x64_epi64(_mm256_packs_epi16(a, b), 0xd8);
    return (uint32_t)_mm256_movemask_epi8(bytes);
}

// Whether any of 64 scores is above `below`; where few are, as above a high threshold, this is all that is asked.
AVX2 static bool some_above(const uint16_t *scores, __m256i below)
{
    const __m256i *from = (const __m256i *)scores;
    __m256i a = _mm256_subs_epu16(_mm256_loadu_si256(from), below);
    __m256i b = _mm256_subs_epu16(_mm256_loadu_si256(from + 1), below);
    __m256i c = _mm256_subs_epu16(_mm256_loadu_si256(from + 2), below);
    __m256i d = _mm256_subs_epu16(_mm256_loadu_si256(from + 3), below);
    __m256i any = _mm256_or_si256(_mm256_or_si256(a, b), _mm256_or_si256(c, d));
    return !_mm256_testz_si256(any, any);
}

AVX2 static unsigned avx2_collect(const uint16_t *scores, uint64_t groups, uint16_t least,
                                  uint16_t *out)
{
    __m256i wanted = _mm256_set1_epi16((short)least);
    __m256i below = _mm256_set1_epi16((short)(least - 1));
    unsigned count = 0;
    for (; groups; groups &= groups - 1) {
        unsigned first = (unsigned)__builtin_ctzll(groups) * 64;
        if (!some_above(scores + first, below))
            continue;
        uint64_t left = reaching(scores + first, wanted) |
                        (uint64_t)reaching(scores + first + 32, wanted) << 32;
        for (; left; left &= left - 1)
            out[count++] = (uint16_t)(first + (unsigned)__builtin_ctzll(left));
    }
    return count;
}

AVX2 static uint32_t mark_bits(const uint8_t *marks)
{
    __m256i bytes = _mm256_loadu_si256((const __m256i *)marks);
    return (uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(bytes, 7));
}

AVX2 static void avx2_or_marks(const uint8_t *marks, unsigned n, uint64_t *bits)
{
    for (unsigned i = 0; i < n; i += 64)
        bits[i / 64] |= mark_bits(marks + i) | (uint64_t)mark_bits(marks + i + 32) << 32;
}

AVX2 static unsigned avx2_count(const uint64_t *bits, unsigned words)
{
    unsigned count = 0;
    for (unsigned w = 0; w < words; w++)
        count += (unsigned)__builtin_popcountll(bits[w]); // one instruction here
    return count;
}

#define AVX512 __attribute__((target("avx2,popcnt,bmi,avx512f,avx512bw,avx512vl,avx512vpopcntdq")))

AVX512 static void avx512_or_marks(const uint8_t *marks, unsigned n, uint64_t *bits)
{
    const __m512i one = _mm512_set1_epi8(1);
    for (unsigned i = 0; i < n; i += 64)
        bits[i / 64] |= _mm512_test_epi8_mask(_mm512_loadu_si512(marks + i), one);
}

AVX512 static unsigned avx512_count(const uint64_t *bits, unsigned words)
{
    __m512i sums = _mm512_setzero_si512();
    unsigned w = 0;
    for (; w + 8 <= words; w += 8)
        sums = _mm512_add_epi64(sums, _mm512_popcnt_epi64(_mm512_loadu_si512(bits + w)));
    unsigned count = (unsigned)_mm512_reduce_add_epi64(sums);
    for (; w < words; w++)
        count += (unsigned)__builtin_popcountll(bits[w]);
    return count;
}

// The lanes of eight that lie below n.
AVX512 static inline __mmask8 lanes_below(int n)
{
    return (__mmask8)(n >= 8 ? 0xff : n > 0 ? (1U << n) - 1 : 0);
}

// Words w to w + 7, of which those before 0 and from `given` on are 0; of the last only the bits in `last`.
AVX512 static inline __m512i words_at(const unsigned char *from, int w, int given, uint64_t last)
{
    __mmask8 there = lanes_below(given - w) & (__mmask8)(w < 0 ? 0xfe : 0xff);
    __mmask8 whole = lanes_below(given - 1 - w);
    __m512i eight = _mm512_maskz_loadu_epi64(there, from + (ptrdiff_t)w * 8);
    return _mm512_mask_and_epi64(eight, there & (__mmask8)~whole, eight,
                                 _mm512_set1_epi64((long long)last));
}

AVX512 static void avx512_or_at(uint64_t *bits, uint32_t words, const unsigned char *from,
                                uint32_t n, int64_t at)
{
    int to = (int)(at >> 6), given = (int)((n - 1) / 64) + 1;
    __m512i up = _mm512_set1_epi64(at & 63), down = _mm512_set1_epi64(64 - (at & 63));
    uint64_t last = UINT64_MAX >> (63 - (n - 1) % 64);
    int end = (int)words - to < given + 1 ? (int)words - to : given + 1;
    for (int w = to < 0 ? -to : 0; w < end; w += 8) {
        __m512i here = _mm512_sllv_epi64(words_at(from, w, given, last), up);
        __m512i carried = _mm512_srlv_epi64(words_at(from, w - 1, given, last), down);
        __mmask8 wanted = lanes_below(end - w);
        __m512i old = _mm512_maskz_loadu_epi64(wanted, bits + to + w);
        _mm512_mask_storeu_epi64(bits + to + w, wanted,
                                 _mm512_or_si512(old, _mm512_or_si512(here, carried)));
    }
}

const struct window_ops *window_ops_avx2(void)
{
    static const struct window_ops avx2 = {avx2_collect, avx2_or_marks, avx2_count, scalar_or_at};
    return __builtin_cpu_supports("avx2") ? &avx2 : NULL;
}

const struct window_ops *window_ops_avx512(void)
{
    static const struct window_ops avx512 = {avx2_collect, avx512_or_marks, avx512_count,
                                             avx512_or_at};
    bool has = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
               __builtin_cpu_supports("avx512vpopcntdq");
    return has && window_ops_avx2() ? &avx512 : NULL;
}

#else

const struct window_ops *window_ops_avx2(void)
{
    return NULL;
}

const struct window_ops *window_ops_avx512(void)
{
    return NULL;
}

#endif

const struct window_ops *window_ops_best(void)
{
    const struct window_ops *avx512 = window_ops_avx512(), *avx2 = window_ops_avx2();
    return avx512 ? avx512 : avx2 ? avx2 : window_ops_scalar();
}
