// See scan.h.
#include "base/json/scan.h"

#include "base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

static bool is_plain(char c)
{
    return (unsigned char)c >= 0x20 && c != '"' && c != '\\';
}

#define EVERY_BYTE (UINT64_MAX / 255)

// The high bit of each byte of eight that is below `least`; right up to the first one, above it perhaps not.
static uint64_t bytes_below(uint64_t eight, uint64_t least)
{
    return (eight - least * EVERY_BYTE) & ~eight & 0x80 * EVERY_BYTE;
}

static size_t scalar_plain(const char *bytes, size_t len)
{
    size_t at = 0;
    for (; len - at >= 8; at += 8) {
        uint64_t eight = load_u64(bytes + at);
        uint64_t found = bytes_below(eight, 0x20) | bytes_below(eight ^ '"' * EVERY_BYTE, 1) |
                         bytes_below(eight ^ '\\' * EVERY_BYTE, 1);
        if (found)
            return at + (unsigned)__builtin_ctzll(found) / 8;
    }
    while (at < len && is_plain(bytes[at]))
        at++;
    return at;
}

const struct json_scan *json_scan_scalar(void)
{
    static const struct json_scan scalar = {scalar_plain};
    return &scalar;
}

#ifdef __x86_64__

__attribute__((target("avx2,bmi"))) static size_t avx2_plain(const char *bytes, size_t len)
{
    const __m256i quote = _mm256_set1_epi8('"'), backslash = _mm256_set1_epi8('\\');
    const __m256i last_control = _mm256_set1_epi8(0x1F);
    size_t at = 0;
    for (; len - at >= 32; at += 32) {
        __m256i some = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + at));
        __m256i marks =
            _mm256_or_si256(_mm256_cmpeq_epi8(some, quote), _mm256_cmpeq_epi8(some, backslash));
        __m256i controls = _mm256_cmpeq_epi8(_mm256_min_epu8(some, last_control), some);
        uint32_t found = (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(marks, controls));
        if (found)
            return at + (unsigned)__builtin_ctz(found);
    }
    return at + scalar_plain(bytes + at, len - at);
}

const struct json_scan *json_scan_best(void)
{
    static const struct json_scan avx2 = {avx2_plain};
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") ? &avx2
                                                                           : json_scan_scalar();
}

#else

const struct json_scan *json_scan_best(void)
{
    return json_scan_scalar();
}

#endif
