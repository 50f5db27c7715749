// See renewal.h.
//
// Two locks: `asking` is held for as long as it takes to ask and to make a copy, `lock` for as long as a pointer is
// taken. A generation that nobody could ask for during MAX_AGE_MS is none any more: a node that has lost the rest of
// its cluster must not go on answering from an old one.
#include "engine/opensearch/read/renewal.h"

#include "base/clock.h"
#include "engine/opensearch/meta/night.h"
#include "engine/opensearch/read/copy_make.h"
#include "engine/search/work_limit.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum {
    EVERY_MS = 1000,
    FRESH_MS = 3000,    // for so long a generation is the newest without asking
    MAX_AGE_MS = 10000, // after which it is none any more
    // For how long answers are waited for.
    GENERATION_MS = 3000,
    COPY_MS = 60000,
};

struct renewal {
    struct cluster *cluster;
    pthread_mutex_t asking;
    struct session *session; // of who asks
    pthread_mutex_t lock;    // of what follows
    struct copy *copy;
    int64_t asked_ms;  // when the cluster said last that it is the newest
    struct error lost; // of the last asking that failed
    const char *trouble;
    bool has_thread;
    pthread_t thread;
    pthread_cond_t stopping;
    atomic_bool is_stopping; // set under the lock
    atomic_llong last_night; // read without it
};

static struct copy *hold_copy(struct renewal *renewal, int64_t *age_ms)
{
    (void)pthread_mutex_lock(&renewal->lock);
    struct copy *copy = renewal->copy ? copy_hold(renewal->copy) : NULL;
    *age_ms = clock_coarse_ms() - renewal->asked_ms;
    (void)pthread_mutex_unlock(&renewal->lock);
    return copy;
}

// NULL: the one that there is.
static void put_copy(struct renewal *renewal, struct copy *copy, int64_t asked_ms)
{
    struct copy *old = NULL;
    (void)pthread_mutex_lock(&renewal->lock);
    if (copy) {
        old = renewal->copy;
        renewal->copy = copy;
    }
    renewal->asked_ms = asked_ms;
    (void)pthread_mutex_unlock(&renewal->lock);
    copy_release(old);
}

static void note_outcome(struct renewal *renewal, enum status status, const struct error *why)
{
    (void)pthread_mutex_lock(&renewal->lock);
    renewal->trouble = status == STATUS_NOT_FOUND ? "it is no longer in the cluster"
                       : status == STATUS_VERSION ? "it was made anew by another version"
                                                  : NULL;
    if (status != STATUS_OK)
        renewal->lost = *why;
    (void)pthread_mutex_unlock(&renewal->lock);
}

// A cluster that answers is not lost, however long a copy takes.
static void note_answer(void *renewal)
{
    put_copy(renewal, NULL, clock_coarse_ms());
}

static bool is_stopping(void *renewal)
{
    return atomic_load(&((struct renewal *)renewal)->is_stopping);
}

static enum status ask(struct renewal *renewal, struct error *err)
{
    struct copy *newest;
    int64_t now = clock_coarse_ms(), age;
    session_set_patience(renewal->session, GENERATION_MS);
    enum status status = copy_begin(renewal->session, cluster_name(renewal->cluster), &newest, err);
    if (status != STATUS_OK)
        return status;
    struct copy *old = hold_copy(renewal, &age);
    if (old && copy_is_same(old, newest)) {
        put_copy(renewal, NULL, now);
        copy_release(newest);
    } else {
        session_set_patience(renewal->session, COPY_MS);
        struct work_limit limit;
        work_limit_init(&limit);
        limit.is_unwanted = is_stopping;
        limit.who = renewal;
        const struct copy_wish wish = {old, &limit, old ? note_answer : NULL, renewal};
        status = copy_fill(newest, renewal->session, &wish, err);
        if (status == STATUS_OK)
            put_copy(renewal, newest, clock_coarse_ms());
        else
            copy_release(newest);
    }
    copy_release(old);
    return status;
}

// What cannot be learnt now stays as it was: searches do not wait for it.
static void ask_for_night(struct renewal *renewal)
{
    int64_t when;
    struct error ignored;
    session_set_patience(renewal->session, GENERATION_MS);
    if (cluster_night_read(renewal->session, cluster_name(renewal->cluster), &when, &ignored) ==
        STATUS_OK)
        atomic_store(&renewal->last_night, when);
}

// `asking` is held.
static enum status renew(struct renewal *renewal, struct error *err)
{
    struct error why = {0};
    enum status status = ask(renewal, &why);
    note_outcome(renewal, status, &why);
    if (status == STATUS_OK)
        ask_for_night(renewal);
    if (err)
        *err = why;
    return status;
}

// --- the thread ----------------------------------------------------------------------------------

