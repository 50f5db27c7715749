// From the tree back to the query language.
#ifndef ENGINE_SEARCH_QUERY_PRINT_H
#define ENGINE_SEARCH_QUERY_PRINT_H

#include "base/buf.h"
#include "base/slice.h"
#include "engine/search/query/query.h"

#include <stddef.h>

// A change to make while printing: bytes start..end of a leaf's text become `text`, or the leaf as a
// whole when start == end == 0. Empty text leaves them out. Plain words only: the text printed in place
// is query language again ("=securite").
struct query_edit {
    const struct query_node *node;
    size_t start, end;
    struct slice text;
    const struct query_edit *next; // further changes: those of one leaf in the order of its text
};

// Appends the query in the query language: parsing what is printed gives the same tree. `edit` may be
// NULL. Nothing is appended for QUERY_ALL as a root.
void query_print(const struct query_node *root, const struct query_edit *edit, struct buf *out);

#endif
