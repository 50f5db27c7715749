// Which k win: a heap of the best hits so far.
//
// Order: larger key first; among equal keys the earlier document in the index. The worst of the k kept stands
// at the root, so the threshold for entering is one load.
#ifndef ENGINE_SEARCH_MATCH_TOP_K_H
#define ENGINE_SEARCH_MATCH_TOP_K_H

#include "base/arena.h"
#include "engine/read/doc_ref.h"

#include <stdbool.h>
#include <stdint.h>

struct top_k_hit {
    int64_t key;
    struct doc_ref ref;
};

struct top_k {
    struct top_k_hit *heap;
    uint32_t count, limit;
};

// Memory from the arena; false when there is none.
bool top_k_init(struct top_k *top, uint32_t limit, struct arena *arena);

// Offers a hit.
void top_k_offer(struct top_k *top, struct top_k_hit hit);

// Puts the hits in order, best first; the heap is used up.
void top_k_sort(struct top_k *top);

// Whether a stands before b.
static inline bool top_k_before(const struct top_k_hit *a, const struct top_k_hit *b)
{
    if (a->key != b->key)
        return a->key > b->key;
    if (a->ref.segment != b->ref.segment)
        return a->ref.segment < b->ref.segment;
    return a->ref.doc < b->ref.doc;
}

#endif
