// Gathering a night report, and putting it into its files. See report.h.
//
// The report stands between the ingest and the console: what is told to one is told to the other. Its memory is
// bounded, since each list is.
#include "indexer/report/report.h"

#include "base/clock.h"
#include "engine/roots/roots.h"
#include "indexer/alerts/files.h"
#include "indexer/ingest/walk.h"
#include "indexer/report/form.h"

#include <string.h>
#include <sys/stat.h>

// --- where it may stand ----------------------------------------------------------------------------

// A device would be replaced by a file, a report among the questions be read as one, one in the index destroy it.
static enum status check_file(const char *file, const struct slice *roots, size_t root_count,
                              struct slice index, struct error *err)
{
    struct arena arena;
    struct slice path;
    struct stat info;
    bool is_there = stat(file, &info) == 0;
    arena_init(&arena, 0);
    enum status status = walk_canonical(file, &arena, &path, err);
    if (status == STATUS_OK && is_there && !S_ISREG(info.st_mode))
        status = error_set(err, STATUS_INVALID, "--report: %s is %s", file,
                           S_ISDIR(info.st_mode) ? "a folder, name a file in it" : "no file");
    if (status == STATUS_OK && index.len > 0 && roots_is_below(path, index))
        status = error_set(err, STATUS_INVALID, "--report: %s lies in the index", file);
    for (size_t i = 0; i < root_count && status == STATUS_OK; i++)
        if (roots[i].ptr && roots_is_below(path, roots[i]))
            status = error_set(err, STATUS_INVALID, "--report: %s lies in what is read, %.*s", file,
                               SLICE_ARG(roots[i]));
    arena_clear(&arena);
    return status;
}

enum status report_check(const struct options *options, const struct slice *roots,
                         size_t root_count, struct error *err)
{
    struct arena arena;
    struct slice index = SLICE_NONE;
    arena_init(&arena, 0);
    enum status status = STATUS_OK;
    if (options->report_count > 0 && !strstr(options->index, "://"))
        status = walk_canonical(options->index, &arena, &index, err);
    for (size_t i = 0; i < options->report_count && status == STATUS_OK; i++)
        status = check_file(options->reports[i], roots, root_count, index, err);
    arena_clear(&arena);
    return status;
}

// --- writing ---------------------------------------------------------------------------------------

// What was there keeps its rights, and a link stays a link.
static enum status put_file(struct report *report, const char *file, struct slice text,
                            struct error *err)
{
    struct slice path;
    struct stat info;
    mode_t mask = umask(0);
    (void)umask(mask);
    mode_t mode = stat(file, &info) == 0 ? info.st_mode & 0777 : 0666 & ~mask;
    enum status status = walk_canonical(file, &report->arena, &path, err);
    return status == STATUS_OK ? files_put(path.ptr, text, mode, err) : status;
}

// All files, each whatever becomes of the others; the first failure is returned.
static enum status put_files(struct report *report, struct error *err)
{
    struct outcome outcome = {.err = err};
    for (size_t i = 0; i < report->options->report_count; i++) {
        const char *file = report->options->reports[i];
        struct buf text;
        buf_init(&text, 0);
        if (slice_ends_with(slice_from(file), SLICE(".json")))
            report_form_json(report, &text);
        else
            report_form_text(report, &text);
        enum status status =
            text.failed
                ? error_set(outcome_error(&outcome), STATUS_NO_MEMORY, "no memory for the report")
                : put_file(report, file, buf_slice(&text), outcome_error(&outcome));
        (void)outcome_note(&outcome, status);
        buf_clear(&text);
    }
    return outcome.status;
}

void report_begin(struct report *report)
{
    if (report->options->report_count == 0)
        return;
    report->is_begun = true;
    report->started = clock_wall_seconds();
    report->started_us = clock_precise_us();
    report->rejections.room = report->notices.room = report->messages.room = report->alerts.room =
        vec_in(&report->arena, REPORT_MAX_LISTED);
    report_news_begin(&report->news, report->options->index);
    (void)put_files(report, NULL);
}

enum status report_end(struct report *report, const struct report_ending *ending, struct error *err)
{
    if (!report->is_begun)
        return STATUS_OK;
    report->state = ending->error            ? REPORT_FAILED
                    : ending->exit_code != 0 ? REPORT_INCOMPLETE
                                             : REPORT_DONE;
    report->exit_code = ending->exit_code;
    report->error = ending->error;
    report->counts = ending->counts;
    report->sync = ending->sync;
    report->seconds = (double)(clock_precise_us() - report->started_us) / 1e6;
    report_news_end(&report->news, report->options->index, &report->arena);
    return put_files(report, err);
}

