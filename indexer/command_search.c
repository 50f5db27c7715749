// search: the daemon's search, for the shell and for scripts.
//
// The same engine, the same query language, the same ranking; the result as lines for people, or as one JSON
// object with the names the API uses.
#include "indexer/commands.h"

#include <inttypes.h>
#include <stdio.h>

#include <jansson.h>

#include "engine/search/search.h"

enum { HITS = 20 };

static void print_highlighted(const struct snippet *snippet)
{
    size_t at = 0;
    (void)printf("    %s", snippet->cut_before ? "[…] " : "");
    for (size_t h = 0; h < snippet->highlight_count; h++) {
        const struct highlight *mark = &snippet->highlights[h];
        (void)printf("%.*s*%.*s*", (int)(mark->start - at), snippet->text.ptr + at,
                     (int)(mark->end - mark->start), snippet->text.ptr + mark->start);
        at = mark->end;
    }
    (void)printf("%.*s%s\n", (int)(snippet->text.len - at), snippet->text.ptr + at,
                 snippet->cut_after ? " […]" : "");
}

static void print_hit(const struct search_hit *hit)
{
    char date[DATE_TEXT_SIZE];
    date_format_iso(hit->exchange.date_question, date);
    (void)printf("%.*s  %s  %.*s -> %.*s\n    %.*s\n", SLICE_ARG(hit->exchange.id), date,
                 SLICE_ARG(hit->exchange.auteur), SLICE_ARG(hit->exchange.ministre),
                 SLICE_ARG(hit->exchange.titre));
    const struct snippet *best = hit->reponse.highlight_count > hit->question.highlight_count
                                     ? &hit->reponse
                                     : &hit->question;
    if (best->text.len)
        print_highlighted(best);
}

static void print_result(const struct search_result *result)
{
    for (size_t i = 0; i < result->interpretation_count; i++)
        (void)printf("(%.*s)\n", SLICE_ARG(result->interpretation[i].text));
    for (size_t i = 0; i < result->hit_count; i++)
        print_hit(&result->hits[i]);
    (void)printf("%" PRIu64 " found%s\n", result->total,
                 result->hit_count < result->total ? ", the best shown" : "");
}

static json_t *string_of(struct slice s)
{
    return json_stringn(s.ptr ? s.ptr : "", s.len);
}

static json_t *hit_object(const struct search_hit *hit)
{
    char asked[DATE_TEXT_SIZE], answered[DATE_TEXT_SIZE];
    const struct exchange *exchange = &hit->exchange;
    date_format_iso(exchange->date_question, asked);
    date_format_iso(exchange_reply_date(exchange), answered);
    return json_pack("{s:o, s:f, s:o, s:o, s:o, s:i, s:o, s:o, s:o, s:s, s:s, s:i, s:s}", "id",
                     string_of(exchange->id), "score", hit->score, "titre",
                     string_of(exchange->titre), "type", string_of(exchange->type), "session",
                     string_of(exchange->session), "annee", (int)exchange->annee, "numero",
                     string_of(exchange->numero), "auteur", string_of(exchange->auteur), "ministre",
                     string_of(exchange->ministre), "date_question", asked, "date_reponse",
                     answered, "delai_jours", (int)exchange_delay_days(exchange), "statut",
                     exchange_status(exchange));
}

static enum status print_json(const struct search_result *result, struct error *err)
{
    json_t *hits = json_array(), *notes = json_array();
    for (size_t i = 0; i < result->hit_count; i++)
        json_array_append_new(hits, hit_object(&result->hits[i]));
    for (size_t i = 0; i < result->interpretation_count; i++)
        json_array_append_new(notes, string_of(result->interpretation[i].text));
    json_t *root =
        json_pack("{s:{s:o, s:s, s:b, s:o}, s:{s:I, s:I, s:s}, s:I, s:o}", "query", "q",
                  string_of(result->canonical), "mode", result->mode == MODE_ANY ? "any" : "all",
                  "relaxed", (int)result->relaxed, "interpretation", notes, "index", "generation",
                  (json_int_t)result->generation, "documents", (json_int_t)result->documents,
                  "analyzer", result->analyzer, "total", (json_int_t)result->total, "hits", hits);
    bool printed = root && json_dumpf(root, stdout, JSON_COMPACT) == 0;
    json_decref(root);
    if (!printed)
        return error_set(err, STATUS_IO, "cannot write the result");
    (void)printf("\n");
    return STATUS_OK;
}

enum status command_search(const struct options *options, struct error *err)
{
    struct index *index = NULL;
    struct snapshot *snapshot = NULL;
    struct searcher *searcher = NULL;
    struct arena arena;
    struct search_result result;
    struct search_request request = {
        .q = slice_from(options->arguments[0]), .limit = HITS, .want_snippets = true};
    arena_init(&arena, 0);
    enum status status = index_open(options->index, NULL, &index, err);
    if (status == STATUS_OK)
        status = searcher_open(index, &searcher, err);
    if (status == STATUS_OK)
        status = snapshot_begin(index, &snapshot, err);
    if (status == STATUS_OK)
        status = search_run(searcher, snapshot, &request, &arena, &result, err);
    if (status == STATUS_OK && options->json)
        status = print_json(&result, err);
    else if (status == STATUS_OK)
        print_result(&result);
    snapshot_free(snapshot);
    searcher_close(searcher);
    index_close(index);
    arena_clear(&arena);
    return status;
}
