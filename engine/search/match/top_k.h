// Which k win: a heap of the best hits so far.
//
// Order: larger key first; among equal keys the newest question, then the smaller id, so that the order depends on the
// documents alone and not on where they stand in the index. The worst of the k kept stands at the root, so the
// threshold for entering is one load.
#ifndef ENGINE_SEARCH_MATCH_TOP_K_H
#define ENGINE_SEARCH_MATCH_TOP_K_H

#include "base/arena.h"
#include "engine/read/doc_ref.h"
#include "engine/segment/segment.h"

#include <stdbool.h>
#include <stdint.h>

struct top_k_hit {
    int64_t key;
    struct doc_ref ref;
};

struct top_k {
    const struct segment *segments; // borrowed: what the hits' references are about
    struct top_k_hit *heap;
    uint32_t count, limit;
    int64_t
        floor; // as many hits as the limit are known to have this key at least; 0: nothing is known
};

// Memory from the arena; false when there is none.
bool top_k_init(struct top_k *top, const struct segment *segments, uint32_t limit,
                struct arena *arena);

// Offers a hit.
void top_k_offer(struct top_k *top, struct top_k_hit hit);

// Puts the hits in order, best first; the heap is used up.
void top_k_sort(struct top_k *top);

// Whether a stands before b among hits with equal keys.
bool top_k_wins_tie(const struct top_k *top, struct doc_ref a, struct doc_ref b);

// Whether a stands before b.
static inline bool top_k_before(const struct top_k *top, const struct top_k_hit *a,
                                const struct top_k_hit *b)
{
    return a->key != b->key ? a->key > b->key : top_k_wins_tie(top, a->ref, b->ref);
}

#endif
