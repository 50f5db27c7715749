// Templates with holes, and names among other text.
//
// A template is scanned once from left to right. A section that does not stand is skipped by searching
// for its end; one that stands needs nothing, its end mark is simply dropped. Hence no stack, no
// recursion, no parsing ahead of time: the templates are a few kilobytes.
//
// Invariant: what comes from a hole of the kind HTML_TEXT went through answer/markup.c.
// Cost: linear in the template times the number of holes.
#include "searchd/web/html.h"

#include "answer/markup.h"

#include <assert.h>
#include <string.h>

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

// What stands after "{{/name}}" in rest.
static struct slice after_section(struct slice rest, struct slice name)
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
                rest = after_section(rest, name);
        } else if (hole->kind == HTML_MARKUP) {
            buf_append_slice(out, hole->value);
        } else {
            html_text(out, hole->value);
        }
    }
}

// --- text ------------------------------------------------------------------------------

void html_text(struct buf *out, struct slice text)
{
    markup_append(out, text);
}

void html_label(struct buf *out, struct slice text)
{
    markup_append_label(out, text);
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
    if (html_isolates_match(text))
        markup_append(out, text);
    else
        markup_append_label(out, text);
    html_literal(out, "</bdi>");
}

struct slice html_web_address(struct slice url)
{
    bool is_web =
        slice_starts_with(url, SLICE("https://")) || slice_starts_with(url, SLICE("http://"));
    return is_web ? url : SLICE_NONE;
}
