// enginebench: times the engine inside the process, and prints what it found as JSON.
//
//     enginebench --index DIR --queries FILE.tsv --mode any|all|phrase --top K --repeat N [--count]
//                 [--digit DIGIT] [--run OUT.trec]
//     enginebench --index DIR --build TEXTS [--analyzer whitespace|french] [--optimize] …
//
// script/bench puts the figures beside those of other engines.
#include "bench/build_index.h"
#include "bench/measure.h"
#include "bench/questions.h"
#include "engine/backends.h"
#include "engine/lmdb/view.h"
#include "engine/read/segments.h"

#include <jansson.h>

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

const char *argp_program_version = "enginebench " HEMICYCLE_VERSION;

enum {
    KEY_COUNT = 256,
    KEY_DIGIT,
    KEY_RUN,
    KEY_BUILD,
    KEY_ANALYZER,
    KEY_OPTIMIZE,
    KEY_NIGHTS,
    KEY_THREADS,
    KEY_MEMORY,
    KEY_FIRST,
    KEY_MAP_SIZE
};

struct options {
    const char *index, *queries, *run;
    struct question_style style;
    struct measure_request measure;
    struct build_request build;
    size_t map_size_bytes;
};

static const struct argp_option option_table[] = {
    {"index", 'i', "DIR", 0, "the index", 0},
    {"queries", 'q', "FILE", 0, "a question a line: id TAB words", 0},
    {"mode", 'm', "MODE", 0, "any, all or phrase (default: any)", 0},
    {"top", 't', "K", 0, "hits wanted (default: 10)", 0},
    {"repeat", 'n', "N", 0, "rounds of all questions; the best time of each counts (default: 10)",
     0},
    {"count", KEY_COUNT, NULL, 0, "count all matches instead of ranking the best", 0},
    {"digit", KEY_DIGIT, "DIGIT", 0, "only documents whose number ends in it, one in ten", 0},
    {"map-size", KEY_MAP_SIZE, "BYTES", 0,
     "room for the index in memory, for checkers that have little", 0},
    {"run", KEY_RUN, "FILE", 0, "also write the hits there, in TREC's format", 0},
    {"build", KEY_BUILD, "FILE", 0, "index this file, a document a line, instead of searching", 1},
    {"analyzer", KEY_ANALYZER, "NAME", 0, "for --build: whitespace (default) or french", 1},
    {"optimize", KEY_OPTIMIZE, NULL, 0, "for --build: merge and reorder afterwards", 1},
    {"nights", KEY_NIGHTS, NULL, 0,
     "for --build: then let a tenth of the documents change, in seven commits", 1},
    {"threads", KEY_THREADS, "N", 0, "for --build (default: 1)", 1},
    {"first", KEY_FIRST, "N", 0, "for --build: number in the id of the first document", 1},
    {"memory", KEY_MEMORY, "BYTES", 0, "for --build: memory of a batch", 1},
    {0},
};

static unsigned long number_of(const char *text, struct argp_state *state)
{
    char *end;
    errno = 0;
    unsigned long number = strtoul(text, &end, 10);
    if (errno || *end || end == text || number == 0)
        argp_error(state, "not a number above zero: %s", text);
    return number;
}

// Which of `names` the text is.
static unsigned choice_of(const char *text, const char *const names[], struct argp_state *state)
{
    for (unsigned i = 0; names[i]; i++)
        if (strcmp(text, names[i]) == 0)
            return i;
    argp_error(state, "unknown: %s", text);
    return 0;
}

static void check_options(const struct options *options, struct argp_state *state)
{
    if (!options->index)
        argp_error(state, "--index is missing");
    if (!options->queries && !options->build.texts)
        argp_error(state, "--queries or --build is missing");
}

