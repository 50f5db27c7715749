// Reading one file: unpacking, recognising, parsing, adding.
//
// Files of documents are read whole; JSON Lines of any size go through a window of whole lines, so that
// memory is bounded by the longest line and not by the file. What is wrong in a file is reported with its
// line and does not keep the rest out; only failures of the index or of memory end the reading.
#include "indexer/ingest/read.h"

#include "base/clock.h"
#include "base/hash.h"
#include "indexer/ingest/archive.h"
#include "indexer/ingest/names.h"
#include "indexer/ingest/unpack.h"
#include "indexer/ingest/walk.h"
#include "indexer/rules/address.h"
#include "indexer/sources/json_course.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    HEAD_SIZE = 64 * 1024,
    WINDOW_SIZE = 4 * 1024 * 1024,
    MAX_LINE_SIZE = 48 * 1024 * 1024, // a dumped EXCHANGE_MAX_WRITTEN, with all its names escaped
    MAX_DOCUMENT_SIZE = 32 * 1024 * 1024,
    MOST_TOLD = 100, // rejections of one archive: a made one may have any number
};

// --- what the parser says --------------------------------------------------------------------

static void say_rejected(struct job *job, uint32_t line, struct slice reason)
{
    job->is_rejected = true;
    job->counts->rejected_documents++;
    if (job->member.len > 0 && job->rejections++ >= MOST_TOLD) {
        job->untold++;
        return;
    }
    job->report->rejection(job->report->context, job->shown, line, reason);
}

static bool is_young(const struct job *job)
{
    return clock_wall_seconds() - job->info.st_mtim.tv_sec < (int64_t)job->options->settle_seconds;
}

static void on_rejection(void *context, const struct source_problem *problem)
{
    struct job *job = context;
    char text[ERROR_MESSAGE_SIZE];
    if (job->is_interrupted) // what it says is wrong is only that it was not read to its end
        return;
    // A member does not grow: its archive says how long it is.
    bool may_grow = problem->is_cut && !job->is_stdin && job->member.len == 0 &&
                    (job->is_delivered || is_young(job));
    job->is_cut = job->is_cut || may_grow;
    int len = snprintf(text, sizeof text, "%.*s%s", SLICE_ARG(problem->reason),
                       !may_grow ? ""
                       : job->is_delivered
                           ? "; asked for again next time"
                           : "; it is young: perhaps still being written, tried again next time");
    size_t kept = len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    say_rejected(job, problem->line, slice_cut_utf8(slice_of(text, kept), kept));
}

static void on_notice(void *context, uint32_t line, struct slice message)
{
    struct job *job = context;
    job->report->notice(job->report->context, job->shown, line, message);
}

static void say_repeated(struct job *job, struct slice id, uint32_t line)
{
    char text[ERROR_MESSAGE_SIZE];
    int len = snprintf(text, sizeof text, "%.*s: this file has it already: skipped", SLICE_ARG(id));
    job->counts->skipped_documents++;
    job->report->skipped(job->report->context, job->shown, line,
                         slice_of(text, len < 0 ? 0 : (size_t)len));
}

static enum status count_outcome(struct job *job, enum add_outcome outcome, struct slice id,
                                 uint32_t line, struct error *err)
{
    struct ingest_counts *counts = job->counts;
    switch (outcome) {
    case ADD_NEW:
        counts->new_documents++;
        break;
    case ADD_CHANGED:
        counts->changed_documents++;
        break;
    case ADD_UNCHANGED:
        counts->unchanged_documents++;
        break;
    case ADD_SKIPPED:
        return claims_skip(job->claims, id, job->source, line, err);
    case ADD_REPEATED:
        say_repeated(job, id, line);
        break;
    case ADD_SKIPPED_AGAIN:
        break;
    }
    return STATUS_OK;
}

// Whether the document comes from a dump with its root, and the operator says nothing else of the file.
static bool brings_root(const struct job *job, const struct exchange *exchange)
{
    return exchange->source.root.len > 0 && !job->section;
}

