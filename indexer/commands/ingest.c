// add, sync, remove and optimize: the commands that write.
//
// A run walks its paths, ingests file by file, and commits at the end (and in between, when a batch is
// full). SIGINT and SIGTERM let the file at hand finish, commit what is complete, and skip the removals of a
// sync, which need a whole walk: exit 75, run it again.
#include "engine/write/index_writer.h"
#include "indexer/commands/commands.h"
#include "indexer/console.h"
#include "indexer/ingest/ingest.h"
#include "indexer/ingest/sync.h"
#include "indexer/ingest/walk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

struct run {
    const struct options *options;
    struct console console;
    struct ingest ingest;
    struct arena arena;
    struct slice *roots; // canonical paths of the arguments; {NULL, 0} for standard input
    struct sync_outcome outcome;
    bool is_named; // the file being visited is an argument itself
};

static enum status open_writer(const struct options *options, struct index_writer **writer,
                               struct error *err)
{
    struct writer_options writer_options = {
        .memory_bytes = options->memory_bytes,
        .map_size_bytes = options->map_size_bytes,
        .threads = options->threads,
        .analyzer = options->analyzer,
        .source_rank = claims_source_rank,
        .must_exist = options->command == COMMAND_REMOVE || options->command == COMMAND_OPTIMIZE,
    };
    return index_writer_open(options->index, &writer_options, writer, err);
}

// --- walking ---------------------------------------------------------------------------------

static enum status on_file(void *context, const char *path, const struct stat *info,
                           struct error *err)
{
    struct run *run = context;
    (void)info;
    if (console_is_interrupted(&run->console))
        return STATUS_BUSY; // ends the walk; run_paths knows why
    return ingest_file(&run->ingest, path, run->is_named, err);
}

static void on_unreadable(void *context, const char *path, const char *reason)
{
    struct run *run = context;
    struct ingest_report *report = &run->ingest.report;
    run->ingest.counts.unreadable++;
    report->rejection(report->context, path, 0, slice_from(reason));
}

static enum status count_file(void *context, const char *path, const struct stat *info,
                              struct error *err)
{
    struct run *run = context;
    (void)path;
    (void)err;
    run->console.total_bytes += (uint64_t)info->st_size;
    return console_is_interrupted(&run->console) ? STATUS_BUSY : STATUS_OK;
}

static void ignore_unreadable(void *context, const char *path, const char *reason)
{
    (void)context;
    (void)path;
    (void)reason;
}

// One more walk, only to know how long the bar has to be.
static enum status count_total(struct run *run, struct error *err)
{
    const struct walk walk = {run, count_file, ignore_unreadable};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < run->options->argument_count && status == STATUS_OK; i++)
        if (run->roots[i].ptr)
            status = walk_path(run->roots[i].ptr, &walk, err);
    return run->console.was_interrupted ? STATUS_OK : status;
}

