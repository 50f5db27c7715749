// Request -> match trees: parsing and resolving in one step, for all that runs them.
#ifndef ENGINE_SEARCH_UNDERSTAND_H
#define ENGINE_SEARCH_UNDERSTAND_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/backend.h"
#include "engine/search/meaning/resolve.h"
#include "engine/search/query/query.h"
#include "engine/search/searcher.h"
#include "engine/search/types.h"

struct understood {
    struct query query;
    struct resolved resolved;
    bool is_reference; // q was one, query/reference.h
};

// What a request means in a view. The trees belong to the arena, but for forms, which are the searcher's: to be rested
// after them. STATUS_INVALID as search_run.
enum status understand_request(struct searcher *searcher, struct view *view,
                               const struct search_request *request, struct arena *arena,
                               struct understood *out, struct error *err) STATUS_NODISCARD;

// A tree that matches the same without what only improves the order; NULL without memory.
const struct match_node *understood_without_order(const struct match_node *root,
                                                  struct arena *arena);

#endif
