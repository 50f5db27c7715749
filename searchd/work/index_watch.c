// The index as it comes and goes. See index_watch.h.
//
//     borrow -> current? count it, done
//            -> none: open the folder (rarely: a failure is remembered for 200 ms)
//     check  -> another index is in its place, or it is damaged: let the current go; it closes with its last
//               user
//
// An index is let go when its backend says that another is in its place, or that it cannot be trusted any more, and
// nothing is opened there while one that was let go says that it is in the way (with LMDB: a backup put in place, the
// lock file being the same). All fields are guarded by `lock`, but `current`, which is also read without it to compare
// pointers.

#include "searchd/work/index_watch.h"

#include "base/clock.h"
#include "engine/backends.h"
#include "engine/search/search.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { RETRY_MS = 200, READER_CHECK_SECONDS = 60 };

struct opened_index {
    struct backend *index;
    unsigned number;
    unsigned borrowers; // guarded by the watch's lock
    uint64_t newest;    // generation seen; with `since`, guarded by the watch's lock
    bool is_seen;       // any generation
    int64_t
        since; // when `newest` took the place of what was before it; until one is seen: the opening
    struct opened_index *next; // of those let go; guarded by the watch's lock
};

struct index_watch {
    const char *path;
    struct index_options options;
    pthread_mutex_t lock;
    _Atomic(struct opened_index *) current; // NULL: none
    struct opened_index *let_go;            // replaced, but somebody has them yet
    unsigned opened_count;
    struct error failure; // of the last try, while there is none
    struct error why;     // one was let go
    bool has_let_go;      // since that was asked for
    int64_t tried_ms;
    int64_t told_ms; // that answers failed; 0: never
    int64_t readers_checked_ms;
    atomic_llong last_night; // read without the lock, too
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
    backend_close(opened->index);
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

static struct backend_probe probe(const struct opened_index *opened)
{
    struct backend_probe found = {0};
    struct error ignored = {0};
    return backend_probe(opened->index, &found, &ignored) == STATUS_OK
               ? found
               : (struct backend_probe){0}; // asked again in a second
}

// The same of the current index: whoever has no index open knows of its last night what was known before.
static struct backend_probe look(struct index_watch *watch, const struct opened_index *current)
{
    struct backend_probe found = probe(current);
    atomic_store(&watch->last_night, found.last_night);
    return found;
}

// With the lock held: whether an index that was let go has to be closed before what is there can be opened.
static bool is_one_in_the_way(const struct index_watch *watch)
{
    const struct opened_index *at = watch->let_go;
    while (at && !probe(at).is_in_the_way)
        at = at->next;
    return at != NULL;
}

// Opens what is there, if this program can search it: an index of other word lists would be found nothing in, or less.
static enum status open_index(const struct index_watch *watch, struct backend **index,
                              struct error *err)
{
    struct searcher *searcher;
    enum status status = backend_open(watch->path, &watch->options, index, err);
    if (status != STATUS_OK)
        return status;
    status = searcher_open(*index, NULL, &searcher, err);
    if (status != STATUS_OK)
        backend_close(*index);
    else
        searcher_close(searcher);
    return status;
}

// With the lock held.
static enum status open_current(struct index_watch *watch, struct error *err)
{
    if (clock_coarse_ms() - watch->tried_ms < RETRY_MS) {
        *err = watch->failure;
        return err->status;
    }
    if (is_one_in_the_way(watch))
        return error_set(err, STATUS_BUSY, "%s: the index that was there before is still in use",
                         watch->path);
    struct opened_index *opened = calloc(1, sizeof *opened);
    if (!opened)
        return error_set(err, STATUS_NO_MEMORY, "no memory to open an index");
    enum status status = open_index(watch, &opened->index, err);
    if (status != STATUS_OK) {
        free(opened);
        watch->failure = *err;
        watch->failure.status = status;
        watch->tried_ms = clock_coarse_ms(); // of a cluster that is not there it took seconds
        return status;
    }
    backend_tidy(opened->index);
    (void)look(watch, opened);
    opened->number = ++watch->opened_count;
    opened->since = clock_wall_seconds();
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
    if (status == STATUS_OK) {
        *out = atomic_load(&watch->current);
        (*out)->borrowers++;
    }
    (void)pthread_mutex_unlock(&watch->lock);
    return status;
}

// With the lock held, so that nobody opens another one meanwhile.
static void close_let_go(struct index_watch *watch, struct opened_index *opened)
{
    struct opened_index **at = &watch->let_go;
    while (*at != opened)
        at = &(*at)->next;
    *at = opened->next;
    close_opened(opened);
}

void index_watch_return(struct index_watch *watch, struct opened_index *opened)
{
    (void)pthread_mutex_lock(&watch->lock);
    assert(opened->borrowers > 0);
    if (--opened->borrowers == 0 && atomic_load(&watch->current) != opened)
        close_let_go(watch, opened);
    (void)pthread_mutex_unlock(&watch->lock);
}

struct backend *opened_index_index(const struct opened_index *opened)
{
    return opened->index;
}

unsigned opened_index_number(const struct opened_index *opened)
{
    return opened->number;
}

int64_t opened_index_since(struct index_watch *watch, struct opened_index *opened,
                           uint64_t generation, int64_t commit_time)
{
    (void)pthread_mutex_lock(&watch->lock);
    if (generation > opened->newest || !opened->is_seen) {
        int64_t least = opened->is_seen ? opened->since + 1 : opened->since;
        opened->since = commit_time > least ? commit_time : least;
        opened->newest = generation;
        opened->is_seen = true;
    }
    int64_t since = generation == opened->newest ? opened->since : 0;
    (void)pthread_mutex_unlock(&watch->lock);
    return since;
}

bool index_watch_is_current(const struct index_watch *watch, const struct opened_index *opened)
{
    return atomic_load_explicit(&watch->current, memory_order_relaxed) == opened;
}

// With the lock held.
static void let_go_of_current(struct index_watch *watch, struct opened_index *current)
{
    atomic_store(&watch->current, NULL);
    watch->has_let_go = true;
    watch->tried_ms = clock_coarse_ms() - RETRY_MS;
    current->next = watch->let_go;
    watch->let_go = current;
    if (current->borrowers == 0)
        close_let_go(watch, current);
}

void index_watch_distrust(struct index_watch *watch, const struct opened_index *opened,
                          const struct error *why)
{
    (void)pthread_mutex_lock(&watch->lock);
    struct opened_index *current = atomic_load(&watch->current);
    if (current == opened) {
        let_go_of_current(watch, current);
        watch->why = watch->failure = *why;
        watch->failure.status = STATUS_CORRUPT;
        watch->tried_ms = clock_coarse_ms();
    }
    (void)pthread_mutex_unlock(&watch->lock);
}

bool index_watch_may_tell(struct index_watch *watch)
{
    enum { EVERY_MS = 60000 };
    int64_t now = clock_coarse_ms();
    (void)pthread_mutex_lock(&watch->lock);
    bool may_tell = watch->told_ms == 0 || now - watch->told_ms >= EVERY_MS;
    watch->told_ms = may_tell ? now : watch->told_ms;
    (void)pthread_mutex_unlock(&watch->lock);
    return may_tell;
}

int64_t index_watch_last_night(const struct index_watch *watch)
{
    return atomic_load_explicit(&watch->last_night, memory_order_relaxed);
}

size_t index_watch_nodes(void *context, struct backend_node *out, size_t max)
{
    struct index_watch *watch = context;
    (void)pthread_mutex_lock(&watch->lock);
    const struct opened_index *current = atomic_load(&watch->current);
    size_t count = current ? backend_nodes(current->index, out, max) : 0;
    (void)pthread_mutex_unlock(&watch->lock);
    return count;
}

bool index_watch_check(struct index_watch *watch, struct error *why)
{
    (void)pthread_mutex_lock(&watch->lock);
    struct opened_index *current = atomic_load(&watch->current);
    const char *trouble = current ? look(watch, current).trouble : NULL;
    if (trouble) {
        let_go_of_current(watch, current);
        (void)error_set(&watch->why, STATUS_CORRUPT, "%s: %s", watch->path, trouble);
    } else if (current &&
               clock_coarse_ms() - watch->readers_checked_ms > READER_CHECK_SECONDS * 1000) {
        backend_tidy(current->index);
        watch->readers_checked_ms = clock_coarse_ms();
    }
    bool has_let_go = watch->has_let_go;
    watch->has_let_go = false;
    *why = watch->why;
    (void)pthread_mutex_unlock(&watch->lock);
    return has_let_go;
}
