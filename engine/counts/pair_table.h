// Pairs of numbers, numbered in the order in which they are first seen: 0, 1, 2…
//
// What base/map.h is for texts. Open addressing, half full at most; all memory is the arena's.
#ifndef ENGINE_COUNTS_PAIR_TABLE_H
#define ENGINE_COUNTS_PAIR_TABLE_H

#include "base/arena.h"
#include "base/vec.h"

#include <stddef.h>
#include <stdint.h>

#define PAIR_NONE UINT32_MAX

struct number_pair {
    uint32_t first, second;
};

struct pair_table {
    struct {
        VEC_OF(struct number_pair);
    } pairs;         // by number
    uint32_t *slots; // number + 1; 0: free
    size_t slot_count;
};

// At most `limit` pairs.
void pair_table_init(struct pair_table *table, struct arena *arena, size_t limit);

// The number of the pair, given one when it is new; PAIR_NONE without memory, and over the limit, which
// pairs.room.left_out tells.
uint32_t pair_table_put(struct pair_table *table, struct number_pair pair);

#endif
