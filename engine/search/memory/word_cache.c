// Findings about words, by key. See word_cache.h.
//
// A table that never grows, half full at most, over an arena with a limit: nothing is taken out singly. It
// fills during a generation, and starts again empty when a search begins with no more than a quarter left.
#include "engine/search/memory/word_cache.h"

#include "base/hash.h"

enum { SLOTS = 2048, MAX_ENTRIES = SLOTS / 2, MAX_BYTES = 1 << 20 };

struct word_cache_entry {
    uint64_t hash;
    struct slice key; // ptr NULL: free
    struct word_finding finding;
};

void word_cache_init(struct word_cache *cache)
{
    *cache = (struct word_cache){.entries = NULL};
    arena_init(&cache->arena, MAX_BYTES);
}

void word_cache_clear(struct word_cache *cache)
{
    arena_clear(&cache->arena);
    word_cache_init(cache);
}

void word_cache_begin(struct word_cache *cache, const struct index_info *info)
{
    bool is_same = info->generation == cache->generation && info->commit_time == cache->commit_time;
    bool has_room = cache->count < MAX_ENTRIES / 4 * 3 && !cache->arena.failed;
    if (is_same && has_room)
        return;
    arena_reset(&cache->arena);
    cache->entries = NULL;
    cache->count = 0;
    cache->generation = info->generation;
    cache->commit_time = info->commit_time;
}

// The key's entry, or the free one where it would be.
static struct word_cache_entry *find_entry(const struct word_cache *cache, uint64_t hash,
                                           struct slice key)
{
    size_t at = hash % SLOTS;
    while (cache->entries[at].key.ptr &&
           (cache->entries[at].hash != hash || !slice_equal(cache->entries[at].key, key)))
        at = (at + 1) % SLOTS;
    return &cache->entries[at];
}

const struct word_finding *word_cache_find(const struct word_cache *cache, struct slice key)
{
    if (!cache->entries)
        return NULL;
    const struct word_cache_entry *entry = find_entry(cache, hash_bytes(key, 0), key);
    return entry->key.ptr ? &entry->finding : NULL;
}

void word_cache_keep(struct word_cache *cache, struct slice key, const struct word_finding *finding)
{
    if (!cache->entries)
        cache->entries = arena_calloc(&cache->arena, SLOTS, sizeof *cache->entries);
    if (!cache->entries || cache->count == MAX_ENTRIES)
        return;
    struct expansion *words = arena_calloc(&cache->arena, finding->count + 1, sizeof *words);
    struct slice copy = arena_copy(&cache->arena, key);
    bool is_whole = words && copy.ptr;
    for (size_t i = 0; is_whole && i < finding->count; i++) {
        words[i] = finding->words[i];
        words[i].surface = arena_copy(&cache->arena, finding->words[i].surface);
        is_whole = words[i].surface.ptr != NULL;
    }
    uint64_t hash = hash_bytes(key, 0);
    struct word_cache_entry *entry = find_entry(cache, hash, key);
    if (!is_whole || entry->key.ptr)
        return;
    *entry = (struct word_cache_entry){hash, copy, {words, finding->count, finding->walked}};
    cache->count++;
}
