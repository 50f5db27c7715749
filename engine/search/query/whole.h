// What a query is as a whole.
#ifndef ENGINE_SEARCH_QUERY_WHOLE_H
#define ENGINE_SEARCH_QUERY_WHOLE_H

#include "base/arena.h"
#include "engine/search/query/query.h"

// The same query with all of its words required; from the arena, sharing nodes. NULL without memory.
const struct query_node *query_with_all(const struct query_node *root, struct arena *arena);

// Whether there is nothing but what is not to be found.
bool query_only_excludes(const struct query_node *root);

// The first quotation of several words that is looked for in the texts; NULL where there is none.
const struct query_node *query_quotation(const struct query_node *root);

// The texts between quotes that a match has in its title, question or answer, in the order typed: none under a NOT,
// none with words between its words ("a b"~5), none of another field. The list is the arena's, its texts are the
// query's; NULL and *count 0 where there is none, and without memory.
const struct slice *query_quotations(const struct query_node *root, struct arena *arena,
                                     size_t *count);

#endif
