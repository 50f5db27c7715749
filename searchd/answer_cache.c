// Finished answers by key. See answer_cache.h.
//
// A table of sets of four, chosen by the key's hash; within a set the answer that was asked for
// longest ago gives way. Sixteen locks, each over every sixteenth set, held for a few compares. The
// bytes are bounded by giving each set its share of the limit: a set that would exceed it drops its
// oldest first. An answer that is being sent when it is dropped lives until the last sender is done.

#include "searchd/answer_cache.h"

#include "engine/hash.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { WAYS = 4, LOCKS = 16, MIN_SETS = LOCKS, SET_BYTES = ANSWER_CACHE_MAX_BODY * 2 };

struct stored_answer {
    atomic_uint references;
    uint64_t hash;
    struct slice key; // this and all below point into `bytes`
    struct slice body;
    const char *content_type;  // static storage
    const char *cache_control; // static storage
    size_t header_count;
    struct http_header headers[HTTP_MAX_RESPONSE_HEADERS];
    size_t size;
    char bytes[];
};

struct set {
    struct stored_answer *ways[WAYS]; // the one used last comes first; NULLs at the end
    size_t bytes;
};

struct answer_cache {
    struct set *sets;
    size_t set_count; // 0: a cache that keeps nothing
    pthread_mutex_t locks[LOCKS];
    atomic_ullong hits, misses, bytes;
};

enum status answer_cache_open(size_t limit_bytes, struct answer_cache **cache, struct error *err)
{
    struct answer_cache *opened = calloc(1, sizeof *opened);
    size_t set_count = limit_bytes / SET_BYTES;
    if (limit_bytes > 0 && set_count < MIN_SETS)
        set_count = MIN_SETS;
    if (opened)
        opened->sets = calloc(set_count + 1, sizeof *opened->sets);
    if (!opened || !opened->sets) {
        free(opened);
        return error_set(err, STATUS_NO_MEMORY, "no memory for the cache of answers");
    }
    opened->set_count = set_count;
    for (size_t i = 0; i < LOCKS; i++)
        (void)pthread_mutex_init(&opened->locks[i], NULL);
    *cache = opened;
    return STATUS_OK;
}

void answer_release(struct stored_answer *answer)
{
    if (atomic_fetch_sub_explicit(&answer->references, 1, memory_order_acq_rel) == 1)
        free(answer);
}

void answer_cache_close(struct answer_cache *cache)
{
    if (!cache)
        return;
    for (size_t i = 0; i < cache->set_count; i++) {
        for (size_t way = 0; way < WAYS && cache->sets[i].ways[way]; way++)
            answer_release(cache->sets[i].ways[way]);
    }
    for (size_t i = 0; i < LOCKS; i++)
        (void)pthread_mutex_destroy(&cache->locks[i]);
    free(cache->sets);
    free(cache);
}

// The way that holds key, or WAYS.
static size_t find_way(const struct set *set, uint64_t hash, struct slice key)
{
    size_t way = 0;
    while (way < WAYS && set->ways[way] &&
           !(set->ways[way]->hash == hash && slice_equal(set->ways[way]->key, key)))
        way++;
    return way < WAYS && set->ways[way] ? way : WAYS;
}

static void move_to_front(struct set *set, size_t way)
{
    struct stored_answer *answer = set->ways[way];
    memmove(&set->ways[1], &set->ways[0], way * sizeof set->ways[0]);
    set->ways[0] = answer;
}

struct stored_answer *answer_cache_find(struct answer_cache *cache, struct slice key)
{
    if (cache->set_count == 0)
        return NULL;
    uint64_t hash = hash_bytes(key, 0);
    size_t index = hash % cache->set_count;
    struct set *set = &cache->sets[index];
    struct stored_answer *found = NULL;

    (void)pthread_mutex_lock(&cache->locks[index % LOCKS]);
    size_t way = find_way(set, hash, key);
    if (way < WAYS) {
        move_to_front(set, way);
        found = set->ways[0];
        atomic_fetch_add_explicit(&found->references, 1, memory_order_relaxed);
    }
    (void)pthread_mutex_unlock(&cache->locks[index % LOCKS]);
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
        .hash = hash_bytes(key, 0),
        .content_type = response->content_type,
        .cache_control = response->cache_control,
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

static void drop_last(struct answer_cache *cache, struct set *set)
{
    size_t way = WAYS;
    while (way > 0 && !set->ways[way - 1])
        way--;
    if (way == 0)
        return;
    struct stored_answer *victim = set->ways[way - 1];
    set->ways[way - 1] = NULL;
    set->bytes -= victim->size;
    atomic_fetch_sub_explicit(&cache->bytes, victim->size, memory_order_relaxed);
    answer_release(victim);
}

static void insert(struct answer_cache *cache, struct set *set, struct stored_answer *answer)
{
    while (set->ways[0] && (set->ways[WAYS - 1] || set->bytes + answer->size > SET_BYTES))
        drop_last(cache, set);
    memmove(&set->ways[1], &set->ways[0], (WAYS - 1) * sizeof set->ways[0]);
    set->ways[0] = answer;
    set->bytes += answer->size;
    atomic_fetch_add_explicit(&cache->bytes, answer->size, memory_order_relaxed);
}

struct stored_answer *answer_cache_store(struct answer_cache *cache, struct slice key,
                                         const struct http_response *response, struct slice body)
{
    if (cache->set_count == 0 || body.len > ANSWER_CACHE_MAX_BODY)
        return NULL;
    struct stored_answer *answer = copy(key, response, body);
    if (!answer)
        return NULL;
    size_t index = answer->hash % cache->set_count;
    struct set *set = &cache->sets[index];
    (void)pthread_mutex_lock(&cache->locks[index % LOCKS]);
    if (find_way(set, answer->hash, key) < WAYS)
        atomic_fetch_sub(&answer->references, 1); // another thread was faster: keep it to ourselves
    else
        insert(cache, set, answer);
    (void)pthread_mutex_unlock(&cache->locks[index % LOCKS]);
    return answer;
}

struct slice answer_body(const struct stored_answer *answer)
{
    return answer->body;
}

void answer_fill(const struct stored_answer *answer, struct http_response *response)
{
    response->status = 200;
    response->content_type = answer->content_type;
    response->cache_control = answer->cache_control;
    response->header_count = answer->header_count;
    memcpy(response->headers, answer->headers, sizeof response->headers);
}

void answer_cache_stats(struct answer_cache *cache, struct answer_cache_stats *out)
{
    *out = (struct answer_cache_stats){
        .hits = atomic_load_explicit(&cache->hits, memory_order_relaxed),
        .misses = atomic_load_explicit(&cache->misses, memory_order_relaxed),
        .bytes = atomic_load_explicit(&cache->bytes, memory_order_relaxed),
    };
}
