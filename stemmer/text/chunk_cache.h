// Raw bytes of a chunk -> its tokens, found again at the price of one look-up.
#ifndef STEMMER_CHUNK_CACHE_H
#define STEMMER_CHUNK_CACHE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/slice.h"
#include "stemmer/form.h"

#include <stdbool.h>
#include <stdint.h>

// What is known about a chunk: 32 bytes, two to a cache line. Most chunks are one word, whose form
// the entry holds itself.
struct chunk_entry {
    uint64_t key[2]; // up to 16 bytes: two numbers made of them; longer: hash, and where a copy is
    uint16_t len;    // 0: an empty slot
    uint8_t may_go_on; // the kinds of sequence that may start here: look at what follows
    bool is_one_word;  // the form stands for all of the chunk
    union {
        uint32_t form_id;
        struct {
            uint16_t tokens, positions;
        };
    } count;
    union {
        const struct form *form;
        const struct token *tokens;
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

enum { CHUNK_INLINE_LEN = 16 };

static inline uint64_t chunk_mix(uint64_t a, uint64_t b)
{
    const uint64_t mix_a = 0x9E3779B97F4A7C15u, mix_b = 0xC2B2AE3D27D4EB4Fu;
    uint64_t hash = (a ^ mix_b) * mix_a + (b ^ mix_a) * mix_b;
    return hash ^ hash >> 32 ^
           hash >> 48; // the last byte of each half reaches the uppermost bits only
}

struct chunk_key chunk_cache_key_slow(struct slice bytes);

// The key of `bytes`, not empty, of which `readable` bytes can be read from the first on; the memory where its entry
// would be is fetched meanwhile. So ask for a key a little before its entry.
static inline struct chunk_key chunk_cache_key(const struct chunk_cache *cache, struct slice bytes,
                                               size_t readable)
{
    struct chunk_key key;
    if (bytes.len > CHUNK_INLINE_LEN || readable < CHUNK_INLINE_LEN) {
        key = chunk_cache_key_slow(bytes);
    } else { // no branch on the length: it is not to be foreseen
        size_t low = bytes.len < 8 ? bytes.len : 8, high = bytes.len - low;
        key.half[0] = load_u64(bytes.ptr) & (UINT64_MAX >> (64 - 8 * low));
        key.half[1] = high ? load_u64(bytes.ptr + 8) & (UINT64_MAX >> (64 - 8 * high)) : 0;
        key.hash = chunk_mix(key.half[0], key.half[1] + bytes.len);
    }
    if (cache->entries)
        __builtin_prefetch(&cache->entries[key.hash & cache->mask]);
    return key;
}

static inline bool chunk_entry_is(const struct chunk_entry *entry, const struct chunk_key *key,
                                  struct slice bytes)
{
    if (entry->len != bytes.len || entry->key[0] != key->half[0])
        return false;
    if (bytes.len <= CHUNK_INLINE_LEN)
        return entry->key[1] == key->half[1];
    const char *copy;
    memcpy(&copy, &entry->key[1], sizeof copy);
    return memcmp(copy, bytes.ptr, bytes.len) == 0;
}

// The entry of `bytes`, whose key is given, or NULL. Borrowed until the next chunk_cache_add.
static inline const struct chunk_entry *
chunk_cache_find(const struct chunk_cache *cache, const struct chunk_key *key, struct slice bytes)
{
    if (!cache->entries)
        return NULL;
    uint64_t i = key->hash & cache->mask;
    for (; cache->entries[i].len; i = (i + 1) & cache->mask)
        if (chunk_entry_is(&cache->entries[i], key, bytes))
            return &cache->entries[i];
    return NULL;
}

// The same of a chunk that is one word by itself, as nearly all are, unless it is longer than its key or stands behind
// others with its hash: NULL says nothing.
static inline const struct chunk_entry *
chunk_cache_find_word(const struct chunk_cache *cache, const struct chunk_key *key, size_t len)
{
    if (!cache->entries)
        return NULL;
    const struct chunk_entry *entry = &cache->entries[key->hash & cache->mask];
    bool is_it = entry->len == len && len <= CHUNK_INLINE_LEN && entry->key[0] == key->half[0] &&
                 entry->key[1] == key->half[1];
    return is_it && entry->is_one_word && !entry->may_go_on ? entry : NULL;
}

// What a chunk means: its tokens, whose bytes and positions count from its start.
struct chunk_meaning {
    const struct token *tokens;
    size_t token_count;
    uint32_t position_count;
    uint8_t may_go_on; // as in chunk_entry
};

// Remembers what `bytes` mean; NULL without memory.
const struct chunk_entry *chunk_cache_add(struct chunk_cache *cache, struct slice bytes,
                                          const struct chunk_key *key,
                                          const struct chunk_meaning *meaning);

#endif
