// Small things that several renderers need: UTF-8 steps, times as text, XML text, distances of
// words.
#ifndef SEARCHD_TEXT_H
#define SEARCHD_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

enum { TEXT_TIME_SIZE = 32 };

// The length (1 to 4) of the valid UTF-8 sequence that s starts with; 0 when there is none.
size_t text_utf8_len(struct slice s);

// "2026-01-31T04:05:06Z", or "" for 0; returns its length.
size_t text_format_time(int64_t seconds, char text[TEXT_TIME_SIZE]);

// "Sat, 31 Jan 2026 04:05:06 GMT" (RFC 9110 IMF-fixdate); returns its length.
size_t text_format_http_date(int64_t seconds, char text[TEXT_TIME_SIZE]);

// Appends s as XML character data or attribute value: & < > " ' escaped, characters that XML 1.0
// forbids and invalid UTF-8 replaced by U+FFFD.
void text_append_xml(struct buf *out, struct slice s);

// Edits (insert, delete, replace, swap neighbours) between two short words, case ignored, in bytes;
// words are cut at 32 bytes.
unsigned text_distance(struct slice a, struct slice b);

// Equality without regard to the case of ASCII letters.
bool text_equal_ignoring_case(struct slice a, struct slice b);

#endif
