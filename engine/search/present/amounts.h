// Sentences of answers that hold a number near the words: how many, how much, how long.
#ifndef ENGINE_SEARCH_PRESENT_AMOUNTS_H
#define ENGINE_SEARCH_PRESENT_AMOUNTS_H

#include "engine/search/present/word_marker.h"
#include "engine/search/types.h"

struct amounts_input {
    struct view *view;
    struct word_marker *marker;
    struct slice q;                   // as typed
    const struct retrieve_hit *found; // best first
    size_t count;
    uint32_t most; // sentences wanted
};

// The best sentences of those exchanges, best first, each once. All from the arena.
enum status amounts_find(const struct amounts_input *input, struct arena *arena,
                         struct amount_list *out, struct error *err) STATUS_NODISCARD;

// Whether a query asks for a number: « combien de radars », « quel est le coût du projet ».
bool amounts_are_asked(struct slice q);

#endif
