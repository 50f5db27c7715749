// Records of documents that were decompressed more than once, for who reads them again.
//
// What people look at they look at again: a hit on the next page of results, the exchange that it leads to, what others
// find too. A record is known by the very bytes of its frame, which are compared, so it does not matter what the index
// does meanwhile; a dictionary that changes ends the cache. What is read once, as exports do, takes no room. The record
// used longest ago gives way. Belongs to one thread.
#ifndef ENGINE_READ_RECORD_CACHE_H
#define ENGINE_READ_RECORD_CACHE_H

#include "base/arena.h"
#include "base/lru.h"
#include "base/slice.h"
#include "engine/exchange.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    RECORD_CACHE_SEEN = 4096,
    RECORD_CACHE_LONGEST = 16 << 10, // a longer frame is never kept, and need not be asked for
};

// Zeroed memory is ready for use.
struct record_cache {
    struct lru records;
    size_t bytes;
    uint64_t seen[RECORD_CACHE_SEEN]; // hashes of what was read once
};

void record_cache_clear(struct record_cache *cache); // forgets and frees all

// What the record of a frame is kept under.
struct record_key {
    struct slice frame; // borrowed
    enum exchange_part part;
    uint64_t hash;
};
struct record_key record_cache_key(struct slice frame, enum exchange_part part);

// The record, copied into the arena, which may lack the memory. False: it is not known.
bool record_cache_find(struct record_cache *cache, const struct record_key *key,
                       struct arena *arena, struct slice *record);

// Keeps a copy from the second time on; not of what is long.
void record_cache_keep(struct record_cache *cache, const struct record_key *key,
                       struct slice record);

#endif
