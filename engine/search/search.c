// Request -> result. See search.h.
//
// Parse, resolve, run, then load the hits of the page and cut their snippets. In mode=auto the strict
// tree is run first and the loose one when it finds nothing; a question in plain French goes to
// the loose one at once, which is what judged questions ask for (docs/relevance.md).
#include "engine/search/search.h"

#include "base/clock.h"
#include "engine/search/limits.h"
#include "engine/search/match/retrieve.h"
#include "engine/search/meaning/resolve.h"
#include "engine/search/present/explain.h"
#include "engine/search/present/interpretation.h"
#include "engine/search/present/similar.h"
#include "engine/search/present/snippet.h"
#include "engine/search/query/parse.h"
#include "engine/search/query/query.h"
#include "engine/search/query/value.h"
#include "engine/search/searcher.h"

// One search on its way.
struct run {
    struct searcher *searcher;
    struct snapshot *snapshot;
    const struct search_request *request;
    struct arena *arena;
    struct query query;
    struct resolved resolved;
    const struct match_node *root; // the tree that was run
    struct retrieve_result found;
    bool ran_loose;
};

static enum status understand(struct run *run, struct error *err)
{
    enum status status = query_parse(run->request->q, run->arena, &run->query, err);
    if (status != STATUS_OK)
        return status;
    struct resolve_input input = {run->snapshot, run->searcher->analyzer, run->searcher->synonyms,
                                  run->request, &run->query};
    return resolve_query(&input, run->arena, &run->resolved, err);
}

static enum status retrieve(struct run *run, const struct match_node *root, struct error *err)
{
    const struct search_request *request = run->request;
    bool by_date = request->sort == SORT_RELEVANCE && !run->resolved.scores;
    uint64_t wanted = request->limit ? (uint64_t)request->offset + request->limit : 0;
    struct retrieve_request retrieval = {
        .root = root,
        .sort = by_date ? SORT_DATE_DESC : request->sort, // nothing to rank by: newest first
        .k = wanted < RETRIEVE_MAX_K ? (uint32_t)wanted : RETRIEVE_MAX_K,
        .after = request->after,
        .want_total = true,
        .facets = {.mask = request->facet_mask,
                   .limit = request->facet_limit,
                   .want_histogram = request->want_histogram,
                   .by_month = request->histogram_by_month},
    };
    run->root = root;
    return retrieve_run(run->snapshot, &retrieval, run->arena, &run->found, err);
}

static enum status run_trees(struct run *run, struct error *err)
{
    enum search_mode mode = run->request->mode;
    const struct match_node *loose = run->resolved.loose;
    bool may_loosen = loose && mode != MODE_ALL;
    if (may_loosen && (mode == MODE_ANY || run->resolved.is_question)) {
        run->ran_loose = true;
        return retrieve(run, loose, err);
    }
    enum status status = retrieve(run, run->resolved.strict, err);
    if (status != STATUS_OK || run->found.total > 0 || !may_loosen)
        return status;
    struct retrieve_result strict = run->found;
    status = retrieve(run, loose, err);
    run->ran_loose = run->found.total > 0;
    if (!run->ran_loose)
        run->found = strict;
    return status;
}

// --- the page --------------------------------------------------------------------------------------

static enum status load_hit(struct run *run, const struct retrieve_hit *found,
                            struct search_hit *hit, struct error *err)
{
    hit->ref = found->ref;
    hit->key = found->key;
    hit->score = found->score;
    enum status status =
        snapshot_document(run->snapshot, found->ref, run->arena, &hit->exchange, err);
    if (status == STATUS_OK && run->request->want_explain && run->resolved.scores)
        status = explain_hit(run->snapshot, run->root, hit, run->arena, err);
    return status;
}

