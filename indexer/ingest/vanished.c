// What has vanished leaves, in five steps:
//
//   1. The records under the roots whose file is gone (ENOENT, nothing else: an unreadable folder is no
//      reason to remove anything) give their documents as orphans, beside those that changed files no longer
//      hold. A document that came in again from elsewhere, because its file was moved, is none.
//   2. More orphans than allowed: stop. An empty mount point looks just like this.
//   3. Commit what was added: until here nothing left the index, and every record is as it was.
//   4. Find the other files that hold an orphan (the same question may stand in two), correct the
//      records, and read those files again: they take the document over.
//   5. Remove the orphans that nobody took, and commit. A crash before that leaves records that still list
//      them, so the next sync starts again.
//
// Cost: one look-up for each orphan, one stat for each record under the roots, one pass over all records
// when there are orphans.
#include "indexer/ingest/vanished.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ALWAYS_ALLOWED = 10 }; // documents: a share of very few says nothing

struct finishing {
    struct ingest *ingest;
    const struct sync_options *options;
    struct sync_outcome *outcome;
    struct arena arena;
    struct buf vanished;  // of struct slice: paths
    struct buf claimants; // of struct slice: paths
    uint64_t unreadable;
    uint64_t lost; // orphans that no other file has yet
};

static struct orphan *orphans_of(struct ingest *ingest, size_t *count)
{
    *count = ingest->orphans.len / sizeof(struct orphan);
    return (struct orphan *)(void *)ingest->orphans.data;
}

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "no memory for the list of what vanished");
}

// --- 1. what is gone -------------------------------------------------------------------------

static bool is_below(struct slice path, struct slice root)
{
    if (!slice_starts_with(path, root))
        return false;
    return path.len == root.len || slice_ends_with(root, SLICE("/")) || path.ptr[root.len] == '/';
}

