// add, sync and optimize: the commands that write (but for remove.c).
//
// A run walks its paths, ingests file by file, and commits at the end (and in between, when a batch is
// full). SIGINT and SIGTERM let the file at hand finish, commit what is complete, and skip the removals of a
// sync, which need a whole walk: exit 75, run it again.
#include "engine/backends.h"
#include "indexer/alerts/alerts.h"
#include "indexer/commands/commands.h"
#include "indexer/console.h"
#include "indexer/ingest/ingest.h"
#include "indexer/ingest/sync.h"
#include "indexer/ingest/walk.h"
#include "indexer/report/report.h"
#include "indexer/web/address.h"
#include "indexer/web/web.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

struct ingestion {
    const struct options *options;
    struct console console;
    struct ingest ingest;
    struct arena arena;
    struct slice
        *roots; // canonical paths of the arguments, or addresses; {NULL, 0} for standard input
    struct web web;
    struct rules rules;
    struct sync_outcome outcome;
    struct report report;
    struct stat folder; // of the index
    bool has_folder;    // else it is in a cluster
    bool has_read;      // the index was opened and its sources were read, or some of them
    bool is_named;      // the file being visited is an argument itself
};

// `claims`: of a command that adds; NULL for others.
static enum status open_writer(const struct options *options, struct claims *claims,
                               struct writer **writer, struct error *err)
{
    struct writer_options writer_options = {
        .memory_bytes = options->memory_bytes,
        .map_size_bytes = options->map_size_bytes,
        .threads = options->threads,
        .analyzer = options->analyzer,
        .keep_texts_days = options->keep_texts_days,
        .source_rank = claims ? claims_source_rank : NULL,
        .source_taken = claims ? claims_taken : NULL,
        .source_context = claims,
        .must_exist = options->command == COMMAND_OPTIMIZE,
    };
    return writer_open(options->index, &writer_options, writer, err);
}

// --- walking ---------------------------------------------------------------------------------

static enum status on_file(void *context, const char *path, const struct stat *info,
                           struct error *err)
{
    struct ingestion *ingestion = context;
    (void)info;
    if (console_is_interrupted(&ingestion->console))
        return STATUS_BUSY; // ends the walk; run_paths knows why
    return ingest_file(&ingestion->ingest, path, ingestion->is_named, err);
}

static void on_unreadable(void *context, const char *path, const char *reason)
{
    struct ingestion *ingestion = context;
    struct ingest_report *report = &ingestion->ingest.report;
    ingestion->ingest.counts.unreadable++;
    report->rejection(report->context, path, 0, slice_from(reason));
}

static enum status count_file(void *context, const char *path, const struct stat *info,
                              struct error *err)
{
    struct ingestion *ingestion = context;
    (void)path;
    (void)err;
    ingestion->console.total_bytes += (uint64_t)info->st_size;
    return console_is_interrupted(&ingestion->console) ? STATUS_BUSY : STATUS_OK;
}

static void ignore_unreadable(void *context, const char *path, const char *reason)
{
    (void)context;
    (void)path;
    (void)reason;
}

// What an index that lies among its sources holds is no source.
static struct walk walk_with(struct ingestion *ingestion,
                             enum status (*file)(void *context, const char *path,
                                                 const struct stat *info, struct error *err),
                             void (*unreadable)(void *context, const char *path,
                                                const char *reason))
{
    return (struct walk){ingestion, file, unreadable,
                         ingestion->has_folder ? &ingestion->folder : NULL};
}

// One more walk, only to know how long the bar has to be.
static enum status count_total(struct ingestion *ingestion, struct error *err)
{
    const struct walk walk = walk_with(ingestion, count_file, ignore_unreadable);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < ingestion->options->argument_count && status == STATUS_OK; i++)
        if (ingestion->roots[i].ptr && !claims_is_web(ingestion->roots[i]))
            status = walk_path(ingestion->roots[i].ptr, &walk, err);
    return ingestion->console.was_interrupted ? STATUS_OK : status;
}

