// See rate_limit.h.
//
// A leaking bucket for each address: what it has used flows in, its share flows out all the time; above BURST_US it is
// refused. The table is small and never grows: an address looks at WAYS slots that its hash names, and
// takes the emptiest when none is its own. Whoever is forgotten so has a clean slate; that takes as many
// addresses at once as the table has slots, and then each of them has used little.
#include "searchd/work/rate_limit.h"

#include "base/clock.h"
#include "base/hash.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { SLOTS = 4096, WAYS = 8, BURST_US = 500000 };

// Of what makes a client heavy: it flows out at HEAVY_FLOW microseconds a second, and after HEAVY_SECONDS of silence
// nobody is heavy any more.
enum { HEAVY_US = 100000, HEAVY_FLOW = 50000, HEAVY_SECONDS = 30 };

struct bucket {
    uint64_t client; // hash; 0: nobody
    uint64_t level_us;
    uint64_t recent_us; // above HEAVY_US: heavy
    uint64_t seen_us;   // when the levels were these
    unsigned under_way; // answers being made
    unsigned exports;   // being sent
};

struct rate_limit {
    pthread_mutex_t lock;
    uint64_t flow; // per second that passes, so many microseconds flow out; 0: no limit
    struct bucket buckets[SLOTS]; // guarded by lock
};

enum status rate_limit_open(unsigned percent, struct rate_limit **limit, struct error *err)
{
    struct rate_limit *opened = calloc(1, sizeof *opened);
    if (!opened || pthread_mutex_init(&opened->lock, NULL) != 0) {
        free(opened);
        return error_set(err, STATUS_NO_MEMORY, "no memory to count what clients use");
    }
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    opened->flow = (uint64_t)percent * 10000 * (processors > 0 ? (uint64_t)processors : 1);
    *limit = opened;
    return STATUS_OK;
}

void rate_limit_close(struct rate_limit *limit)
{
    if (!limit)
        return;
    (void)pthread_mutex_destroy(&limit->lock);
    free(limit);
}

uint64_t rate_limit_number(struct slice client)
{
    return client.len > 0 ? hash_bytes(client, 0) | 1 : 0;
}

static uint64_t less(uint64_t level, uint64_t out)
{
    return level > out ? level - out : 0;
}

static void leak(const struct rate_limit *limit, struct bucket *bucket, uint64_t now)
{
    uint64_t passed = now - bucket->seen_us;
    bucket->level_us = less(bucket->level_us, passed * limit->flow / 1000000);
    bucket->recent_us = less(bucket->recent_us, passed * HEAVY_FLOW / 1000000);
    bucket->seen_us = now;
}

// The client's bucket, made when it has none. With the lock held.
static struct bucket *find(struct rate_limit *limit, struct slice client)
{
    uint64_t number = rate_limit_number(client), now = (uint64_t)clock_coarse_ms() * 1000;
    struct bucket *emptiest = NULL;
    for (uint64_t i = 0; i < WAYS; i++) {
        struct bucket *bucket = &limit->buckets[(number / 2 + i) % SLOTS];
        leak(limit, bucket, now);
        if (bucket->client == number)
            return bucket;
        if (!emptiest || bucket->level_us < emptiest->level_us)
            emptiest = bucket;
    }
    *emptiest = (struct bucket){.client = number, .seen_us = now};
    return emptiest;
}

unsigned rate_limit_wait_seconds(struct rate_limit *limit, struct slice client)
{
    if (limit->flow == 0 || client.len == 0)
        return 0;
    (void)pthread_mutex_lock(&limit->lock);
    uint64_t level = find(limit, client)->level_us;
    (void)pthread_mutex_unlock(&limit->lock);
    return level <= BURST_US ? 0 : (unsigned)((level - BURST_US) / limit->flow) + 1;
}

bool rate_limit_begin(struct rate_limit *limit, struct slice client)
{
    if (limit->flow == 0 || client.len == 0)
        return false;
    (void)pthread_mutex_lock(&limit->lock);
    struct bucket *bucket = find(limit, client);
    bool is_heavy = bucket->recent_us > HEAVY_US || bucket->under_way > 0;
    bucket->under_way++;
    (void)pthread_mutex_unlock(&limit->lock);
    return is_heavy;
}

// Whoever was forgotten meanwhile has none under way.
void rate_limit_end(struct rate_limit *limit, struct slice client)
{
    if (limit->flow == 0 || client.len == 0)
        return;
    (void)pthread_mutex_lock(&limit->lock);
    struct bucket *bucket = find(limit, client);
    bucket->under_way -= bucket->under_way > 0;
    (void)pthread_mutex_unlock(&limit->lock);
}

bool rate_limit_is_heavy(struct rate_limit *limit, struct slice client)
{
    if (limit->flow == 0 || client.len == 0)
        return false;
    (void)pthread_mutex_lock(&limit->lock);
    bool is_heavy = find(limit, client)->recent_us > HEAVY_US;
    (void)pthread_mutex_unlock(&limit->lock);
    return is_heavy;
}

// Whoever was forgotten meanwhile has none. Returns how many there are now.
static unsigned count_exports(struct rate_limit *limit, struct slice client, int more)
{
    if (limit->flow == 0 || client.len == 0)
        return 0;
    (void)pthread_mutex_lock(&limit->lock);
    struct bucket *bucket = find(limit, client);
    if (more > 0)
        bucket->exports++;
    else if (more < 0)
        bucket->exports -= bucket->exports > 0;
    unsigned count = bucket->exports;
    (void)pthread_mutex_unlock(&limit->lock);
    return count;
}

void rate_limit_begin_export(struct rate_limit *limit, struct slice client)
{
    (void)count_exports(limit, client, 1);
}

void rate_limit_end_export(struct rate_limit *limit, struct slice client)
{
    (void)count_exports(limit, client, -1);
}

unsigned rate_limit_exports(struct rate_limit *limit, struct slice client)
{
    return count_exports(limit, client, 0);
}

void rate_limit_charge(struct rate_limit *limit, struct slice client, uint64_t used_us)
{
    if (limit->flow == 0 || client.len == 0)
        return;
    (void)pthread_mutex_lock(&limit->lock);
    struct bucket *bucket = find(limit, client);
    bucket->level_us += used_us;
    uint64_t most = HEAVY_US + HEAVY_SECONDS * HEAVY_FLOW, recent = bucket->recent_us + used_us;
    bucket->recent_us = recent < most ? recent : most;
    (void)pthread_mutex_unlock(&limit->lock);
}
