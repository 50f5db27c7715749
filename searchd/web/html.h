// HTML that escapes by default.
//
// A page is a template with holes. What goes into a hole is text, and is escaped (answer/markup.h), unless its maker
// says it is markup: that is only ever what this writer, or a template, produced.
#ifndef SEARCHD_WEB_HTML_H
#define SEARCHD_WEB_HTML_H

#include "base/buf.h"
#include "base/slice.h"

#include <stdbool.h>

enum html_kind {
    HTML_TEXT,   // any bytes; escaped
    HTML_MARKUP, // made by html_text, html_render or a literal of ours
};

struct html_hole {
    const char *name;
    struct slice value; // empty: sections on this name are left out
    enum html_kind kind;
};

// markup_append and markup_append_label, by the names under which pages ask for them.
void html_text(struct buf *out, struct slice text);
void html_label(struct buf *out, struct slice text);

// Appends <bdi>text</bdi>: text among other text on a line, which must not turn what stands around it. An
// element alone does not ensure that: a U+2069 of the text would end its isolation, a U+2066 without an
// end would outlast it. Text with such loose ends loses its bidirectional controls.
void html_isolate(struct buf *out, struct slice text);

// Whether every isolate that text opens (U+2066 to U+2068) is closed (U+2069) and none else is.
bool html_isolates_match(struct slice text);

// Appends markup written by hand in our source; takes nothing but a literal.
#define html_literal(out, literal) buf_append((out), "" literal, sizeof(literal) - 1)

// Appends a template with its holes filled in: {{name}} is the value, {{#name}}…{{/name}} stands when
// the value is not empty, {{^name}}…{{/name}} when it is. A name that is not among the holes is our
// bug and asserts. Sections may nest, but not within one of the same name.
void html_render(struct buf *out, struct slice template, const struct html_hole *holes,
                 size_t count);

// The url if it is http(s), so that a stored "javascript:…" never becomes a link; else empty.
struct slice html_web_address(struct slice url);

#endif
