// An open-addressing table over the raw bytes of chunks: the hot path of all analysis.
//
// Nine chunks of ten are words of at most 16 bytes: they are their own key, compared with two
// 64-bit comparisons and hashed with two multiplications, no byte loop anywhere, one cache line each. Longer chunks are
// keyed by a 64-bit hash and a copy in the arena.
//
// Invariants: the table is at most half full and its size a power of two; entries never disappear.
#include "stemmer/text/chunk_cache.h"

#include "base/huge.h"

#include <stdlib.h>

enum { FIRST_CAPACITY = 4096 };

struct chunk_key chunk_cache_key_slow(struct slice bytes)
{
    struct chunk_key key = {{0, 0}, 0};
    if (bytes.len <= CHUNK_INLINE_LEN) {
        memcpy(key.half, bytes.ptr, bytes.len);
        key.hash = chunk_mix(key.half[0], key.half[1] + bytes.len);
        return key;
    }
    uint64_t hash = bytes.len;
    for (size_t i = 0; i < bytes.len; i += 8) {
        uint64_t word = 0;
        memcpy(&word, bytes.ptr + i, bytes.len - i < 8 ? bytes.len - i : 8);
        hash = chunk_mix(hash, word);
    }
    key.half[0] = hash;
    key.hash = hash;
    return key;
}

static uint64_t entry_hash(const struct chunk_entry *entry)
{
    return entry->len <= CHUNK_INLINE_LEN ? chunk_mix(entry->key[0], entry->key[1] + entry->len)
                                          : entry->key[0];
}

static struct chunk_entry *empty_slot(struct chunk_entry *entries, uint64_t mask, uint64_t hash)
{
    uint64_t i = hash & mask;
    while (entries[i].len)
        i = (i + 1) & mask;
    return &entries[i];
}

static bool grow(struct chunk_cache *cache)
{
    size_t capacity = cache->entries ? (size_t)(cache->mask + 1) * 2 : FIRST_CAPACITY;
    struct chunk_entry *entries = huge_alloc(capacity * sizeof *entries);
    if (!entries)
        return false;
    memset(entries, 0, capacity * sizeof *entries);
    for (size_t i = 0; cache->entries && i <= cache->mask; i++)
        if (cache->entries[i].len)
            *empty_slot(entries, capacity - 1, entry_hash(&cache->entries[i])) = cache->entries[i];
    free(cache->entries);
    cache->entries = entries;
    cache->mask = capacity - 1;
    return true;
}

static bool is_one_word(struct slice bytes, const struct chunk_meaning *meaning)
{
    return meaning->token_count == 1 && meaning->tokens[0].start == 0 &&
           meaning->tokens[0].end == bytes.len && meaning->position_count == 1;
}

static bool take_tokens(struct chunk_cache *cache, struct chunk_entry *entry,
                        const struct chunk_meaning *meaning)
{
    struct token *tokens = arena_calloc(&cache->arena, meaning->token_count, sizeof *tokens);
    if (!tokens && meaning->token_count > 0)
        return false;
    if (meaning->token_count > 0)
        memcpy(tokens, meaning->tokens, meaning->token_count * sizeof *tokens);
    entry->is.tokens = tokens;
    entry->count.tokens = (uint16_t)meaning->token_count;
    entry->count.positions = (uint16_t)meaning->position_count;
    return true;
}

const struct chunk_entry *chunk_cache_add(struct chunk_cache *cache, struct slice bytes,
                                          const struct chunk_key *key,
                                          const struct chunk_meaning *meaning)
{
    bool is_full = !cache->entries || cache->count >= (cache->mask + 1) / 2;
    if (is_full && !grow(cache))
        return NULL;
    struct chunk_entry entry = {.key = {key->half[0], key->half[1]},
                                .len = (uint16_t)bytes.len,
                                .may_go_on = meaning->may_go_on,
                                .is_one_word = is_one_word(bytes, meaning)};
    if (bytes.len > CHUNK_INLINE_LEN) {
        struct slice copy = arena_copy(&cache->arena, bytes);
        if (!copy.ptr)
            return NULL;
        memcpy(&entry.key[1], &copy.ptr, sizeof copy.ptr);
    }
    if (entry.is_one_word) {
        entry.is.form = meaning->tokens[0].form;
        entry.count.form_id = meaning->tokens[0].form_id;
    } else if (!take_tokens(cache, &entry, meaning)) {
        return NULL;
    }
    struct chunk_entry *slot = empty_slot(cache->entries, cache->mask, key->hash);
    *slot = entry;
    cache->count++;
    return slot;
}

void chunk_cache_init(struct chunk_cache *cache)
{
    *cache = (struct chunk_cache){.entries = NULL};
    arena_init(&cache->arena, 0);
}

void chunk_cache_clear(struct chunk_cache *cache)
{
    free(cache->entries);
    arena_clear(&cache->arena);
    chunk_cache_init(cache);
}

size_t chunk_cache_memory_bytes(const struct chunk_cache *cache)
{
    size_t table = cache->entries ? (size_t)(cache->mask + 1) * sizeof *cache->entries : 0;
    return table + cache->arena.held_bytes;
}