static error_t parse_option(int key, char *text, struct argp_state *state)
{
    static const char *const modes[] = {"any", "all", "phrase", NULL};
    static const char *const analyzers[] = {"french", "whitespace", NULL};
    struct options *options = state->input;
    switch (key) {
    case 'i':
        options->index = options->build.index = text;
        break;
    case 'q':
        options->queries = text;
        break;
    case 'm':
        options->style.mode = (enum question_mode)choice_of(text, modes, state);
        break;
    case 't':
        options->measure.top = (uint32_t)number_of(text, state);
        break;
    case 'n':
        options->measure.repeat = (unsigned)number_of(text, state);
        break;
    case KEY_COUNT:
        options->measure.count = true;
        break;
    case KEY_DIGIT:
        options->style.digit = slice_from(text);
        break;
    case KEY_RUN:
        options->run = text;
        break;
    case KEY_BUILD:
        options->build.texts = text;
        break;
    case KEY_ANALYZER:
        options->build.analyzer =
            choice_of(text, analyzers, state) == 0 ? ANALYZER_FRENCH : ANALYZER_WHITESPACE;
        break;
    case KEY_OPTIMIZE:
        options->build.optimize = true;
        break;
    case KEY_NIGHTS:
        options->build.nights = true;
        break;
    case KEY_THREADS:
        options->build.threads = (unsigned)number_of(text, state);
        break;
    case KEY_MEMORY:
        options->build.memory_bytes = number_of(text, state);
        break;
    case KEY_MAP_SIZE:
        options->map_size_bytes = options->build.map_size_bytes = number_of(text, state);
        break;
    case KEY_FIRST:
        options->build.first = number_of(text, state);
        break;
    case ARGP_KEY_END:
        check_options(options, state);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static enum status print_json(json_t *json, struct error *err)
{
    if (!json || json_dumpf(json, stdout, JSON_REAL_PRECISION(6)) != 0 || puts("") == EOF) {
        json_decref(json);
        return error_set(err, STATUS_IO, "cannot write the result");
    }
    json_decref(json);
    return STATUS_OK;
}

// --- building ------------------------------------------------------------------------------------

static enum status with_view(const struct options *options,
                             enum status (*use)(struct view *, void *, struct error *),
                             void *context, struct error *err)
{
    const struct index_options open_options = {.map_size_bytes = options->map_size_bytes};
    struct backend *index = NULL;
    struct view *view = NULL;
    enum status status = backend_open(options->index, &open_options, &index, err);
    if (status == STATUS_OK)
        status = view_begin(index, &view, err);
    if (status == STATUS_OK)
        status = use(view, context, err);
    view_free(view);
    backend_close(index);
    return status;
}

// What the documents' ids take of the dictionary: the other engines are given no ids to look up.
static enum status id_bytes(const struct segment *segment, uint64_t *bytes, struct error *err)
{
    static const char kind[] = {TERM_ID};
    struct dictionary_iterator at;
    enum status status =
        dictionary_seek(segment->txn, segment->info.id, slice_of(kind, 1), &at, err);
    const char *block = NULL;
    for (size_t before = 0; status == STATUS_OK; before = at.next) {
        status = dictionary_next(&at, err);
        if (status == STATUS_OK && dictionary_term(&at).ptr[0] != TERM_ID)
            break;
        if (status == STATUS_OK)
            *bytes += at.next - (at.block.ptr == block ? before : 0);
        block = at.block.ptr;
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status print_build(struct view *view, void *context, struct error *err)
{
    const struct build_result *result = context;
    const struct index_info *info = &view->info;
    const struct snapshot *snapshot = lmdb_snapshot(view);
    uint64_t of_ids = 0;
    enum status status = STATUS_OK;
    for (uint32_t s = 0; status == STATUS_OK && s < info->segments; s++)
        status = id_bytes(&snapshot->segments[s], &of_ids, err);
    if (status != STATUS_OK)
        return status;
    uint64_t bytes = info->bytes_postings + info->bytes_positions + info->bytes_dictionary - of_ids;
    return print_json(
        json_pack("{s:s, s:I, s:f, s:f, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:i, s:I}",
                  "engine", "Hémicycle " HEMICYCLE_VERSION, "documents",
                  (json_int_t)result->documents, "seconds", result->seconds, "merge_seconds",
                  result->optimize_seconds, "bytes", (json_int_t)bytes, "bytes_postings",
                  (json_int_t)info->bytes_postings, "bytes_positions",
                  (json_int_t)info->bytes_positions, "bytes_dictionary",
                  (json_int_t)info->bytes_dictionary, "bytes_ids", (json_int_t)of_ids,
                  "bytes_documents", (json_int_t)info->bytes_documents, "bytes_file",
                  (json_int_t)info->file_bytes, "max_rss", (json_int_t)result->max_rss_bytes,
                  "segments", (int)info->segments, "deleted", (json_int_t)info->deleted),
        err);
}

static enum status run_build(struct options *options, struct error *err)
{
    struct build_result result;
    enum status status = build_index(&options->build, &result, err);
    return status == STATUS_OK ? with_view(options, print_build, &result, err) : status;
}

// --- searching -----------------------------------------------------------------------------------

struct search_context {
    const struct options *options;
    struct questions questions;
};

static enum status write_run(struct view *view, const struct search_context *context,
                             struct error *err)
{
    const char *path = context->options->run;
    FILE *out = fopen(path, "w");
    if (!out)
        return error_set(err, STATUS_IO, "%s: %s", path, strerrordesc_np(errno));
    uint32_t top = context->options->measure.top;
    enum status status = measure_write_run(view, &context->questions, top, out, err);
    if (fclose(out) != 0 && status == STATUS_OK)
        status = error_set(err, STATUS_IO, "%s: %s", path, strerrordesc_np(errno));
    return status;
}

static enum status search(struct view *view, void *data, struct error *err)
{
    static const char *const mode_names[] = {"any", "all", "phrase"};
    const struct search_context *context = data;
    const struct options *options = context->options;
    struct measure_result result;
    enum status status =
        measure_questions(view, &context->questions, &options->measure, &result, err);
    if (status == STATUS_OK && options->run)
        status = write_run(view, context, err);
    if (status != STATUS_OK)
        return status;
    return print_json(
        json_pack("{s:s, s:s, s:b, s:i, s:I, s:i, s:f, s:f, s:f, s:f, s:I}", "engine",
                  "Hémicycle " HEMICYCLE_VERSION, "mode", mode_names[options->style.mode], "count",
                  (int)options->measure.count, "top", (int)options->measure.top, "queries",
                  (json_int_t)context->questions.count, "repeat", (int)options->measure.repeat,
                  "mean", result.mean_us, "p50", result.p50_us, "p90", result.p90_us, "p99",
                  result.p99_us, options->measure.count ? "matches" : "hits",
                  (json_int_t)result.matches),
        err);
}

static enum status run_search(struct options *options, struct error *err)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct search_context context = {.options = options};
    options->style.scores = !options->measure.count || options->run;
    enum status status =
        questions_read(options->queries, &options->style, &arena, &context.questions, err);
    if (status == STATUS_OK)
        status = with_view(options, search, &context, err);
    arena_clear(&arena);
    return status;
}

int main(int argc, char **argv)
{
    struct options options = {
        .measure = {.top = 10, .repeat = 10},
        .build = {.analyzer = ANALYZER_WHITESPACE, .threads = 1},
    };
    const struct argp argp = {
        option_table, parse_option, NULL, "Times the engine inside the process; prints JSON.",
        NULL,         NULL,         NULL};
    argp_err_exit_status = EX_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    struct error err = {0};
    enum status status =
        options.build.texts ? run_build(&options, &err) : run_search(&options, &err);
    if (status != STATUS_OK)
        fprintf(stderr, "enginebench: %s\n", err.message);
    return status_exit_code(status);
}
