// The table of operations for an index in a folder. See lmdb.h.
//
// Thin: a backend is an index, a view is a snapshot, and what is asked goes to engine/read and engine/search/match.
// Keys of documents are their segment and number, which only these files know. Nothing but memory is kept here from
// call to call.
// Whatever is asked looks at the view's limit first, and on its way where that is long.
#include "engine/lmdb/lmdb.h"

#include "engine/lmdb/scan.h"
#include "engine/lmdb/view.h"
#include "engine/read/changes.h"
#include "engine/read/ledger.h"
#include "engine/read/series.h"
#include "engine/read/term_place.h"
#include "engine/search/match/retrieve.h"
#include "engine/search/work_limit.h"

#include <stdlib.h>

struct lmdb_index {
    struct backend base;
    struct index *index;
};

static struct index *index_of(const struct backend *backend)
{
    return ((const struct lmdb_index *)backend)->index;
}

// --- an index ------------------------------------------------------------------------------------

static enum status open_index(const char *where, const struct index_options *options,
                              struct backend **out, struct error *err)
{
    struct lmdb_index *opened = calloc(1, sizeof *opened);
    if (!opened)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", where);
    enum status status = index_open(where, options, &opened->index, err);
    if (status != STATUS_OK) {
        free(opened);
        return status;
    }
    opened->base.ops = &lmdb_backend;
    opened->base.analyzer = index_analyzer_kind(opened->index);
    *out = &opened->base;
    return STATUS_OK;
}

static void close_index(struct backend *backend)
{
    index_close(index_of(backend));
    free(backend);
}

static void tidy(struct backend *backend)
{
    (void)index_check_readers(index_of(backend));
}

// The same lock file must not be opened twice in one process: closing one drops the process's locks, and LMDB 0.9.31
// destroys the mutexes that the other needs.
static enum status probe(struct backend *backend, struct backend_probe *out, struct error *err)
{
    (void)err;
    struct index *index = index_of(backend);
    *out = (struct backend_probe){index_trouble(index), folder_has_same_locks(index_folder(index)),
                                  night_last(index_folder(index)->path)};
    return STATUS_OK;
}

static enum status check_analyzer(const struct backend *backend, const struct analyzer *analyzer,
                                  struct error *err)
{
    return index_check_analyzer(index_of(backend), analyzer, err);
}

static enum status copy(struct backend *backend, const char *file, struct error *err)
{
    return index_copy(index_of(backend), file, err);
}

// --- a generation --------------------------------------------------------------------------------

static enum status begin_view(struct backend *backend, struct view **view, struct error *err)
{
    struct lmdb_view *begun = (struct lmdb_view *)*view;
    if (!begun) {
        begun = calloc(1, sizeof *begun);
        if (!begun)
            return error_set(err, STATUS_NO_MEMORY, "snapshot: out of memory");
        begun->base.ops = &lmdb_backend;
        begun->folder = index_folder(index_of(backend));
        *view = &begun->base;
    }
    begun->base.limit = NULL;
    enum status status = snapshot_begin(index_of(backend), &begun->snapshot, err);
    if (status == STATUS_OK)
        snapshot_info(begun->snapshot, &begun->base.info);
    return status;
}

static enum status settle_view(struct view *view, struct error *err)
{
    return snapshot_settle(lmdb_snapshot(view), err);
}

static void end_view(struct view *view)
{
    snapshot_end(lmdb_snapshot(view));
}

static void free_view(struct view *view)
{
    snapshot_free(lmdb_snapshot(view));
    arena_clear(&((struct lmdb_view *)view)->scratch);
    free(view);
}

// --- documents and words -------------------------------------------------------------------------

static enum status find(struct view *view, struct slice id, struct doc_key *out, struct error *err)
{
    return snapshot_find(lmdb_snapshot(view), id, out, err);
}

static enum status documents(struct view *view, const struct document_wish *wish,
                             struct arena *arena, struct exchange *out, struct error *err)
{
    struct snapshot *snapshot = lmdb_snapshot(view);
    enum status status = work_limit_look(view->limit, err);
    for (size_t i = 0; status == STATUS_OK && i < wish->count; i++) {
        status = snapshot_document(snapshot, wish->keys[i], wish->part, arena, &out[i], err);
        if (status == STATUS_OK)
            status = work_limit_look(view->limit, err);
    }
    return status;
}

