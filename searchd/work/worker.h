// What one thread needs to answer one request: memory, a searcher, a view, a compressor.
//
// Workers are expensive to make (an analyzer, caches) and cheap to reuse, so they live in a pool. As
// many exist as requests were ever answered at the same moment: no more than there are threads.
#ifndef SEARCHD_WORK_WORKER_H
#define SEARCHD_WORK_WORKER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "engine/search/search.h"
#include "searchd/work/gzip.h"
#include "searchd/work/index_watch.h"

#include <pthread.h>

struct worker {
    struct arena arena; // of the request
    struct buf body;    // the answer as rendered
    struct buf packed;  // the answer compressed
    struct gzip *gzip;
    struct searcher *searcher; // NULL until an index was borrowed
    struct view *view;         // memory kept between requests
    bool in_view;
    struct index_watch *watch;       // borrowed
    const struct synonyms *synonyms; // borrowed
    struct opened_index *opened;     // borrowed from the watch
    struct worker *next;             // in the pool
    pthread_t thread;                // that took it last
};

struct worker_pool;

// Both must outlive the pool. `is_far`: the index, so that threads mostly wait for it.
enum status worker_pool_open(struct index_watch *watch, const struct synonyms *synonyms,
                             bool is_far, struct worker_pool **pool,
                             struct error *err) STATUS_NODISCARD;
void worker_pool_close(struct worker_pool *pool); // all workers must be back; NULL is fine

// A worker with everything empty. Any thread.
enum status worker_take(struct worker_pool *pool, struct worker **out,
                        struct error *err) STATUS_NODISCARD;

// Ends the view, empties the memory, gives the worker back.
void worker_give(struct worker_pool *pool, struct worker *worker);

// Makes worker->searcher and worker->view ready: the newest generation of the index served now.
enum status worker_begin(struct worker *worker, struct error *err) STATUS_NODISCARD;

// To be told when an answer failed because the index could not be read. Once a minute it returns true: then that is to
// be logged, and a damaged index is let go, so that it is opened again and looked through before it is asked again. As
// long as the damage stays any answer may meet it, and whoever knows which one shall not keep the index closed.
bool worker_note_failure(struct worker *worker, enum status status, const struct error *why);

// Asked when everything was read: whether it can be believed. Ends the view. When it cannot, the index is let go, for
// everybody.
enum status worker_settle(struct worker *worker, struct error *err) STATUS_NODISCARD;

// Lets go of indexes that idle workers still hold though another took their place.
void worker_pool_release_replaced(struct worker_pool *pool);

#endif
