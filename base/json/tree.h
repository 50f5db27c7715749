// A JSON text as a tree whose strings stay where they stand.
//
// Only strings with escapes are written anew. By strict rules, what is valid and what it means is what jansson says
// with JSON_DECODE_ANY, to the last byte (a test compares the two).
#ifndef BASE_JSON_TREE_H
#define BASE_JSON_TREE_H

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum json_rules {
    JSON_STRICT, // jansson's: numbers that an integer or a real can hold, no U+0000, values 2048 deep
    JSON_WIDE, // a number of any size, an integer too large is a real; U+0000; 64 deep, for a thread's small stack
};

enum json_node_kind {
    JSON_NODE_NULL,
    JSON_NODE_FALSE,
    JSON_NODE_TRUE,
    JSON_NODE_INTEGER,
    JSON_NODE_REAL,
    JSON_NODE_STRING,
    JSON_NODE_LIST,
    JSON_NODE_OBJECT,
};

// A value; what is in it stands behind it.
struct json_node {
    struct slice name; // in an object
    union {
        struct slice text; // of a string what it says; of all else but an integer, as it is written
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
    size_t end; // of the text that was read: where what is no JSON stops being it
};

// Reads a text that is UTF-8. The tree borrows from it, and lives until the next reading. STATUS_INVALID: it is no
// JSON; STATUS_NO_MEMORY.
enum status json_tree_read(struct json_tree *tree, struct slice text, enum json_rules rules,
                           const struct json_node **root) STATUS_NODISCARD;
void json_tree_clear(struct json_tree *tree);

// Gives up the nodes; strings that were taken from them stay until the tree is cleared.
void json_tree_clear_nodes(struct json_tree *tree);

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
