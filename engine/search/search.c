// Request -> result. See search.h.
//
// Parse, resolve, run, then load the hits of the page and cut their snippets. In mode=auto the strict
// tree is run first and the loose one when it finds nothing; a question in plain French goes to
// the loose one at once, which is what judged questions ask for (docs/relevance.md).
#include "engine/search/search.h"

#include "base/clock.h"
#include "engine/search/limits.h"
#include "engine/search/meaning/resolve.h"
#include "engine/search/present/explain.h"
#include "engine/search/present/hits.h"
#include "engine/search/present/interpretation.h"
#include "engine/search/present/similar.h"
#include "engine/search/present/snippet.h"
#include "engine/search/query/parse.h"
#include "engine/search/query/query.h"
#include "engine/search/query/reference.h"
#include "engine/search/query/value.h"
#include "engine/search/searcher.h"
#include "engine/search/weigh.h"

// One search on its way.
struct search_state {
    struct searcher *searcher;
    struct view *view;
    const struct search_request *request;
    struct arena *arena;
    struct query query;
    struct resolved resolved;
    struct match_node *root; // the tree that was run
    struct retrieve_result found;
    bool ran_loose;
    bool is_reference; // q was one
};

static enum status understand(struct search_state *state, struct error *err)
{
    struct slice q;
    enum status status = query_reference(state->view, state->request->q, state->arena, &q,
                                         &state->is_reference, err);
    if (status == STATUS_OK)
        status = query_parse(q, state->arena, &state->query, err);
    if (status != STATUS_OK)
        return status;
    status = people_begin(&state->searcher->people, state->view, err);
    if (status != STATUS_OK)
        return status;
    struct resolve_input input = {
        .view = state->view,
        .analyzer = state->searcher->analyzer,
        .synonyms = state->searcher->synonyms,
        .request = state->request,
        .cache = &state->searcher->words,
        .query = &state->query,
        .people = &state->searcher->people,
    };
    return resolve_query(&input, state->arena, &state->resolved, err);
}

static enum status retrieve(struct search_state *state, struct match_node *root, struct error *err)
{
    const struct search_request *request = state->request;
    bool by_date = request->sort == SORT_RELEVANCE && !state->resolved.scores;
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
    state->root = root;
    enum status status = weigh_tree(state->view, root, state->arena, err);
    return status == STATUS_OK
               ? view_retrieve(state->view, &retrieval, state->arena, &state->found, err)
               : status;
}

static enum status run_trees(struct search_state *state, struct error *err)
{
    enum search_mode mode = state->request->mode;
    struct match_node *loose = state->resolved.loose;
    bool may_loosen = loose && mode != MODE_ALL;
    if (may_loosen && (mode == MODE_ANY || state->resolved.is_question)) {
        state->ran_loose = true;
        return retrieve(state, loose, err);
    }
    enum status status = retrieve(state, state->resolved.strict, err);
    if (status != STATUS_OK || state->found.total > 0 || !may_loosen)
        return status;
    struct retrieve_result strict = state->found;
    status = retrieve(state, loose, err);
    state->ran_loose = state->found.total > 0;
    if (!state->ran_loose)
        state->found = strict;
    return status;
}

// --- the page --------------------------------------------------------------------------------------

static enum status cut_snippets(struct search_state *state, struct snippet_query *query,
                                struct search_hit *hit, struct error *err)
{
    const struct exchange *exchange = &hit->exchange;
    enum status status =
        snippet_make(query, FIELD_TITLE, exchange->title, SNIPPET_TITLE_BYTES, &hit->title, err);
    if (status == STATUS_OK)
        status = snippet_make(query, FIELD_QUESTION, exchange->question, SNIPPET_BYTES,
                              &hit->question, err);
    struct slice reply = exchange_reply_text(exchange, state->arena);
    if (status == STATUS_OK)
        status = snippet_make(query, FIELD_ANSWER, reply, SNIPPET_BYTES, &hit->reponse, err);
    return status;
}

static enum status load_page(struct search_state *state, struct search_result *out,
                             struct error *err)
{
    size_t first = state->request->offset < state->found.hit_count ? state->request->offset
                                                                   : state->found.hit_count;
    size_t count = state->found.hit_count - first;
    bool want_snippets = state->request->want_snippets && count > 0;
    bool want_parts = state->request->want_explain && state->resolved.scores;
    struct snippet_query *query = NULL;
    if (want_snippets)
        query = snippet_query_make(state->root, state->view->info.documents, state->searcher,
                                   state->arena);
    if (want_snippets && !query)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    struct search_hit *hits = NULL;
    enum status status =
        hits_load(state->view, state->found.hits + first, count, state->arena, &hits, err);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        if (want_parts)
            status = explain_hit(state->view, state->root, &hits[i], state->arena, err);
        if (status == STATUS_OK && query)
            status = cut_snippets(state, query, &hits[i], err);
    }
    if (status != STATUS_OK)
        return status;
    out->hits = hits;
    out->hit_count = count;
    return state->request->want_similar ? similar_count_among(hits, count, state->arena, err)
                                        : STATUS_OK;
}

static enum status describe(struct search_state *state, struct search_result *out,
                            struct error *err)
{
    out->canonical = state->resolved.canonical;
    const struct index_info *info = &state->view->info;
    out->generation = info->generation;
    out->documents = info->documents;
    out->analyzer = info->analyzer;
    out->is_reference = state->is_reference;
    out->cards = state->resolved.cards;
    out->card_count = state->resolved.card_count;
    out->mode = state->ran_loose ? MODE_ANY : MODE_ALL;
    out->relaxed = state->ran_loose && state->request->mode == MODE_AUTO;
    out->total = state->found.total;
    out->facets = state->found.facets.facets;
    out->facet_count = state->found.facets.facet_count;
    out->histogram = state->found.facets.histogram;
    out->histogram_count = state->found.facets.histogram_count;
    struct interpretation_input input = {
        .view = state->view,
        .analyzer = state->searcher->analyzer,
        .cache = &state->searcher->words,
        .query = &state->query,
        .resolved = &state->resolved,
        .people = &state->searcher->people,
        .ran_loose = out->relaxed,
        .total = state->found.total,
        .want_forms = state->request->want_snippets,
    };
    return interpretation_make(&input, state->arena, &out->interpretation,
                               &out->interpretation_count, err);
}

enum status search_run(struct searcher *searcher, struct view *view,
                       const struct search_request *request, struct arena *arena,
                       struct search_result *out, struct error *err)
{
    struct search_state state = {
        .searcher = searcher, .view = view, .request = request, .arena = arena};
    struct search_result result = {0};
    uint32_t start = (uint32_t)clock_precise_us();
    word_cache_begin(&searcher->words, &view->info);
    enum status status = understand(&state, err);
    uint32_t parsed = (uint32_t)clock_precise_us();
    if (status == STATUS_OK)
        status = run_trees(&state, err);
    uint32_t matched = (uint32_t)clock_precise_us();
    if (status == STATUS_OK)
        status = load_page(&state, &result, err);
    if (status == STATUS_OK)
        status = describe(&state, &result, err);
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
