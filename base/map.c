// See map.h.
#include "base/map.h"

#include "base/hash.h"

#include <stdlib.h>

enum { FIRST_CAPACITY = 64 };

void map_clear(struct map *map)
{
    arena_clear(&map->arena);
    free(map->keys);
    free(map->slots);
    *map = (struct map){.count = 0};
}

void map_reset(struct map *map)
{
    arena_reset(&map->arena);
    map->count = 0;
    if (map->slots)
        memset(map->slots, 0, 2 * (size_t)map->capacity * sizeof *map->slots);
}

size_t map_bytes(const struct map *map)
{
    return map->arena.held_bytes + map->capacity * (sizeof *map->keys + 2 * sizeof *map->slots);
}

static uint32_t *find_slot(const struct map *map, struct slice key)
{
    uint32_t mask = 2 * map->capacity - 1;
    uint32_t at = (uint32_t)hash_bytes(key, 0) & mask;
    while (map->slots[at] && !slice_equal(map->keys[map->slots[at] - 1], key))
        at = (at + 1) & mask;
    return &map->slots[at];
}

// All or nothing: the map changes when both of its rows are there.
static bool grow(struct map *map)
{
    if (map->capacity > UINT32_MAX / 4)
        return false;
    struct map larger = *map;
    larger.capacity = map->capacity ? 2 * map->capacity : FIRST_CAPACITY;
    larger.slots = calloc(2 * (size_t)larger.capacity, sizeof *larger.slots);
    larger.keys = larger.slots ? realloc(map->keys, larger.capacity * sizeof *larger.keys) : NULL;
    if (!larger.keys) {
        free(larger.slots);
        return false;
    }
    for (uint32_t number = 0; number < larger.count; number++)
        *find_slot(&larger, larger.keys[number]) = number + 1;
    free(map->slots);
    *map = larger;
    return true;
}

uint32_t map_find(const struct map *map, struct slice key)
{
    uint32_t slot = map->count > 0 ? *find_slot(map, key) : 0;
    return slot > 0 ? slot - 1 : MAP_NONE;
}

uint32_t map_put(struct map *map, struct slice key)
{
    uint32_t known = map_find(map, key);
    if (known != MAP_NONE)
        return known;
    if (map->count == map->capacity && !grow(map))
        return MAP_NONE;
    struct slice copy = arena_copy(&map->arena, key);
    if (!copy.ptr)
        return MAP_NONE;
    *find_slot(map, copy) = map->count + 1;
    map->keys[map->count] = copy;
    return map->count++;
}
