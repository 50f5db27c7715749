// A JSON text as a tree whose strings stay where they stand.
//
// Only strings with escapes are written anew. What is valid and what it means is what jansson says with
// JSON_DECODE_ANY, to the last byte (a test compares the two); of what is not JSON, jansson itself says why.
#ifndef INDEXER_SOURCES_JSON_TREE_H
#define INDEXER_SOURCES_JSON_TREE_H

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum json_node_kind {
    JSON_NODE_NULL,
    JSON_NODE_FALSE,
    JSON_NODE_TRUE,
    JSON_NODE_INTEGER,
    JSON_NODE_REAL, // its value is asked for by nobody
    JSON_NODE_STRING,
    JSON_NODE_LIST,
    JSON_NODE_OBJECT,
};

// A value; what is in it stands behind it.
struct json_node {
    struct slice name; // in an object
    union {
        struct slice text;
        int64_t integer;
    } is;
    uint32_t size; // of it and all that is in it, in nodes
    enum json_node_kind kind;
};

// Memory for one tree after the other. Zeroed memory is ready for use.
struct json_tree {
    struct json_node *nodes;
    size_t count, capacity;
    char *unescaped; // strings that had escapes, one behind the other
    size_t unescaped_len, unescaped_capacity;
};

struct json_problem {
    uint32_t line; // from 1
    char text[160];
};

// Reads a text that is UTF-8. The tree borrows from it, and lives until the next reading. STATUS_INVALID: it is no
// JSON, and `problem` says why; STATUS_NO_MEMORY.
enum status json_tree_read(struct json_tree *tree, struct slice text, const struct json_node **root,
                           struct json_problem *problem) STATUS_NODISCARD;
void json_tree_clear(struct json_tree *tree);

// All of these take NULL, too: a value that is not there is of no kind.

static inline bool json_node_is(const struct json_node *node, enum json_node_kind kind)
{
    return node && node->kind == kind;
}

// The member of an object with that name, the last one if there are several; NULL: none, or no object.
const struct json_node *json_node_get(const struct json_node *object, const char *name);

// The elements of a list one after the other; NULL at the end, or where it is no list.
const struct json_node *json_node_first(const struct json_node *list);
const struct json_node *json_node_after(const struct json_node *list,
                                        const struct json_node *element);
size_t json_node_count(const struct json_node *list);

// 0 where it is no integer.
static inline int64_t json_node_integer(const struct json_node *node)
{
    return json_node_is(node, JSON_NODE_INTEGER) ? node->is.integer : 0;
}

#endif
