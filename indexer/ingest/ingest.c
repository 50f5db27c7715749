// One file's way into the index: is it new, is it whole, what does it say, what did it say before?
//
// The record of a file is written in the same batch as its documents, so a crash forgets both or neither. Which of
// two files has a document that stands in both is decided by the writer, who asks claims.c what became of a file.
//
// "Being written" is noticed in three ways: another process has the file open for writing (a read lease is
// refused), it changed while it was read, or it ends too early and is young.
#include "indexer/ingest/ingest.h"

#include "base/clock.h"
#include "base/hash.h"
#include "indexer/ingest/job.h"
#include "indexer/ingest/read.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    HASHED_PIECE = 1024 * 1024,
};

void ingest_open(struct ingest *ingest, struct writer *writer)
{
    *ingest = (struct ingest){.writer = writer};
    ingest->claims.options = &ingest->options;
}

void ingest_close(struct ingest *ingest)
{
    claims_clear(&ingest->claims);
}

enum status ingest_tell_skipped(struct ingest *ingest, struct error *err)
{
    return claims_tell(&ingest->claims, ingest->writer, &ingest->report, &ingest->counts, err);
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
    return job->has_record && job->before.rules_hash == job->rules_hash &&
           job->before.mtime_ns == stamp_of(&job->info) &&
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
    job->counts->postponed_files++;
    job->report->notice(job->report->context, job->path, 0,
                        SLICE("is being written: left for the next time"));
}

static void tell_kept(struct job *job, uint64_t count)
{
    struct slice message = arena_printf(
        &job->scratch,
        "%" PRIu64
        " document%s that it had and that %s not read now stay%s, as something in it was rejected",
        count, count == 1 ? "" : "s", count == 1 ? "was" : "were", count == 1 ? "s" : "");
    if (message.ptr)
        job->report->notice(job->report->context, job->path, 0, message);
}

// Ends the reading; without stamp and hash the file is read again next time: what may still grow gets neither.
static enum status end_record(struct job *job, struct error *err)
{
    const struct source_state state = {
        .mtime_ns = job->is_delivered ? 0 : stamp_to_record(job),
        .size_bytes = (uint64_t)job->info.st_size,
        .content_hash = job->is_cut ? 0 : job->hash,
        .rules_hash = job->rules_hash,
        .rejected = job->is_rejected || job->is_quarantined,
        .memo = job->is_cut ? SLICE_NONE : job->memo,
    };
    struct source_left left = {0};
    enum status status =
        writer_source_end(job->writer, job->is_interrupted ? NULL : &state, &left, err);
    *job->orphans += left.orphans;
    if (status == STATUS_OK && left.kept > 0 && !job->is_cut)
        tell_kept(job, left.kept);
    return status;
}

// The file's bytes are as before, only its stamp is not.
static enum status touch_record(struct job *job, struct error *err)
{
    struct source_state state = job->before;
    state.mtime_ns = stamp_to_record(job);
    if (state.mtime_ns == job->before.mtime_ns)
        return STATUS_OK;
    state.size_bytes = (uint64_t)job->info.st_size;
    return writer_source_touch(job->writer, job->source, &state, err);
}

// Whether the file is read although it is as it was: all are, or it was named and rejected the last time.
static bool is_retried(const struct job *job)
{
    return job->options->rereads || (job->is_named && job->before.rejected);
}

static void count_as_before(struct ingest_counts *counts, const struct source_state *state)
{
    if (state->rejected)
        counts->quarantined_files++;
    else
        counts->unchanged_files++;
}

static enum status unreadable(struct job *job, const char *reason)
{
    job->counts->unreadable++;
    job->report->rejection(job->report->context, job->path, 0, slice_from(reason));
    return STATUS_OK;
}

static enum status read_and_record(struct job *job, struct error *err)
{
    const struct source_root root = {.path = job->root};
    enum status status = writer_note_root(job->writer, &root, err);
    if (status == STATUS_OK)
        status = writer_source_begin(job->writer, job->source, err);
    if (status == STATUS_OK)
        status = read_job(job, err);
    if (status != STATUS_OK)
        return status;
    job->counts->rejected_files += job->is_rejected;
    return end_record(job, err);
}

static enum status take_open_file(struct job *job, struct error *err)
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
    if (job->has_record && job->before.content_hash == job->hash &&
        job->before.rules_hash == job->rules_hash && !is_retried(job)) {
        count_as_before(job->counts, &job->before);
        return touch_record(job, err);
    }
    return read_and_record(job, err);
}