// False: it ends.
static bool wait_for_next(struct renewal *renewal)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += EVERY_MS / 1000;
    (void)pthread_mutex_lock(&renewal->lock);
    while (!atomic_load(&renewal->is_stopping) &&
           pthread_cond_timedwait(&renewal->stopping, &renewal->lock, &until) == 0)
        ;
    bool goes_on = !atomic_load(&renewal->is_stopping);
    (void)pthread_mutex_unlock(&renewal->lock);
    return goes_on;
}

static void *renew_again(void *context)
{
    struct renewal *renewal = context;
    do {
        struct error ignored;
        (void)pthread_mutex_lock(&renewal->asking);
        (void)renew(renewal, &ignored);
        (void)pthread_mutex_unlock(&renewal->asking);
    } while (wait_for_next(renewal));
    return NULL;
}

// Signals are for others.
static bool start_thread(struct renewal *renewal)
{
    sigset_t all, before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    bool has_begun = pthread_create(&renewal->thread, NULL, renew_again, renewal) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return has_begun;
}

const char *renewal_watch(struct renewal *renewal)
{
    (void)pthread_mutex_lock(&renewal->lock);
    if (!renewal->has_thread)
        renewal->has_thread = start_thread(renewal);
    const char *trouble = renewal->trouble;
    (void)pthread_mutex_unlock(&renewal->lock);
    return trouble;
}

int64_t renewal_last_night(const struct renewal *renewal)
{
    return atomic_load(&renewal->last_night);
}

// --- opening, asking -----------------------------------------------------------------------------

static bool make_locks(struct renewal *renewal)
{
    pthread_condattr_t monotonic;
    if (pthread_condattr_init(&monotonic) != 0)
        return false;
    bool fine = pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0 &&
                pthread_cond_init(&renewal->stopping, &monotonic) == 0;
    (void)pthread_condattr_destroy(&monotonic);
    return fine && pthread_mutex_init(&renewal->asking, NULL) == 0 &&
           pthread_mutex_init(&renewal->lock, NULL) == 0;
}

enum status renewal_open(struct cluster *cluster, struct renewal **out, struct error *err)
{
    struct renewal *renewal = calloc(1, sizeof *renewal);
    if (!renewal || !make_locks(renewal)) {
        free(renewal);
        return error_set(err, STATUS_NO_MEMORY, "an index in a cluster: out of memory");
    }
    renewal->cluster = cluster;
    enum status status = session_open(cluster, &renewal->session, err);
    if (status == STATUS_OK)
        status = renew(renewal, err);
    if (status == STATUS_OK)
        *out = renewal;
    else
        renewal_close(renewal);
    return status;
}

static void stop_thread(struct renewal *renewal)
{
    (void)pthread_mutex_lock(&renewal->lock);
    atomic_store(&renewal->is_stopping, true);
    (void)pthread_cond_signal(&renewal->stopping);
    (void)pthread_mutex_unlock(&renewal->lock);
    if (renewal->has_thread)
        (void)pthread_join(renewal->thread, NULL);
}

void renewal_close(struct renewal *renewal)
{
    if (!renewal)
        return;
    stop_thread(renewal);
    session_close(renewal->session);
    copy_release(renewal->copy);
    (void)pthread_cond_destroy(&renewal->stopping);
    (void)pthread_mutex_destroy(&renewal->asking);
    (void)pthread_mutex_destroy(&renewal->lock);
    free(renewal);
}

static enum status tell_loss(struct renewal *renewal, struct error *err)
{
    (void)pthread_mutex_lock(&renewal->lock);
    struct error why = renewal->lost;
    (void)pthread_mutex_unlock(&renewal->lock);
    if (why.status == STATUS_NO_MEMORY || why.status == STATUS_IO ||
        why.status == STATUS_UNREACHED) {
        if (err)
            *err = why;
        return why.status;
    }
    if (why.status == STATUS_OK) {
        (void)error_set(err, STATUS_IO, "the cluster does not say which generation is the newest");
        error_tell(err, "Le cluster de l’index ne répond pas.");
        return STATUS_IO;
    }
    return why.status == STATUS_NOT_FOUND
               ? error_set(err, STATUS_IO, "the index is no longer in the cluster")
               : error_set(err, STATUS_IO, "%s", why.message);
}

enum status renewal_take(struct renewal *renewal, struct copy **out, struct error *err)
{
    int64_t age;
    *out = hold_copy(renewal, &age);
    if (age <= FRESH_MS)
        return STATUS_OK;
    if (pthread_mutex_trylock(&renewal->asking) == 0) { // else somebody asks already
        struct error ignored;
        (void)renew(renewal, &ignored);
        (void)pthread_mutex_unlock(&renewal->asking);
    }
    copy_release(*out);
    *out = hold_copy(renewal, &age);
    if (age <= MAX_AGE_MS)
        return STATUS_OK;
    copy_release(*out);
    *out = NULL;
    return tell_loss(renewal, err);
}
