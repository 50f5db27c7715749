#include "engine/counts/pair_table.h"

enum { FIRST_SLOTS = 256 };

void pair_table_init(struct pair_table *table, struct arena *arena, size_t limit)
{
    *table = (struct pair_table){.pairs = {.room = vec_in(arena, limit)}};
}

static size_t slot_of(const struct pair_table *table, struct number_pair pair)
{
    uint64_t hash = ((uint64_t)pair.first << 32 | pair.second) * UINT64_C(0x9E3779B97F4A7C15);
    size_t at = (size_t)(hash >> 32) & (table->slot_count - 1);
    while (table->slots[at]) {
        struct number_pair here = table->pairs.items[table->slots[at] - 1];
        if (here.first == pair.first && here.second == pair.second)
            break;
        at = (at + 1) & (table->slot_count - 1);
    }
    return at;
}

static bool grow(struct pair_table *table)
{
    size_t count = table->slot_count ? 2 * table->slot_count : FIRST_SLOTS;
    uint32_t *slots = arena_calloc(table->pairs.room.arena, count, sizeof *slots);
    if (!slots)
        return false;
    table->slots = slots;
    table->slot_count = count;
    for (size_t i = 0; i < table->pairs.count; i++)
        slots[slot_of(table, table->pairs.items[i])] = (uint32_t)i + 1;
    return true;
}

uint32_t pair_table_put(struct pair_table *table, struct number_pair pair)
{
    if (2 * table->pairs.count >= table->slot_count && !grow(table))
        return PAIR_NONE;
    size_t at = slot_of(table, pair);
    if (!table->slots[at]) {
        if (!vec_add(&table->pairs, pair))
            return PAIR_NONE;
        table->slots[at] = (uint32_t)table->pairs.count;
    }
    return table->slots[at] - 1;
}
