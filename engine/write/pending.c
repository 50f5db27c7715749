// See pending.h.
#include "engine/write/pending.h"

#include <stdlib.h>

void pending_map_clear(struct pending_map *map)
{
    map_clear(&map->keys);
    free(map->entries);
    *map = (struct pending_map){.capacity = 0};
}

void pending_map_reset(struct pending_map *map)
{
    map_reset(&map->keys);
}

size_t pending_map_bytes(const struct pending_map *map)
{
    return map_bytes(&map->keys) + map->capacity * sizeof *map->entries;
}

const struct pending_entry *pending_map_find(const struct pending_map *map, struct slice key)
{
    uint32_t number = map_find(&map->keys, key);
    return number == MAP_NONE ? NULL : &map->entries[number];
}

// Room for one entry more than there are keys.
static bool reserve_entry(struct pending_map *map)
{
    enum { FIRST_CAPACITY = 256 };
    if (map->keys.count < map->capacity)
        return true;
    uint32_t capacity = map->capacity ? map->capacity * 2 : FIRST_CAPACITY;
    struct pending_entry *entries = realloc(map->entries, capacity * sizeof *entries);
    if (!entries)
        return false;
    map->entries = entries;
    map->capacity = capacity;
    return true;
}

bool pending_map_put(struct pending_map *map, struct slice key, struct pending_entry entry)
{
    if (entry.value.ptr) {
        entry.value = arena_copy(&map->keys.arena, entry.value);
        if (!entry.value.ptr)
            return false;
    }
    uint32_t number = reserve_entry(map) ? map_put(&map->keys, key) : MAP_NONE;
    if (number != MAP_NONE)
        map->entries[number] = entry;
    return number != MAP_NONE;
}
