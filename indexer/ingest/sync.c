// What has left its source leaves the index, in five steps:
//
//   1. The files on record under the roots that are gone (ENOENT or no file any more, nothing else: an unreadable
//      folder is no reason to remove anything) give their documents as orphans, beside those that changed files
//      left. A document that came in again from elsewhere, because its file was moved, is none.
//   2. Other files that list an orphan on their record (the same question may stand in two) are read again: the
//      first of them in byte order takes it over.
//   3. Orphans that nobody took are lost, but for those of a file that could not be read again as a whole: they wait
//      for it, and so do those below a root that is not there. More lost ones than allowed: stop, and leave them in
//      the index and everything on record. An empty mount point looks just like this.
//   4. The lost ones leave the index, and the files that are gone the records.
//   5. All of that is one commit with what was added: one generation, unless the batch was full before.
//
// Cost: one look-up for each orphan, one stat for each record under the roots, one pass over all records
// when there are orphans.
#include "indexer/ingest/sync.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { ALWAYS_ALLOWED = 10 }; // documents: a share of very few says nothing

struct vanished {
    struct slice path;
    // So is its record: a document of it stays, or is in another file as far as is known.
    bool is_kept;
};

struct orphan {
    struct slice id, path; // of the source that it came from
    size_t vanished; // place of that source + 1 among those that are gone as a whole; 0: it is none
    bool is_ours;    // below a root
    bool is_awaited; // of a file that holds it, as far as is known, but could not be read
};

struct finishing {
    struct ingest *ingest;
    const struct sync_options *options;
    struct sync_outcome *outcome;
    uint64_t unknown; // files of which nobody can say whether they are there
    struct arena arena;
    struct buf orphans;   // of struct orphan
    struct buf vanished;  // of struct vanished
    struct buf claimants; // of struct slice: paths
    struct buf missing;   // of struct slice: roots that are not there
};

static struct orphan *orphans_of(struct finishing *finishing, size_t *count)
{
    *count = finishing->orphans.len / sizeof(struct orphan);
    return (struct orphan *)(void *)finishing->orphans.data;
}

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "no memory for the list of what vanished");
}

static enum status add_orphan(struct finishing *finishing, struct orphan orphan, struct error *err)
{
    orphan.id = arena_copy(&finishing->arena, orphan.id);
    buf_append(&finishing->orphans, &orphan, sizeof orphan);
    return orphan.id.ptr && !finishing->orphans.failed ? STATUS_OK : no_memory(err);
}

static enum status add_path(struct finishing *finishing, struct buf *list, struct slice path,
                            struct error *err)
{
    struct slice name = arena_copy(&finishing->arena, path);
    buf_append(list, &name, sizeof name);
    return name.ptr && !list->failed ? STATUS_OK : no_memory(err);
}

// --- 1. what is gone -------------------------------------------------------------------------

static bool is_below(struct slice path, struct slice root)
{
    if (!slice_starts_with(path, root))
        return false;
    if (claims_is_web(root)) // no folder
        return path.len == root.len;
    return path.len == root.len || slice_ends_with(root, SLICE("/")) || path.ptr[root.len] == '/';
}

static bool is_below_missing(const struct finishing *finishing, struct slice path)
{
    const struct slice *roots = (const struct slice *)(const void *)finishing->missing.data;
    for (size_t i = 0; i < finishing->missing.len / sizeof *roots; i++)
        if (is_below(path, roots[i]))
            return true;
    return false;
}

static bool is_ours(const struct finishing *finishing, struct slice path)
{
    const struct sync_options *options = finishing->options;
    for (size_t i = 0; i < options->root_count; i++)
        if (is_below(path, options->roots[i]))
            return true;
    return false;
}

static bool is_gone(const struct finishing *finishing, struct slice path)
{
    return claims_is_gone(finishing->options->gone, path);
}