// Only a dump tells when its documents were first seen.
static struct exchange placed(const struct job *job, const struct exchange *exchange, uint32_t line)
{
    struct exchange placed = *exchange;
    placed.source = (struct source_ref){
        .path = job->source,
        .member = job->member,
        .line = job->by_lines ? line : 0,
        .is_copy = exchange->first_seen > 0,
        .root = brings_root(job, exchange) ? exchange->source.root : job->root,
    };
    return placed;
}

// A dumped document's root comes with it: what it says of the document holds here as it did there. That an answered one
// counts as not covered is the word of somebody.
static enum status note_dumped_root(struct job *job, const struct exchange *exchange,
                                    struct error *err)
{
    const struct source_root root = {
        .path = exchange->source.root,
        .licence = exchange->licence,
        .coverage = exchange->is_uncovered && exchange->reply_count > 0 ? COVERAGE_NO_ANSWERS
                                                                        : COVERAGE_UNTOLD,
        .is_section = true,
        .was_answered = !exchange->is_uncovered,
    };
    return brings_root(job, exchange) ? writer_note_root(job->writer, &root, err) : STATUS_OK;
}

static struct slice file_name(struct slice path)
{
    const char *slash = path.len > 0 ? memrchr(path.ptr, '/', path.len) : NULL;
    return slash ? slice_from_offset(path, (size_t)(slash - path.ptr) + 1) : path;
}

// The original's address; the first document of a file that lacks a value for it is told of.
static struct slice address_for(struct job *job, const struct exchange *exchange, uint32_t line)
{
    char text[ERROR_MESSAGE_SIZE];
    struct slice missing, name = file_name(job->member.len > 0 ? job->member : job->source);
    struct slice address =
        address_of(job->section->address, exchange, name, &job->scratch, &missing);
    if (missing.len == 0 || job->was_address_told)
        return address;
    job->was_address_told = true;
    int len = snprintf(text, sizeof text,
                       "%.*s: no {%.*s} for its address, in this file for the first time",
                       SLICE_ARG(exchange->id), SLICE_ARG(missing));
    job->report->notice(job->report->context, job->shown, line,
                        slice_of(text, len < 0 ? 0 : (size_t)len));
    return address;
}

// Adds what the operator's file says and the document does not.
static void complete(struct job *job, struct exchange *exchange, uint32_t line)
{
    const struct section *section = job->section;
    if (!section)
        return;
    if (exchange->assembly.len == 0)
        exchange->assembly = section->assembly;
    if (exchange->url.len == 0 && section->address.len > 0)
        exchange->url = address_for(job, exchange, line);
}

static enum status on_exchange(void *context, const struct exchange *exchange, uint32_t line,
                               struct error *err)
{
    struct job *job = context;
    struct exchange here = placed(job, exchange, line);
    complete(job, &here, line);
    if (!names_settle(&here, &job->scratch))
        return error_set(err, STATUS_NO_MEMORY, "no memory for the persons of a document");
    enum add_outcome outcome;
    struct error problem = {0};
    enum status status = note_dumped_root(job, exchange, &problem);
    if (status == STATUS_OK)
        status = writer_add(job->writer, &here, &outcome, &problem);
    if (status == STATUS_INVALID) {
        say_rejected(job, line, slice_from(problem.message));
        return STATUS_OK;
    }
    if (status != STATUS_OK)
        return error_set(err, status, "%s", problem.message);
    return count_outcome(job, outcome, exchange->id, line, err);
}

// --- parsing ---------------------------------------------------------------------------------

static struct source_input input_of(struct job *job, struct slice bytes, uint32_t first_line)
{
    arena_reset(&job->scratch);
    job->counts->bytes += bytes.len;
    return (struct source_input){
        .bytes = bytes,
        .first_line = first_line,
        .arena = &job->scratch,
        .name = file_name(job->member.len > 0 ? job->member : job->source),
    };
}

// A stream read through a window that ends with a line end; `len` bytes are in it already.
struct window {
    char *bytes;
    size_t size, len;
    uint32_t line; // of its first byte
    struct json_course course;
};

static bool window_grow(struct window *window, size_t size)
{
    char *bytes = realloc(window->bytes, size);
    if (!bytes)
        return false;
    window->bytes = bytes;
    window->size = size;
    return true;
}

