// HTML as it is found: tags and text, without a tree and without ever failing.
//
// The tokenizer takes any bytes. Comments, declarations, processing instructions and the contents of
// script and style are swallowed. What looks like a tag but is none is text.
#ifndef INDEXER_SOURCES_HTML_H
#define INDEXER_SOURCES_HTML_H

#include "base/buf.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

enum html_kind {
    HTML_TEXT,
    HTML_OPEN,
    HTML_CLOSE,
};

enum { HTML_MAX_NAME_LEN = 15 };

struct html_token {
    enum html_kind kind;
    char name[HTML_MAX_NAME_LEN + 1]; // of a tag, lower-cased and cut; empty for text
    struct slice attributes;          // of an opening tag, as they stand
    struct slice text;                // of a text, entities not decoded
    size_t start, end;                // bytes in the source
};

struct html {
    struct slice source;
    size_t at;
};

// The next token into *token; false at the end. Its slices point into the source.
bool html_next(struct html *html, struct html_token *token);

bool html_is(const struct html_token *token, const char *name);

// The value of an attribute, entities not decoded; empty when it is not there. Points into the source.
struct slice html_attribute(const struct html_token *token, const char *name);

// Appends `text` with its entities decoded and each run of ASCII white space as one space; none at the
// start when out is empty or ends in one. Those of Latin-1 need no semicolon; unknown ones stay as they are.
void html_append_text(struct buf *out, struct slice text);

// Whether a page opens with <html> and never says </html>.
bool html_is_cut(struct slice source);

#endif