// Whether the orphan's document still is the one that its source left.
static enum status is_lost(struct finishing *finishing, const struct orphan *orphan, bool *lost,
                           struct error *err)
{
    struct arena arena;
    struct source_ref source;
    bool was_left = false;
    arena_init(&arena, 0);
    enum status status = writer_document_source(finishing->ingest->writer, orphan->id, &arena,
                                                &source, &was_left, err);
    *lost = status == STATUS_OK && slice_equal(source.path, orphan->path) &&
            (was_left || orphan->vanished > 0);
    arena_clear(&arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status add_vanished(struct finishing *finishing, struct source_record *record,
                                struct slice path, struct error *err)
{
    struct slice id;
    uint8_t flags;
    enum status status = STATUS_OK;
    const struct vanished vanished = {.path = path};
    buf_append(&finishing->vanished, &vanished, sizeof vanished);
    size_t place = finishing->vanished.len / sizeof vanished;
    while (status == STATUS_OK && source_record_next(record, &id, &flags)) {
        struct orphan orphan = {.id = id, .path = path, .vanished = place, .is_ours = true};
        bool lost;
        status = is_lost(finishing, &orphan, &lost, err);
        if (status == STATUS_OK && lost)
            status = add_orphan(finishing, orphan, err);
    }
    return finishing->vanished.failed ? no_memory(err) : status;
}

static enum status visit_record(void *context, struct source_record *record, struct error *err)
{
    struct finishing *finishing = context;
    if (!is_ours(finishing, record->path))
        return STATUS_OK;
    if (record->state.memo.len > 0 && !claims_is_web(record->path)) // a list of addresses
        return STATUS_OK;
    struct source_record counted = *record;
    struct slice id;
    uint8_t flags;
    while (source_record_next(&counted, &id, &flags))
        finishing->outcome->known_documents += !(flags & ID_SKIPPED);

    struct slice name = arena_copy(&finishing->arena, record->path);
    if (!name.ptr)
        return no_memory(err);
    enum file_fate fate = is_gone(finishing, name)
                              ? FILE_GONE
                              : claims_file_fate(&finishing->ingest->claims, name.ptr);
    switch (fate) {
    case FILE_STANDS:
        break;
    case FILE_GONE:
        return add_vanished(finishing, record, name, err);
    case FILE_UNKNOWN:
        finishing->unknown++;
        break;
    }
    return STATUS_OK;
}

static enum status visit_orphan(void *context, struct slice id, struct slice path,
                                struct error *err)
{
    struct finishing *finishing = context;
    struct orphan orphan = {.id = id, .path = arena_copy(&finishing->arena, path)};
    if (!orphan.path.ptr)
        return no_memory(err);
    orphan.is_ours = is_ours(finishing, path);
    finishing->outcome->known_documents += orphan.is_ours;
    return add_orphan(finishing, orphan, err);
}

// Whether the records under a root are visited with another one's.
static bool is_covered(const struct sync_options *options, size_t root)
{
    for (size_t k = 0; k < options->root_count; k++)
        if (k != root && is_below(options->roots[root], options->roots[k]) &&
            (k < root || options->roots[k].len < options->roots[root].len))
            return true;
    return false;
}

static enum status find_vanished(struct finishing *finishing, struct error *err)
{
    const struct sync_options *options = finishing->options;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < options->root_count; i++) {
        struct stat info;
        struct slice root = arena_copy(&finishing->arena, options->roots[i]);
        if (!root.ptr)
            return no_memory(err);
        if (!claims_is_web(root) && stat(root.ptr, &info) < 0)
            status = add_path(finishing, &finishing->missing, root, err);
        if (status == STATUS_OK && !is_covered(options, i))
            status =
                writer_source_each(finishing->ingest->writer, root, visit_record, finishing, err);
    }
    finishing->outcome->vanished_files = finishing->vanished.len / sizeof(struct vanished);
    // They lie below what could not be read, and that was told and counted by who came there, if anybody did.
    struct ingest_counts *counts = &finishing->ingest->counts;
    counts->unreadable = counts->unreadable > 0 ? counts->unreadable : finishing->unknown;
    return status;
}

// --- 2. who else has them? -------------------------------------------------------------------

static int compare_orphans(const void *a, const void *b)
{
    const struct orphan *left = a, *right = b;
    return slice_compare(left->id, right->id);
}

static int compare_paths(const void *a, const void *b)
{
    const struct slice *left = a, *right = b;
    return slice_compare(*left, *right);
}

// The next orphan of another source that is on the record; NULL at its end.
static struct orphan *next_claimed(struct finishing *finishing, struct source_record *record)
{
    size_t count;
    struct orphan *orphans = orphans_of(finishing, &count), wanted = {0};
    uint8_t flags;
    while (source_record_next(record, &wanted.id, &flags)) {
        struct orphan *found = bsearch(&wanted, orphans, count, sizeof wanted, compare_orphans);
        if (found && !slice_equal(found->path, record->path))
            return found;
    }
    return NULL;
}

static enum status visit_claimant(void *context, struct source_record *record, struct error *err)
{
    struct finishing *finishing = context;
    return next_claimed(finishing, record)
               ? add_path(finishing, &finishing->claimants, record->path, err)
               : STATUS_OK;
}

// An orphan that is on the record of a file even after that was read again stands where it could not be read: the file
// is broken, or being written, or may not be opened.
static enum status visit_reread(void *context, struct source_record *record, struct error *err)
{
    struct finishing *finishing = context;
    const struct slice *paths = (const struct slice *)(void *)finishing->claimants.data;
    size_t count = finishing->claimants.len / sizeof *paths;
    struct slice path = record->path;
    (void)err;
    const struct slice *claimant = bsearch(&path, paths, count, sizeof path, compare_paths);
    if (!claimant || is_gone(finishing, path) ||
        claims_source_rank(&finishing->ingest->claims, path) == SOURCE_GONE)
        return STATUS_OK;
    for (struct orphan *orphan; (orphan = next_claimed(finishing, record));)
        orphan->is_awaited = true;
    return STATUS_OK;
}

// An address is not asked here: it is the next time, for whatever it has.
static enum status reread(struct finishing *finishing, struct slice path, struct error *err)
{
    const struct source_state unsettled = {0};
    if (is_gone(finishing, path) ||
        claims_source_rank(&finishing->ingest->claims, path) == SOURCE_GONE)
        return STATUS_OK;
    if (claims_is_web(path))
        return writer_source_touch(finishing->ingest->writer, path, &unsettled, err);
    return ingest_file(finishing->ingest, path.ptr, false, err);
}

static enum status reread_claimants(struct finishing *finishing, struct error *err)
{
    struct ingest *ingest = finishing->ingest;
    struct ingest_options options = ingest->options;
    struct ingest_counts counts = ingest->counts;
    ingest->options.rereads = true;
    struct slice *paths = (struct slice *)(void *)finishing->claimants.data;
    size_t count = finishing->claimants.len / sizeof *paths;
    enum status status = STATUS_OK;
    if (count > 0)
        qsort(paths, count, sizeof *paths, compare_paths);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = reread(finishing, paths[i], err);
    ingest->options = options;
    counts.new_documents = ingest->counts.new_documents; // all else was counted before
    counts.changed_documents = ingest->counts.changed_documents;
    ingest->counts = counts;
    if (status == STATUS_OK && count > 0)
        status = writer_source_each(ingest->writer, SLICE(""), visit_reread, finishing, err);
    return status;
}

static enum status hand_over(struct finishing *finishing, struct error *err)
{
    size_t count;
    struct writer *writer = finishing->ingest->writer;
    enum status status = writer_orphan_each(writer, visit_orphan, finishing, err);
    struct orphan *orphans = orphans_of(finishing, &count);
    if (status != STATUS_OK || count == 0)
        return status;
    qsort(orphans, count, sizeof *orphans, compare_orphans);
    status = writer_source_each(writer, SLICE(""), visit_claimant, finishing, err);
    return status == STATUS_OK ? reread_claimants(finishing, err) : status;
}

// --- 3. is that an accident? -----------------------------------------------------------------

// What left a root that is not there stays: its disk may not be mounted.
static bool is_held(struct finishing *finishing, struct slice path)
{
    const struct sync_options *options = finishing->options;
    bool is_missing = is_below_missing(finishing, path);
    finishing->outcome->has_missing_root = finishing->outcome->has_missing_root || is_missing;
    return !options->force &&
           (is_missing || slice_is_one_of(path, options->held, options->held_count));
}

// Leaves in the list those that are to be removed.
static enum status keep_lost(struct finishing *finishing, uint64_t *lost, struct error *err)
{
    size_t count, kept = 0;
    struct orphan *orphans = orphans_of(finishing, &count);
    struct vanished *vanished = (struct vanished *)(void *)finishing->vanished.data;
    for (size_t i = 0; i < count; i++) {
        bool is = false;
        enum status status =
            orphans[i].is_ours ? is_lost(finishing, &orphans[i], &is, err) : STATUS_OK;
        if (status != STATUS_OK)
            return status;
        if (!is)
            continue;
        bool stays = is_held(finishing, orphans[i].path);
        if ((stays || orphans[i].is_awaited) && orphans[i].vanished > 0)
            vanished[orphans[i].vanished - 1].is_kept = true;
        finishing->outcome->refused_documents += stays && !orphans[i].is_awaited;
        if (!orphans[i].is_awaited && !stays)
            orphans[kept++] = orphans[i];
    }
    finishing->orphans.len = kept * sizeof *orphans;
    *lost = kept;
    return STATUS_OK;
}

static bool is_suspicious(const struct finishing *finishing, uint64_t lost)
{
    const struct sync_outcome *outcome = finishing->outcome;
    const struct sync_options *options = finishing->options;
    if (options->force || lost == 0)
        return false;
    return lost > ALWAYS_ALLOWED &&
           lost * 100 > (uint64_t)options->max_removed_percent * outcome->known_documents;
}

// --- 4. the rest leaves ----------------------------------------------------------------------

static enum status remove_lost(struct finishing *finishing, struct error *err)
{
    size_t count;
    const struct orphan *orphans = orphans_of(finishing, &count);
    struct writer *writer = finishing->ingest->writer;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = writer_remove(writer, orphans[i].id, err);
        finishing->ingest->counts.removed_documents += status == STATUS_OK;
        if (status == STATUS_NOT_FOUND) // two files that are gone had it on record
            status = STATUS_OK;
    }
    const struct vanished *gone = (const struct vanished *)(void *)finishing->vanished.data;
    for (size_t i = 0; i < finishing->vanished.len / sizeof *gone && status == STATUS_OK; i++)
        if (!gone[i].is_kept)
            status = writer_source_forget(writer, gone[i].path, err);
    return status;
}

