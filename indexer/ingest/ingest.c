// One file's way into the index: is it new, is it whole, what does it say, what did it say before?
//
// The record of a file is written in the same batch as its documents, so a crash forgets both or neither.
//
// A document may stand in two files. Then the file whose path is last in byte order has it, whatever the
// order in which files changed: a document is not taken from a file while a later one on record claims it.
// So the contents of the index are a function of the files, not of history.
//
// "Being written" is noticed in three ways: another process has the file open for writing (a read lease is
// refused), it changed while it was read, or it ends too early and is young.
#include "indexer/ingest/ingest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"
#include "indexer/ingest/parts.h"

enum {
    HASHED_PIECE = 1024 * 1024,
    // Part of every recorded hash: raised when a parser learns to read what it rejected before.
    PARSERS_VERSION = 1,
};

void ingest_open(struct ingest *ingest, struct index_writer *writer)
{
    *ingest = (struct ingest){.writer = writer};
}

void ingest_close(struct ingest *ingest)
{
    buf_clear(&ingest->orphans);
    buf_clear(&ingest->shrunk);
    arena_clear(&ingest->arena);
}

// --- records ---------------------------------------------------------------------------------

static int64_t nanoseconds(struct timespec time)
{
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

// The instant that stands for a file's state: also a change that put the old mtime back moves it.
static int64_t stamp_of(const struct stat *info)
{
    int64_t changed = nanoseconds(info->st_ctim), modified = nanoseconds(info->st_mtim);
    return changed > modified ? changed : modified;
}

// How old a file must be for any later change to move its stamp: a tick of the kernel's clock, or the
// whole seconds of an old file system.
static int64_t grain_of(const struct stat *info)
{
    return nanoseconds(info->st_mtim) % 1000000000 ? 20 * 1000000 : 2000000000LL;
}

static int64_t age_of(const struct stat *info)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return nanoseconds(now) - stamp_of(info);
}

// A change within the grain after the stat would not move the stamp: then none is kept, and the next run
// compares hashes.
static bool is_racy(const struct stat *info)
{
    return age_of(info) < grain_of(info);
}

// Lets a file that was written this very instant grow out of the grain, where that takes milliseconds.
static void outwait_grain(const struct stat *info)
{
    int64_t wait = grain_of(info) - age_of(info);
    if (wait > 0 && wait <= 20 * 1000000) {
        struct timespec pause = {.tv_nsec = (long)wait};
        (void)nanosleep(&pause, NULL);
    }
}

static int64_t stamp_to_record(const struct job *job)
{
    return is_racy(&job->info) || job->is_cut ? 0 : stamp_of(&job->info);
}

static bool is_unchanged(const struct job *job)
{
    return job->has_record && job->before.mtime_ns == stamp_of(&job->info) &&
           job->before.size_bytes == (uint64_t)job->info.st_size;
}

static bool holds(const struct source_state *state, struct slice id)
{
    for (size_t i = 0; i < state->id_count; i++)
        if (slice_equal(state->ids[i], id))
            return true;
    return false;
}

enum status ingest_is_claimed(struct job *job, struct slice id, bool *claimed, struct error *err)
{
    struct source_ref source;
    struct source_state other;
    *claimed = false;
    enum status status =
        index_writer_document_source(job->ingest->writer, id, &job->scratch, &source, err);
    if (status == STATUS_OK)
        status = index_writer_source(job->ingest->writer, source.path, &job->scratch, &other, err);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    if (slice_compare(source.path, job->source) <= 0 || !holds(&other, id))
        return STATUS_OK;
    *claimed = access(source.path.ptr, F_OK) == 0;
    return STATUS_OK;
}

// --- files -----------------------------------------------------------------------------------

