// Plain words on the texts: each by its stems (terms.h).
//
// What only improves the order goes to r->optional: the very form typed, and neighbours in the query that are
// neighbours in the text.
#ifndef ENGINE_SEARCH_MEANING_WORDS_H
#define ENGINE_SEARCH_MEANING_WORDS_H

#include "engine/search/meaning/context.h"

struct resolve_pair resolve_words(struct resolver *r, const struct query_node *node);

#endif
