// check, stats and analyze: the commands that only look.
//
// They read one generation, so each runs beside an indexer and a server. check reads every byte of the index and tells
// each problem on a line of its own; stats tells what the manifest says; analyze needs no index at all.
#include "answer/json_writer.h"
#include "base/utf8.h"
#include "engine/backends.h"
#include "engine/read/index_check.h"
#include "indexer/commands/commands.h"
#include "indexer/console.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

// --- check -----------------------------------------------------------------------------------

static void print_problem(void *context, const char *problem)
{
    console_say(context, "%s", problem);
}

enum status command_check(const struct options *options, int *exit_code, struct error *err)
{
    struct index_check_result result = {0};
    struct console console;
    if (backend_is_far(options->index))
        return error_set(err, STATUS_INVALID,
                         "%s: check is for an index in a folder; a cluster checks its own copies",
                         options->index);
    console_open(&console, options);
    const struct index_options mapped = {.map_size_bytes = options->map_size_bytes};
    enum status status =
        index_check(options->index, &mapped, print_problem, &console, &result, err);
    console_close(&console);
    if (status != STATUS_OK)
        return status;
    *exit_code = result.problems > 0 ? EX_IOERR : EX_OK;
    if (options->json)
        (void)printf("{\"sound\":%s,\"problems\":%" PRIu64 ",\"generation\":%" PRIu64
                     ",\"segments\":%" PRIu64 ",\"documents\":%" PRIu64 ",\"terms\":%" PRIu64
                     ",\"postings\":%" PRIu64 ",\"positions\":%" PRIu64 ",\"sources\":%" PRIu64
                     "}\n",
                     result.problems > 0 ? "false" : "true", result.problems, result.generation,
                     result.segments, result.documents, result.terms, result.postings,
                     result.positions, result.sources);
    else if (result.problems > 0)
        (void)printf("damaged: %" PRIu64 " problems in generation %" PRIu64 "\n", result.problems,
                     result.generation);
    else if (!options->quiet)
        (void)printf("sound: %" PRIu64 " documents, %" PRIu64 " terms, %" PRIu64
                     " postings, %" PRIu64 " positions, %" PRIu64 " sources, generation %" PRIu64
                     "\n",
                     result.documents, result.terms, result.postings, result.positions,
                     result.sources, result.generation);
    return STATUS_OK;
}

// --- stats -----------------------------------------------------------------------------------

struct figure {
    const char *key, *label;
    uint64_t value;
};

static void print_figures(const struct figure *figures, size_t count)
{
    for (size_t i = 0; i < count; i++)
        (void)printf("%-22s %15" PRIu64 "\n", figures[i].label, figures[i].value);
}

static enum status print_json_figures(const struct figure *figures, size_t count,
                                      const struct index_info *info, struct error *err)
{
    struct buf out = {0};
    struct json_writer json;
    json_writer_init(&json, &out);
    json_writer_object(&json);
    json_writer_put_text(&json, "analyzer", info->analyzer);
    json_writer_put_int(&json, "commit_time", info->commit_time);
    for (size_t i = 0; i < count; i++)
        json_writer_put_int(&json, figures[i].key, (int64_t)figures[i].value);
    json_writer_end(&json);
    buf_append_char(&out, '\n');
    bool succeeded = !out.failed && fwrite(out.data, 1, out.len, stdout) == out.len;
    buf_clear(&out);
    return succeeded ? STATUS_OK : error_set(err, STATUS_IO, "stats: cannot write them");
}

static bool count_named(void *context, struct slice value, uint32_t documents)
{
    uint64_t *named = context;
    *named += value.len > 0 ? documents : 0;
    return true;
}

