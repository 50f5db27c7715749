// Escaping.
//
// The idea: runs of harmless bytes are copied whole; only the few bytes that mean something to a parser, or that are
// forbidden, are looked at one by one. What HTML forbids and what XML 1.0 forbids differ in little, so what neither
// forbids is let through, and one function serves both: controls and non-characters are replaced, a form feed, which is
// white space to one and forbidden to the other, is a space, and a return, which either would read as a line feed, is
// written as a number.
//
// Invariant: nothing of the text can be '<', '>', '&', '"' or '\'' in the output.
// Cost: linear in the text; a look at its code point for each character above U+007F.
#include "answer/markup.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <stdint.h>

static uint32_t code_point(struct slice sequence)
{
    const unsigned char *b = (const unsigned char *)sequence.ptr;
    if (sequence.len == 1)
        return b[0];
    uint32_t code = b[0] & (0x7Fu >> sequence.len);
    for (size_t i = 1; i < sequence.len; i++)
        code = code << 6 | (b[i] & 0x3Fu);
    return code;
}

// HTML, 13.2.3.5 (a parse error wherever they stand) and XML 1.0, 2.2.
static bool is_forbidden(uint32_t code)
{
    if (code < 0x20)
        return code != '\t' && code != '\n';
    return (code >= 0x7F && code < 0xA0) || (code >= 0xFDD0 && code <= 0xFDEF) ||
           (code & 0xFFFE) == 0xFFFE;
}

// Marks, embeddings, overrides and isolates: they reorder what stands around them.
static bool is_bidi_control(uint32_t code)
{
    return code == 0x061C || code == 0x200E || code == 0x200F ||
           (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

struct slice markup_entity(char c)
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
        return SLICE_NONE;
    }
}

// Whether a byte can be copied without another look: printable ASCII that is no markup, and the two
// usual kinds of white space.
static bool is_plain(unsigned char byte)
{
    return byte == '\n' || byte == '\t' ||
           (byte >= 0x20 && byte < 0x7F && byte != '&' && byte != '<' && byte != '>' &&
            byte != '"' && byte != '\'');
}

// What a sequence of UTF-8 that is not plain is written as.
static struct slice written(struct slice sequence, bool keep_bidi)
{
    struct slice entity = markup_entity(sequence.ptr[0]);
    uint32_t code = code_point(sequence);
    if (entity.len > 0)
        return entity;
    if (code == '\r')
        return SLICE("&#13;");
    if (code == '\f')
        return SLICE(" ");
    if (is_forbidden(code))
        return SLICE("\xEF\xBF\xBD");
    return keep_bidi || !is_bidi_control(code) ? sequence : SLICE_NONE;
}

static void append(struct buf *out, struct slice text, bool keep_bidi)
{
    while (text.len > 0) {
        size_t run = 0;
        while (run < text.len && is_plain((unsigned char)text.ptr[run]))
            run++;
        buf_append(out, text.ptr, run);
        text = slice_from_offset(text, run);
        if (text.len == 0)
            return;
        size_t len = utf8_sequence_len(text);
        buf_append_slice(out,
                         len ? written(slice_of(text.ptr, len), keep_bidi) : SLICE("\xEF\xBF\xBD"));
        text = slice_from_offset(text, len ? len : 1);
    }
}

void markup_append(struct buf *out, struct slice text)
{
    append(out, text, true);
}

void markup_append_label(struct buf *out, struct slice text)
{
    append(out, text, false);
}
