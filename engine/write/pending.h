// What a batch will change beside its new documents: deletions and source records.
#ifndef ENGINE_WRITE_PENDING_H
#define ENGINE_WRITE_PENDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/format/manifest.h"
#include "engine/storage/store.h"

// --- deletions -----------------------------------------------------------------------------------

// Deletions of one committed segment, copied when first changed.
struct pending_deletions {
    unsigned char *bitmap; // owned; NULL: unchanged
    uint32_t added;        // beside those committed
};

// --- strings to records --------------------------------------------------------------------------

// The last word of the batch about each of some keys (sources by path, documents by id). Zeroed memory is
// ready for use; pending_clear frees.
struct pending_entry {
    struct slice key, value; // in the arena; value of a forgotten source: {NULL, 0}
    uint64_t number;
};
struct pending_map {
    struct arena arena;
    struct pending_entry *entries;
    uint32_t count, capacity;
    uint32_t *slots; // entry + 1
    uint32_t slot_count;
};
void pending_map_clear(struct pending_map *map);
void pending_map_reset(struct pending_map *map);
size_t pending_map_bytes(const struct pending_map *map); // memory held
// NULL when the batch says nothing about key.
struct pending_entry *pending_map_find(const struct pending_map *map, struct slice key);
// The entry for key, made when missing (value {NULL, 0}, number 0); NULL without memory.
struct pending_entry *pending_map_put(struct pending_map *map, struct slice key);

#endif