void report_clear(struct report *report)
{
    arena_clear(&report->arena);
}

// --- what is told ----------------------------------------------------------------------------------

static void note(struct report *report, struct report_findings *findings, const char *path,
                 uint32_t line, struct slice text)
{
    if (!report->is_begun)
        return;
    if (vec_is_full(findings)) {
        findings->room.left_out++;
        return;
    }
    (void)vec_add(findings, (struct report_finding){
                                .path = arena_copy(&report->arena, slice_from(path ? path : "")),
                                .line = line,
                                .text = arena_copy(&report->arena, text)});
}

static void on_rejection(void *context, const char *path, uint32_t line, struct slice reason)
{
    struct report *report = context;
    note(report, &report->rejections, path, line, reason);
    report->inner.rejection(report->inner.context, path, line, reason);
}

static void on_notice(void *context, const char *path, uint32_t line, struct slice message)
{
    struct report *report = context;
    note(report, &report->notices, path, line, message);
    report->inner.notice(report->inner.context, path, line, message);
}

static void on_skipped(void *context, const char *path, uint32_t line, struct slice message)
{
    struct report *report = context;
    note(report, &report->notices, path, line, message);
    report->inner.skipped(report->inner.context, path, line, message);
}

static void on_progress(void *context, uint64_t bytes)
{
    struct report *report = context;
    report->inner.progress(report->inner.context, bytes);
}

static bool on_is_interrupted(void *context)
{
    struct report *report = context;
    return report->inner.is_interrupted(report->inner.context);
}

// Keeps the slowest, in order.
static void on_taken(void *context, const char *path, uint64_t bytes, uint64_t took_us)
{
    struct report *report = context;
    struct report_source *list = report->slowest;
    size_t at = report->slowest_count;
    while (at > 0 && list[at - 1].took_us < took_us)
        at--;
    if (at == REPORT_MAX_SLOWEST)
        return;
    if (report->slowest_count < REPORT_MAX_SLOWEST)
        report->slowest_count++;
    memmove(list + at + 1, list + at, (report->slowest_count - at - 1) * sizeof *list);
    list[at] = (struct report_source){.bytes = bytes, .took_us = took_us};
    struct slice cut = slice_cut_utf8(slice_from(path), sizeof list[at].path - 1);
    memcpy(list[at].path, cut.ptr, cut.len);
}

struct ingest_report report_listen(struct report *report, const struct ingest_report *inner)
{
    if (!report->is_begun)
        return *inner;
    report->inner = *inner;
    return (struct ingest_report){
        .context = report,
        .rejection = on_rejection,
        .notice = on_notice,
        .skipped = on_skipped,
        .progress = on_progress,
        .is_interrupted = on_is_interrupted,
        .taken = on_taken,
    };
}

void report_note(struct report *report, const char *message)
{
    note(report, &report->messages, NULL, 0, slice_from(message));
}

// Blots out words with an @ in them.
static struct slice without_addresses(struct arena *arena, struct slice text)
{
    struct slice copy = arena_copy(arena, text);
    char *bytes = (char *)(uintptr_t)copy.ptr;
    for (size_t i = 0; i < copy.len; i++) {
        if (bytes[i] != '@')
            continue;
        size_t from = i, to = i;
        while (from > 0 && !strchr(" \t\"'<>(),;:=", bytes[from - 1]))
            from--;
        while (to < copy.len && !strchr(" \t\"'<>(),;:=", bytes[to]))
            to++;
        memset(bytes + from, '*', to - from);
    }
    return copy;
}

void report_note_alerts(struct report *report, const char *message)
{
    if (report->is_begun)
        note(report, &report->messages, NULL, 0,
             without_addresses(&report->arena, slice_from(message)));
}

void report_found(struct report *report, struct slice name, uint64_t finds, bool has_mail)
{
    if (!report->is_begun)
        return;
    report->finds += finds;
    report->mails += has_mail;
    if (vec_is_full(&report->alerts))
        report->alerts.room.left_out++;
    else
        (void)vec_add(
            &report->alerts,
            (struct report_alert){without_addresses(&report->arena, name), finds, has_mail});
}
