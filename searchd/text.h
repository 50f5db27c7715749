// Small things that several renderers need: XML text, distances of words.
#ifndef SEARCHD_TEXT_H
#define SEARCHD_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/slice.h"

// Appends s as XML character data or attribute value: & < > " ' escaped, characters that XML 1.0
// forbids and invalid UTF-8 replaced by U+FFFD.
void text_append_xml(struct buf *out, struct slice s);

// Edits (insert, delete, replace, swap neighbours) between two short words, case ignored, in bytes;
// words are cut at 32 bytes.
unsigned text_distance(struct slice a, struct slice b);

// Equality without regard to the case of ASCII letters.
bool text_equal_ignoring_case(struct slice a, struct slice b);

#endif
