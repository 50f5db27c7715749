// Up to 128 postings of one term, on their way into a segment.
//
// Postings come one at a time, but weights, documents and positions are worth working out a block at a time:
// one loop after the other over flat arrays, each with its state in registers.
#ifndef ENGINE_FORMAT_POSTING_BLOCK_H
#define ENGINE_FORMAT_POSTING_BLOCK_H

#include "engine/format/index_format.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Zeroed memory is an empty block; clear frees. Posting i has values[ends[i - 1]] up to values[ends[i]].
struct posting_block {
    uint32_t count;
    uint32_t docs[POSTING_BLOCK_LEN];  // strictly increasing
    uint32_t ends[POSTING_BLOCK_LEN];  // of each one's values
    uint32_t lasts[POSTING_BLOCK_LEN]; // each one's last position
    uint32_t *values;                  // per posting the first position, then distances, minus 1
    size_t value_count, value_capacity;
    bool failed; // a posting was left out for lack of memory
};

void posting_block_clear(struct posting_block *block);

// Makes room for `needed` values in all; false without memory, and then the block has failed.
bool posting_block_grow(struct posting_block *block, size_t needed);

// Adds a posting after the others, of which there are fewer than POSTING_BLOCK_LEN: positions strictly
// increasing, count >= 1.
static inline void posting_block_add(struct posting_block *block, uint32_t doc,
                                     const uint32_t *positions, size_t count)
{
    size_t end = block->value_count + count;
    if (end > block->value_capacity && !posting_block_grow(block, end))
        return;
    uint32_t *to = block->values + block->value_count;
    to[0] = positions[0];
    for (size_t i = 1; i < count; i++)
        to[i] = positions[i] - positions[i - 1] - 1;
    uint32_t at = block->count++;
    block->value_count = end;
    block->docs[at] = doc;
    block->ends[at] = (uint32_t)end;
    block->lasts[at] = positions[count - 1];
}

// For one value more; false once the block has failed.
static inline bool posting_block_has_room(struct posting_block *block)
{
    return !block->failed && (block->value_count < block->value_capacity ||
                              posting_block_grow(block, block->value_count + 1));
}

// The same, one occurrence after the other: begin with the first position, the distances to the others, all of at least
// 1, end.
static inline void posting_block_begin(struct posting_block *block, uint32_t doc, uint32_t position)
{
    if (!posting_block_has_room(block))
        return;
    block->docs[block->count] = doc;
    block->lasts[block->count] = position;
    block->values[block->value_count++] = position;
}

static inline void posting_block_distance(struct posting_block *block, uint32_t distance)
{
    if (!posting_block_has_room(block))
        return;
    block->lasts[block->count] += distance;
    block->values[block->value_count++] = distance - 1;
}

static inline void posting_block_end(struct posting_block *block)
{
    if (block->failed)
        return;
    block->ends[block->count++] = (uint32_t)block->value_count;
}

// Empties the block for the next one of the list; keeps memory, and `failed`.
static inline void posting_block_reset(struct posting_block *block)
{
    block->count = 0;
    block->value_count = 0;
}

// The same at the end of a term; gives back what one with very many positions took.
void posting_block_rest(struct posting_block *block);

#endif
