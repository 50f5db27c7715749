// See index.h.
//
// One thread at a time asks for the generation and makes its copy, with a session of its own; meanwhile views go on
// with the copy that there is. Two locks: `asking` is held for as long as that takes, `lock` for as long as a pointer
// is taken.
#include "engine/opensearch/read/index.h"

#include "base/clock.h"
#include "engine/opensearch/read/copy_make.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FRESH_MS = 3000,    // for so long a generation is the newest without asking
    MAX_AGE_MS = 10000, // after which it is none any more
    // For how long answers are waited for: of the newest generation; of all else, long enough for a node to die and
    // another to take over.
    GENERATION_MS = 3000,
    COPY_MS = 60000,
    VIEW_MS = 15000,
};

struct cluster_index {
    struct backend base;
    struct cluster *cluster;
    struct change_book *changes;
    char analyzer[32], fingerprint[24]; // as the index was opened
    pthread_mutex_t asking;
    struct session *session; // of who asks
    pthread_mutex_t lock;
    struct copy *copy;
    int64_t asked_ms; // when the cluster said last that it is the newest
};

static struct cluster_index *index_of(struct backend *backend)
{
    return (struct cluster_index *)backend;
}

static struct copy *take_copy(struct cluster_index *index)
{
    pthread_mutex_lock(&index->lock);
    struct copy *copy = index->copy ? copy_hold(index->copy) : NULL;
    pthread_mutex_unlock(&index->lock);
    return copy;
}

static int64_t age_of(struct cluster_index *index)
{
    pthread_mutex_lock(&index->lock);
    int64_t age = clock_coarse_ms() - index->asked_ms;
    pthread_mutex_unlock(&index->lock);
    return age;
}

// NULL: the one that there is.
static void put_copy(struct cluster_index *index, struct copy *copy, int64_t asked_ms)
{
    struct copy *old = NULL;
    pthread_mutex_lock(&index->lock);
    if (copy) {
        old = index->copy;
        index->copy = copy;
    }
    index->asked_ms = asked_ms;
    pthread_mutex_unlock(&index->lock);
    copy_release(old);
}

// Asks for the newest generation and makes its copy; `asking` is held.
static enum status renew(struct cluster_index *index, struct error *err)
{
    struct copy *newest;
    int64_t now = clock_coarse_ms();
    session_set_patience(index->session, GENERATION_MS);
    enum status status = copy_begin(index->session, cluster_name(index->cluster), &newest, err);
    if (status != STATUS_OK)
        return status;
    struct copy *old = take_copy(index);
    if (old && copy_is_same(old, newest)) {
        put_copy(index, NULL, now);
        copy_release(newest);
    } else {
        if (old) // what it takes to move on is no sign of a cluster that is lost
            put_copy(index, NULL, now);
        session_set_patience(index->session, COPY_MS);
        status = copy_fill(newest, index->session, old, err);
        if (status == STATUS_OK)
            put_copy(index, newest, clock_coarse_ms());
        else
            copy_release(newest);
    }
    copy_release(old);
    return status;
}

// --- an index ------------------------------------------------------------------------------------

static enum status begin(struct cluster_index *index, const char *where, struct error *err)
{
    enum status status = cluster_open(where, &index->cluster, err);
    if (status == STATUS_OK)
        status = session_open(index->cluster, &index->session, err);
    if (status == STATUS_OK)
        status = renew(index, err);
    if (status == STATUS_NOT_FOUND)
        return error_set(err, STATUS_NOT_FOUND, "%s: no index of that name in the cluster", where);
    if (status != STATUS_OK)
        return status;
    const struct generation *generation = &index->copy->generation;
    (void)snprintf(index->analyzer, sizeof index->analyzer, "%.*s",
                   SLICE_ARG(generation->analyzer));
    (void)snprintf(index->fingerprint, sizeof index->fingerprint, "%.*s",
                   SLICE_ARG(generation->fingerprint));
    index->base.analyzer = index->copy->world.has_stems ? ANALYZER_FRENCH : ANALYZER_WHITESPACE;
    return STATUS_OK;
}

enum status cluster_index_open(const char *where, const struct backend_ops *ops,
                               struct backend **out, struct error *err)
{
    struct cluster_index *index = calloc(1, sizeof *index);
    if (!index)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", where);
    index->base.ops = ops;
    pthread_mutex_init(&index->asking, NULL);
    pthread_mutex_init(&index->lock, NULL);
    index->changes = change_book_open();
    enum status status = index->changes
                             ? begin(index, where, err)
                             : error_set(err, STATUS_NO_MEMORY, "%s: out of memory", where);
    if (status == STATUS_OK)
        *out = &index->base;
    else
        cluster_index_close(&index->base);
    return status;
}

void cluster_index_close(struct backend *backend)
{
    struct cluster_index *index = index_of(backend);
    session_close(index->session);
    copy_release(index->copy);
    change_book_close(index->changes);
    cluster_close(index->cluster);
    pthread_mutex_destroy(&index->asking);
    pthread_mutex_destroy(&index->lock);
    free(index);
}

