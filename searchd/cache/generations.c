// See generations.h.
#include "searchd/cache/generations.h"

void generations_init(struct generations *generations)
{
    *generations = (struct generations){.since_ms = 0};
    (void)pthread_mutex_init(&generations->lock, NULL); // cannot fail on Linux
}

void generations_clear(struct generations *generations)
{
    (void)pthread_mutex_destroy(&generations->lock);
}

// A thread may still show an older snapshot than another one saw.
static bool is_newer(const struct generation *a, const struct generation *b)
{
    return a->index != b->index ? a->index > b->index : a->number > b->number;
}

void generations_note(struct generations *generations, const struct generation *seen,
                      int64_t now_ms)
{
    (void)pthread_mutex_lock(&generations->lock);
    if (is_newer(seen, &generations->newest)) {
        generations->has_before = seen->index == generations->newest.index &&
                                  now_ms - generations->seen_ms < GENERATION_GRACE_MS;
        generations->before = generations->newest;
        generations->newest = *seen;
        generations->since_ms = now_ms;
    }
    if (!is_newer(&generations->newest, seen))
        generations->seen_ms = now_ms;
    (void)pthread_mutex_unlock(&generations->lock);
}

bool generations_before(struct generations *generations, const struct generation *shown,
                        int64_t now_ms, struct generation *before)
{
    (void)pthread_mutex_lock(&generations->lock);
    const struct generation *newest = &generations->newest;
    bool is_fresh = newest->index == shown->index && newest->number == shown->number &&
                    generations->has_before && now_ms - generations->since_ms < GENERATION_GRACE_MS;
    *before = generations->before;
    (void)pthread_mutex_unlock(&generations->lock);
    return is_fresh;
}