static enum status print_stats(const struct options *options, const struct index_info *info,
                               uint64_t named, struct error *err)
{
    const struct figure figures[] = {
        {"generation", "generation", info->generation},
        {"documents", "documents", info->documents},
        {"sans_assemblee", "without an assembly", info->documents - named},
        {"deleted", "deleted, not merged", info->deleted},
        {"segments", "segments", info->segments},
        {"tokens", "words", info->tokens},
        {"bytes_postings", "bytes of postings", info->bytes_postings},
        {"bytes_positions", "bytes of positions", info->bytes_positions},
        {"bytes_dictionary", "bytes of dictionary", info->bytes_dictionary},
        {"bytes_columns", "bytes of columns", info->bytes_columns},
        {"bytes_documents", "bytes of stored texts", info->bytes_documents},
        {"file_bytes", "bytes of the file", info->file_bytes},
    };
    size_t count = sizeof figures / sizeof *figures;
    if (options->json)
        return print_json_figures(figures, count, info, err);
    char when[40];
    struct tm broken;
    time_t time = (time_t)info->commit_time;
    if (!localtime_r(&time, &broken) || !strftime(when, sizeof when, "%F %T", &broken))
        when[0] = '\0';
    print_figures(figures, count);
    (void)printf("%-22s %15s\n%-22s %s\n", "analyzer", info->analyzer, "committed", when);
    return STATUS_OK;
}

enum status command_stats(const struct options *options, struct error *err)
{
    struct backend *index = NULL;
    struct view *view = NULL;
    uint64_t named = 0; // documents with an assembly
    const struct index_options mapped = {.map_size_bytes = options->map_size_bytes};
    enum status status = backend_open(options->index, &mapped, &index, err);
    if (status == STATUS_OK)
        status = view_begin(index, &view, err);
    if (status == STATUS_OK)
        status = view_values(view, FIELD_ASSEMBLY, SLICE(""), count_named, &named, err);
    if (status == STATUS_OK)
        status = view_settle(view, err);
    if (status == STATUS_OK)
        status = print_stats(options, &view->info, named, err);
    view_free(view);
    backend_close(index);
    return status;
}

// --- analyze ---------------------------------------------------------------------------------

static enum status read_stdin(struct buf *text, struct error *err)
{
    for (;;) {
        char *at = buf_reserve(text, 65536);
        ssize_t got = at ? read(STDIN_FILENO, at, 65536) : 0;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(err, STATUS_IO, "standard input: %s", strerrordesc_np(errno));
        if (got == 0)
            return text->failed ? error_set(err, STATUS_NO_MEMORY, "no memory for the text")
                                : STATUS_OK;
        text->len += (size_t)got;
    }
}

static void print_token(const struct token *token)
{
    const struct form *form = token->form;
    char words[(FORM_TERMS_MAX + 1) * (FORM_TERM_MAX_LEN + 1) + 1];
    size_t len = (size_t)snprintf(words, sizeof words, "%.*s", SLICE_ARG(form->surface));
    (void)printf("%u\t%u-%u\t", token->position, token->start, token->end);
    utf8_blank_controls(words, len, false); // --analyzer whitespace lets them be
    (void)printf("%s\t", words);
    for (unsigned i = 0; i < form->term_count; i++) {
        len = (size_t)snprintf(words, sizeof words, "%.*s", SLICE_ARG(form->terms[i]));
        utf8_blank_controls(words, len, false);
        (void)printf("%s%s", i ? " " : "", words);
    }
    (void)printf("\n");
}

enum status command_analyze(const struct options *options, struct error *err)
{
    struct buf text = {0};
    struct analyzer *analyzer = NULL;
    enum status status = STATUS_OK;
    if (options->argument_count == 1 && strcmp(options->arguments[0], "-") == 0)
        status = read_stdin(&text, err);
    else
        for (size_t i = 0; i < options->argument_count; i++)
            buf_printf(&text, "%s%s", i ? " " : "", options->arguments[i]);
    if (status == STATUS_OK)
        status =
            analyzer_open(options->analyzer ? options->analyzer : ANALYZER_FRENCH, &analyzer, err);
    struct token_list tokens = {0};
    if (status == STATUS_OK)
        status = analyzer_run(analyzer, buf_slice(&text), &tokens, err);
    for (size_t i = 0; i < tokens.count && status == STATUS_OK; i++)
        print_token(&tokens.tokens[i]);
    analyzer_close(analyzer);
    buf_clear(&text);
    return status;
}