// Rejects a line that does not fit and moves past its end.
static enum status skip_line(struct job *job, struct unpack *reader, struct window *window,
                             struct error *err)
{
    say_rejected(job, window->line, SLICE("a line longer than 48 MiB"));
    window->course.was_lost = true;
    size_t got = window->size;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && got > 0) {
        status = unpack_read(reader, window->bytes, WINDOW_SIZE, &got, err);
        const char *end = status == STATUS_OK ? memchr(window->bytes, '\n', got) : NULL;
        if (!end)
            continue;
        window->len = (size_t)(window->bytes + got - end) - 1;
        memmove(window->bytes, end + 1, window->len);
        window->line++;
        return STATUS_OK;
    }
    window->len = 0;
    return status;
}

static enum status parse_window(struct job *job, const struct source_format *format,
                                struct window *window, size_t len, struct error *err)
{
    struct source_sink sink = {job, on_exchange, on_rejection, on_notice};
    struct source_input input = input_of(job, slice_of(window->bytes, len), window->line);
    input.course = &window->course;
    enum status status = format->parse(&input, &sink, err);
    window->line += (uint32_t)slice_count(slice_of(window->bytes, len), '\n');
    window->len -= len;
    memmove(window->bytes, window->bytes + len, window->len);
    return status;
}

static enum status parse_lines(struct job *job, const struct source_format *format,
                               struct unpack *reader, struct window *window, struct error *err)
{
    for (;;) {
        size_t got;
        enum status status =
            unpack_read(reader, window->bytes + window->len, window->size - window->len, &got, err);
        if (status != STATUS_OK)
            return status;
        window->len += got;
        bool is_end = window->len < window->size;
        window->course.has_more = !is_end;
        const char *last = memrchr(window->bytes, '\n', window->len);
        size_t whole = is_end ? 0 : format->whole(slice_of(window->bytes, window->len));
        const struct ingest_report *report = job->report;
        job->is_interrupted = report->is_interrupted && report->is_interrupted(report->context);
        if (job->is_interrupted)
            return STATUS_OK;
        if (is_end) // also without a byte left: what began before is to have ended
            return parse_window(job, format, window, window->len, err);
        if (whole == 0 && last && window->size >= MAX_LINE_SIZE)
            whole = (size_t)(last - window->bytes) + 1; // some of it may be right
        if (whole > 0)
            status = parse_window(job, format, window, whole, err);
        else if (window->size >= MAX_LINE_SIZE)
            status = skip_line(job, reader, window, err);
        else if (!window_grow(window, window->size < MAX_LINE_SIZE / 2 ? 2 * window->size
                                                                       : (size_t)MAX_LINE_SIZE))
            return error_set(err, STATUS_NO_MEMORY, "no memory for a line");
        if (status != STATUS_OK)
            return status;
    }
}

static enum status parse_whole(struct job *job, const struct source_format *format,
                               struct unpack *reader, struct window *window, struct error *err)
{
    for (bool is_end = window->len < HEAD_SIZE; !is_end;) {
        size_t got;
        if (window->len > MAX_DOCUMENT_SIZE) {
            say_rejected(job, 0, SLICE("larger than 32 MiB: in this format nothing is"));
            return STATUS_OK;
        }
        if (window->len == window->size && !window_grow(window, 2 * window->size))
            return error_set(err, STATUS_NO_MEMORY, "no memory for a file");
        enum status status =
            unpack_read(reader, window->bytes + window->len, window->size - window->len, &got, err);
        if (status != STATUS_OK)
            return status;
        window->len += got;
        is_end = window->len < window->size;
    }
    struct source_sink sink = {job, on_exchange, on_rejection, on_notice};
    struct source_input input = input_of(job, slice_of(window->bytes, window->len), 1);
    return format->parse(&input, &sink, err);
}

// The rest of a file for a parser that streams.
struct rest {
    struct job *job;
    struct unpack *reader;
    struct window *window;
};

static enum status read_more(void *context, struct slice *bytes, struct error *err)
{
    struct rest *rest = context;
    struct job *job = rest->job;
    const struct ingest_report *report = job->report;
    job->is_interrupted = report->is_interrupted && report->is_interrupted(report->context);
    *bytes = SLICE_NONE;
    if (job->is_interrupted)
        return STATUS_OK;
    enum status status =
        unpack_read(rest->reader, rest->window->bytes, rest->window->size, &rest->window->len, err);
    *bytes = slice_of(rest->window->bytes, rest->window->len);
    job->counts->bytes += rest->window->len;
    return status;
}

