// Finished answers by key. See answer_cache.h.
//
// Shards, chosen by the key's hash, each with a lock of its own, held for a few compares, and with its share of the
// bytes. The answer that was asked for longest ago gives way, and only for want of bytes: whatever is asked for over
// and over and fits is never made twice. An answer that is being sent when it is dropped lives until the last
// sender is done.

#include "searchd/cache/answer_cache.h"

#include "base/hash.h"
#include "base/lru.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SHARDS = 16, SHARD_MIN_BYTES = ANSWER_CACHE_MAX_BODY * 4, BYTES_PER_CHAIN = 4096 };

struct stored_answer {
    struct lru_node node; // first; guarded by the shard's lock
    atomic_uint references;
    struct slice key; // this and all below point into `bytes`
    struct slice body;
    const char *content_type; // static storage
    size_t header_count;
    struct http_header headers[HTTP_MAX_RESPONSE_HEADERS];
    size_t size;
    char bytes[];
};

struct shard {
    pthread_mutex_t lock; // guards all below
    struct lru answers;
    size_t bytes;
};

struct answer_cache {
    struct shard shards[MAX_SHARDS];
    size_t shard_count; // 0: a cache that keeps nothing
    size_t shard_bytes;
    atomic_ullong hits, misses, bytes;
};

enum status answer_cache_open(size_t limit_bytes, struct answer_cache **cache, struct error *err)
{
    struct answer_cache *opened = calloc(1, sizeof *opened);
    if (!opened)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the cache of answers");
    size_t shards = limit_bytes / SHARD_MIN_BYTES;
    shards = shards < MAX_SHARDS ? shards : MAX_SHARDS;
    if (limit_bytes > 0 && shards == 0)
        shards = 1;
    opened->shard_bytes = shards ? limit_bytes / shards : 0;
    for (; opened->shard_count < shards; opened->shard_count++) {
        struct shard *shard = &opened->shards[opened->shard_count];
        if (!lru_open(&shard->answers, opened->shard_bytes / BYTES_PER_CHAIN + 1)) {
            answer_cache_close(opened);
            return error_set(err, STATUS_NO_MEMORY, "no memory for the cache of answers");
        }
        (void)pthread_mutex_init(&shard->lock, NULL);
    }
    *cache = opened;
    return STATUS_OK;
}

void answer_cache_release(struct stored_answer *answer)
{
    if (atomic_fetch_sub_explicit(&answer->references, 1, memory_order_acq_rel) == 1)
        free(answer);
}

static void release(void *answer)
{
    answer_cache_release(answer);
}

void answer_cache_close(struct answer_cache *cache)
{
    if (!cache)
        return;
    for (size_t i = 0; i < cache->shard_count; i++) {
        struct shard *shard = &cache->shards[i];
        lru_close(&shard->answers, release);
        (void)pthread_mutex_destroy(&shard->lock);
    }
    free(cache);
}

static struct shard *shard_of(struct answer_cache *cache, uint64_t hash)
{
    return &cache->shards[hash % cache->shard_count];
}

static struct stored_answer *find_in(const struct shard *shard, uint64_t hash, struct slice key)
{
    struct lru_node *node = lru_chain(&shard->answers, hash);
    while (node && !(node->hash == hash && slice_equal(((struct stored_answer *)node)->key, key)))
        node = node->chain;
    return (struct stored_answer *)node;
}

struct stored_answer *answer_cache_find(struct answer_cache *cache, struct slice key,
                                        bool will_ask_again)
{
    if (cache->shard_count == 0)
        return NULL;
    uint64_t hash = hash_bytes(key, 0);
    struct shard *shard = shard_of(cache, hash);
    (void)pthread_mutex_lock(&shard->lock);
    struct stored_answer *found = find_in(shard, hash, key);
    if (found) {
        lru_use(&shard->answers, &found->node);
        atomic_fetch_add_explicit(&found->references, 1, memory_order_relaxed);
    }
    (void)pthread_mutex_unlock(&shard->lock);
    if (found || !will_ask_again)
        atomic_fetch_add_explicit(found ? &cache->hits : &cache->misses, 1, memory_order_relaxed);
    return found;
}