// Hashes the file in pieces and goes back to its start. STATUS_INVALID: it cannot be read.
static enum status hash_file(struct job *job, struct error *err)
{
    char *piece = malloc(HASHED_PIECE);
    if (!piece)
        return error_set(err, STATUS_NO_MEMORY, "no memory to read a file");
    enum status status = STATUS_OK;
    job->hash = PARSERS_VERSION;
    for (ssize_t got = 1; got > 0;) {
        do
            got = read(job->fd, piece, HASHED_PIECE);
        while (got < 0 && errno == EINTR);
        if (got > 0)
            job->hash = hash_bytes(slice_of(piece, (size_t)got), job->hash);
        if (got < 0)
            status = error_set(err, STATUS_INVALID, "%s", strerrordesc_np(errno));
    }
    free(piece);
    if (status == STATUS_OK && lseek(job->fd, 0, SEEK_SET) < 0)
        status = error_set(err, STATUS_INVALID, "%s", strerrordesc_np(errno));
    return status;
}

// Whether another process has the file open for writing. Where leases are not allowed, nobody knows.
static bool is_open_for_writing(int fd)
{
    if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
        (void)fcntl(fd, F_SETLEASE, F_UNLCK);
        return false;
    }
    return errno == EAGAIN;
}

static bool has_changed(const struct job *job)
{
    struct stat now;
    return fstat(job->fd, &now) < 0 || stamp_of(&now) != stamp_of(&job->info) ||
           now.st_size != job->info.st_size;
}

static void postpone(struct job *job)
{
    job->ingest->counts.postponed_files++;
    job->ingest->report.notice(job->ingest->report.context, job->path, 0,
                               SLICE("is being written: left for the next time"));
}

static int compare_ids(const void *a, const void *b)
{
    const struct slice *left = a, *right = b;
    return slice_compare(*left, *right);
}

