// Raw bytes of a chunk -> its tokens, found again at the price of one look-up.
#ifndef STEMMER_CHUNK_CACHE_H
#define STEMMER_CHUNK_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "stemmer/draft.h"

// What is known about a chunk: 32 bytes, two to a cache line. Most chunks are one word, whose form
// the entry holds itself.
struct chunk_entry {
    uint64_t key[2];  // up to 16 bytes: two numbers made of them; longer: hash, and where a copy is
    uint16_t len;     // 0: an empty slot
    bool may_go_on;   // a sequence may start here: look at what follows
    bool is_one_word; // the form stands for all of the chunk
    union {
        uint32_t form_id;
        struct {
            uint16_t tokens, positions;
        };
    } count;
    union {
        const struct form *form;
        const struct draft_token *tokens;
    } is;
};

struct chunk_cache {
    struct chunk_entry *entries; // open addressing
    uint64_t mask;
    size_t count;
    struct arena arena; // long keys and token lists
};

void chunk_cache_init(struct chunk_cache *cache);
void chunk_cache_clear(struct chunk_cache *cache);
size_t chunk_cache_memory_bytes(const struct chunk_cache *cache);

// The key of a chunk as the table holds it.
struct chunk_key {
    uint64_t half[2];
    uint64_t hash;
};

// The key of `bytes`, not empty; the memory where its entry would be is fetched meanwhile. So ask for a key a
// little before its entry.
struct chunk_key chunk_cache_key(const struct chunk_cache *cache, struct slice bytes);

// The entry of `bytes`, whose key is given, or NULL. Borrowed until the next chunk_cache_add.
const struct chunk_entry *chunk_cache_find(const struct chunk_cache *cache,
                                           const struct chunk_key *key, struct slice bytes);

// Remembers what was made of `bytes`; NULL without memory.
const struct chunk_entry *chunk_cache_add(struct chunk_cache *cache, struct slice bytes,
                                          const struct draft *draft, bool may_go_on);

#endif
