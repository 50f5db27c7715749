// search: the daemon's search from the shell. With --json the answer has the form of /api/v1/search.
#include "indexer/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include "base/date.h"
#include "engine/search/search.h"

struct face {
    struct slice q;
    const struct search_result *result;
    int64_t took_us;
    const char *mark, *unmark; // around a highlight
};

static int64_t now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

// --- for people ------------------------------------------------------------------------------

static void print_flat(struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        (void)putchar(text.ptr[i] == '\n' ? ' ' : text.ptr[i]);
}

static void print_snippet(const struct face *face, const struct snippet *snippet)
{
    if (snippet->text.len == 0)
        return;
    (void)printf("     %s", snippet->cut_before ? "… " : "");
    size_t at = 0;
    for (size_t i = 0; i < snippet->highlight_count; i++) {
        struct highlight range = snippet->highlights[i];
        print_flat(slice_of(snippet->text.ptr + at, range.start - at));
        (void)printf("%s", face->mark);
        print_flat(slice_of(snippet->text.ptr + range.start, range.end - range.start));
        (void)printf("%s", face->unmark);
        at = range.end;
    }
    print_flat(slice_from_offset(snippet->text, at));
    (void)printf("%s\n", snippet->cut_after ? " …" : "");
}

static void print_hit(const struct face *face, size_t rank, const struct search_hit *hit)
{
    const struct exchange *exchange = &hit->exchange;
    char date[DATE_TEXT_SIZE];
    (void)date_format_iso(exchange->date_question, date);
    (void)printf("%3zu. %7.3f  %.*s\n     ", rank, hit->score, SLICE_ARG(exchange->id));
    print_flat(exchange->titre);
    (void)printf("\n     %s  %.*s%s%.*s", date, SLICE_ARG(exchange->auteur),
                 exchange->ministre.len > 0 ? " > " : "", SLICE_ARG(exchange->ministre));
    int32_t delay = exchange_delay_days(exchange);
    if (delay != DELAY_NONE)
        (void)printf("  (%d days)", delay);
    (void)printf("\n");
    print_snippet(face, &hit->question);
    print_snippet(face, &hit->reponse);
}

static void print_text(const struct face *face)
{
    const struct search_result *result = face->result;
    (void)printf("%" PRIu64 " of %" PRIu64 " documents, %s words, %" PRId64 " us\n", result->total,
                 result->documents, result->mode == MODE_ANY ? "any" : "all", face->took_us);
    for (size_t i = 0; i < result->interpretation_count; i++)
        if (result->interpretation[i].is_notice)
            (void)printf("%.*s\n", SLICE_ARG(result->interpretation[i].text));
    for (size_t i = 0; i < result->hit_count; i++)
        print_hit(face, i + 1, &result->hits[i]);
}

// --- for programs ----------------------------------------------------------------------------

static json_t *text_of(struct slice text)
{
    return text.len > 0 ? json_stringn(text.ptr, text.len) : json_null();
}

static json_t *date_of(uint32_t date)
{
    char text[DATE_TEXT_SIZE];
    return text_of(slice_of(text, date_format_iso(date, text)));
}

// Snippets are HTML in JSON answers: what is not our <mark> is escaped.
static void append_html(struct buf *out, struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        switch (text.ptr[i]) {
        case '<':
            buf_append_slice(out, SLICE("&lt;"));
            break;
        case '>':
            buf_append_slice(out, SLICE("&gt;"));
            break;
        case '&':
            buf_append_slice(out, SLICE("&amp;"));
            break;
        default:
            buf_append_char(out, text.ptr[i]);
        }
}

static json_t *snippet_of(const struct snippet *snippet)
{
    struct buf html = {0};
    size_t at = 0;
    if (snippet->cut_before)
        buf_append_slice(&html, SLICE("… "));
    for (size_t i = 0; i < snippet->highlight_count; i++) {
        struct highlight range = snippet->highlights[i];
        append_html(&html, slice_of(snippet->text.ptr + at, range.start - at));
        buf_append_slice(&html, SLICE("<mark>"));
        append_html(&html, slice_of(snippet->text.ptr + range.start, range.end - range.start));
        buf_append_slice(&html, SLICE("</mark>"));
        at = range.end;
    }
    append_html(&html, slice_from_offset(snippet->text, at));
    if (snippet->cut_after)
        buf_append_slice(&html, SLICE(" …"));
    json_t *text = json_stringn(html.len > 0 ? html.data : "", html.len);
    buf_clear(&html);
    return text;
}

static void set(json_t *object, const char *name, json_t *value)
{
    (void)json_object_set_new(object, name, value);
}

