// See mojibake.h.
//
// Each character is looked at for itself: whether the bytes that Windows-1252 has for it and the next ones are UTF-8
// of a character that French needs. What begins such a character (Â, Ã, Å, â) is rare in French and never followed by
// what would complete it, but for « Â » with a no-break space behind it.
#include "indexer/sources/mojibake.h"

#include "base/buf.h"

#include <stdint.h>

// What Windows-1252 makes of the bytes 128 to 159; those it has no character for stay what they are.
static const uint16_t UPPER[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

// The character at `at` of UTF-8, and its length.
static uint32_t character_at(struct slice s, size_t at, size_t *len)
{
    const unsigned char *c = (const unsigned char *)s.ptr + at;
    size_t left = s.len - at;
    if (c[0] >= 0xC2 && c[0] < 0xE0 && left >= 2) {
        *len = 2;
        return (uint32_t)(c[0] & 0x1F) << 6 | (c[1] & 0x3F);
    }
    if (c[0] >= 0xE0 && c[0] < 0xF0 && left >= 3) {
        *len = 3;
        return (uint32_t)(c[0] & 0x0F) << 12 | (uint32_t)(c[1] & 0x3F) << 6 | (c[2] & 0x3F);
    }
    *len = 1;
    return c[0] < 0x80 ? c[0] : UINT32_MAX;
}

// The byte that Windows-1252 reads as this character; -1 when there is none.
static int byte_of(uint32_t character)
{
    if (character < 0x80 || (character >= 0xA0 && character <= 0xFF))
        return (int)character;
    for (size_t i = 0; i < sizeof UPPER / sizeof *UPPER; i++)
        if (UPPER[i] == character)
            return (int)(0x80 + i);
    return -1;
}

// Whether the bytes are a character that French texts have: U+00A0 to U+00FF, Œ, œ, Ÿ, the marks of U+2000 to U+20BF.
static bool is_french(const char bytes[4], size_t count)
{
    unsigned char first = (unsigned char)bytes[0], second = (unsigned char)bytes[1];
    switch (first) {
    case 0xC2:
        return second >= 0xA0;
    case 0xC3:
        return true;
    case 0xC5:
        return second == 0x92 || second == 0x93 || second == 0xB8;
    default:
        return count == 3 && (second == 0x80 || second == 0x82);
    }
}

// The characters at `at` as the bytes of one that was encoded twice: how many bytes it has, 0 when it is none.
static size_t bytes_at(struct slice text, size_t at, char bytes[4], size_t *used)
{
    size_t len, wanted = 1;
    *used = 0;
    for (size_t i = 0; i < wanted; i++) {
        if (at + *used >= text.len)
            return 0;
        int byte = byte_of(character_at(text, at + *used, &len));
        if (i == 0) {
            bool is_letter = byte == 0xC2 || byte == 0xC3 || byte == 0xC5;
            wanted = is_letter ? 2 : byte == 0xE2 ? 3 : 0;
        } else if (byte < 0x80 || byte > 0xBF) {
            return 0;
        }
        bytes[i] = (char)byte;
        *used += len;
    }
    return wanted > 0 && is_french(bytes, wanted) ? wanted : 0;
}

bool mojibake_mend(struct slice text, struct arena *arena, struct slice *out)
{
    struct buf mended = {0};
    size_t done = 0, used;
    char bytes[4];
    for (size_t at = 0; at < text.len;) {
        size_t count = (unsigned char)text.ptr[at] >= 0xC2 ? bytes_at(text, at, bytes, &used) : 0;
        if (count > 0) {
            buf_append(&mended, text.ptr + done, at - done);
            buf_append(&mended, bytes, count);
            done = at += used;
        } else {
            at++;
        }
    }
    if (done > 0) {
        buf_append(&mended, text.ptr + done, text.len - done);
        struct slice taken = arena_take(arena, &mended);
        *out = taken.ptr ? taken : *out;
    }
    return done > 0;
}