static enum status find_record(struct job *job, struct error *err)
{
    enum status status = writer_source(job->writer, job->source, &job->before, err);
    job->has_record = status == STATUS_OK;
    if (!job->has_record)
        job->before = (struct source_state){0};
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status take_file(struct job *job, struct error *err)
{
    job->counts->files++;
    if (stat(job->path, &job->info) < 0)
        return unreadable(job, strerrordesc_np(errno));
    enum status status = find_record(job, err);
    if (status != STATUS_OK)
        return status;
    if (is_unchanged(job) && !is_retried(job)) {
        count_as_before(job->counts, &job->before);
        return STATUS_OK;
    }
    job->fd = open(job->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (job->fd < 0 || fstat(job->fd, &job->info) < 0)
        return unreadable(job, strerrordesc_np(errno));
    if (!S_ISREG(job->info.st_mode))
        return unreadable(job, "not a file");
    return take_open_file(job, err);
}

// The outermost folder that this or an earlier run was given and that has the file below it: whether it is read with
// the whole folder or with a part of it, or alone, makes no difference.
static struct slice root_of(const struct ingest *ingest, struct slice path)
{
    const struct source_root *known = roots_outermost(writer_roots(ingest->writer), path);
    bool is_outer =
        known && (ingest->folder.len == 0 || roots_is_below(ingest->folder, known->path));
    return is_outer ? known->path : ingest->folder;
}

// A number for all that decides what becomes of a file, beside its bytes; 0: nothing does.
static uint64_t hash_of_rules(const struct ingest *ingest, const struct job *job)
{
    uint64_t hash = job->section ? job->section->hash : 0;
    for (const struct exclusion *e = ingest->options.excluded; e; e = e->next)
        hash = hash_bytes(e->pattern, hash);
    return job->root.len > 0 ? hash_bytes(job->root, hash) : hash;
}

static struct job job_for(struct ingest *ingest, const char *path)
{
    const struct section *section = rules_section(ingest->options.rules, slice_from(path));
    struct job job = {
        .writer = ingest->writer,
        .options = &ingest->options,
        .report = &ingest->report,
        .counts = &ingest->counts,
        .claims = &ingest->claims,
        .orphans = &ingest->orphans,
        .path = path,
        .source = slice_from(path),
        .section = section,
        .root = section ? section->path : root_of(ingest, slice_from(path)),
        .fd = -1,
    };
    job.rules_hash = hash_of_rules(ingest, &job);
    return job;
}

static void job_clear(struct job *job)
{
    arena_clear(&job->scratch);
    if (job->fd >= 0 && !job->is_stdin)
        (void)close(job->fd);
}

enum status ingest_file(struct ingest *ingest, const char *path, bool is_named, struct error *err)
{
    if (ingest_leaves_out(&ingest->options, slice_from(path)))
        return STATUS_OK;
    uint64_t started = clock_precise_us();
    struct job job = job_for(ingest, path);
    job.is_named = is_named;
    enum status status = take_file(&job, err);
    if (ingest->report.taken)
        ingest->report.taken(ingest->report.context, path, (uint64_t)job.info.st_size,
                             clock_precise_us() - started);
    if (ingest->report.progress)
        ingest->report.progress(ingest->report.context, (uint64_t)job.info.st_size);
    job_clear(&job);
    return status;
}

static enum status take_delivery(struct job *job, struct error *err)
{
    struct error problem = {0};
    job->counts->files++;
    if (fstat(job->fd, &job->info) < 0)
        return unreadable(job, strerrordesc_np(errno));
    enum status status = hash_file(job, &problem);
    if (status == STATUS_INVALID)
        return unreadable(job, problem.message);
    if (status != STATUS_OK)
        return error_set(err, status, "%s", problem.message);
    status = find_record(job, err);
    if (status != STATUS_OK)
        return status;
    if (!job->has_record || job->before.content_hash != job->hash ||
        job->before.rules_hash != job->rules_hash || job->options->rereads)
        return read_and_record(job, err);
    struct source_state state = job->before;
    state.memo = job->memo;
    count_as_before(job->counts, &state);
    if (slice_equal(state.memo, job->before.memo))
        return STATUS_OK;
    return writer_source_touch(job->writer, job->source, &state, err);
}

enum status ingest_delivery(struct ingest *ingest, const struct delivery *delivery,
                            struct error *err)
{
    struct job job = job_for(ingest, delivery->source);
    job.fd = delivery->fd;
    job.is_delivered = true;
    job.memo = delivery->memo;
    enum status status = take_delivery(&job, err);
    job.fd = -1; // the caller's
    job_clear(&job);
    return status;
}

void ingest_count_as_before(struct ingest *ingest, const struct source_state *state)
{
    ingest->counts.files++;
    count_as_before(&ingest->counts, state);
}

uint64_t ingest_reading_version(struct ingest *ingest, struct slice source)
{
    return job_for(ingest, source.ptr).rules_hash + PARSERS_VERSION;
}

enum status ingest_stdin(struct ingest *ingest, struct error *err)
{
    struct job job = job_for(ingest, "-");
    job.fd = STDIN_FILENO;
    job.is_stdin = true;
    ingest->counts.files++;
    struct source_left left = {0};
    enum status status = writer_source_begin(ingest->writer, SLICE_NONE, err);
    if (status == STATUS_OK)
        status = read_job(&job, err);
    if (status == STATUS_OK)
        status = writer_source_end(ingest->writer, NULL, &left, err);
    ingest->counts.rejected_files += job.is_rejected;
    job_clear(&job);
    return status;
}
