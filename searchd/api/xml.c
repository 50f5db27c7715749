// XML text. See xml.h.

#include "searchd/api/xml.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

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

void xml_append(struct buf *out, struct slice s)
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
