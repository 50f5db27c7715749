// See posting_block.h.
#include "engine/format/posting_block.h"

#include <stdlib.h>
#include <string.h>

void posting_block_clear(struct posting_block *block)
{
    free(block->values);
    memset(block, 0, sizeof *block);
}

void posting_block_rest(struct posting_block *block)
{
    enum { KEPT_VALUES = 1 << 18 };
    bool has_failed = block->failed;
    if (block->value_capacity > KEPT_VALUES)
        posting_block_clear(block);
    block->failed = has_failed;
    posting_block_reset(block);
}

// What is counted of values fits in 32 bits.
#define MAX_VALUES ((size_t)1 << 28)

bool posting_block_grow(struct posting_block *block, size_t needed)
{
    size_t capacity = block->value_capacity ? block->value_capacity : (size_t)4 * POSTING_BLOCK_LEN;
    while (capacity < needed)
        capacity *= 2;
    uint32_t *values =
        capacity <= MAX_VALUES ? realloc(block->values, capacity * sizeof *block->values) : NULL;
    if (!values) {
        block->failed = true;
        return false;
    }
    block->values = values;
    block->value_capacity = capacity;
    return true;
}
