// How a query was understood, in French, each thing with the query that switches it off.
#ifndef ENGINE_SEARCH_PRESENT_INTERPRETATION_H
#define ENGINE_SEARCH_PRESENT_INTERPRETATION_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/search/meaning/resolve.h"
#include "engine/search/memory/word_cache.h"

struct interpretation_input {
    struct view *view;
    struct analyzer *analyzer;
    struct word_cache *cache;
    const struct query *query;
    const struct resolved *resolved;
    const struct people *people;
    bool ran_loose; // not all words were required
    uint64_t total;
    bool want_forms; // also say which other words share a stem: costs a look at the vocabulary
};

// The list for struct search_result, from the arena; notices first.
enum status interpretation_make(const struct interpretation_input *input, struct arena *arena,
                                const struct interpretation **out, size_t *count,
                                struct error *err) STATUS_NODISCARD;

#endif
