// The index as it comes and goes. See index_watch.h.
//
//     borrow -> current? count it, done
//            -> none: open the folder (rarely: a failure is remembered for 200 ms)
//     check  -> the file under that name is another one: let the current go; it closes with its last user
//
// The same file must not be opened twice in one process (LMDB: closing one would drop the locks of the
// other), so an index is let go only when the file's identity has changed. All fields are guarded by
// `lock`, but `current`, which is also read without it to compare pointers.

#include "searchd/work/index_watch.h"

#include "base/clock.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "engine/search/search.h"

enum { RETRY_MS = 200, READER_CHECK_SECONDS = 60 };

struct opened_index {
    struct index *index;
    unsigned number;
    unsigned borrowers; // guarded by the watch's lock
    dev_t device;
    ino_t inode;
};

struct index_watch {
    const char *path;
    struct index_options options;
    pthread_mutex_t lock;
    _Atomic(struct opened_index *) current; // NULL: none
    unsigned opened_count;
    struct error failure; // of the last try, while there is none
    int64_t tried_ms;
    int64_t readers_checked_ms;
};

enum status index_watch_open(const char *path, const struct index_options *options,
                             struct index_watch **watch, struct error *err)
{
    struct index_watch *opened = calloc(1, sizeof *opened);
    if (!opened || pthread_mutex_init(&opened->lock, NULL) != 0) {
        free(opened);
        return error_set(err, STATUS_NO_MEMORY, "no memory to watch an index");
    }
    opened->path = path;
    opened->options = *options;
    opened->tried_ms = -RETRY_MS;
    *watch = opened;
    return STATUS_OK;
}

static void close_opened(struct opened_index *opened)
{
    index_close(opened->index);
    free(opened);
}

void index_watch_close(struct index_watch *watch)
{
    if (!watch)
        return;
    struct opened_index *current = atomic_load(&watch->current);
    if (current) {
        assert(current->borrowers == 0);
        close_opened(current);
    }
    (void)pthread_mutex_destroy(&watch->lock);
    free(watch);
}

// The identity of the index's file; false when there is none.
static bool identify(const char *path, struct stat *file)
{
    char name[PATH_MAX];
    int len = snprintf(name, sizeof name, "%s/data.mdb", path);
    return len > 0 && (size_t)len < sizeof name && stat(name, file) == 0;
}

// Opens what is there, if this program can search it: an index of other word lists would be found nothing in, or less.
static enum status open_index(const struct index_watch *watch, struct index **index,
                              struct error *err)
{
    struct searcher *searcher;
    enum status status = index_open(watch->path, &watch->options, index, err);
    if (status)
        return status;
    status = searcher_open(*index, NULL, &searcher, err);
    if (status)
        index_close(*index);
    else
        searcher_close(searcher);
    return status;
}

// With the lock held.
static enum status open_current(struct index_watch *watch, struct error *err)
{
    int64_t now = clock_coarse_ms();
    if (now - watch->tried_ms < RETRY_MS) {
        *err = watch->failure;
        return err->status;
    }
    struct opened_index *opened = calloc(1, sizeof *opened);
    if (!opened)
        return error_set(err, STATUS_NO_MEMORY, "no memory to open an index");
    // The identity is read first: a file replaced in between is noticed by the next check.
    struct stat file = {0};
    (void)identify(watch->path, &file);
    opened->device = file.st_dev;
    opened->inode = file.st_ino;
    enum status status = open_index(watch, &opened->index, err);
    if (status) {
        free(opened);
        watch->failure = *err;
        watch->failure.status = status;
        watch->tried_ms = now;
        return status;
    }
    (void)index_check_readers(opened->index);
    opened->number = ++watch->opened_count;
    atomic_store(&watch->current, opened);
    return STATUS_OK;
}

enum status index_watch_borrow(struct index_watch *watch, struct opened_index **out,
                               struct error *err)
{
    enum status status = STATUS_OK;
    (void)pthread_mutex_lock(&watch->lock);
    if (!atomic_load(&watch->current))
        status = open_current(watch, err);
    if (!status) {
        *out = atomic_load(&watch->current);
        (*out)->borrowers++;
    }
    (void)pthread_mutex_unlock(&watch->lock);
    return status;
}

void index_watch_return(struct index_watch *watch, struct opened_index *opened)
{
    (void)pthread_mutex_lock(&watch->lock);
    assert(opened->borrowers > 0);
    bool is_last = --opened->borrowers == 0 && atomic_load(&watch->current) != opened;
    (void)pthread_mutex_unlock(&watch->lock);
    if (is_last)
        close_opened(opened);
}

struct index *opened_index_index(const struct opened_index *opened)
{
    return opened->index;
}

unsigned opened_index_number(const struct opened_index *opened)
{
    return opened->number;
}

bool index_watch_is_current(const struct index_watch *watch, const struct opened_index *opened)
{
    return atomic_load_explicit(&watch->current, memory_order_relaxed) == opened;
}

// With the lock held. A file that vanished is served on from the map until another one appears.
static bool is_replaced(const struct index_watch *watch, const struct opened_index *current)
{
    struct stat file;
    return current && identify(watch->path, &file) &&
           (file.st_dev != current->device || file.st_ino != current->inode);
}

bool index_watch_check(struct index_watch *watch)
{
    (void)pthread_mutex_lock(&watch->lock);
    struct opened_index *current = atomic_load(&watch->current);
    bool replaced = is_replaced(watch, current);
    bool is_unused = false;
    if (replaced) {
        atomic_store(&watch->current, NULL);
        is_unused = current->borrowers == 0;
        watch->tried_ms = clock_coarse_ms() - RETRY_MS;
    } else if (current &&
               clock_coarse_ms() - watch->readers_checked_ms > READER_CHECK_SECONDS * 1000) {
        (void)index_check_readers(current->index);
        watch->readers_checked_ms = clock_coarse_ms();
    }
    (void)pthread_mutex_unlock(&watch->lock);
    if (is_unused)
        close_opened(current);
    return replaced;
}