static enum status parse_streamed(struct job *job, const struct source_format *format,
                                  struct unpack *reader, struct window *window, struct error *err)
{
    struct rest rest = {job, reader, window};
    struct source_sink sink = {job, on_exchange, on_rejection, on_notice};
    struct source_input input = input_of(job, slice_of(window->bytes, window->len), 1);
    if (window->len == HEAD_SIZE) { // else that was all
        input.more = read_more;
        input.more_context = &rest;
    }
    return format->parse(&input, &sink, err);
}

static enum status parse_stream(struct job *job, struct unpack *reader, struct window *window,
                                struct error *err)
{
    const char *reason = NULL;
    if (window->size < HEAD_SIZE && !window_grow(window, HEAD_SIZE))
        return error_set(err, STATUS_NO_MEMORY, "no memory for a file");
    window->len = 0;
    enum status status = unpack_read(reader, window->bytes, HEAD_SIZE, &window->len, err);
    if (status != STATUS_OK)
        return status;
    struct slice head = slice_of(window->bytes, window->len);
    const struct source_format *format = job->options->format;
    if (!format)
        format = source_format_of(head, &reason);
    if (!format) {
        struct source_problem problem = {1, slice_trim(head).len < 16, slice_from(reason)};
        on_rejection(job, &problem);
        return STATUS_OK;
    }
    window->line = 1;
    window->course = (struct json_course){0};
    job->by_lines = format->whole != NULL;
    if (!format->whole && !format->streams)
        return parse_whole(job, format, reader, window, err);
    if (format->streams)
        return parse_streamed(job, format, reader, window, err);
    if (window->size < WINDOW_SIZE && !window_grow(window, WINDOW_SIZE))
        return error_set(err, STATUS_NO_MEMORY, "no memory for a file");
    return parse_lines(job, format, reader, window, err);
}

// What is wrong with the bytes themselves is the file's or the member's rejection, not a failure.
static enum status settle(struct job *job, enum status status, const struct error *problem,
                          struct error *err)
{
    if (status == STATUS_INVALID || status == STATUS_TOO_LARGE) {
        bool is_cut = status == STATUS_INVALID;
        struct source_problem damage = {0, is_cut, slice_from(problem->message)};
        on_rejection(job, &damage);
        return STATUS_OK;
    }
    if (status != STATUS_OK && err)
        *err = *problem;
    return status;
}

static enum status read_file(struct job *job, struct window *window, struct error *err)
{
    struct unpack *reader = NULL;
    struct error problem = {0};
    enum status status = unpack_open(job->fd, job->path, &reader, &problem);
    if (status == STATUS_OK)
        status = parse_stream(job, reader, window, &problem);
    unpack_close(reader);
    return settle(job, status, &problem, err);
}

// --- archives --------------------------------------------------------------------------------

struct archive_reading {
    struct job *job;
    struct archive *archive;
    struct archive_member member;
    struct window *window;
    struct buf shown;
};

// What stands for the member's contents on record, like a file's hash, and for what decides how it is read.
static struct source_state state_of(const struct job *job, const struct archive_member *member)
{
    struct source_state state = {.size_bytes = member->size};
    struct slice crc = slice_of((const char *)&member->crc, sizeof member->crc);
    if (member->has_crc)
        state.content_hash = hash_bytes(crc, PARSERS_VERSION + job->rules_hash);
    return state;
}

// Whether the member is on record as it is, as is_retried is for files.
static enum status is_unchanged(struct job *job, const struct archive_member *member, bool *is,
                                struct error *err)
{
    struct source_state before, now = state_of(job, member);
    *is = false;
    if (job->options->rereads || now.content_hash == 0)
        return STATUS_OK;
    enum status status = writer_member(job->writer, member->name, &before, err);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    *is = before.content_hash == now.content_hash && before.size_bytes == now.size_bytes &&
          !(before.rejected && job->is_named);
    job->is_quarantined = job->is_quarantined || (*is && before.rejected);
    job->counts->quarantined_files += *is && before.rejected;
    return STATUS_OK;
}

