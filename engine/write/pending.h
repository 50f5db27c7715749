// What a batch will change beside its new documents: deletions and source records.
#ifndef ENGINE_WRITE_PENDING_H
#define ENGINE_WRITE_PENDING_H

#include "base/error.h"
#include "base/map.h"
#include "base/slice.h"
#include "engine/format/manifest.h"
#include "engine/storage/store.h"

#include <stdbool.h>
#include <stdint.h>

// --- deletions -----------------------------------------------------------------------------------

// Deletions of one committed segment, copied when first changed.
struct pending_deletions {
    unsigned char *bitmap; // owned; NULL: unchanged
    uint32_t added;        // beside those committed
};

// Where the live document with an id is: in the batch, or in a committed segment.
struct doc_place {
    bool in_batch;
    uint32_t segment, doc;
};

// --- strings to records --------------------------------------------------------------------------

// The last word of the batch about each of some keys (sources by path, documents by id). Zeroed memory is
// ready for use; pending_map_clear frees.
struct pending_entry {
    struct slice value; // in the keys' arena; of a forgotten source: {NULL, 0}
    uint64_t number;
    bool was_committed; // of a document: what is committed has it, there
    struct doc_place before;
};
struct pending_map {
    struct map keys;
    struct pending_entry *entries; // by the key's number
    uint32_t capacity;             // of entries
};
void pending_map_clear(struct pending_map *map);
void pending_map_reset(struct pending_map *map);
size_t pending_map_bytes(const struct pending_map *map); // memory held
// NULL when the batch says nothing about key.
const struct pending_entry *pending_map_find(const struct pending_map *map, struct slice key);
// Puts the entry, its value copied, in place of what was said before. False without memory: nothing has changed.
bool pending_map_put(struct pending_map *map, struct slice key, struct pending_entry entry);

#endif
