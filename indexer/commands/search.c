// search: the daemon's search from the shell.
//
// Its options are the parameters of /api/v1/search, read by the same reader, and with --json it writes what that
// address answers, refusals included; answer/ does both for the two programs. On a terminal highlights are bold, unless
// NO_COLOR is set.
#include "answer/answer_json.h"
#include "answer/passage.h"
#include "answer/problem.h"
#include "base/date.h"
#include "base/program.h"
#include "base/utf8.h"
#include "engine/backends.h"
#include "indexer/commands/commands.h"
#include "indexer/console.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

struct session {
    const struct options *options;
    struct backend *index;
    struct synonyms *synonyms;
    struct deadlines *deadlines;
    struct searcher *searcher;
    struct view *view;
    struct index_info info;
    struct arena arena;
    struct buf out; // what goes to standard output
};

// --- for people ------------------------------------------------------------------------------

// Text of others: it ends no line and commands no terminal.
static void append_on_a_line(void *to, struct slice text)
{
    struct buf *out = to;
    size_t start = out->len;
    buf_append_slice(out, text);
    if (!out->failed && text.len > 0)
        utf8_blank_controls(out->data + start, text.len, false);
}

static void append(void *out, struct slice text)
{
    buf_append_slice(out, text);
}

static void append_passage(struct buf *out, const struct snippet *snippet)
{
    bool is_colourful = isatty(STDOUT_FILENO) == 1 && !getenv("NO_COLOR");
    const struct passage_style style = {
        .append = append_on_a_line,
        .put = append,
        .mark = is_colourful ? SLICE("\033[1m") : SLICE(""),
        .unmark = is_colourful ? SLICE("\033[0m") : SLICE(""),
        .cut_before = SLICE("… "),
        .cut_after = SLICE(" …"),
    };
    if (snippet->text.len == 0)
        return;
    buf_append_slice(out, SLICE("     "));
    passage_write(snippet, &style, out);
    buf_append_char(out, '\n');
}

static void append_hit(struct buf *out, uint64_t rank, const struct search_hit *hit)
{
    const struct exchange *exchange = &hit->exchange;
    char date[DATE_TEXT_SIZE];
    (void)date_format_iso(exchange->date_question, date);
    buf_printf(out, "%3" PRIu64 ". %7.3f  ", rank, hit->score);
    append_on_a_line(out, exchange->id);
    buf_append_slice(out, SLICE("\n     "));
    append_on_a_line(out, exchange->title);
    buf_printf(out, "\n     %s  ", date);
    append_on_a_line(out, exchange->author);
    buf_append_slice(out, exchange->minister.len > 0 ? SLICE(" > ") : SLICE(""));
    append_on_a_line(out, exchange->minister);
    int32_t delay = exchange_delay_days(exchange);
    if (delay != DELAY_NONE)
        buf_printf(out, "  (%d days)", delay);
    buf_append_char(out, '\n');
    append_passage(out, &hit->question);
    append_passage(out, &hit->reponse);
    for (size_t i = 0; i < hit->part_count; i++) {
        buf_printf(out, "     %7.3f  ", hit->parts[i].value);
        append_on_a_line(out, hit->parts[i].label);
        buf_append_char(out, '\n');
    }
}

static void append_facet(struct buf *out, const struct facet *facet)
{
    buf_printf(out, "%s\n", field_short_name(facet->field));
    for (size_t i = 0; i < facet->value_count; i++) {
        buf_printf(out, "%12u  ", facet->values[i].count);
        append_on_a_line(out, facet->values[i].value);
        buf_append_char(out, '\n');
    }
    if (facet->distinct > facet->value_count)
        buf_printf(out, "%12" PRIu64 "  in %zu other values\n", facet->others,
                   facet->distinct - facet->value_count);
}

static void append_text(struct buf *out, const struct search_answer *answer)
{
    const struct search_result *result = &answer->result;
    buf_printf(out, "%" PRIu64 " of %" PRIu64 " documents, %s words, %" PRIu64 " us\n",
               result->total, result->documents, params_mode_name(result->mode), answer->took_us);
    for (size_t i = 0; i < result->interpretation_count; i++) {
        if (!result->interpretation[i].is_notice)
            continue;
        append_on_a_line(out, result->interpretation[i].text);
        buf_append_char(out, '\n');
    }
    for (size_t i = 0; i < result->hit_count; i++)
        append_hit(out, answer->first + i + 1, &result->hits[i]);
    const struct partial_hits *partials = &result->partials;
    if (partials->hit_count > 0)
        buf_printf(out, "%" PRIu64 " more with a part of the words\n", partials->total);
    for (size_t i = 0; i < partials->hit_count; i++)
        append_hit(out, result->listed + answer->first_partial + i + 1, &partials->hits[i]);
    for (size_t i = 0; i < result->facet_count; i++)
        append_facet(out, &result->facets[i]);
}

// --- for programs ----------------------------------------------------------------------------

static enum status append_json(struct session *session, const struct search_answer *answer,
                               struct error *err)
{
    const struct answer_next next = {
        search_answer_next_url(answer, answer->next_cursor, ANSWER_JSON_SEARCH_PATH,
                               &session->arena),
        search_answer_next_url(answer, answer->next_partial_cursor, ANSWER_JSON_SEARCH_PATH,
                               &session->arena)};
    if (!next.hits.ptr || !next.partials.ptr)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an address");
    const struct answer_site site = {
        &session->info,
        {.deadlines = session->deadlines, .searcher = session->searcher, .arena = &session->arena},
        slice_from(session->options->licence),
    };
    struct json_writer json;
    json_writer_init(&json, &session->out);
    answer_json_search(&json, answer, &site, &next);
    buf_append_char(&session->out, '\n');
    return STATUS_OK;
}