static json_t *hit_of(const struct search_hit *hit)
{
    const struct exchange *exchange = &hit->exchange;
    int32_t delay = exchange_delay_days(exchange);
    json_t *object = json_object(), *snippets = json_object();
    set(object, "id", text_of(exchange->id));
    set(object, "score", json_real(hit->score));
    set(object, "titre", text_of(exchange->titre));
    set(object, "type", text_of(exchange->type));
    set(object, "session", text_of(exchange->session));
    set(object, "annee", exchange->annee ? json_integer(exchange->annee) : json_null());
    set(object, "numero", text_of(exchange->numero));
    set(object, "auteur", text_of(exchange->auteur));
    set(object, "ministre", text_of(exchange->ministre));
    set(object, "date_question", date_of(exchange->date_question));
    set(object, "date_reponse", date_of(exchange_reply_date(exchange)));
    set(object, "delai_jours", delay == DELAY_NONE ? json_null() : json_integer(delay));
    set(object, "statut", json_string(exchange_status(exchange)));
    set(snippets, "titre", snippet_of(&hit->titre));
    set(snippets, "question", snippet_of(&hit->question));
    set(snippets, "reponse", snippet_of(&hit->reponse));
    set(object, "extraits", snippets);
    return object;
}

static json_t *query_of(const struct face *face)
{
    const struct search_result *result = face->result;
    json_t *query = json_object(), *all = json_array(), *notices = json_array();
    for (size_t i = 0; i < result->interpretation_count; i++) {
        struct slice text = result->interpretation[i].text;
        (void)json_array_append_new(all, text_of(text));
        if (result->interpretation[i].is_notice)
            (void)json_array_append_new(notices, text_of(text));
    }
    set(query, "q", json_stringn(face->q.ptr, face->q.len));
    set(query, "mode", json_string(result->mode == MODE_ANY ? "any" : "all"));
    set(query, "relaxed", json_boolean(result->relaxed));
    set(query, "canonical", text_of(result->canonical));
    set(query, "interpretation", all);
    set(query, "notices", notices);
    return query;
}

static enum status print_json(const struct face *face, struct error *err)
{
    const struct search_result *result = face->result;
    json_t *answer = json_object(), *hits = json_array();
    for (size_t i = 0; i < result->hit_count; i++)
        (void)json_array_append_new(hits, hit_of(&result->hits[i]));
    set(answer, "query", query_of(face));
    set(answer, "index",
        json_pack("{s:I, s:I, s:s}", "generation", (json_int_t)result->generation, "documents",
                  (json_int_t)result->documents, "analyzer", result->analyzer));
    set(answer, "total", json_integer((json_int_t)result->total));
    set(answer, "took_us", json_integer(face->took_us));
    set(answer, "hits", hits);
    bool succeeded =
        answer && json_dumpf(answer, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(9)) == 0;
    (void)printf("\n");
    json_decref(answer);
    return succeeded ? STATUS_OK : error_set(err, STATUS_IO, "search: cannot write the answer");
}

// --- the command -----------------------------------------------------------------------------

static enum status answer(const struct options *options, struct searcher *searcher,
                          struct snapshot *snapshot, struct error *err)
{
    struct buf q = {0};
    struct arena arena = {0};
    for (size_t i = 0; i < options->argument_count; i++)
        buf_printf(&q, "%s%s", i ? " " : "", options->arguments[i]);
    struct search_request request = {
        .q = buf_slice(&q), .limit = options->limit, .want_snippets = true};
    struct search_result result;
    int64_t start = now_us();
    enum status status = search_run(searcher, snapshot, &request, &arena, &result, err);
    bool is_colourful = isatty(STDOUT_FILENO) == 1 && !getenv("NO_COLOR");
    struct face face = {request.q, &result, now_us() - start, is_colourful ? "\033[1m" : "",
                        is_colourful ? "\033[0m" : ""};
    if (status == STATUS_OK && options->json)
        status = print_json(&face, err);
    else if (status == STATUS_OK)
        print_text(&face);
    arena_clear(&arena);
    buf_clear(&q);
    return status;
}

enum status command_search(const struct options *options, struct error *err)
{
    struct index *index = NULL;
    struct synonyms *synonyms = NULL;
    struct searcher *searcher = NULL;
    struct snapshot *snapshot = NULL;
    enum status status = index_open(options->index, NULL, &index, err);
    if (status == STATUS_OK)
        status = synonyms_open(options->synonyms, &synonyms, err);
    if (status == STATUS_OK)
        status = searcher_open(index, synonyms, &searcher, err);
    if (status == STATUS_OK)
        status = snapshot_begin(index, &snapshot, err);
    if (status == STATUS_OK)
        status = answer(options, searcher, snapshot, err);
    snapshot_free(snapshot);
    searcher_close(searcher);
    synonyms_close(synonyms);
    index_close(index);
    return status;
}