static enum status cut_snippets(struct run *run, struct snippet_query *query,
                                struct search_hit *hit, struct error *err)
{
    const struct exchange *exchange = &hit->exchange;
    enum status status =
        snippet_make(query, FIELD_TITRE, exchange->titre, SNIPPET_TITLE_BYTES, &hit->titre, err);
    if (status == STATUS_OK)
        status = snippet_make(query, FIELD_QUESTION, exchange->question, SNIPPET_BYTES,
                              &hit->question, err);
    struct slice reply = exchange_reply_text(exchange, run->arena);
    if (status == STATUS_OK)
        status = snippet_make(query, FIELD_REPONSE, reply, SNIPPET_BYTES, &hit->reponse, err);
    return status;
}

static enum status load_page(struct run *run, struct search_result *out, struct error *err)
{
    size_t first =
        run->request->offset < run->found.hit_count ? run->request->offset : run->found.hit_count;
    size_t count = run->found.hit_count - first;
    struct search_hit *hits = arena_calloc(run->arena, count + 1, sizeof *hits);
    struct snippet_query *query = NULL;
    if (run->request->want_snippets && count > 0)
        query = snippet_query_make(run->root, run->snapshot, run->searcher, run->arena);
    if (!hits || (run->request->want_snippets && count > 0 && !query))
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    for (size_t i = 0; i < count; i++) {
        enum status status = load_hit(run, &run->found.hits[first + i], &hits[i], err);
        if (status == STATUS_OK && query)
            status = cut_snippets(run, query, &hits[i], err);
        if (status != STATUS_OK)
            return status;
    }
    out->hits = hits;
    out->hit_count = count;
    return run->request->want_similar ? similar_count_among(hits, count, run->arena, err)
                                      : STATUS_OK;
}

static enum status describe(struct run *run, struct search_result *out, struct error *err)
{
    out->canonical = run->resolved.canonical;
    struct snapshot_info info;
    snapshot_info(run->snapshot, &info);
    out->generation = info.generation;
    out->documents = info.documents;
    out->analyzer = info.analyzer;
    out->mode = run->ran_loose ? MODE_ANY : MODE_ALL;
    out->relaxed = run->ran_loose && run->request->mode == MODE_AUTO;
    out->total = run->found.total;
    out->facets = run->found.facets.facets;
    out->facet_count = run->found.facets.facet_count;
    out->histogram = run->found.facets.histogram;
    out->histogram_count = run->found.facets.histogram_count;
    struct interpretation_input input = {
        .snapshot = run->snapshot,
        .analyzer = run->searcher->analyzer,
        .memo = &run->searcher->words,
        .query = &run->query,
        .resolved = &run->resolved,
        .ran_loose = out->relaxed,
        .total = run->found.total,
        .want_forms = run->request->want_snippets,
    };
    return interpretation_make(&input, run->arena, &out->interpretation, &out->interpretation_count,
                               err);
}

enum status search_run(struct searcher *searcher, struct snapshot *snapshot,
                       const struct search_request *request, struct arena *arena,
                       struct search_result *out, struct error *err)
{
    struct run run = {
        .searcher = searcher, .snapshot = snapshot, .request = request, .arena = arena};
    struct search_result result = {0};
    uint32_t start = (uint32_t)clock_precise_us();
    word_memo_begin(&searcher->words, snapshot);
    enum status status = understand(&run, err);
    uint32_t parsed = (uint32_t)clock_precise_us();
    if (status == STATUS_OK)
        status = run_trees(&run, err);
    uint32_t matched = (uint32_t)clock_precise_us();
    if (status == STATUS_OK)
        status = load_page(&run, &result, err);
    if (status == STATUS_OK)
        status = describe(&run, &result, err);
    searcher_rest(searcher);
    if (status == STATUS_OK && arena->failed) // something was left out for want of memory
        status = error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    if (status != STATUS_OK)
        return status;
    result.timing.parse_us = parsed - start;
    result.timing.match_us = matched - parsed;
    result.timing.snippet_us = (uint32_t)clock_precise_us() - matched;
    *out = result;
    return STATUS_OK;
}

enum status search_check_filter(const struct search_filter *filter, struct error *err)
{
    int64_t low, high;
    return query_field_is_range(filter->field)
               ? query_range_parse(filter->field, filter->value, &low, &high, err)
               : STATUS_OK;
}
