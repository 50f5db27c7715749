// For tests of queries: whether two trees are the same in every node, field and text.
#ifndef TESTS_ENGINE_SEARCH_QUERY_EQUAL_H
#define TESTS_ENGINE_SEARCH_QUERY_EQUAL_H

#include "engine/search/query/query.h"

static inline bool query_equal(const struct query_node *a, const struct query_node *b)
{
    if (a->kind != b->kind || a->field != b->field || a->required != b->required ||
        a->asks != b->asks || a->distance != b->distance || a->low != b->low ||
        a->high != b->high || !slice_equal(a->text, b->text) || a->child_count != b->child_count)
        return false;
    for (size_t i = 0; i < a->child_count; i++)
        if (!query_equal(a->children[i], b->children[i]))
            return false;
    return true;
}

#endif
