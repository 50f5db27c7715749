// What a query quotes: « "droit au logement" », to be shown as one where it stands.
#ifndef ENGINE_SEARCH_QUERY_QUOTATIONS_H
#define ENGINE_SEARCH_QUERY_QUOTATIONS_H

#include "base/arena.h"
#include "engine/search/query/query.h"

// The texts between quotes that a match has in its title, question or answer, in the order typed: none under a NOT,
// none with words between its words ("a b"~5), none of another field. The list is the arena's, its texts are the
// query's; NULL and *count 0 where there is none, and without memory.
const struct slice *query_quotations(const struct query_node *root, struct arena *arena,
                                     size_t *count);

#endif