// --- what cannot be answered -----------------------------------------------------------------

// Programs are refused as by the API, which speaks French.
static enum language language_of(const struct options *options)
{
    return options->json ? LANGUAGE_FRENCH : program_language();
}

// A wrong option is a wrong command line; a query nobody can answer is wrong input.
static int tell_parameters(const char *program, const struct param_problems *problems)
{
    int exit_code = EX_DATAERR;
    for (size_t i = 0; i < problems->count; i++) {
        struct slice name = problems->items[i].parameter, detail = problems->items[i].detail;
        bool is_option = !slice_equal(name, SLICE("q"));
        console_line("%s: %s%.*s%s%.*s", program, is_option ? "--" : "",
                     is_option ? (int)name.len : 0, name.ptr, is_option ? ": " : "",
                     SLICE_ARG(detail));
        if (is_option)
            exit_code = EX_USAGE;
    }
    return exit_code;
}

// Tells people on standard error and, with --json, programs on standard output. Hands on what is not about the request.
static enum status refuse(struct session *session, const struct search_answer *answer,
                          enum status status, int *exit_code, struct error *err)
{
    struct problem problem;
    if (status == STATUS_INVALID && answer->problems.count > 0) {
        problem = problem_from_parameters(&answer->problems);
        *exit_code = tell_parameters(session->options->program, &answer->problems);
    } else if (status == STATUS_NOT_FOUND && answer->params.cursor.len > 0) {
        struct search_params start = answer->params;
        start.cursor = SLICE("");
        problem = problem_from_stale_cursor(
            search_answer_url(answer, &start, ANSWER_JSON_SEARCH_PATH, &session->arena));
        console_line("%s: --cursor: %.*s", session->options->program,
                     SLICE_ARG(refusal_stale_cursor(language_of(session->options))));
        *exit_code = EX_DATAERR;
    } else {
        return status;
    }
    *err = (struct error){0};
    if (!session->options->json)
        return STATUS_OK;
    struct json_writer json;
    json_writer_init(&json, &session->out);
    problem_write(&json, &problem, &(struct problem_origin){0});
    buf_append_char(&session->out, '\n');
    return STATUS_OK;
}

// --- the command -----------------------------------------------------------------------------

// The words of the query as `q`, and the options that are parameters.
static struct parameter_list parameters_of(const struct options *options, struct arena *arena)
{
    struct slice q = SLICE("");
    for (size_t i = 0; i < options->argument_count; i++)
        q = arena_printf(arena, "%.*s%s%s", SLICE_ARG(q), i ? " " : "", options->arguments[i]);
    struct parameter *list = arena_calloc(arena, options->parameter_count + 1, sizeof *list);
    if (!list)
        return (struct parameter_list){NULL, 0};
    list[0] = (struct parameter){SLICE("q"), q};
    for (size_t i = 0; i < options->parameter_count; i++)
        list[i + 1] = options->parameters[i];
    return (struct parameter_list){list, options->parameter_count + 1};
}

static enum status answer_search(struct session *session, int *exit_code, struct error *err)
{
    struct search_tools tools = {.searcher = session->searcher,
                                 .view = session->view,
                                 .index = &session->info,
                                 .arena = &session->arena,
                                 .language = language_of(session->options)};
    struct parameter_list list = parameters_of(session->options, &session->arena);
    if (session->arena.failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a query");
    struct search_answer answer;
    enum status status = search_answer_read(&tools, &ANSWER_JSON_SEARCH, list, &answer, err);
    if (status == STATUS_OK)
        status = search_answer_run(&tools, &answer, err);
    if (status != STATUS_OK)
        status = refuse(session, &answer, status, exit_code, err);
    else if (session->options->json)
        status = append_json(session, &answer, err);
    else
        append_text(&session->out, &answer);
    if (status == STATUS_OK)
        status = view_settle(session->view, err);
    if (status != STATUS_OK)
        return status;
    if (session->out.failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an answer");
    return fwrite(session->out.data, 1, session->out.len, stdout) == session->out.len
               ? STATUS_OK
               : error_set(err, STATUS_IO, "search: cannot write the answer");
}

enum status command_search(const struct options *options, int *exit_code, struct error *err)
{
    struct session session = {.options = options};
    const struct index_options mapped = {.map_size_bytes = options->map_size_bytes};
    enum status status = backend_open(options->index, &mapped, &session.index, err);
    if (status == STATUS_OK)
        status = synonyms_open(options->synonyms, &session.synonyms, err);
    if (status == STATUS_OK)
        status = deadlines_open(options->deadlines, &session.deadlines, err);
    if (status == STATUS_OK)
        status = searcher_open(session.index, session.synonyms, &session.searcher, err);
    if (status == STATUS_OK)
        status = view_begin(session.index, &session.view, err);
    if (status == STATUS_OK) {
        session.info = session.view->info;
        status = answer_search(&session, exit_code, err);
    }
    buf_clear(&session.out);
    arena_clear(&session.arena);
    view_free(session.view);
    searcher_close(session.searcher);
    deadlines_close(session.deadlines);
    synonyms_close(session.synonyms);
    backend_close(session.index);
    return status;
}
#include "engine/backends.h"
