// What follows where few exchanges have all the words: others that have a part of them (types.h, partial_hits).
#ifndef ENGINE_SEARCH_PARTIALS_H
#define ENGINE_SEARCH_PARTIALS_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/backend.h"
#include "engine/search/types.h"

struct partials_input {
    struct view *view;
    const struct search_request *request;
    enum search_sort sort;               // of both lists
    const struct match_node *strict;     // weighed
    const struct retrieve_result *found; // by it: the whole page's hits, those before it included
    struct match_node *loose;            // NULL: nothing else could match
    // What was asked for before it was known to be needed: the first hits of the loose tree, more than the page's, and
    // all of the strict one. NULL: was not.
    const struct retrieve_result *loose_found, *strict_found;
    // What else is wanted by now, to be asked for at once; NULL: nothing.
    const struct retrieve_request *beside;
    struct retrieve_result *beside_found;
};

// What asks for all that match the strict tree, where they are few.
struct retrieve_request partials_strict(const struct match_node *root);

// The page's share of those that match `loose` and not `strict`, and how many there are in all.
enum status partials_find(const struct partials_input *input, struct arena *arena,
                          struct retrieve_result *out, struct error *err) STATUS_NODISCARD;

#endif
