// See term_text.h.
#include "engine/opensearch/query/term_text.h"

#include "base/utf8.h"

void term_text_put_bytes(struct buf *out, struct slice bytes)
{
    for (size_t i = 0; i < bytes.len;) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        size_t len = utf8_sequence_len(slice_from_offset(bytes, i));
        bool splits = c <= ' ' || c == '|' || c == '%' || c == 0x7f;
        if (len > 0 && !splits) {
            buf_append(out, bytes.ptr + i, len);
            i += len;
            continue;
        }
        buf_printf(out, "%%%02X", c);
        i++;
    }
}

void term_text_put(struct buf *out, enum term_kind kind, struct slice term)
{
    buf_append_char(out, (char)kind);
    term_text_put_bytes(out, term);
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool term_text_get(struct slice text, struct buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '%') {
            buf_append_char(out, text.ptr[i]);
            continue;
        }
        int high = text.len - i > 2 ? digit(text.ptr[i + 1]) : -1;
        int low = text.len - i > 2 ? digit(text.ptr[i + 2]) : -1;
        if (high < 0 || low < 0)
            return false;
        buf_append_char(out, (char)(high * 16 + low));
        i += 2;
    }
    return !out->failed;
}
