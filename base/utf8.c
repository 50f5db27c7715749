#include "base/utf8.h"

#include <string.h>

// Well-formed sequences by RFC 3629, section 4: the second byte's range depends on the first.
size_t utf8_sequence_len(struct slice s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    if (s.len == 0)
        return 0;
    unsigned char lead = p[0];
    if (lead < 0x80)
        return 1;
    size_t len = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || s.len < len)
        return 0;
    unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < len; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    return len;
}

size_t utf8_capital_len(struct slice s)
{
    if (s.len == 0 || char_is_capital(*s.ptr))
        return s.len > 0;
    unsigned char lead = (unsigned char)s.ptr[0], second = s.len > 1 ? (unsigned char)s.ptr[1] : 0;
    bool is_latin1 = lead == 0xc3 && second >= 0x80 && second <= 0x9e && second != 0x97; // ×
    bool is_other = lead == 0xc5 && (second == 0x92 || second == 0xa0 || second == 0xb8);
    return is_latin1 || is_other ? 2 : 0;
}

bool utf8_is_control(struct slice sequence)
{
    const unsigned char *p = (const unsigned char *)sequence.ptr;
    switch (sequence.len) {
    case 1:
        return p[0] < 0x20 || p[0] == 0x7f;
    case 2: // U+0080 to U+009F, U+061C
        return (p[0] == 0xc2 && p[1] < 0xa0) || (p[0] == 0xd8 && p[1] == 0x9c);
    case 3: // U+200E, U+200F, U+2028 to U+202E; U+2066 to U+206F
        return p[0] == 0xe2 && ((p[1] == 0x80 && (p[2] == 0x8e || p[2] == 0x8f ||
                                                  (p[2] >= 0xa8 && p[2] <= 0xae))) ||
                                (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xaf));
    default:
        return false;
    }
}

void utf8_blank_controls(char *text, size_t len, bool keep_lines)
{
    for (size_t i = 0; i < len;) {
        size_t sequence = utf8_sequence_len(slice_of(text + i, len - i));
        if (sequence == 0)
            text[i] = '?';
        else if (!(keep_lines && text[i] == '\n') && utf8_is_control(slice_of(text + i, sequence)))
            memset(text + i, ' ', sequence);
        i += sequence > 0 ? sequence : 1;
    }
}
