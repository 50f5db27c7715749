// The documents of what was found, and what a page shows of their texts.
#ifndef ENGINE_SEARCH_PRESENT_HITS_H
#define ENGINE_SEARCH_PRESENT_HITS_H

#include "engine/backend.h"
#include "engine/search/present/snippet.h"
#include "engine/search/types.h"

#include <stdbool.h>
#include <stddef.h>

// Hits that come from one tree.
struct hit_run {
    const struct retrieve_hit *found;
    size_t count;
    struct word_marker *snippets; // what passages are cut for; NULL: none are
};

// Those of a page: one run behind the other.
struct hit_page {
    struct hit_run runs[2];
};

// The hits with what EXCHANGE_SHORT has of their exchanges, with the series they are in, with passages as far as the
// page wants them, and everything else zero; from the arena. Their texts are read one document at a time, and only
// where something is made of them: memory does not grow with their length.
enum status hits_load(struct view *view, const struct hit_page *page, struct arena *arena,
                      struct search_hit **out, struct error *err) STATUS_NODISCARD;

#endif
