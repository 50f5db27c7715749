// See record_cache.h.
#include "engine/read/record_cache.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

enum { CHAINS = 1024, LIMIT_BYTES = 4 << 20, MAX_BYTES = 32 << 10 };

struct kept_record {
    struct lru_node node; // first
    enum exchange_part part;
    size_t frame_len, record_len;
    char bytes[]; // of the frame, then of the record
};

static size_t size_of(size_t frame_len, size_t record_len)
{
    return sizeof(struct kept_record) + frame_len + record_len;
}

void record_cache_clear(struct record_cache *cache)
{
    lru_close(&cache->records, free);
    memset(cache, 0, sizeof *cache);
}

struct record_key record_cache_key(struct slice frame, enum exchange_part part)
{
    return (struct record_key){frame, part, hash_bytes(frame, (uint64_t)part)};
}

static bool is_of(const struct kept_record *kept, const struct record_key *key)
{
    return kept->node.hash == key->hash && kept->part == key->part &&
           slice_equal(slice_of(kept->bytes, kept->frame_len), key->frame);
}

bool record_cache_find(struct record_cache *cache, const struct record_key *key,
                       struct arena *arena, struct slice *record)
{
    if (!cache->records.chains)
        return false;
    struct lru_node *node = lru_chain(&cache->records, key->hash);
    while (node && !is_of((struct kept_record *)node, key))
        node = node->chain;
    if (!node)
        return false;
    const struct kept_record *kept = (struct kept_record *)node;
    lru_use(&cache->records, node);
    *record = arena_copy(arena, slice_of(kept->bytes + kept->frame_len, kept->record_len));
    return true;
}

static void drop_last(struct record_cache *cache)
{
    struct kept_record *kept = (struct kept_record *)cache->records.last;
    lru_remove(&cache->records, &kept->node);
    cache->bytes -= size_of(kept->frame_len, kept->record_len);
    free(kept);
}

void record_cache_keep(struct record_cache *cache, const struct record_key *key,
                       struct slice record)
{
    size_t size = size_of(key->frame.len, record.len);
    uint64_t *seen = &cache->seen[key->hash % RECORD_CACHE_SEEN];
    bool is_first = *seen != key->hash;
    *seen = key->hash;
    if (is_first || size > MAX_BYTES ||
        (!cache->records.chains && !lru_open(&cache->records, CHAINS)))
        return;
    struct kept_record *kept = malloc(size);
    if (!kept)
        return;
    while (cache->bytes + size > LIMIT_BYTES)
        drop_last(cache);
    *kept = (struct kept_record){.node.hash = key->hash,
                                 .part = key->part,
                                 .frame_len = key->frame.len,
                                 .record_len = record.len};
    memcpy(kept->bytes, key->frame.ptr, key->frame.len);
    memcpy(kept->bytes + key->frame.len, record.ptr, record.len);
    lru_add(&cache->records, &kept->node);
    cache->bytes += size;
}
