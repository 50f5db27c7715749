// Workers and their pool. See worker.h.
//
// A thread takes the worker that it had before, so that what a worker holds stays in that thread's caches and heap; if
// another has taken it, the one used last. Where the index is far away there are many threads, of which most wait: then
// always the one used last, so that a few workers learn the words that all of them would have to. The pool's list is
// guarded by its lock; a worker outside the list belongs to the thread that took it.

#include "searchd/work/worker.h"

#include <pthread.h>
#include <stdlib.h>

enum {
    ARENA_LIMIT_BYTES = 96 << 20, // one request may use that much: the longest exchange twice
    KEEP_BYTES = 4 << 20,         // and the worker keeps that much for the next
    BODY_LIMIT_BYTES = 256 << 20, // the longest exchange, its texts told three times, and escaped
};

struct worker_pool {
    struct index_watch *watch;
    const struct synonyms *synonyms;
    bool is_far;
    pthread_mutex_t lock;
    struct worker *idle; // guarded by lock
};

enum status worker_pool_open(struct index_watch *watch, const struct synonyms *synonyms,
                             bool is_far, struct worker_pool **pool, struct error *err)
{
    struct worker_pool *opened = calloc(1, sizeof *opened);
    if (!opened || pthread_mutex_init(&opened->lock, NULL) != 0) {
        free(opened);
        return error_set(err, STATUS_NO_MEMORY, "no memory for the workers");
    }
    opened->watch = watch;
    opened->synonyms = synonyms;
    opened->is_far = is_far;
    *pool = opened;
    return STATUS_OK;
}

static void forget_index(struct worker *worker)
{
    searcher_close(worker->searcher);
    view_free(worker->view);
    if (worker->opened)
        index_watch_return(worker->watch, worker->opened);
    worker->searcher = NULL;
    worker->view = NULL;
    worker->in_view = false;
    worker->opened = NULL;
}

static void worker_close(struct worker *worker)
{
    forget_index(worker);
    gzip_close(worker->gzip);
    buf_clear(&worker->packed);
    buf_clear(&worker->body);
    arena_clear(&worker->arena);
    free(worker);
}

void worker_pool_close(struct worker_pool *pool)
{
    if (!pool)
        return;
    while (pool->idle) {
        struct worker *worker = pool->idle;
        pool->idle = worker->next;
        worker_close(worker);
    }
    (void)pthread_mutex_destroy(&pool->lock);
    free(pool);
}

static enum status worker_open(struct worker_pool *pool, struct worker **out, struct error *err)
{
    struct worker *worker = calloc(1, sizeof *worker);
    if (!worker)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a worker");
    worker->watch = pool->watch;
    worker->synonyms = pool->synonyms;
    arena_init(&worker->arena, ARENA_LIMIT_BYTES);
    buf_init(&worker->body, BODY_LIMIT_BYTES);
    buf_init(&worker->packed, BODY_LIMIT_BYTES);
    enum status status = gzip_open(&worker->gzip, err);
    if (status != STATUS_OK) {
        worker_close(worker);
        return status;
    }
    *out = worker;
    return STATUS_OK;
}

// Takes this thread's own out of the list, or the first; NULL when there is none. With the lock held.
static struct worker *take_idle(struct worker_pool *pool)
{
    struct worker **place = &pool->idle;
    while (!pool->is_far && *place && !pthread_equal((*place)->thread, pthread_self()))
        place = &(*place)->next;
    if (!*place)
        place = &pool->idle;
    struct worker *worker = *place;
    if (worker)
        *place = worker->next;
    return worker;
}

enum status worker_take(struct worker_pool *pool, struct worker **out, struct error *err)
{
    (void)pthread_mutex_lock(&pool->lock);
    struct worker *worker = take_idle(pool);
    (void)pthread_mutex_unlock(&pool->lock);
    if (!worker) {
        enum status status = worker_open(pool, &worker, err);
        if (status != STATUS_OK)
            return status;
    }
    worker->thread = pthread_self();
    *out = worker;
    return STATUS_OK;
}

static void empty_buf(struct buf *buf)
{
    if (buf->capacity > KEEP_BYTES)
        buf_clear(buf);
    else
        buf_reset(buf);
}

void worker_give(struct worker_pool *pool, struct worker *worker)
{
    if (worker->in_view)
        view_end(worker->view);
    worker->in_view = false;
    if (worker->opened && !index_watch_is_current(worker->watch, worker->opened))
        forget_index(worker); // replaced meanwhile: nobody may look at this worker again for long
    if (worker->searcher)
        searcher_rest(worker->searcher);
    arena_rest(&worker->arena, KEEP_BYTES);
    empty_buf(&worker->body);
    empty_buf(&worker->packed);
    (void)pthread_mutex_lock(&pool->lock);
    worker->next = pool->idle;
    pool->idle = worker;
    (void)pthread_mutex_unlock(&pool->lock);
}

static enum status begin(struct worker *worker, struct error *err)
{
    enum status status = STATUS_OK;
    if (!worker->opened)
        status = index_watch_borrow(worker->watch, &worker->opened, err);
    if (status != STATUS_OK)
        return status;
    struct backend *index = opened_index_index(worker->opened);
    if (!worker->searcher)
        status = searcher_open(index, worker->synonyms, &worker->searcher, err);
    if (status == STATUS_OK)
        status = view_begin(index, &worker->view, err);
    worker->in_view = status == STATUS_OK;
    return status;
}

enum status worker_begin(struct worker *worker, struct error *err)
{
    if (worker->in_view)
        return STATUS_OK;
    if (worker->opened && !index_watch_is_current(worker->watch, worker->opened))
        forget_index(worker);
    enum status status = begin(worker, err);
    if (status == STATUS_CORRUPT && worker->opened)
        index_watch_distrust(worker->watch, worker->opened, err);
    if (status != STATUS_OK)
        forget_index(worker);
    return status;
}

bool worker_note_failure(struct worker *worker, enum status status, const struct error *why)
{
    bool is_told = index_watch_may_tell(worker->watch);
    if (is_told && status == STATUS_CORRUPT && worker->opened)
        index_watch_distrust(worker->watch, worker->opened, why);
    return is_told;
}

enum status worker_settle(struct worker *worker, struct error *err)
{
    if (!worker->in_view)
        return STATUS_OK;
    enum status status = view_settle(worker->view, err);
    view_end(worker->view);
    worker->in_view = false;
    if (status != STATUS_OK) {
        index_watch_distrust(worker->watch, worker->opened, err);
        forget_index(worker);
    }
    return status;
}

void worker_pool_release_replaced(struct worker_pool *pool)
{
    (void)pthread_mutex_lock(&pool->lock);
    for (struct worker *worker = pool->idle; worker; worker = worker->next)
        if (worker->opened && !index_watch_is_current(pool->watch, worker->opened))
            forget_index(worker);
    (void)pthread_mutex_unlock(&pool->lock);
}
