// One file's way into the index: is it new, is it whole, what does it say, what did it say before?
//
// The record of a file is written in the same batch as its documents, so a crash forgets both or neither. Which of
// two files has a document that stands in both is decided by the writer, who asks here what became of a file.
//
// "Being written" is noticed in three ways: another process has the file open for writing (a read lease is
// refused), it changed while it was read, or it ends too early and is young.
#include "indexer/ingest/ingest.h"

#include "base/clock.h"
#include "base/hash.h"
#include "indexer/ingest/parts.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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
    buf_clear(&ingest->skipped);
    arena_clear(&ingest->arena);
}

// --- who has a document ----------------------------------------------------------------------

enum file_fate ingest_file_fate(const char *path)
{
    struct stat info;
    if (stat(path, &info) == 0)
        return S_ISREG(info.st_mode) ? FILE_STANDS : FILE_GONE;
    return errno == ENOENT || errno == ENOTDIR ? FILE_GONE : FILE_UNKNOWN;
}

uint32_t ingest_source_rank(void *context, struct slice path)
{
    char name[PATH_MAX];
    (void)context;
    if (slice_equal(path, SLICE("-")))
        return SOURCE_PASSING;
    if (path.len >= sizeof name)
        return SOURCE_GONE;
    memcpy(name, path.ptr, path.len);
    name[path.len] = '\0';
    return ingest_file_fate(name) == FILE_GONE ? SOURCE_GONE : SOURCE_UNRANKED;
}

static enum status tell_skipped(struct ingest *ingest, const struct skipped *skipped,
                                struct error *err)
{
    struct source_ref owner;
    struct arena arena;
    bool is_orphan;
    arena_init(&arena, 0);
    enum status status =
        index_writer_document_source(ingest->writer, skipped->id, &arena, &owner, &is_orphan, err);
    bool is_others = status == STATUS_OK && !slice_equal(owner.path, skipped->path);
    if (is_others) {
        struct slice text = source_ref_text(&owner, true, &arena);
        text = arena_printf(&arena, "%.*s: %.*s has it already: skipped", SLICE_ARG(skipped->id),
                            SLICE_ARG(text));
        ingest->counts.skipped_documents++;
        ingest->report.skipped(ingest->report.context, skipped->path.ptr, skipped->line, text);
    }
    arena_clear(&arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status ingest_tell_skipped(struct ingest *ingest, struct error *err)
{
    const struct skipped *list = (const struct skipped *)(void *)ingest->skipped.data;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < ingest->skipped.len / sizeof *list; i++)
        status = tell_skipped(ingest, &list[i], err);
    if (ingest->unlisted == 0)
        return status;
    char text[80];
    int len =
        snprintf(text, sizeof text, "%" PRIu64 " more documents that other files have: skipped",
                 ingest->unlisted);
    ingest->counts.skipped_documents += ingest->unlisted;
    ingest->report.skipped(ingest->report.context, NULL, 0,
                           slice_of(text, len < 0 ? 0 : (size_t)len));
    return status;
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
    return (int64_t)clock_wall_ns() - stamp_of(info);
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

// Ends the reading; without stamp and hash the file is read again next time: what may still grow gets neither.
static enum status end_record(struct job *job, struct error *err)
{
    const struct source_state state = {
        .mtime_ns = stamp_to_record(job),
        .size_bytes = (uint64_t)job->info.st_size,
        .content_hash = job->is_cut ? 0 : job->hash,
        .rejected = job->is_rejected,
    };
    return index_writer_source_end(job->ingest->writer, job->is_interrupted ? NULL : &state,
                                   &job->ingest->orphans, err);
}

// The file's bytes are as before, only its stamp is not.
static enum status touch_record(struct job *job, struct error *err)
{
    struct source_state state = job->before;
    state.mtime_ns = stamp_to_record(job);
    if (state.mtime_ns == job->before.mtime_ns)
        return STATUS_OK;
    state.size_bytes = (uint64_t)job->info.st_size;
    return index_writer_source_touch(job->ingest->writer, job->source, &state, err);
}

// Whether the file is read although it is as it was: all are, or it was named and rejected the last time.
static bool is_retried(const struct job *job, bool is_named)
{
    return job->ingest->options.rereads || (is_named && job->before.rejected);
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
    if (job->has_record && job->before.content_hash == job->hash && !is_retried(job, is_named)) {
        count_as_before(job);
        return touch_record(job, err);
    }
    status = index_writer_source_begin(job->ingest->writer, job->source, err);
    if (status == STATUS_OK)
        status = ingest_read(job, err);
    if (status != STATUS_OK)
        return status;
    job->ingest->counts.rejected_files += job->is_rejected;
    return end_record(job, err);
}

static enum status take_file(struct job *job, bool is_named, struct error *err)
{
    struct ingest *ingest = job->ingest;
    ingest->counts.files++;
    if (stat(job->path, &job->info) < 0)
        return unreadable(job, strerrordesc_np(errno));
    enum status status = index_writer_source(ingest->writer, job->source, &job->before, err);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    job->has_record = status == STATUS_OK;
    if (!job->has_record)
        job->before = (struct source_state){0};
    if (is_unchanged(job) && !is_retried(job, is_named)) {
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
    arena_clear(&job->scratch);
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
    enum status status = index_writer_source_begin(ingest->writer, SLICE_NONE, err);
    if (status == STATUS_OK)
        status = ingest_read(&job, err);
    if (status == STATUS_OK)
        status = index_writer_source_end(ingest->writer, NULL, &ingest->orphans, err);
    ingest->counts.rejected_files += job.is_rejected;
    job_clear(&job);
    return status;
}
