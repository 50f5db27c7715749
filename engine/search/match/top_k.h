// Which k win: a heap of the best hits so far; of many, a list that is cut to the best when it is full.
//
// Order: larger key first; among equal keys the newest question, then the smaller id, so that the order depends on the
// documents alone and not on where they stand in the index. Of k hits that are known the worst stands first, so the
// threshold for entering is one load. In the heap it is the worst of all that were offered; in the list, which costs
// less where k is large, of those before it was last cut.
//
// Where series are folded (engine/read/series.h), a series has one place, its best hit's. A page that begins after a
// hit shows no series that has a hit before: those are offered too, higher than any that is kept, and are noted. If one
// of the series kept turns out to be such, what it kept out is missing, and all must be offered once more.
#ifndef ENGINE_SEARCH_MATCH_TOP_K_H
#define ENGINE_SEARCH_MATCH_TOP_K_H

#include "base/arena.h"
#include "engine/read/doc_ref.h"
#include "engine/read/series.h"
#include "engine/segment/segment.h"

#include <stdbool.h>
#include <stdint.h>

struct top_k_hit {
    int64_t key;
    struct doc_ref ref;
    uint64_t tie; // among equal keys of one segment the larger is better; top_k_offer sets it
};

struct top_k {
    const struct segment *segments; // borrowed: what the hits' references are about
    struct top_k_hit *hits;
    uint32_t count, limit;
    uint32_t *steps;        // of a list: how many hits were taken by steps of their keys
    uint32_t step, reached; // so many stand at this step or above
    uint32_t capacity;      // more than the limit: a list
    int64_t
        floor; // as many hits as the limit are known to have this key at least; 0: nothing is known
    struct search_after after;         // hits up to this one are not taken
    const struct series_table *series; // NULL: all hits stand for themselves
    uint32_t *places; // by number of a series: 1 + where its hit stands; 0: nowhere
    bool must_repeat;
};

// Memory from the arena; false when there is none.
bool top_k_init(struct top_k *top, const struct segment *segments, uint32_t limit,
                struct arena *arena);

// Folds series, before anything is offered. Memory from the arena; false when there is none.
bool top_k_fold(struct top_k *top, const struct series_table *series, struct arena *arena);

// Drops all hits, for all to be offered again: must_repeat says when.
void top_k_repeat(struct top_k *top);

// Offers a hit.
void top_k_offer(struct top_k *top, int64_t key, struct doc_ref ref);

// Takes back what was offered since these were the hits; the floor stays. Not where series are folded.
void top_k_take_back(struct top_k *top, const struct top_k_hit *hits, uint32_t count);

// Puts the hits in order, best first; nothing can be offered any more.
void top_k_sort(struct top_k *top);

#endif