void cluster_index_tidy(struct backend *backend)
{
    (void)backend; // dead readers hold nothing
}

enum status cluster_index_probe(struct backend *backend, struct backend_probe *out,
                                struct error *err)
{
    struct cluster_index *index = index_of(backend);
    *out = (struct backend_probe){NULL, false};
    pthread_mutex_lock(&index->asking);
    enum status status = renew(index, err);
    pthread_mutex_unlock(&index->asking);
    if (status == STATUS_NOT_FOUND || status == STATUS_VERSION) {
        out->trouble = status == STATUS_NOT_FOUND ? "it is no longer in the cluster"
                                                  : "it was made anew by another version";
        return STATUS_OK;
    }
    return status;
}

enum status cluster_index_check_analyzer(const struct backend *backend,
                                         const struct analyzer *analyzer, struct error *err)
{
    const struct cluster_index *index = (const struct cluster_index *)backend;
    char fingerprint[24];
    (void)snprintf(fingerprint, sizeof fingerprint, "%016" PRIx64, analyzer_fingerprint(analyzer));
    if (strcmp(index->analyzer, analyzer_version(analyzer)) == 0 &&
        strcmp(index->fingerprint, fingerprint) == 0)
        return STATUS_OK;
    return error_set(err, STATUS_VERSION,
                     "made with another analyzer or other word lists than %s of this program; "
                     "index into another name",
                     analyzer_version(analyzer));
}

enum status cluster_index_copy(struct backend *backend, const char *file, struct error *err)
{
    (void)backend;
    (void)file;
    return error_set(err, STATUS_INVALID,
                     "an index in a cluster is copied by the cluster's own snapshots");
}

// --- a generation --------------------------------------------------------------------------------

// Makes sure that the copy is of the newest generation, or was some seconds ago.
static enum status ask_if_old(struct cluster_index *index, struct error *err)
{
    if (age_of(index) <= FRESH_MS)
        return STATUS_OK;
    struct error why = {.message = "the cluster does not answer"};
    enum status status = STATUS_OK;
    if (pthread_mutex_trylock(&index->asking) == 0) { // else somebody asks already
        status = renew(index, &why);
        pthread_mutex_unlock(&index->asking);
    }
    if (status == STATUS_NOT_FOUND)
        return error_set(err, STATUS_IO, "the index is no longer in the cluster");
    if (age_of(index) <= MAX_AGE_MS)
        return STATUS_OK;
    return error_set(err, status == STATUS_NO_MEMORY ? status : STATUS_IO, "%s", why.message);
}

static enum status make_view(struct cluster_index *index, struct view **view, struct error *err)
{
    struct cluster_view *made = calloc(1, sizeof *made);
    if (!made)
        return error_set(err, STATUS_NO_MEMORY, "view: out of memory");
    made->base.ops = index->base.ops;
    made->index = index;
    made->cluster = index->cluster;
    made->changes = index->changes;
    enum status status = session_open(index->cluster, &made->session, err);
    if (status == STATUS_OK)
        status = docstore_reader_open(SLICE_NONE, &made->documents, err);
    if (status == STATUS_OK)
        session_set_patience(made->session, VIEW_MS);
    *view = &made->base;
    if (status != STATUS_OK) {
        cluster_view_free(*view);
        *view = NULL;
    }
    return status;
}

enum status cluster_view_begin(struct backend *backend, struct view **view, struct error *err)
{
    struct cluster_index *index = index_of(backend);
    enum status status = *view ? STATUS_OK : make_view(index, view, err);
    if (status != STATUS_OK)
        return status;
    struct cluster_view *begun = cluster_view(*view);
    cluster_view_end(*view);
    status = ask_if_old(index, err);
    if (status != STATUS_OK)
        return status;
    begun->copy = take_copy(index);
    const struct generation *generation = &begun->copy->generation;
    begun->base.limit = NULL;
    begun->base.info = (struct index_info){
        .generation = generation->number,
        .documents = generation->documents,
        .commit_time = generation->commit_time,
        .analyzer =
            begun->copy->world.has_stems ? ANALYZER_FRENCH_VERSION : ANALYZER_WHITESPACE_VERSION,
        .tokens = generation->tokens,
        .segments = 1,
    };
    return STATUS_OK;
}

enum status cluster_view_settle(struct view *view, struct error *err)
{
    (void)view;
    (void)err;
    return STATUS_OK; // every answer was whole, or failed
}

void cluster_view_end(struct view *view)
{
    copy_release(cluster_view(view)->copy);
    cluster_view(view)->copy = NULL;
}

void cluster_view_free(struct view *view)
{
    struct cluster_view *freed = cluster_view(view);
    copy_release(freed->copy);
    session_close(freed->session);
    docstore_reader_close(freed->documents);
    arena_clear(&freed->scratch);
    free(freed);
}
