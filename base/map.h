// Keys numbered in the order in which they are first seen: 0, 1, 2…
//
// What belongs to a key lies with the owner, in a row by number. Open addressing, half full at most; nothing is taken
// out singly. A map that could not grow is as it was, and may be asked again. Zeroed memory is an empty map.
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAP_NONE UINT32_MAX

struct map {
    struct arena arena; // the keys' bytes
    struct slice *keys; // by number
    uint32_t *slots;    // number + 1; 0: free. Twice as many as there may be keys
    uint32_t count, capacity;
};

void map_clear(struct map *map);         // frees
void map_reset(struct map *map);         // forgets all keys, keeps memory
size_t map_bytes(const struct map *map); // memory held

// The key's number; MAP_NONE when it is not there.
uint32_t map_find(const struct map *map, struct slice key);

// The same, given one when it is new; MAP_NONE without memory.
uint32_t map_put(struct map *map, struct slice key);

#endif
