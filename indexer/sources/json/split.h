// Takes a text of JSON objects apart: one a line, in a list, over many lines, however they are indented.
//
// Nothing is parsed but strings and brackets. What is no object, or an object that is broken, is one piece, however
// many lines it has; the next object is looked for where one can begin.
#ifndef INDEXER_SOURCES_JSON_SPLIT_H
#define INDEXER_SOURCES_JSON_SPLIT_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum json_kind {
    JSON_PIECE_OBJECT,  // brackets and strings are closed; whether it is JSON, a parser tells
    JSON_PIECE_BROKEN,  // an object up to where it cannot go on
    JSON_PIECE_CUT,     // an object that does not end, at the end of the text
    JSON_PIECE_NOTHING, // a line that begins no object
};

struct json_piece {
    enum json_kind kind;
    struct slice text;
    uint32_t line; // of its first byte
};

// What is left to be taken apart. Starts as {text, number of its first line}.
struct json_split {
    struct slice rest;
    uint32_t line;
    unsigned open; // lists around the objects that have begun and not ended
    bool has_more; // behind the text: an object that does not end is cut, not broken
    bool is_lost;  // behind something broken: lines are skipped to where an object can begin
    size_t indent; // the broken object's
};

// The next piece; false at the end.
bool json_split_next(struct json_split *split, struct json_piece *piece);

// How many bytes of the text are whole pieces, where more text may follow.
size_t json_split_whole(struct slice text);

#endif