static enum status each_document(struct view *view, const struct document_wish *wish,
                                 visit_document_fn *visit, void *context, struct error *err)
{
    enum { KEEP_BYTES = 1 << 20 }; // no more of what a long document took
    struct arena *scratch = &((struct lmdb_view *)view)->scratch;
    enum status status = work_limit_look(view->limit, err);
    for (size_t i = 0; status == STATUS_OK && i < wish->count; i++) {
        struct exchange exchange;
        status = snapshot_document(lmdb_snapshot(view), wish->keys[i], wish->part, scratch,
                                   &exchange, err);
        if (status == STATUS_OK)
            status = visit(context, i, &exchange, err);
        if (status == STATUS_OK)
            status = work_limit_look(view->limit, err);
        arena_rest(scratch, KEEP_BYTES);
    }
    return status;
}

static enum status ledger(struct view *view, struct ledger_head *out, struct error *err)
{
    return snapshot_ledger(lmdb_snapshot(view), out, err);
}

static enum status each_entry(struct view *view, visit_ledger_fn *visit, void *context,
                              struct error *err)
{
    return snapshot_each_entry(lmdb_snapshot(view), visit, context, err);
}

static enum status changes(struct view *view, const struct change_request *request,
                           struct arena *arena, struct change_list *out, struct error *err)
{
    enum status status = work_limit_look(view->limit, err);
    return status == STATUS_OK ? snapshot_changes(lmdb_snapshot(view), request, arena, out, err)
                               : status;
}

static enum status tombstone(struct view *view, struct slice id, struct tombstone *out,
                             struct error *err)
{
    return snapshot_tombstone(lmdb_snapshot(view), id, out, err);
}

static enum status old_text(struct view *view, uint64_t number, enum exchange_part part,
                            struct arena *arena, struct exchange *out, struct error *err)
{
    enum status status = work_limit_look(view->limit, err);
    return status == STATUS_OK
               ? snapshot_old_text(lmdb_snapshot(view), number, part, arena, out, err)
               : status;
}

static enum status ids(struct view *view, const struct doc_key *keys, size_t count,
                       struct slice *out, struct error *err)
{
    const struct snapshot *snapshot = lmdb_snapshot(view);
    enum status status = work_limit_look(view->limit, err);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        struct doc_ref ref = doc_ref_of(keys[i]);
        if (ref.segment >= snapshot->manifest.segment_count ||
            ref.doc >= snapshot->segments[ref.segment].info.doc_count)
            return error_set(err, STATUS_INVALID, "no document of that key in this generation");
        const struct column *column = &snapshot->segments[ref.segment].columns[COLUMN_ID];
        out[i] = column_string(column, column_value(column, ref.doc));
    }
    return status;
}

static enum status series(struct view *view, const struct doc_key *keys, size_t count,
                          struct exchange_series *out, struct error *err)
{
    const struct snapshot *snapshot = lmdb_snapshot(view);
    const struct series_table *table;
    enum status status = snapshot_series(lmdb_snapshot(view), &table, err);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        uint32_t number = series_of(table, doc_ref_of(keys[i]));
        out[i] = (struct exchange_series){0};
        if (number == 0)
            continue;
        struct series_members members = series_members(table, number);
        struct doc_ref first = doc_ref_of(members.docs[0]);
        const struct column *ids = &snapshot->segments[first.segment].columns[COLUMN_ID];
        out[i] = (struct exchange_series){column_string(ids, column_value(ids, first.doc)),
                                          members.docs, members.count};
    }
    return status;
}

static enum status place_word(struct snapshot *snapshot, struct word_count *word,
                              struct arena *arena, struct error *err)
{
    const struct term_place *place;
    enum status status = term_place_find(snapshot, word->kind, word->term, arena, &place, err);
    if (status != STATUS_OK)
        return status;
    word->documents = place->documents;
    word->place = place;
    return STATUS_OK;
}

static enum status words(struct view *view, struct word_count *list, size_t count,
                         struct arena *arena, struct error *err)
{
    struct snapshot *snapshot = lmdb_snapshot(view);
    enum status status = work_limit_look(view->limit, err);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = arena ? place_word(snapshot, &list[i], arena, err)
                       : snapshot_term_count(snapshot, list[i].kind, list[i].term,
                                             &list[i].documents, err);
    return status;
}

