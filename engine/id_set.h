// The ids of one source, each once, in the order they came, each with a few flags.
//
// A file of lines may hold millions: an id costs its bytes and about 14 more, a third of what base/map.h takes.
#ifndef ENGINE_ID_SET_H
#define ENGINE_ID_SET_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Zeroed memory is an empty set.
struct id_set {
    char *bytes; // per id: flags u8, length u8, the id
    size_t len, size;
    uint32_t *places; // of each id in bytes
    uint32_t count, capacity;
    uint32_t *slots; // place in `places` + 1; 0: free
    uint32_t slot_count;
};

void id_set_clear(struct id_set *set); // frees; empty again
void id_set_reset(struct id_set *set); // empty; keeps a moderate amount of memory

// Adds an id, of at most 255 bytes, without flags; one that is there already stays. *index is its place in both
// cases. False without memory.
bool id_set_add(struct id_set *set, struct slice id, uint32_t *index, bool *is_new);

bool id_set_find(const struct id_set *set, struct slice id, uint32_t *index);

struct slice id_set_get(const struct id_set *set,
                        uint32_t index); // borrowed until the next id_set_add
uint8_t id_set_flags(const struct id_set *set, uint32_t index);
void id_set_flag(struct id_set *set, uint32_t index, uint8_t flags); // adds flags

#endif
