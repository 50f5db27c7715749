// Writing JSON (RFC 8259) straight into a buffer, in one pass, without a tree.
//
// The writer keeps the commas, the nesting and the escaping right; using it wrongly (a value
// without a key, an end too many) is our bug and asserts. Text that is not valid UTF-8 comes out
// with U+FFFD in the place of each bad byte, so the output is always valid. Why not jansson:
// docs/decisions/0004-json-writer.md.
#ifndef ANSWER_JSON_WRITER_H
#define ANSWER_JSON_WRITER_H

#include "base/buf.h"
#include "base/date.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum { JSON_WRITER_MAX_DEPTH = 16 };

// How < > & are written.
enum json_markup {
    JSON_MARKUP_KEPT,
    JSON_MARKUP_ESCAPED,  // as \u003c…: safe inside <script>
    JSON_MARKUP_ENTITIES, // as &lt;…: strings of HTML
};

struct json_writer {
    struct buf *out;    // borrowed; its sticky error is the writer's
    struct slice links; // what addresses without a host start with: "/questions"; empty: nothing
    enum json_markup markup;
    // Of objects opened at this depth (1: one that stands by itself) only the members of these names are written;
    // depth 0: all of all. Set before such an object is opened; borrowed.
    struct json_choice {
        unsigned depth;
        const char *const *names;
        size_t count;
    } choice;
    // Private:
    size_t unwanted; // where a member that is not written began, plus one; 0: none is being written
    bool had_items;  // before it
    unsigned depth;
    bool has_items; // the innermost container holds something: a comma is due
    bool after_key; // a key was written, its value not yet
    bool in_object[JSON_WRITER_MAX_DEPTH];
};

void json_writer_init(struct json_writer *json, struct buf *out);

void json_writer_object(struct json_writer *json); // {
void json_writer_array(struct json_writer *json);  // [
void json_writer_end(struct json_writer *json);    // } or ], whichever is open

// `key` is a literal of ours and is not escaped.
void json_writer_key(struct json_writer *json, const char *key);

void json_writer_string(struct json_writer *json, struct slice text);
void json_writer_int(struct json_writer *json, int64_t value);

// A string built from pieces: begin, any number of appends, end.
void json_writer_string_begin(struct json_writer *json);
void json_writer_string_append(struct json_writer *json, struct slice text);
void json_writer_string_end(struct json_writer *json);

// key and value at once.
void json_writer_put_string(struct json_writer *json, const char *key, struct slice text);
void json_writer_put_text(struct json_writer *json, const char *key, const char *text);
void json_writer_put_int(struct json_writer *json, const char *key, int64_t value);
void json_writer_put_decimal(struct json_writer *json, const char *key,
                             double value); // at most four decimals
void json_writer_put_bool(struct json_writer *json, const char *key, bool value);
void json_writer_put_null(struct json_writer *json, const char *key);

// null when the text is empty, when there is no such date.
void json_writer_put_optional(struct json_writer *json, const char *key, struct slice text);
void json_writer_put_date(struct json_writer *json, const char *key, uint32_t date);

// RFC 3339 in UTC: "2026-01-31T04:05:06Z"; null for 0.
void json_writer_put_time(struct json_writer *json, const char *key, int64_t seconds);

#endif