static enum status finish(struct finishing *finishing, struct error *err)
{
    uint64_t lost = 0;
    enum status status = find_vanished(finishing, err);
    if (status == STATUS_OK)
        status = hand_over(finishing, err);
    if (status == STATUS_OK)
        status = keep_lost(finishing, &lost, err);
    if (status != STATUS_OK)
        return status;
    if (!is_suspicious(finishing, lost))
        return remove_lost(finishing, err);
    finishing->outcome->refused_documents += lost;
    return STATUS_OK;
}

static void finishing_clear(struct finishing *finishing)
{
    arena_clear(&finishing->arena);
    buf_clear(&finishing->orphans);
    buf_clear(&finishing->vanished);
    buf_clear(&finishing->claimants);
    buf_clear(&finishing->missing);
}

enum status sync_finish(struct ingest *ingest, const struct sync_options *options,
                        struct sync_outcome *outcome, struct error *err)
{
    *outcome = (struct sync_outcome){0};
    struct finishing finishing = {.ingest = ingest, .options = options, .outcome = outcome};
    enum status status = finish(&finishing, err);
    finishing_clear(&finishing);
    return status;
}

enum status sync_hand_over(struct ingest *ingest, struct error *err)
{
    const struct sync_options options = {0};
    struct sync_outcome outcome = {0};
    struct finishing finishing = {.ingest = ingest, .options = &options, .outcome = &outcome};
    enum status status = ingest->orphans > 0 ? hand_over(&finishing, err) : STATUS_OK;
    finishing_clear(&finishing);
    return status;
}
