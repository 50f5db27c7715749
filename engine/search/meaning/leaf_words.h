// The words of the query's leaves: each text is analysed once for all that ask for them.
#ifndef ENGINE_SEARCH_MEANING_LEAF_WORDS_H
#define ENGINE_SEARCH_MEANING_LEAF_WORDS_H

#include "engine/search/query/query.h"
#include "engine/search/query/words.h"

#include <stddef.h>

// A list of leaves.
struct leaf_words {
    const struct leaf_words *next;
    const struct query_node *node;
    struct query_words words;
};

// NULL when the leaf is not in the list.
static inline const struct query_words *leaf_words_find(const struct leaf_words *list,
                                                        const struct query_node *node)
{
    while (list && list->node != node)
        list = list->next;
    return list ? &list->words : NULL;
}

#endif