static enum status find_root(struct ingestion *ingestion, const char *argument, struct slice *root,
                             struct error *err)
{
    bool is_sync = ingestion->options->command == COMMAND_SYNC;
    struct stat info;
    if (strcmp(argument, "-") == 0)
        return STATUS_OK;
    if (!address_is(argument) || stat(argument, &info) == 0)
        return walk_canonical(argument, &ingestion->arena, root, err);
    enum status status = web_name(&ingestion->web, argument, root, err);
    if (status == STATUS_OK && !is_sync)
        status =
            error_set(err, STATUS_INVALID, "%s: add takes files, sync takes addresses", argument);
    return status;
}

static enum status find_roots(struct ingestion *ingestion, struct error *err)
{
    const struct options *options = ingestion->options;
    ingestion->roots =
        arena_calloc(&ingestion->arena, options->argument_count, sizeof *ingestion->roots);
    if (!ingestion->roots)
        return error_set(err, STATUS_NO_MEMORY, "no memory");
    enum status status = STATUS_OK;
    for (size_t i = 0; i < options->argument_count && status == STATUS_OK; i++)
        status = find_root(ingestion, options->arguments[i], &ingestion->roots[i], err);
    return status;
}

static enum status run_paths(struct ingestion *ingestion, struct error *err)
{
    const struct walk walk = walk_with(ingestion, on_file, on_unreadable);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < ingestion->options->argument_count && status == STATUS_OK; i++) {
        struct stat info;
        struct slice root = ingestion->roots[i];
        bool is_sync = ingestion->options->command == COMMAND_SYNC, is_list = false;
        ingestion->is_named = root.ptr && stat(root.ptr, &info) == 0 && S_ISREG(info.st_mode);
        // A folder and an address are sources of their own; a file says nothing of where it comes from.
        ingestion->ingest.folder = root.ptr && !ingestion->is_named ? root : SLICE_NONE;
        if (!root.ptr)
            status = ingest_stdin(&ingestion->ingest, err);
        else if (claims_is_web(root))
            status = web_sync(&ingestion->web, root, err);
        else if (is_sync)
            status = web_sync_file(&ingestion->web, root, &is_list, err);
        if (status == STATUS_OK && root.ptr && !claims_is_web(root) && !is_list)
            status = walk_path(root.ptr, &walk, err);
    }
    ingestion->ingest.folder = SLICE_NONE;
    return ingestion->console.was_interrupted ? STATUS_OK : status;
}

// --- add and sync ----------------------------------------------------------------------------

