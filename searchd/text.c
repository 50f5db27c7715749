// Small things that several renderers need. Pure functions, no memory of their own.

#include "searchd/text.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

enum { DISTANCE_MAX_LEN = 32 };

static struct slice xml_entity(unsigned char c)
{
    switch (c) {
    case '&':
        return SLICE("&amp;");
    case '<':
        return SLICE("&lt;");
    case '>':
        return SLICE("&gt;");
    case '"':
        return SLICE("&quot;");
    case '\'':
        return SLICE("&#39;");
    default:
        return SLICE("\xef\xbf\xbd");
    }
}

// XML 1.0 forbids the controls (but tab, line feed, return) and U+FFFE, U+FFFF.
static bool xml_allows(const unsigned char *p, size_t len)
{
    if (len == 1)
        return p[0] >= 0x20 || p[0] == '\t' || p[0] == '\n' || p[0] == '\r';
    return !(len == 3 && p[0] == 0xef && p[1] == 0xbf && p[2] >= 0xbe);
}

void text_append_xml(struct buf *out, struct slice s)
{
    size_t run = 0;
    for (size_t i = 0; i < s.len;) {
        const unsigned char *p = (const unsigned char *)s.ptr + i;
        size_t len = utf8_sequence_len(slice_from_offset(s, i));
        bool plain = len > 0 && xml_allows(p, len) && !memchr("&<>\"'", *p, 5);
        if (!plain) {
            buf_append(out, s.ptr + run, i - run);
            buf_append_slice(out, xml_entity(*p));
            run = i + (len ? len : 1);
        }
        i += len ? len : 1;
    }
    if (s.len > run)
        buf_append(out, s.ptr + run, s.len - run);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
    unsigned least = a < b ? a : b;
    return least < c ? least : c;
}

// Optimal string alignment: three rows of the classical table are alive at once.
unsigned text_distance(struct slice a, struct slice b)
{
    unsigned rows[3][DISTANCE_MAX_LEN + 1];
    size_t a_len = a.len < DISTANCE_MAX_LEN ? a.len : DISTANCE_MAX_LEN;
    size_t b_len = b.len < DISTANCE_MAX_LEN ? b.len : DISTANCE_MAX_LEN;
    for (size_t j = 0; j <= b_len; j++)
        rows[0][j] = (unsigned)j;

    for (size_t i = 1; i <= a_len; i++) {
        unsigned *row = rows[i % 3];
        const unsigned *above = rows[(i + 2) % 3];
        const unsigned *two_above = rows[(i + 1) % 3];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_len; j++) {
            char x = lower(a.ptr[i - 1]), y = lower(b.ptr[j - 1]);
            row[j] = min3(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y));
            bool swapped = i > 1 && j > 1 && x == lower(b.ptr[j - 2]) && lower(a.ptr[i - 2]) == y;
            if (swapped && two_above[j - 2] + 1 < row[j])
                row[j] = two_above[j - 2] + 1;
        }
    }
    return rows[a_len % 3][b_len];
}

bool text_equal_ignoring_case(struct slice a, struct slice b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    }
    return true;
}
