// See pending.h.
#include "engine/write/pending.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

void pending_map_clear(struct pending_map *map)
{
    arena_clear(&map->arena);
    free(map->entries);
    free(map->slots);
    memset(map, 0, sizeof *map);
}

void pending_map_reset(struct pending_map *map)
{
    arena_reset(&map->arena);
    map->count = 0;
    if (map->slots)
        memset(map->slots, 0, map->slot_count * sizeof *map->slots);
}

size_t pending_map_bytes(const struct pending_map *map)
{
    return map->arena.held_bytes + map->capacity * sizeof *map->entries +
           map->slot_count * sizeof *map->slots;
}

static uint32_t *find_slot(const struct pending_map *map, struct slice key)
{
    uint32_t mask = map->slot_count - 1;
    uint32_t at = (uint32_t)hash_bytes(key, 0) & mask;
    while (map->slots[at] && !slice_equal(map->entries[map->slots[at] - 1].key, key))
        at = (at + 1) & mask;
    return &map->slots[at];
}

struct pending_entry *pending_map_find(const struct pending_map *map, struct slice key)
{
    if (map->count == 0)
        return NULL;
    uint32_t slot = *find_slot(map, key);
    return slot ? &map->entries[slot - 1] : NULL;
}

static bool grow(struct pending_map *map)
{
    uint32_t capacity = map->capacity ? map->capacity * 2 : 256;
    struct pending_entry *entries = realloc(map->entries, capacity * sizeof *entries);
    if (!entries)
        return false;
    map->entries = entries;
    map->capacity = capacity;
    uint32_t *slots = calloc((size_t)capacity * 2, sizeof *slots);
    if (!slots)
        return false;
    free(map->slots);
    map->slots = slots;
    map->slot_count = capacity * 2;
    for (uint32_t i = 0; i < map->count; i++)
        *find_slot(map, entries[i].key) = i + 1;
    return true;
}

struct pending_entry *pending_map_put(struct pending_map *map, struct slice key)
{
    struct pending_entry *found = pending_map_find(map, key);
    if (found)
        return found;
    if (map->count == map->capacity && !grow(map))
        return NULL;
    struct slice copy = arena_copy(&map->arena, key);
    if (!copy.ptr)
        return NULL;
    *find_slot(map, key) = map->count + 1;
    map->entries[map->count] = (struct pending_entry){.key = copy};
    return &map->entries[map->count++];
}
