// JSON as a cluster speaks it: what is sent is written into a buf, what comes back is read into a tree.
#ifndef ENGINE_OPENSEARCH_CLIENT_JSON_H
#define ENGINE_OPENSEARCH_CLIENT_JSON_H

#include "base/buf.h"
#include "base/error.h"
#include "base/json/tree.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// --- writing -------------------------------------------------------------------------------------

// A string with its quotes. Bytes that are not UTF-8 must not come here: documents are checked where they come in.
void json_put_string(struct buf *out, struct slice text);

// ,"name": in front of a value, behind another member; and with the value.
void json_add_key(struct buf *out, const char *name);
void json_add_string(struct buf *out, const char *name, struct slice value);
void json_add_u64(struct buf *out, const char *name, uint64_t value);
void json_add_i64(struct buf *out, const char *name, int64_t value);

// Bytes in base64, with quotes; and back. False when that is no base64.
void json_put_base64(struct buf *out, struct slice bytes);
bool json_get_base64(struct slice text, struct buf *out);

// --- reading -------------------------------------------------------------------------------------

// A value, in a tree that is read and never changed. Strings are UTF-8 and may hold NULs.
struct json {
    struct slice name; // of a member of an object
    struct slice text; // of a string; of all else but an integer, as it was written
    union {
        int64_t integer;
        double real;
        const struct json *items; // of an array or an object
    };
    uint32_t count; // of items
    enum json_node_kind kind;
};

// Reads a whole body, which is copied. STATUS_IO: a proxy may have answered. The caller releases the tree.
enum status json_read(struct slice body, struct json **out, struct error *err) STATUS_NODISCARD;

// Whoever holds a tree, which its root stands for, releases it. For one thread; NULL is fine.
struct json *json_hold(struct json *root);
void json_release(struct json *root);

// A member of a member: "hits.total.value". NULL where one is missing.
const struct json *json_at(const struct json *tree, const char *path);

// What is no such thing is 0, or SLICE_NONE; borrowed from the tree.
int64_t json_int_at(const struct json *tree, const char *path);
struct slice json_text_at(const struct json *tree, const char *path);
struct slice json_text(const struct json *value);
int64_t json_as_integer(const struct json *value);
double json_as_number(const struct json *value);

static inline bool json_is(const struct json *value, enum json_node_kind kind)
{
    return value && value->kind == kind;
}

static inline bool json_is_number(const struct json *value)
{
    return json_is(value, JSON_NODE_INTEGER) || json_is(value, JSON_NODE_REAL);
}

static inline bool json_is_boolean(const struct json *value)
{
    return json_is(value, JSON_NODE_TRUE) || json_is(value, JSON_NODE_FALSE);
}

// Items of an array or an object: how many, and one of them; NULL beyond the last.
static inline size_t json_size(const struct json *list)
{
    return json_is(list, JSON_NODE_LIST) || json_is(list, JSON_NODE_OBJECT) ? list->count : 0;
}

static inline const struct json *json_nth(const struct json *list, size_t i)
{
    return i < json_size(list) ? &list->items[i] : NULL;
}

#endif
