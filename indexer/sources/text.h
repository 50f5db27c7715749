// What the parsers share: reading lines, cleaning text, making UTF-8.
#ifndef INDEXER_SOURCES_TEXT_H
#define INDEXER_SOURCES_TEXT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

// --- lines ---

struct lines {
    struct slice rest;
    uint32_t number; // of the line that lines_next gave last
};

// The next line without its end (\n or \r\n) into *line; false at the end. Points into the text.
bool lines_next(struct lines *lines, struct slice *line);

// s without white space at either end, the no-break spaces U+00A0 and U+202F included. Points into
// s.
struct slice text_trim(struct slice s);

// How many bytes the space has that s begins with: of a line, its end, no-break (U+00A0, U+202F) or thin (U+2009); 0:
// none.
size_t text_space_length(struct slice s);

// How many digits stand at `at`, of which five at most are counted: more than a day or a year has.
size_t text_digits_at(struct slice s, size_t at);

// --- paragraphs ---

// Appends one line of running text: trimmed, joined to the line before it by \n; after an empty
// line (text_add of one, or several) by an empty line. Nothing stands at either end.
struct text {
    struct buf out;
    bool paragraph_ended;
};

void text_add_line(struct text *text, struct slice line);

// --- encodings ---

// The bytes as UTF-8: themselves, or a copy in the arena when they are read as Windows-1252. false when
// the memory is missing.
bool text_to_utf8(struct slice bytes, struct arena *arena, struct slice *out);

// Why these bytes cannot be text (static storage), or NULL.
const char *text_why_binary(struct slice bytes);

// Whether s is UTF-8 but for the beginning of one character at its very end.
bool text_is_cut(struct slice s);

// How many bytes at the very end begin a character and do not finish it.
size_t text_cut_length(struct slice s);

#endif
