// JSON as a cluster speaks it: what is sent is written into a buf, what comes back is a tree of jansson's.
#ifndef ENGINE_OPENSEARCH_CLIENT_JSON_H
#define ENGINE_OPENSEARCH_CLIENT_JSON_H

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

// --- writing -------------------------------------------------------------------------------------

// A string with its quotes. Bytes that are not UTF-8 must not come here: documents are checked where they come in.
void json_put_string(struct buf *out, struct slice text);

// "name": in front of a value.
void json_put_key(struct buf *out, const char *name);

void json_put_u64(struct buf *out, uint64_t value);
void json_put_i64(struct buf *out, int64_t value);

// Bytes in base64, with quotes; and back. False when that is no base64.
void json_put_base64(struct buf *out, struct slice bytes);
bool json_get_base64(struct slice text, struct buf *out);

// A segment of a path or a value of its query, percent-encoded.
void json_put_escaped(struct buf *out, struct slice text);

// --- reading -------------------------------------------------------------------------------------

// Reads a whole body. STATUS_CORRUPT. The caller lets the tree go (json_decref).
enum status json_read(struct slice body, json_t **out, struct error *err) STATUS_NODISCARD;

// A member of a member: "hits.total.value". NULL where one is missing.
const json_t *json_at(const json_t *tree, const char *path);

// What is no such thing is 0, or SLICE_NONE; borrowed from the tree.
int64_t json_int_at(const json_t *tree, const char *path);
struct slice json_text_at(const json_t *tree, const char *path);
struct slice json_text(const json_t *value);

#endif