static enum status read_opened(struct archive_reading *reading, struct error *err)
{
    struct job *job = reading->job;
    const struct archive_member *member = &reading->member;
    const char *refusal = member->refusal;
    if (!refusal && !archive_begin(reading->archive))
        refusal = "a member packed in a way that cannot be read";
    if (refusal) {
        say_rejected(job, 0, slice_from(refusal));
        return STATUS_OK;
    }
    struct unpack *reader = NULL;
    struct error problem = {0};
    enum status status = unpack_open_other(archive_read, reading->archive, &reader, &problem);
    if (status == STATUS_OK)
        status = parse_stream(job, reader, reading->window, &problem);
    unpack_close(reader);
    return settle(job, status, &problem, err);
}

static bool is_member_left_out(const struct job *job, struct slice member)
{
    char path[PATH_MAX];
    int len = snprintf(path, sizeof path, "%s/%.*s", job->path, SLICE_ARG(member));
    return member.len > 0 && len > 0 && (size_t)len < sizeof path &&
           ingest_leaves_out(job->options, slice_of(path, (size_t)len));
}

static enum status read_member(struct archive_reading *reading, struct error *err)
{
    struct job *job = reading->job;
    bool is_kept = false, was_rejected = job->is_rejected;
    struct source_state state = state_of(job, &reading->member);
    if (reading->member.name.len == 0)
        return read_opened(reading, err);
    job->counts->members++;
    enum status status = is_unchanged(job, &reading->member, &is_kept, err);
    if (status != STATUS_OK)
        return status;
    if (is_kept) {
        job->counts->unchanged_members++;
        return writer_member_keep(job->writer, job->member, err);
    }
    status = writer_member_begin(job->writer, job->member, err);
    job->is_rejected = false;
    if (status == STATUS_OK)
        status = read_opened(reading, err);
    state.rejected = job->is_rejected;
    job->is_rejected = job->is_rejected || was_rejected;
    if (status != STATUS_OK)
        return status;
    return writer_member_end(job->writer, job->is_interrupted ? NULL : &state, err);
}

static void show_member(struct archive_reading *reading)
{
    struct job *job = reading->job;
    struct slice name = reading->member.name;
    job->member = name;
    buf_reset(&reading->shown);
    buf_printf(&reading->shown, "%s%s%.*s%c", job->path, name.len > 0 ? "#" : "", SLICE_ARG(name),
               0);
    job->shown = reading->shown.failed ? job->path : reading->shown.data;
}

static void tell_untold(const struct job *job)
{
    char text[64];
    if (job->untold == 0)
        return;
    int len = snprintf(text, sizeof text, "%" PRIu64 " more rejections in it", job->untold);
    job->report->rejection(job->report->context, job->path, 0, slice_of(text, (size_t)len));
}

static enum status read_archive(struct job *job, struct window *window, struct error *err)
{
    struct archive_reading reading = {.job = job, .window = window};
    struct error problem = {0};
    enum status status = archive_open(job->fd, &reading.archive, &problem);
    if (status != STATUS_OK)
        return settle(job, status, &problem, err);
    while (status == STATUS_OK && !job->is_interrupted &&
           archive_next(reading.archive, &reading.member)) {
        struct slice name = reading.member.name;
        if (walk_passes_over(file_name(name)) || is_member_left_out(job, name))
            continue;
        show_member(&reading);
        status = read_member(&reading, err);
    }
    job->member = SLICE_NONE;
    job->shown = job->path;
    tell_untold(job);
    buf_clear(&reading.shown);
    archive_close(reading.archive);
    return status;
}

static bool is_archive(const struct job *job)
{
    char head[4];
    ssize_t got = pread(job->fd, head, sizeof head, 0); // fails on a pipe
    return got == sizeof head && archive_is(slice_of(head, sizeof head));
}

enum status read_job(struct job *job, struct error *err)
{
    struct window window = {0};
    job->shown = job->path;
    enum status status =
        is_archive(job) ? read_archive(job, &window, err) : read_file(job, &window, err);
    free(window.bytes);
    arena_reset(&job->scratch);
    return status;
}