static enum status find_roots(struct run *run, struct error *err)
{
    const struct options *options = run->options;
    run->roots = arena_calloc(&run->arena, options->argument_count, sizeof *run->roots);
    if (!run->roots)
        return error_set(err, STATUS_NO_MEMORY, "no memory");
    for (size_t i = 0; i < options->argument_count; i++) {
        if (strcmp(options->arguments[i], "-") == 0) {
            if (options->command == COMMAND_SYNC)
                return error_set(err, STATUS_INVALID, "sync needs a file or a folder, not -");
            continue;
        }
        enum status status =
            walk_canonical(options->arguments[i], &run->arena, &run->roots[i], err);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static enum status run_paths(struct run *run, struct error *err)
{
    const struct walk walk = {run, on_file, on_unreadable};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < run->options->argument_count && status == STATUS_OK; i++) {
        struct stat info;
        struct slice root = run->roots[i];
        run->is_named = root.ptr && stat(root.ptr, &info) == 0 && S_ISREG(info.st_mode);
        status = root.ptr ? walk_path(root.ptr, &walk, err) : ingest_stdin(&run->ingest, err);
    }
    return run->console.was_interrupted ? STATUS_OK : status;
}

// --- add and sync ----------------------------------------------------------------------------

static enum status finish(struct run *run, struct run_summary *summary, struct error *err)
{
    bool is_sync = run->options->command == COMMAND_SYNC;
    enum status status = STATUS_OK;
    if (is_sync && !run->console.was_interrupted) {
        const struct sync_options options = {
            .roots = run->roots,
            .root_count = run->options->argument_count,
            .max_removed_percent = run->options->max_removed_percent,
            .force = run->options->force,
        };
        status = sync_finish(&run->ingest, &options, &run->outcome, err);
        summary->sync = &run->outcome;
    } else if (!run->console.was_interrupted) {
        status = sync_hand_over(&run->ingest, err);
    }
    if (status == STATUS_OK)
        status = ingest_tell_skipped(&run->ingest, err);
    if (status == STATUS_OK)
        status = index_writer_commit(run->ingest.writer, &summary->generation, err);
    summary->counts = &run->ingest.counts;
    summary->documents = index_writer_document_count(run->ingest.writer);
    return status;
}

static int exit_code_of(struct run *run)
{
    const struct ingest_counts *counts = &run->ingest.counts;
    if (run->outcome.refused_documents > 0)
        console_say(&run->console,
                    "%" PRIu64 " of %" PRIu64 " documents have lost their source%s: not removed; "
                    "--force removes them, --max-removed sets how many may go",
                    run->outcome.refused_documents, run->outcome.known_documents,
                    run->outcome.has_missing_root ? " (a path is not there)" : "");
    if (run->console.was_interrupted) {
        console_say(&run->console, "interrupted: what was read is committed%s; run it again",
                    run->options->command == COMMAND_SYNC ? ", nothing was removed" : "");
        return EX_TEMPFAIL;
    }
    if (counts->unreadable > 0)
        return EX_IOERR;
    return counts->rejected_documents > 0 || run->outcome.refused_documents > 0 ? EX_DATAERR
                                                                                : EX_OK;
}

static enum status ingest_all(struct run *run, int *exit_code, struct error *err)
{
    const struct options *options = run->options;
    struct run_summary summary = {0};
    run->ingest.report = console_report(&run->console);
    run->ingest.options = (struct ingest_options){
        .format = options->format,
        .rereads = options->rereads,
        .settle_seconds = options->settle_seconds,
    };
    enum status status = STATUS_OK;
    if (run->console.shows_progress)
        status = count_total(run, err);
    if (status == STATUS_OK)
        status = run_paths(run, err);
    if (status == STATUS_OK)
        status = finish(run, &summary, err);
    if (status == STATUS_OK) {
        *exit_code = exit_code_of(run);
        console_summary(&run->console, &summary);
    }
    return status;
}

enum status command_ingest(const struct options *options, int *exit_code, struct error *err)
{
    struct run run = {.options = options};
    struct index_writer *writer = NULL;
    console_hold_signals();
    console_open(&run.console, options);
    enum status status = find_roots(&run, err);
    if (status == STATUS_OK)
        status = open_writer(options, &writer, err);
    if (status == STATUS_OK) {
        ingest_open(&run.ingest, writer);
        status = ingest_all(&run, exit_code, err);
        ingest_close(&run.ingest);
    }
    index_writer_close(writer);
    console_close(&run.console);
    arena_clear(&run.arena);
    return status;
}

// --- remove and optimize ---------------------------------------------------------------------

enum status command_remove(const struct options *options, int *exit_code, struct error *err)
{
    struct index_writer *writer = NULL;
    struct console console;
    uint64_t generation;
    size_t removed = 0;
    console_open(&console, options);
    enum status status = open_writer(options, &writer, err);
    for (size_t i = 0; i < options->argument_count && status == STATUS_OK; i++) {
        status = index_writer_remove(writer, slice_from(options->arguments[i]), err);
        removed += status == STATUS_OK;
        if (status == STATUS_NOT_FOUND) {
            console_say(&console, "%s: no such document", options->arguments[i]);
            *exit_code = EX_DATAERR;
            status = STATUS_OK;
        }
    }
    if (status == STATUS_OK)
        status = index_writer_commit(writer, &generation, err);
    if (status == STATUS_OK && options->json)
        (void)printf("{\"removed\":%zu,\"generation\":%" PRIu64 ",\"documents\":%" PRIu64 "}\n",
                     removed, generation, index_writer_document_count(writer));
    else if (status == STATUS_OK && !options->quiet)
        (void)printf("%zu removed; %" PRIu64 " documents, generation %" PRIu64 "\n", removed,
                     index_writer_document_count(writer), generation);
    index_writer_close(writer);
    console_close(&console);
    return status;
}

enum status command_optimize(const struct options *options, struct error *err)
{
    struct index_writer *writer = NULL;
    struct console console;
    uint64_t generation = 0;
    console_open(&console, options);
    enum status status = open_writer(options, &writer, err);
    if (status == STATUS_OK)
        status = index_writer_optimize(writer, console_step, &console, err);
    if (status == STATUS_OK)
        status = index_writer_commit(writer, &generation, err);
    uint64_t documents = status == STATUS_OK ? index_writer_document_count(writer) : 0;
    index_writer_close(writer);
    console_close(&console);
    if (status == STATUS_OK && options->json)
        (void)printf("{\"generation\":%" PRIu64 ",\"documents\":%" PRIu64 "}\n", generation,
                     documents);
    else if (status == STATUS_OK && !options->quiet)
        (void)printf("optimized: %" PRIu64 " documents, generation %" PRIu64 "\n", documents,
                     generation);
    return status;
}
