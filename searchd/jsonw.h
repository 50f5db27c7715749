// Writing JSON (RFC 8259) straight into a buffer, in one pass, without a tree.
//
// The writer keeps the commas, the nesting and the escaping right; using it wrongly (a value
// without a key, an end too many) is our bug and asserts. Text that is not valid UTF-8 comes out
// with U+FFFD in the place of each bad byte, so the output is always valid. Why not jansson:
// docs/decisions/0010-json-writer.md.
#ifndef SEARCHD_JSONW_H
#define SEARCHD_JSONW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/slice.h"

enum { JSONW_MAX_DEPTH = 16 };

struct jsonw {
    struct buf *out; // borrowed; its sticky error is the writer's
    bool for_html;   // write < > & as \u003c…: safe inside <script>
    // Private:
    unsigned depth;
    bool has_items; // the innermost container holds something: a comma is due
    bool after_key; // a key was written, its value not yet
    bool in_object[JSONW_MAX_DEPTH];
};

void jsonw_init(struct jsonw *json, struct buf *out);

void jsonw_object(struct jsonw *json); // {
void jsonw_array(struct jsonw *json);  // [
void jsonw_end(struct jsonw *json);    // } or ], whichever is open

// `key` is a literal of ours and is not escaped.
void jsonw_key(struct jsonw *json, const char *key);

void jsonw_string(struct jsonw *json, struct slice text);
void jsonw_int(struct jsonw *json, int64_t value);
void jsonw_decimal(struct jsonw *json, double value); // at most four decimals
void jsonw_bool(struct jsonw *json, bool value);
void jsonw_null(struct jsonw *json);

// A string built from pieces: begin, any number of appends, end.
void jsonw_string_begin(struct jsonw *json);
void jsonw_string_append(struct jsonw *json, struct slice text);
void jsonw_string_end(struct jsonw *json);

// key and value at once.
void jsonw_put_string(struct jsonw *json, const char *key, struct slice text);
void jsonw_put_text(struct jsonw *json, const char *key, const char *text);
void jsonw_put_int(struct jsonw *json, const char *key, int64_t value);
void jsonw_put_decimal(struct jsonw *json, const char *key, double value);
void jsonw_put_bool(struct jsonw *json, const char *key, bool value);
void jsonw_put_null(struct jsonw *json, const char *key);

// null when the text is empty, when there is no such date.
void jsonw_put_optional(struct jsonw *json, const char *key, struct slice text);
void jsonw_put_date(struct jsonw *json, const char *key, uint32_t date);

// RFC 3339 in UTC: "2026-01-31T04:05:06Z"; null for 0.
void jsonw_put_time(struct jsonw *json, const char *key, int64_t seconds);

// Whether everything opened was closed.
bool jsonw_is_complete(const struct jsonw *json);

#endif