static char *put(char **room, struct slice s)
{
    char *start = *room;
    memcpy(start, s.ptr, s.len);
    start[s.len] = '\0';
    *room += s.len + 1;
    return start;
}

static size_t size_needed(struct slice key, const struct http_response *response, struct slice body)
{
    size_t size = sizeof(struct stored_answer) + key.len + 1 + body.len + 1;
    for (size_t i = 0; i < response->header_count; i++)
        size += strlen(response->headers[i].value) + 1;
    return size;
}

// A copy with two references: the cache's and the caller's.
static struct stored_answer *copy(struct slice key, const struct http_response *response,
                                  struct slice body)
{
    size_t size = size_needed(key, response, body);
    struct stored_answer *answer = malloc(size);
    if (!answer)
        return NULL;
    *answer = (struct stored_answer){
        .node = {.hash = hash_bytes(key, 0)},
        .content_type = response->content_type,
        .header_count = response->header_count,
        .size = size,
    };
    atomic_init(&answer->references, 2);
    char *room = answer->bytes;
    answer->key = slice_of(put(&room, key), key.len);
    answer->body = slice_of(put(&room, body), body.len);
    for (size_t i = 0; i < response->header_count; i++) {
        answer->headers[i].name = response->headers[i].name;
        answer->headers[i].value = put(&room, slice_from(response->headers[i].value));
    }
    return answer;
}

static void drop_last(struct answer_cache *cache, struct shard *shard)
{
    struct stored_answer *victim = (struct stored_answer *)shard->answers.last;
    lru_remove(&shard->answers, &victim->node);
    shard->bytes -= victim->size;
    atomic_fetch_sub_explicit(&cache->bytes, victim->size, memory_order_relaxed);
    answer_cache_release(victim);
}

static void insert(struct answer_cache *cache, struct shard *shard, struct stored_answer *answer)
{
    while (shard->answers.last && shard->bytes + answer->size > cache->shard_bytes)
        drop_last(cache, shard);
    shard->bytes += answer->size;
    atomic_fetch_add_explicit(&cache->bytes, answer->size, memory_order_relaxed);
    lru_add(&shard->answers, &answer->node);
}

struct stored_answer *answer_cache_store(struct answer_cache *cache, struct slice key,
                                         const struct http_response *response, struct slice body)
{
    if (cache->shard_count == 0 || body.len > ANSWER_CACHE_MAX_BODY)
        return NULL;
    struct stored_answer *answer = copy(key, response, body);
    if (!answer)
        return NULL;
    struct shard *shard = shard_of(cache, answer->node.hash);
    (void)pthread_mutex_lock(&shard->lock);
    if (find_in(shard, answer->node.hash, key))
        atomic_fetch_sub(&answer->references, 1); // another thread was faster: keep it to ourselves
    else
        insert(cache, shard, answer);
    (void)pthread_mutex_unlock(&shard->lock);
    return answer;
}

struct slice answer_cache_body(const struct stored_answer *answer)
{
    return answer->body;
}

void answer_cache_fill(const struct stored_answer *answer, struct http_response *response)
{
    response->status = 200;
    response->content_type = answer->content_type;
    response->header_count = answer->header_count;
    memcpy(response->headers, answer->headers, answer->header_count * sizeof *answer->headers);
}

void answer_cache_stats(struct answer_cache *cache, struct answer_cache_stats *out)
{
    *out = (struct answer_cache_stats){
        .hits = atomic_load_explicit(&cache->hits, memory_order_relaxed),
        .misses = atomic_load_explicit(&cache->misses, memory_order_relaxed),
        .bytes = atomic_load_explicit(&cache->bytes, memory_order_relaxed),
    };
}
