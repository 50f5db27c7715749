// See utf8_check.h.
//
// With AVX2, 32 bytes are judged at once by what three half-bytes say together: the halves of the byte before and the
// upper half of the byte itself each have, in a table of sixteen, a bit for every mistake that they allow; where all
// three allow the same, it is made. What is left to tell is whether a third or fourth byte stands where one must (J.
// Keiser and D. Lemire, "Validating UTF-8 In Less Than One Instruction Per Byte", 2021, whose names the mistakes have).
#include "base/utf8_check.h"

#include "base/bytes.h"
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define HIGH_BITS UINT64_C(0x8080808080808080)

static bool scalar_is_valid(struct slice s)
{
    for (size_t i = 0; i < s.len;) {
        if (s.len - i >= 8 && !(load_u64(s.ptr + i) & HIGH_BITS)) { // eight bytes of ASCII
            i += 8;
            continue;
        }
        size_t len = utf8_sequence_len(slice_from_offset(s, i));
        if (len == 0)
            return false;
        i += len;
    }
    return true;
}

const struct utf8_check *utf8_check_scalar(void)
{
    static const struct utf8_check scalar = {scalar_is_valid};
    return &scalar;
}

#ifdef __x86_64__

enum {
    TOO_SHORT = 1 << 0,  // a first byte, and then none of those behind it
    TOO_LONG = 1 << 1,   // one of those behind a first byte, but behind ASCII
    OVERLONG_3 = 1 << 2, // three bytes for what needs less
    TOO_LARGE = 1 << 3,  // above U+10FFFF
    SURROGATE = 1 << 4,
    OVERLONG_2 = 1 << 5,
    OVERLONG_4 = 1 << 6,
    TOO_LARGE_1000 = OVERLONG_4, // above U+10FFFF, by a first byte of F5 or more
    TWO_BEHIND = 1 << 7,         // right if they are the second and third, or third and fourth
    ALWAYS = TOO_SHORT | TOO_LONG | TWO_BEHIND,
};

// The table in both halves of a register.
#define TABLE(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))
#define MISTAKES(bits) ((char)(unsigned char)(bits))

__attribute__((target("avx2"))) static inline __m256i upper_half(__m256i bytes)
{
    return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0F));
}

// The mistakes that two bytes make, one after the other; TWO_BEHIND where it may be none.
__attribute__((target("avx2"))) static inline __m256i mistakes_of(__m256i before, __m256i bytes)
{
    const char any = MISTAKES(ALWAYS), large = MISTAKES(ALWAYS | TOO_LARGE | TOO_LARGE_1000);
    const char ascii = TOO_LONG, behind = MISTAKES(TWO_BEHIND), is_short = TOO_SHORT;
    const char second = MISTAKES(TOO_LONG | OVERLONG_2 | TWO_BEHIND);
    const __m256i by_upper =
        TABLE(ascii, ascii, ascii, ascii, ascii, ascii, ascii, ascii, behind, behind, behind,
              behind, TOO_SHORT | OVERLONG_2, is_short, TOO_SHORT | OVERLONG_3 | SURROGATE,
              TOO_SHORT | TOO_LARGE | TOO_LARGE_1000);
    const __m256i by_lower = TABLE(any | OVERLONG_3 | OVERLONG_2 | OVERLONG_4, any | OVERLONG_2,
                                   any, any, any | TOO_LARGE, large, large, large, large, large,
                                   large, large, large, large | SURROGATE, large, large);
    const __m256i by_second =
        TABLE(is_short, is_short, is_short, is_short, is_short, is_short, is_short, is_short,
              second | OVERLONG_3 | TOO_LARGE_1000, second | OVERLONG_3 | TOO_LARGE,
              second | SURROGATE | TOO_LARGE, second | SURROGATE | TOO_LARGE, is_short, is_short,
              is_short, is_short);
    __m256i lower = _mm256_and_si256(before, _mm256_set1_epi8(0x0F));
    return _mm256_and_si256(_mm256_and_si256(_mm256_shuffle_epi8(by_upper, upper_half(before)),
                                             _mm256_shuffle_epi8(by_lower, lower)),
                            _mm256_shuffle_epi8(by_second, upper_half(bytes)));
}

// What is wrong with 32 bytes, behind 32 others: zero where nothing is.
__attribute__((target("avx2"))) static inline __m256i judge(__m256i others, __m256i bytes)
{
    __m256i middle = _mm256_permute2x128_si256(others, bytes, 0x21);
    __m256i one_before = _mm256_alignr_epi8(bytes, middle, 15);
    __m256i two_before = _mm256_alignr_epi8(bytes, middle, 14);
    __m256i three_before = _mm256_alignr_epi8(bytes, middle, 13);
    // The uppermost bit where a third or fourth byte must stand.
    __m256i third = _mm256_subs_epu8(two_before, _mm256_set1_epi8((char)(0xE0 - 0x80)));
    __m256i fourth = _mm256_subs_epu8(three_before, _mm256_set1_epi8((char)(0xF0 - 0x80)));
    __m256i must = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
    return _mm256_xor_si256(must, mistakes_of(one_before, bytes));
}

__attribute__((target("avx2"))) static bool avx2_is_valid(struct slice s)
{
    __m256i others = _mm256_setzero_si256(), wrong = others;
    if (s.len < sizeof others)
        return scalar_is_valid(s);
    for (size_t at = 0; at <= s.len;
         at += sizeof others) { // a last one, of zeros, ends what does not end
        char room[sizeof others] = {0};
        const char *from = s.ptr + at;
        if (s.len - at < sizeof others)
            from = memcpy(room, from, s.len - at);
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)from);
        if (_mm256_movemask_epi8(_mm256_or_si256(bytes, others)) != 0)
            wrong = _mm256_or_si256(wrong, judge(others, bytes));
        others = bytes;
    }
    return _mm256_testz_si256(wrong, wrong);
}

const struct utf8_check *utf8_check_best(void)
{
    static const struct utf8_check avx2 = {avx2_is_valid};
    return __builtin_cpu_supports("avx2") ? &avx2 : utf8_check_scalar();
}

#else

const struct utf8_check *utf8_check_best(void)
{
    return utf8_check_scalar();
}

#endif