// Whether the document's present source is that file.
static enum status is_from(struct ingest *ingest, struct slice id, struct slice path, bool *from,
                           struct error *err)
{
    struct arena arena = {0};
    struct source_ref source;
    enum status status = index_writer_document_source(ingest->writer, id, &arena, &source, err);
    *from = status == STATUS_OK && slice_equal(source.path, path);
    arena_clear(&arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status visit_record(void *context, struct slice path, const struct source_state *state,
                                struct error *err)
{
    struct finishing *finishing = context;
    bool is_ours = false;
    for (size_t i = 0; i < finishing->options->root_count; i++)
        is_ours = is_ours || is_below(path, finishing->options->roots[i]);
    if (!is_ours)
        return STATUS_OK;

    finishing->outcome->known_documents += state->id_count;
    struct slice name = arena_copy(&finishing->arena, path);
    struct stat info;
    if (!name.ptr)
        return no_memory(err);
    bool is_there = stat(name.ptr, &info) == 0;
    if (!is_there && errno != ENOENT && errno != ENOTDIR) {
        finishing->unreadable++;
        return STATUS_OK;
    }
    if (is_there && S_ISREG(info.st_mode))
        return STATUS_OK;
    buf_append(&finishing->vanished, &name, sizeof name);
    for (size_t i = 0; i < state->id_count; i++) {
        struct orphan orphan = {.id = arena_copy(&finishing->ingest->arena, state->ids[i]),
                                .path = name};
        if (!orphan.id.ptr && state->ids[i].len > 0)
            return no_memory(err);
        buf_append(&finishing->ingest->orphans, &orphan, sizeof orphan);
    }
    return finishing->vanished.failed || finishing->ingest->orphans.failed ? no_memory(err)
                                                                           : STATUS_OK;
}

// Marks the orphans whose document comes from another file by now, and counts the others.
static enum status count_lost(struct finishing *finishing, struct error *err)
{
    size_t count;
    struct orphan *orphans = orphans_of(finishing->ingest, &count);
    for (size_t i = 0; i < count; i++) {
        bool from;
        enum status status = is_from(finishing->ingest, orphans[i].id, orphans[i].path, &from, err);
        if (status != STATUS_OK)
            return status;
        orphans[i].has_moved = !from;
        finishing->lost += from;
    }
    return STATUS_OK;
}

static enum status find_vanished(struct finishing *finishing, struct error *err)
{
    for (size_t i = 0; i < finishing->options->root_count; i++) {
        bool is_covered = false; // by another root: each record is visited once
        for (size_t k = 0; k < finishing->options->root_count; k++)
            is_covered =
                is_covered ||
                (k != i && is_below(finishing->options->roots[i], finishing->options->roots[k]) &&
                 (k < i || finishing->options->roots[k].len < finishing->options->roots[i].len));
        if (is_covered)
            continue;
        enum status status = index_writer_source_each(
            finishing->ingest->writer, finishing->options->roots[i], visit_record, finishing, err);
        if (status != STATUS_OK)
            return status;
        struct stat info;
        struct slice root = arena_copy(&finishing->arena, finishing->options->roots[i]);
        if (!root.ptr)
            return no_memory(err);
        if (stat(root.ptr, &info) < 0)
            finishing->outcome->has_missing_root = true;
    }
    return count_lost(finishing, err);
}

// --- 2. is that an accident? -----------------------------------------------------------------

static bool is_suspicious(const struct finishing *finishing)
{
    const struct sync_outcome *outcome = finishing->outcome;
    const struct sync_options *options = finishing->options;
    uint64_t lost = finishing->lost;
    if (options->force || lost == 0)
        return false;
    if (outcome->has_missing_root && lost == outcome->known_documents && lost > 1)
        return true;
    return lost > ALWAYS_ALLOWED &&
           lost * 100 > (uint64_t)options->max_removed_percent * outcome->known_documents;
}

// --- 4. who else has them? -------------------------------------------------------------------

// By id, then by path; a key without a path is equal to any with its id.
static int compare_orphans(const void *a, const void *b)
{
    const struct orphan *left = a, *right = b;
    int order = slice_compare(left->id, right->id);
    if (order != 0 || !left->path.ptr || !right->path.ptr)
        return order;
    return slice_compare(left->path, right->path);
}

static bool is_orphan(struct ingest *ingest, struct slice id, struct slice path)
{
    size_t count;
    struct orphan *orphans = orphans_of(ingest, &count), wanted = {.id = id, .path = path};
    return count > 0 && bsearch(&wanted, orphans, count, sizeof wanted, compare_orphans);
}

static enum status visit_claimant(void *context, struct slice path,
                                  const struct source_state *state, struct error *err)
{
    struct finishing *finishing = context;
    for (size_t i = 0; i < state->id_count; i++) {
        if (!is_orphan(finishing->ingest, state->ids[i], slice_of(NULL, 0)) ||
            is_orphan(finishing->ingest, state->ids[i], path))
            continue;
        struct slice name = arena_copy(&finishing->arena, path);
        buf_append(&finishing->claimants, &name, sizeof name);
        return name.ptr && !finishing->claimants.failed ? STATUS_OK : no_memory(err);
    }
    return STATUS_OK;
}

// A changed file's record without its orphans.
static enum status shrink_record(struct finishing *finishing, const struct shrunk_file *file,
                                 struct error *err)
{
    struct ingest *ingest = finishing->ingest;
    struct source_state state;
    size_t kept = 0;
    enum status status =
        index_writer_source(ingest->writer, file->path, &finishing->arena, &state, err);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    struct slice *ids = arena_calloc(&finishing->arena, state.id_count + 1, sizeof *ids);
    if (!ids)
        return no_memory(err);
    for (size_t i = 0; i < state.id_count; i++)
        if (!is_orphan(ingest, state.ids[i], file->path))
            ids[kept++] = state.ids[i];
    state.ids = ids;
    state.id_count = kept;
    state.mtime_ns = file->mtime_ns;
    state.content_hash = file->content_hash;
    return index_writer_source_put(ingest->writer, file->path, &state, err);
}

static enum status correct_records(struct finishing *finishing, struct error *err)
{
    struct ingest *ingest = finishing->ingest;
    enum status status = STATUS_OK;
    const struct shrunk_file *files = (const struct shrunk_file *)(void *)ingest->shrunk.data;
    for (size_t i = 0; i < ingest->shrunk.len / sizeof *files && status == STATUS_OK; i++)
        status = shrink_record(finishing, &files[i], err);

    const struct slice *paths = (const struct slice *)(void *)finishing->vanished.data;
    for (size_t i = 0; i < finishing->vanished.len / sizeof *paths && status == STATUS_OK; i++)
        status = index_writer_source_forget(ingest->writer, paths[i], err);
    return status;
}

static enum status reread_claimants(struct finishing *finishing, struct error *err)
{
    struct ingest *ingest = finishing->ingest;
    struct ingest_options options = ingest->options;
    struct ingest_counts counts = ingest->counts;
    ingest->options.rereads = true;
    ingest->options.finds_orphans = false;
    enum status status = STATUS_OK;
    const struct slice *paths = (const struct slice *)(void *)finishing->claimants.data;
    for (size_t i = 0; i < finishing->claimants.len / sizeof *paths && status == STATUS_OK; i++)
        if (access(paths[i].ptr, F_OK) == 0)
            status = ingest_file(ingest, paths[i].ptr, false, err);
    ingest->options = options;
    counts.changed_documents = ingest->counts.changed_documents; // the files were counted before
    ingest->counts = counts;
    return status;
}

// --- 5. the rest leaves ----------------------------------------------------------------------

static enum status remove_orphans(struct ingest *ingest, struct error *err)
{
    size_t count;
    const struct orphan *orphans = orphans_of(ingest, &count);
    for (size_t i = 0; i < count; i++) {
        bool from = false;
        enum status status = STATUS_OK;
        if (!orphans[i].has_moved)
            status = is_from(ingest, orphans[i].id, orphans[i].path, &from, err);
        if (status == STATUS_OK && from) {
            status = index_writer_remove(ingest->writer, orphans[i].id, err);
            ingest->counts.removed_documents += status == STATUS_OK;
        }
        if (status != STATUS_OK && status != STATUS_NOT_FOUND)
            return status;
    }
    return STATUS_OK;
}

static enum status finish(struct finishing *finishing, struct error *err)
{
    struct ingest *ingest = finishing->ingest;
    uint64_t generation;
    size_t orphans;
    enum status status = find_vanished(finishing, err);
    if (status != STATUS_OK)
        return status;
    ingest->counts.unreadable += finishing->unreadable;
    finishing->outcome->vanished_files = finishing->vanished.len / sizeof(struct slice);
    struct orphan *list = orphans_of(ingest, &orphans);
    if (is_suspicious(finishing)) {
        finishing->outcome->refused_documents = finishing->lost;
        return index_writer_commit(ingest->writer, &generation, err);
    }
    if (orphans > 0) {
        qsort(list, orphans, sizeof *list, compare_orphans);
        status = index_writer_commit(ingest->writer, &generation, err);
        if (status == STATUS_OK)
            status =
                index_writer_source_each(ingest->writer, SLICE(""), visit_claimant, finishing, err);
    }
    if (status == STATUS_OK)
        status = correct_records(finishing, err);
    if (status == STATUS_OK)
        status = reread_claimants(finishing, err);
    if (status == STATUS_OK)
        status = remove_orphans(ingest, err);
    return status == STATUS_OK ? index_writer_commit(ingest->writer, &generation, err) : status;
}

enum status sync_finish(struct ingest *ingest, const struct sync_options *options,
                        struct sync_outcome *outcome, struct error *err)
{
    *outcome = (struct sync_outcome){0};
    struct finishing finishing = {.ingest = ingest, .options = options, .outcome = outcome};
    enum status status = finish(&finishing, err);
    arena_clear(&finishing.arena);
    buf_clear(&finishing.vanished);
    buf_clear(&finishing.claimants);
    return status;
}