// A walk that looks at the limit now and then.
struct limited_walk {
    visit_term_fn *visit;
    void *context;
    struct work_limit *limit;
    struct error *err;
    enum status status;
    unsigned walked;
};

static bool visit_limited(void *context, struct slice term, uint32_t documents)
{
    enum { LOOK_EVERY = 64 };
    struct limited_walk *walk = context;
    if (++walk->walked % LOOK_EVERY == 0)
        walk->status = work_limit_look(walk->limit, walk->err);
    return walk->status == STATUS_OK && walk->visit(walk->context, term, documents);
}

static enum status terms(struct view *view, enum term_kind kind, struct slice prefix,
                         visit_term_fn *visit, void *context, struct error *err)
{
    struct limited_walk walk = {visit, context, view->limit, err, .walked = 0};
    walk.status = work_limit_look(view->limit, err);
    if (walk.status != STATUS_OK)
        return walk.status;
    enum status status =
        snapshot_terms(lmdb_snapshot(view), kind, prefix, visit_limited, &walk, err);
    return walk.status != STATUS_OK ? walk.status : status;
}

static enum status unfold(struct view *view, struct word_spellings *list, size_t count,
                          struct arena *arena, struct error *err)
{
    enum status status = work_limit_look(view->limit, err);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = snapshot_unfold(lmdb_snapshot(view), list[i].folded, arena, &list[i].found, err);
    return status;
}

static enum status values(struct view *view, enum field field, struct slice prefix,
                          visit_value_fn *visit, void *context, struct error *err)
{
    enum status status = work_limit_look(view->limit, err);
    return status == STATUS_OK
               ? snapshot_values(lmdb_snapshot(view), field, prefix, visit, context, err)
               : status;
}

// --- matches -------------------------------------------------------------------------------------

static enum status retrieve(struct view *view, const struct retrieve_request *requests,
                            size_t count, struct arena *arena, struct retrieve_result *out,
                            struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = retrieve_run(lmdb_limited(view), &requests[i], arena, &out[i], err);
    return status;
}

// A plan for each document, the memory of which is given back at once: all of a page's would be as much as a request
// may have.
static enum status explain_tree(struct view *view, const struct explain_request *request,
                                struct arena *scratch, struct error *err)
{
    size_t leaves = match_leaf_count(request->root);
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < request->count; i++) {
        status = work_limit_look(view->limit, err);
        if (status == STATUS_OK)
            status = retrieve_explain(lmdb_snapshot(view), request->root, request->docs[i], scratch,
                                      request->parts + i * leaves, err);
        arena_reset(scratch);
    }
    return status;
}

static enum status explain(struct view *view, const struct explain_request *requests, size_t count,
                           struct arena *arena, struct error *err)
{
    enum status status = STATUS_OK;
    struct arena scratch;
    arena_init(&scratch, arena->limit_bytes);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = explain_tree(view, &requests[i], &scratch, err);
    arena_clear(&scratch);
    return status;
}

static enum status among(struct view *view, const struct match_node *root,
                         const struct doc_key *docs, size_t count, struct arena *arena,
                         uint64_t *found, struct error *err)
{
    return retrieve_among(lmdb_limited(view), root, &(struct doc_keys){docs, count}, arena, found,
                          err);
}

const struct backend_ops lmdb_backend = {
    .open = open_index,
    .close = close_index,
    .tidy = tidy,
    .probe = probe,
    .check_analyzer = check_analyzer,
    .copy = copy,
    .view_begin = begin_view,
    .view_settle = settle_view,
    .view_end = end_view,
    .view_free = free_view,
    .find = find,
    .documents = documents,
    .each_document = each_document,
    .ledger = ledger,
    .each_entry = each_entry,
    .changes = changes,
    .tombstone = tombstone,
    .old_text = old_text,
    .ids = ids,
    .series = series,
    .words = words,
    .terms = terms,
    .unfold = unfold,
    .values = values,
    .retrieve = retrieve,
    .explain = explain,
    .among = among,
    .scan_begin = lmdb_scan_begin,
    .scan_next = lmdb_scan_next,
    .scan_skip = lmdb_scan_skip,
    .scan_end = lmdb_scan_end,
};
