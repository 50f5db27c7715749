// See index.h.
//
// An index is its cluster and who asks it for its newest generation (renewal.h); a view is the copy of the one that it
// began with, and a session of its own. To begin one costs no journey while the generation is known.
#include "engine/opensearch/read/index.h"

#include "engine/opensearch/read/renewal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    // For how long a search waits for the cluster: long enough for a node to die and another to take over; and while
    // another search has waited in vain.
    VIEW_MS = 15000,
    LOST_MS = 1000,
};

struct cluster_index {
    struct backend base;
    struct cluster *cluster;
    struct change_book *changes;
    struct renewal *renewal;
    char analyzer[32], fingerprint[24]; // as the index was opened
};

static struct cluster_index *index_of(struct backend *backend)
{
    return (struct cluster_index *)backend;
}

// --- an index ------------------------------------------------------------------------------------

static enum status know_analyzer(struct cluster_index *index, struct error *err)
{
    struct copy *copy;
    enum status status = renewal_take(index->renewal, &copy, err);
    if (status != STATUS_OK)
        return status;
    const struct generation *generation = &copy->generation;
    (void)snprintf(index->analyzer, sizeof index->analyzer, "%.*s",
                   SLICE_ARG(generation->analyzer));
    (void)snprintf(index->fingerprint, sizeof index->fingerprint, "%.*s",
                   SLICE_ARG(generation->fingerprint));
    index->base.analyzer = copy->world.has_stems ? ANALYZER_FRENCH : ANALYZER_WHITESPACE;
    copy_release(copy);
    return STATUS_OK;
}

static enum status begin(struct cluster_index *index, const char *where, struct error *err)
{
    enum status status = cluster_open(where, &index->cluster, err);
    if (status == STATUS_OK)
        status = renewal_open(index->cluster, &index->renewal, err);
    if (status == STATUS_NOT_FOUND)
        return error_set(err, STATUS_NOT_FOUND, "%s: no index of that name in the cluster", where);
    return status == STATUS_OK ? know_analyzer(index, err) : status;
}

enum status cluster_index_open(const char *where, const struct backend_ops *ops,
                               struct backend **out, struct error *err)
{
    struct cluster_index *index = calloc(1, sizeof *index);
    if (!index)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", where);
    index->base.ops = ops;
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
    renewal_close(index->renewal);
    change_book_close(index->changes);
    cluster_close(index->cluster);
    free(index);
}

void cluster_index_tidy(struct backend *backend)
{
    (void)backend; // dead readers hold nothing
}

enum status cluster_index_probe(struct backend *backend, struct backend_probe *out,
                                struct error *err)
{
    (void)err;
    struct renewal *renewal = index_of(backend)->renewal;
    *out = (struct backend_probe){renewal_watch(renewal), false, renewal_last_night(renewal)};
    return STATUS_OK;
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

size_t cluster_index_nodes(const struct backend *backend, struct backend_node *out, size_t max)
{
    const struct cluster_index *index = (const struct cluster_index *)backend;
    const struct cluster_nodes *nodes = cluster_nodes(index->cluster);
    size_t count = nodes->count < max ? nodes->count : max;
    for (size_t i = 0; i < count; i++) {
        const struct cluster_node *node = &nodes->nodes[i];
        (void)snprintf(out[i].host, sizeof out[i].host, "%.*s", SLICE_ARG(node->host));
        out[i].asked = atomic_load(&node->asked);
        out[i].failed = atomic_load(&node->failed);
        out[i].took_us = atomic_load(&node->took_us);
        out[i].is_resting = atomic_load(&node->rests_until_ms) != 0;
    }
    return count;
}

// --- a generation --------------------------------------------------------------------------------

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
        session_set_hurry(made->session, VIEW_MS, LOST_MS);
    if (status == STATUS_OK)
        session_set_counter(made->session, &made->base.journeys);
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
    status = renewal_take(index->renewal, &begun->copy, err);
    if (status != STATUS_OK)
        return status;
    const struct generation *generation = &begun->copy->generation;
    begun->base.limit = NULL;
    begun->base.journeys = 0;
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

// What came along for a request.
static void let_go(struct brought *brought)
{
    enum { KEEP_BYTES = 1 << 20 };
    struct arena arena = brought->arena;
    for (size_t i = 0; i < brought->answers.count; i++)
        json_release(brought->answers.items[i]);
    arena_rest(&arena, KEEP_BYTES);
    *brought = (struct brought){.arena = arena};
}

void cluster_view_end(struct view *view)
{
    let_go(&cluster_view(view)->brought);
    copy_release(cluster_view(view)->copy);
    cluster_view(view)->copy = NULL;
}

void cluster_view_free(struct view *view)
{
    struct cluster_view *freed = cluster_view(view);
    copy_release(freed->copy);
    let_go(&freed->brought);
    arena_clear(&freed->brought.arena);
    analyzer_close(freed->analyzer);
    session_close(freed->session);
    docstore_reader_close(freed->documents);
    arena_clear(&freed->scratch);
    free(freed);
}
