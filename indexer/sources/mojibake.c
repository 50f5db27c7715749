#include "indexer/sources/mojibake.h"

#include "stemmer/text/fold.h"

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

bool mojibake_mend(struct slice text, struct arena *arena, struct slice *out)
{
    // Every UTF-8 character of Latin letters and French marks begins with one of these when read so.
    static const char *const MARKS[] = {"Ã", "Â", "â€", "Å"};
    bool has_mark = false;
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS && !has_mark; i++)
        has_mark = slice_find(text, slice_from(MARKS[i])) < text.len;
    if (!has_mark)
        return false;

    char *bytes = arena_alloc(arena, text.len);
    size_t count = 0, len;
    for (size_t at = 0; bytes && at < text.len; at += len) {
        int byte = byte_of(character_at(text, at, &len));
        if (byte < 0)
            return false;
        bytes[count++] = (char)byte;
    }
    if (!bytes || !fold_is_utf8(slice_of(bytes, count)))
        return false;
    *out = slice_of(bytes, count);
    return true;
}