// Lists the documents that were in the file and are not any more, and keeps them on its record: whoever
// removes them from the index takes them off, in the same commit.
static enum status keep_vanished(struct job *job, size_t *vanished, struct error *err)
{
    struct ingest *ingest = job->ingest;
    size_t now = job->ids.len / sizeof(struct slice);
    if (now > 0)
        qsort(job->ids.data, now, sizeof(struct slice), compare_ids);
    struct slice path = slice_of(NULL, 0);
    for (size_t i = 0; i < job->before.id_count; i++) {
        struct slice id = job->before.ids[i];
        if (now > 0 && bsearch(&id, job->ids.data, now, sizeof id, compare_ids))
            continue;
        buf_append(&job->ids, &id, sizeof id);
        ++*vanished;
        if (!ingest->options.finds_orphans || job->is_rejected)
            continue;
        if (!path.ptr)
            path = arena_copy(&ingest->arena, job->source);
        struct orphan orphan = {.id = arena_copy(&ingest->arena, id), .path = path};
        buf_append(&ingest->orphans, &orphan, sizeof orphan);
    }
    if (path.ptr) {
        struct shrunk_file file = {path, stamp_to_record(job), job->hash};
        buf_append(&ingest->shrunk, &file, sizeof file);
    }
    if (ingest->arena.failed || ingest->orphans.failed || ingest->shrunk.failed || job->ids.failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a list of documents");
    return STATUS_OK;
}

static enum status put_record(struct job *job, struct error *err)
{
    size_t vanished = 0;
    enum status status = job->has_record ? keep_vanished(job, &vanished, err) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    // Without stamp and hash the file is read again next time: what is not settled gets neither.
    bool is_complete = vanished == 0 || job->is_rejected;
    struct source_state state = {
        .mtime_ns = is_complete ? stamp_to_record(job) : 0,
        .size_bytes = (uint64_t)job->info.st_size,
        .content_hash = is_complete && !job->is_cut ? job->hash : 0,
        .rejected = job->is_rejected,
        .ids = (const struct slice *)(const void *)job->ids.data,
        .id_count = job->ids.len / sizeof(struct slice),
    };
    return index_writer_source_put(job->ingest->writer, job->source, &state, err);
}

// The file's bytes are as before, only its stamp is not.
static enum status touch_record(struct job *job, struct error *err)
{
    struct source_state state = job->before;
    state.mtime_ns = stamp_to_record(job);
    if (state.mtime_ns == job->before.mtime_ns)
        return STATUS_OK;
    state.size_bytes = (uint64_t)job->info.st_size;
    return index_writer_source_put(job->ingest->writer, job->source, &state, err);
}

static void count_as_before(struct job *job)
{
    if (job->before.rejected)
        job->ingest->counts.quarantined_files++;
    else
        job->ingest->counts.unchanged_files++;
}

static enum status unreadable(struct job *job, const char *reason)
{
    job->ingest->counts.unreadable++;
    job->ingest->report.rejection(job->ingest->report.context, job->path, 0, slice_from(reason));
    return STATUS_OK;
}

static enum status take_open_file(struct job *job, bool is_named, struct error *err)
{
    outwait_grain(&job->info);
    if (is_open_for_writing(job->fd)) {
        postpone(job);
        return STATUS_OK;
    }
    struct error problem = {0};
    enum status status = hash_file(job, &problem);
    if (status == STATUS_INVALID)
        return unreadable(job, problem.message);
    if (status != STATUS_OK)
        return error_set(err, status, "%s", problem.message);
    if (has_changed(job)) {
        postpone(job);
        return STATUS_OK;
    }
    bool is_retried = job->ingest->options.rereads || (is_named && job->before.rejected);
    if (job->has_record && job->before.content_hash == job->hash && !is_retried) {
        count_as_before(job);
        return touch_record(job, err);
    }
    status = ingest_read(job, err);
    if (status != STATUS_OK)
        return status;
    job->ingest->counts.rejected_files += job->is_rejected;
    return job->is_interrupted ? STATUS_OK : put_record(job, err);
}

static enum status take_file(struct job *job, bool is_named, struct error *err)
{
    struct ingest *ingest = job->ingest;
    ingest->counts.files++;
    if (stat(job->path, &job->info) < 0)
        return unreadable(job, strerrordesc_np(errno));
    enum status status =
        index_writer_source(ingest->writer, job->source, &job->arena, &job->before, err);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    job->has_record = status == STATUS_OK;
    if (!job->has_record)
        job->before = (struct source_state){0};
    bool is_retried = ingest->options.rereads || (is_named && job->before.rejected);
    if (is_unchanged(job) && !is_retried) {
        count_as_before(job);
        return STATUS_OK;
    }
    job->fd = open(job->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (job->fd < 0 || fstat(job->fd, &job->info) < 0)
        return unreadable(job, strerrordesc_np(errno));
    if (!S_ISREG(job->info.st_mode))
        return unreadable(job, "not a file");
    return take_open_file(job, is_named, err);
}

static void job_clear(struct job *job)
{
    arena_clear(&job->arena);
    arena_clear(&job->scratch);
    arena_clear(&job->id_arena);
    buf_clear(&job->ids);
    if (job->fd >= 0 && !job->is_stdin)
        (void)close(job->fd);
}

enum status ingest_file(struct ingest *ingest, const char *path, bool is_named, struct error *err)
{
    struct job job = {.ingest = ingest, .path = path, .source = slice_from(path), .fd = -1};
    enum status status = take_file(&job, is_named, err);
    if (ingest->report.progress)
        ingest->report.progress(ingest->report.context, (uint64_t)job.info.st_size);
    job_clear(&job);
    return status;
}

enum status ingest_stdin(struct ingest *ingest, struct error *err)
{
    struct job job = {
        .ingest = ingest, .path = "-", .source = SLICE("-"), .fd = STDIN_FILENO, .is_stdin = true};
    ingest->counts.files++;
    enum status status = ingest_read(&job, err);
    ingest->counts.rejected_files += job.is_rejected;
    job_clear(&job);
    return status;
}