// What vanished from all roots, and from the lists on the Web.
static enum status finish_sync(struct ingestion *ingestion, struct error *err)
{
    const struct options *options = ingestion->options;
    const struct web *web = &ingestion->web;
    struct slice_list roots = {.room = vec_in(&ingestion->arena, VEC_NO_LIMIT)};
    for (size_t i = 0; i < options->argument_count; i++)
        (void)vec_add(&roots, ingestion->roots[i]);
    for (uint32_t i = 0; i < web->gone.named.count; i++)
        (void)vec_add(&roots, web->gone.named.keys[i]);
    for (uint32_t i = 0; i < web->gone.dropped.count; i++)
        (void)vec_add(&roots, web->gone.dropped.keys[i]);
    if (roots.room.failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory");
    const struct sync_options sync = {
        .roots = roots.items,
        .root_count = roots.count,
        .max_removed_percent = options->max_removed_percent,
        .force = options->force,
        .held = web->held.keys,
        .held_count = web->held.count,
        .gone = &web->gone,
    };
    enum status status = sync_finish(&ingestion->ingest, &sync, &ingestion->outcome, err);
    return status == STATUS_OK ? web_settle(&ingestion->web, err) : status;
}

static enum status finish(struct ingestion *ingestion, struct run_summary *summary,
                          struct error *err)
{
    bool is_sync = ingestion->options->command == COMMAND_SYNC;
    enum status status = STATUS_OK;
    if (is_sync && !ingestion->console.was_interrupted) {
        status = finish_sync(ingestion, err);
        summary->sync = &ingestion->outcome;
    } else if (!ingestion->console.was_interrupted) {
        status = sync_hand_over(&ingestion->ingest, err);
    }
    if (status == STATUS_OK)
        status = ingest_tell_skipped(&ingestion->ingest, err);
    if (status == STATUS_OK)
        status = writer_commit(ingestion->ingest.writer, &summary->generation, err);
    summary->counts = &ingestion->ingest.counts;
    summary->documents = writer_document_count(ingestion->ingest.writer);
    return status;
}

// A message about the run, for the console and the report.
__attribute__((format(printf, 2, 3))) static void say(struct ingestion *ingestion,
                                                      const char *format, ...)
{
    char message[ERROR_MESSAGE_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(message, sizeof message, format, args);
    va_end(args);
    console_say(&ingestion->console, "%s", message);
    report_note(&ingestion->report, message);
}

static int exit_code_of(struct ingestion *ingestion)
{
    const struct ingest_counts *counts = &ingestion->ingest.counts;
    if (ingestion->outcome.refused_documents > 0)
        say(ingestion,
            "%" PRIu64 " of %" PRIu64 " documents have lost their source%s: not removed; "
            "--force removes them, --max-removed sets how many may go",
            ingestion->outcome.refused_documents, ingestion->outcome.known_documents,
            ingestion->outcome.has_missing_root ? " (a path is not there)" : "");
    if (ingestion->console.was_interrupted) {
        say(ingestion, "interrupted: what was read is committed%s; run it again",
            ingestion->options->command == COMMAND_SYNC ? ", nothing was removed" : "");
        return EX_TEMPFAIL;
    }
    if (counts->unreadable > 0)
        return EX_IOERR;
    if (counts->unreachable > 0)
        return EX_UNAVAILABLE;
    return counts->rejected_documents > 0 || ingestion->outcome.refused_documents > 0 ? EX_DATAERR
                                                                                      : EX_OK;
}

static enum status ingest_all(struct ingestion *ingestion, int *exit_code, struct error *err)
{
    const struct options *options = ingestion->options;
    struct run_summary summary = {0};
    const struct ingest_report console = console_report(&ingestion->console);
    ingestion->ingest.report = report_listen(&ingestion->report, &console);
    ingestion->ingest.options = (struct ingest_options){
        .format = options->format,
        .rereads = options->rereads,
        .settle_seconds = options->settle_seconds,
        .rules = &ingestion->rules,
        .excluded = options->excluded_count > 0 ? options->excluded : NULL,
        .arguments = ingestion->roots,
        .argument_count = options->argument_count,
    };
    enum status status = STATUS_OK;
    ingestion->has_folder =
        !strstr(options->index, "://") && stat(options->index, &ingestion->folder) == 0;
    if (ingestion->console.shows_progress)
        status = count_total(ingestion, err);
    if (status == STATUS_OK)
        status = run_paths(ingestion, err);
    if (status == STATUS_OK)
        status = finish(ingestion, &summary, err);
    if (status == STATUS_OK) {
        *exit_code = exit_code_of(ingestion);
        console_summary(&ingestion->console, &summary);
    }
    return status;
}

static void open_web(struct ingestion *ingestion)
{
    const struct options *options = ingestion->options;
    const struct web_options web = {
        .index = options->index,
        .contact = options->contact,
        .max_bytes = options->max_download_bytes,
        .kept_percent = 100 - options->max_removed_percent,
        .context = &ingestion->console,
        .progress = console_download,
        .is_interrupted = console_is_interrupted,
    };
    web_open(&ingestion->web, &ingestion->ingest, &web);
}

// Reads the operator's file before anything is opened: a mistake in it leaves everything as it is.
static enum status read_rules(struct ingestion *ingestion, struct error *err)
{
    const char *file = ingestion->options->sources;
    if (!file || strcmp(file, RULES_NONE) == 0)
        return STATUS_OK;
    return rules_read(file, &ingestion->rules, err);
}

static void complain(void *context, const char *message)
{
    struct ingestion *ingestion = context;
    console_say(&ingestion->console, "%s", message);
    report_note_alerts(&ingestion->report, message);
}

// A section about nothing is most often a mistyped path. It is told once, when the index learns of it.
static void look_for_sections(struct ingestion *ingestion)
{
    const struct rules *rules = &ingestion->rules;
    for (size_t i = 0; i < rules->count; i++) {
        struct slice path = rules->sections[i].path;
        struct stat info;
        struct error missing = {0};
        if (claims_is_web(path) || stat(path.ptr, &info) == 0 || errno != ENOENT)
            continue;
        (void)error_set(&missing, STATUS_NOT_FOUND, "--sources: %s:%u: there is no %s",
                        ingestion->options->sources, rules->sections[i].line, path.ptr);
        complain(ingestion, missing.message);
    }
}

// The index keeps what it was told last, and what of it matters to readers. Who does not say anything else means that.
static enum status tell_rules(struct ingestion *ingestion, struct writer *writer, struct error *err)
{
    struct rules *rules = &ingestion->rules;
    if (!ingestion->options->sources)
        return rules_parse(writer_roots(writer)->told, "the index's sources", rules, err);
    struct source_root *list = arena_calloc(&ingestion->arena, rules->count + 1, sizeof *list);
    if (!list)
        return error_set(err, STATUS_NO_MEMORY, "no memory");
    for (size_t i = 0; i < rules->count; i++)
        list[i] = (struct source_root){.path = rules->sections[i].path,
                                       .licence = rules->sections[i].licence,
                                       .coverage = rules->sections[i].coverage};
    if (!slice_equal(writer_roots(writer)->told, rules->told))
        look_for_sections(ingestion);
    return writer_tell_roots(writer, rules->told, list, rules->count, err);
}

// Where there is no index yet, none is made for a path that is not there: it is a mistyped one.
static enum status check_paths(const struct ingestion *ingestion, struct error *err)
{
    const struct options *options = ingestion->options;
    struct backend *index = NULL;
    enum status status = backend_open(options->index, NULL, &index, NULL);
    backend_close(index);
    for (size_t i = 0; i < options->argument_count && status == STATUS_NOT_FOUND; i++) {
        struct slice root = ingestion->roots[i];
        struct stat info;
        if (root.ptr && !claims_is_web(root) && stat(root.ptr, &info) != 0)
            return error_set(err, STATUS_IO, "%s: %s; no index is made in %s",
                             options->arguments[i], strerrordesc_np(errno), options->index);
    }
    return STATUS_OK;
}

static enum status write_index(struct ingestion *ingestion, int *exit_code, struct error *err)
{
    struct writer *writer = NULL;
    enum status status = open_writer(ingestion->options, &ingestion->ingest.claims, &writer, err);
    if (status == STATUS_OK)
        status = tell_rules(ingestion, writer, err);
    if (status == STATUS_OK) {
        ingest_open(&ingestion->ingest, writer);
        ingestion->ingest.claims.gone = &ingestion->web.gone;
        web_tidy(&ingestion->web);
        ingestion->has_read = true;
        status = ingest_all(ingestion, exit_code, err);
        ingest_close(&ingestion->ingest);
    }
    writer_close(writer);
    return status;
}

static void note_found(void *context, struct slice name, uint64_t finds, bool has_mail)
{
    struct ingestion *ingestion = context;
    report_found(&ingestion->report, name, finds, has_mail);
}

// Writes, and tells who is to be told. What goes wrong with that is another matter than the run.
static enum status write_and_tell(struct ingestion *ingestion, int *exit_code, struct error *err)
{
    const struct options *options = ingestion->options;
    struct alerts alerts = {
        .index = options->index,
        .folder = options->alerts,
        .synonyms = options->synonyms,
        .site = slice_from(options->base_url),
        .sender = slice_from(options->alerts_address),
        .command = options->after_commit,
        .command_seconds = options->after_commit_seconds,
        .complain = complain,
        .found = note_found,
        .context = ingestion,
    };
    alerts_begin(&alerts);
    enum status status = write_index(ingestion, exit_code, err);
    if (status == STATUS_OK && !ingestion->console.was_interrupted) // else the next run does it
        alerts_end(&alerts);
    return status;
}

// Whoever runs this is to see nights that do not run: so those leave a mark that have read all sources.
static void note_night(struct ingestion *ingestion, int exit_code)
{
    struct error problem = {0};
    const struct options *options = ingestion->options;
    if (options->command == COMMAND_SYNC && (exit_code == EX_OK || exit_code == EX_DATAERR) &&
        !ingestion->console.was_interrupted &&
        backend_note_night(options->index, &problem) != STATUS_OK)
        console_say(&ingestion->console, "%s", problem.message);
}

// A report that cannot be written fails a run that went well, else nobody would look.
static enum status run_reported(struct ingestion *ingestion, int *exit_code, struct error *err)
{
    struct error problem = {0};
    int code = EX_OK;
    report_begin(&ingestion->report);
    enum status status = read_rules(ingestion, err);
    if (status == STATUS_OK)
        status = check_paths(ingestion, err);
    if (status == STATUS_OK)
        status = write_and_tell(ingestion, &code, err);
    if (status == STATUS_OK)
        note_night(ingestion, code);
    const struct report_ending ending = {
        .exit_code = status == STATUS_OK ? code : status_exit_code(status),
        .error = status == STATUS_OK ? NULL : err->message,
        .counts = ingestion->has_read ? &ingestion->ingest.counts : NULL,
        .sync = ingestion->has_read && ingestion->options->command == COMMAND_SYNC
                    ? &ingestion->outcome
                    : NULL,
    };
    enum status written = report_end(&ingestion->report, &ending, &problem);
    if (written != STATUS_OK)
        console_say(&ingestion->console, "--report: %s", problem.message);
    *exit_code = written != STATUS_OK && code == EX_OK ? status_exit_code(written) : code;
    return status;
}

enum status command_ingest(const struct options *options, int *exit_code, struct error *err)
{
    struct ingestion ingestion = {.options = options, .report = {.options = options}};
    console_hold_signals();
    console_open(&ingestion.console, options);
    open_web(&ingestion);
    enum status status = find_roots(&ingestion, err);
    if (status == STATUS_OK)
        status = report_check(options, ingestion.roots, options->argument_count, err);
    if (status == STATUS_OK)
        status = run_reported(&ingestion, exit_code, err);
    web_close(&ingestion.web);
    console_close(&ingestion.console);
    report_clear(&ingestion.report);
    rules_clear(&ingestion.rules);
    arena_clear(&ingestion.arena);
    return status;
}

// --- optimize -----------------------------------------------------------------------------------

enum status command_optimize(const struct options *options, struct error *err)
{
    struct writer *writer = NULL;
    struct console console;
    uint64_t generation = 0;
    console_open(&console, options);
    enum status status = open_writer(options, NULL, &writer, err);
    if (status == STATUS_OK)
        status = writer_optimize(writer, console_step, &console, err);
    if (status == STATUS_OK)
        status = writer_commit(writer, &generation, err);
    uint64_t documents = status == STATUS_OK ? writer_document_count(writer) : 0;
    writer_close(writer);
    console_close(&console);
    if (status == STATUS_OK && options->json)
        (void)printf("{\"generation\":%" PRIu64 ",\"documents\":%" PRIu64 "}\n", generation,
                     documents);
    else if (status == STATUS_OK && !options->quiet)
        (void)printf("optimized: %" PRIu64 " documents, generation %" PRIu64 "%s\n", documents,
                     generation, console_index(&console));
    return status;
}
