// Escaping, and templates with holes.
//
// The idea: runs of harmless bytes are copied whole; only the few bytes that mean something to an HTML
// parser, or that HTML forbids, are looked at one by one. One table says which byte ends a run. Bytes
// above 0x7F end a run only where they could start something forbidden, so that checking UTF-8
// costs a decode per accented letter and nothing more.
//
// A template is scanned once from left to right. A section that does not stand is skipped by searching
// for its end; one that stands needs nothing, its end mark is simply dropped. Hence no stack, no
// recursion, no parsing ahead of time: the templates are a few kilobytes.
//
// Invariant: after html_text nothing of the text can be '<', '>', '&', '"' or '\'' in the output.
// Cost: linear in the text; linear in the template times the number of holes.
#include "searchd/web/html.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD"

// The length of the well-formed UTF-8 sequence at s and its code point; 0 when there is none
// (Unicode 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF).
static size_t decode(struct slice s, uint32_t *code)
{
    const unsigned char *b = (const unsigned char *)s.ptr;
    if (b[0] < 0x80) {
        *code = b[0];
        return 1;
    }
    size_t len = b[0] >= 0xF0 ? 4 : b[0] >= 0xE0 ? 3 : 2;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (b[0] < 0xC2 || b[0] > 0xF4 || s.len < len)
        return 0;
    uint32_t value = b[0] & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++) {
        if ((b[i] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (b[i] & 0x3Fu);
    }
    if (value < least[len] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
        return 0;
    *code = value;
    return len;
}

// Controls and non-characters: a parse error wherever they stand in a page (HTML, 13.2.3.5).
static bool is_forbidden(uint32_t code)
{
    if (code < 0x20)
        return code != '\t' && code != '\n' && code != '\r' && code != '\f';
    return (code >= 0x7F && code < 0xA0) || (code >= 0xFDD0 && code <= 0xFDEF) ||
           (code & 0xFFFE) == 0xFFFE;
}

// Marks, embeddings, overrides and isolates: they reorder what stands around them.
static bool is_bidi_control(uint32_t code)
{
    return code == 0x061C || code == 0x200E || code == 0x200F ||
           (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

static const char *entity(uint32_t code)
{
    switch (code) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\r': // a parser would turn it into a line feed
        return "&#13;";
    default:
        return NULL;
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

static void escape(struct buf *out, struct slice text, bool keep_bidi)
{
    while (text.len > 0) {
        size_t run = 0;
        while (run < text.len && is_plain((unsigned char)text.ptr[run]))
            run++;
        buf_append(out, text.ptr, run);
        text = slice_from_offset(text, run);
        if (text.len == 0)
            return;
        uint32_t code;
        size_t len = decode(text, &code);
        const char *named = len ? entity(code) : NULL;
        if (named)
            buf_append_slice(out, slice_from(named));
        else if (len == 0 || is_forbidden(code))
            html_literal(out, REPLACEMENT);
        else if (keep_bidi || !is_bidi_control(code))
            buf_append(out, text.ptr, len);
        text = slice_from_offset(text, len ? len : 1);
    }
}

// --- templates -----------------------------------------------------------------------

static const struct html_hole *hole_named(struct slice name, const struct html_hole *holes,
                                          size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(slice_from(holes[i].name), name))
            return &holes[i];
    assert(false && "a template names a hole that its page does not fill");
    return NULL;
}

// What stands behind "{{/name}}" in rest.
static struct slice behind_section(struct slice rest, struct slice name)
{
    for (;;) {
        size_t at = slice_find(rest, SLICE("{{/"));
        assert(at < rest.len && "a section of a template is not closed");
        rest = slice_from_offset(rest, at + 3);
        if (slice_starts_with(rest, name) &&
            slice_starts_with(slice_from_offset(rest, name.len), SLICE("}}")))
            return slice_from_offset(rest, name.len + 2);
    }
}

void html_render(struct buf *out, struct slice template, const struct html_hole *holes,
                 size_t count)
{
    struct slice rest = template;
    for (;;) {
        size_t open = slice_find(rest, SLICE("{{"));
        buf_append(out, rest.ptr, open);
        if (open == rest.len)
            return;
        rest = slice_from_offset(rest, open + 2);
        size_t close = slice_find(rest, SLICE("}}"));
        assert(close > 0 && close < rest.len && "a hole of a template is not closed");
        struct slice tag = slice_of(rest.ptr, close);
        rest = slice_from_offset(rest, close + 2);
        if (tag.ptr[0] == '/')
            continue;
        bool is_section = tag.ptr[0] == '#' || tag.ptr[0] == '^';
        struct slice name = is_section ? slice_from_offset(tag, 1) : tag;
        const struct html_hole *hole = hole_named(name, holes, count);
        if (is_section) {
            if ((hole->value.len == 0) == (tag.ptr[0] == '#'))
                rest = behind_section(rest, name);
        } else if (hole->kind == HTML_MARKUP) {
            buf_append_slice(out, hole->value);
        } else {
            html_text(out, hole->value);
        }
    }
}

// --- the public faces ------------------------------------------------------------------

void html_text(struct buf *out, struct slice text)
{
    escape(out, text, true);
}

void html_label(struct buf *out, struct slice text)
{
    escape(out, text, false);
}

bool html_isolates_match(struct slice text)
{
    size_t depth = 0;
    for (size_t at = 0; at + 3 <= text.len; at++) {
        if (memcmp(text.ptr + at, "\xE2\x81", 2) != 0)
            continue;
        unsigned char last = (unsigned char)text.ptr[at + 2];
        if (last == 0xA9 && depth-- == 0)
            return false;
        if (last >= 0xA6 && last <= 0xA8)
            depth++;
    }
    return depth == 0;
}

void html_isolate(struct buf *out, struct slice text)
{
    html_literal(out, "<bdi>");
    escape(out, text, html_isolates_match(text));
    html_literal(out, "</bdi>");
}

struct slice html_web_address(struct slice url)
{
    bool is_web =
        slice_starts_with(url, SLICE("https://")) || slice_starts_with(url, SLICE("http://"));
    return is_web ? url : SLICE_NONE;
}
