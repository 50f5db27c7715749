// Request -> result. See search.h.
//
// Parse, resolve, run, then load the hits of the page and cut their snippets. In mode=auto the strict
// tree is run first; the loose one instead when it finds nothing, and behind it when it finds little (partials.h).
#include "engine/search/search.h"

#include "base/clock.h"
#include "engine/search/limits.h"
#include "engine/search/partials.h"
#include "engine/search/present/amounts.h"
#include "engine/search/present/cards.h"
#include "engine/search/present/concordance.h"
#include "engine/search/present/explain.h"
#include "engine/search/present/hits.h"
#include "engine/search/present/interpretation.h"
#include "engine/search/present/snippet.h"
#include "engine/search/query/parse.h"
#include "engine/search/query/value.h"
#include "engine/search/query/whole.h"
#include "engine/search/searcher.h"
#include "engine/search/understand.h"
#include "engine/search/weigh.h"
#include "engine/search/work_limit.h"

// One search on its way.
struct search_state {
    struct searcher *searcher;
    struct view *view;
    const struct search_request *request;
    struct arena *arena;
    struct understood meant;
    struct match_node *root; // the tree that was run
    struct retrieve_result found;
    bool ran_loose;
    struct match_node *loose;     // the tree of the partials; NULL: none
    struct retrieve_result after; // the partials, without those before the page
    bool has_partials;
    struct retrieve_result loose_ahead, strict_ahead; // asked for before they were needed
    bool is_ahead;
    struct retrieve_request amounts; // where sentences with numbers are looked for
    struct retrieve_result amounts_found;
    bool has_amounts;
};

enum { AMOUNTS_FEW = 20, AMOUNTS_EXCHANGES = 30 };

// Nothing to rank by: newest first.
static enum search_sort sort_of(const struct search_state *state)
{
    bool by_date = state->request->sort == SORT_RELEVANCE && !state->meant.resolved.scores;
    return by_date ? SORT_DATE_DESC : state->request->sort;
}

static struct retrieve_request request_of(const struct search_state *state,
                                          const struct match_node *root)
{
    const struct search_request *request = state->request;
    bool has_hits = request->limit > 0 && !request->in_partials;
    uint64_t wanted = has_hits ? (uint64_t)request->offset + request->limit : 0;
    struct retrieve_request retrieval = {
        .root = root,
        .sort = sort_of(state),
        .k = wanted < RETRIEVE_MAX_K ? (uint32_t)wanted : RETRIEVE_MAX_K,
        .want_total = true,
        .facets = {.mask = request->facet_mask,
                   .limit = request->facet_limit,
                   .want_histogram = request->want_histogram,
                   .by_month = request->histogram_by_month,
                   .without_all = request->histogram_alone,
                   .want_words = request->histogram_words},
        .groups = request->groups,
        .by_series = request->by_series,
        .shown_from = request->offset,
        .will_read = request->lines.most == 0,
    };
    if (has_hits)
        retrieval.after = request->after;
    return retrieval;
}

// Where sentences with numbers are looked for: in what matches best of those with all words, or where these are few,
// with any.
static void plan_amounts(struct search_state *state)
{
    struct match_node *loose = state->meant.resolved.loose;
    bool is_loose = state->request->mode == MODE_AUTO && loose && state->found.total < AMOUNTS_FEW;
    state->amounts = (struct retrieve_request){.root = is_loose ? loose : state->root,
                                               .sort = SORT_RELEVANCE,
                                               .k = AMOUNTS_EXCHANGES,
                                               .will_read = true};
}

static const struct retrieve_request *amounts_beside(struct search_state *state)
{
    bool is_wanted = state->request->most_amounts > 0 && !state->has_amounts;
    state->has_amounts = state->has_amounts || is_wanted;
    return is_wanted ? &state->amounts : NULL;
}

static enum status retrieve_partials(struct search_state *state, struct error *err)
{
    struct partials_input input = {
        .view = state->view,
        .request = state->request,
        .sort = sort_of(state),
        .strict = state->root,
        .found = &state->found,
        .loose = state->meant.resolved.loose,
        .loose_found = state->is_ahead ? &state->loose_ahead : NULL,
        .strict_found = state->is_ahead ? &state->strict_ahead : NULL,
        .beside_found = &state->amounts_found,
    };
    state->has_partials = true;
    state->loose = input.loose;
    if (input.loose && !state->is_ahead)
        input.beside = amounts_beside(state);
    return partials_find(&input, state->arena, &state->after, err);
}

// Where each journey is long, and more is asked of the hits when they are known, the loose tree is run at once with a
// strict one that seems to find little. Hits after a place are other ones than are needed then.
static bool looks_ahead(const struct search_state *state, const struct tree_order *trees)
{
    enum { FEW = 50 * PARTIALS_MAX_STRICT };
    const struct search_request *request = state->request;
    return view_is_far(state->view) && trees->second &&
           (request->by_series || request->want_explain) && !request->after.given &&
           request->limit > 0 && match_guess(trees->first, state->view->info.documents) < FEW;
}

// A little more of the loose tree than a page of its own would show.
static enum status retrieve_ahead(struct search_state *state, const struct tree_order *trees,
                                  struct error *err)
{
    struct retrieve_request requests[3] = {request_of(state, trees->first),
                                           request_of(state, trees->second),
                                           partials_strict(trees->first)};
    struct retrieve_result found[3];
    struct retrieve_request *loose = &requests[1];
    uint64_t k = (uint64_t)state->request->offset + state->request->limit + PARTIALS_MAX_STRICT;
    loose->k = k < RETRIEVE_MAX_K ? (uint32_t)k : RETRIEVE_MAX_K;
    loose->shown_from -=
        loose->shown_from < PARTIALS_MAX_STRICT ? loose->shown_from : PARTIALS_MAX_STRICT;
    enum status status = weigh_tree(state->view, trees->second, state->arena, err);
    if (status == STATUS_OK)
        status = view_retrieve_all(state->view, requests, 3, state->arena, found, err);
    if (status != STATUS_OK)
        return status;
    state->is_ahead = true;
    state->found = found[0];
    state->loose_ahead = found[1];
    state->strict_ahead = found[2];
    return STATUS_OK;
}

static enum status retrieve_first(struct search_state *state, const struct tree_order *trees,
                                  struct error *err)
{
    state->root = trees->first;
    enum status status = weigh_tree(state->view, trees->first, state->arena, err);
    if (status == STATUS_OK && looks_ahead(state, trees))
        return retrieve_ahead(state, trees, err);
    struct retrieve_request request = request_of(state, trees->first);
    return status == STATUS_OK
               ? view_retrieve(state->view, &request, state->arena, &state->found, err)
               : status;
}

static enum status retrieve_second(struct search_state *state, struct match_node *root,
                                   struct error *err)
{
    struct retrieve_request requests[2] = {request_of(state, root)};
    struct retrieve_result found[2];
    size_t count = 1;
    state->root = root;
    if (state->is_ahead) {
        state->found = state->loose_ahead;
        if (state->found.hit_count > requests[0].k)
            state->found.hit_count = requests[0].k;
        return STATUS_OK;
    }
    requests[0].is_late = true;
    const struct retrieve_request *beside = amounts_beside(state);
    if (beside)
        requests[count++] = *beside;
    enum status status = weigh_tree(state->view, root, state->arena, err);
    if (status == STATUS_OK)
        status = view_retrieve_all(state->view, requests, count, state->arena, found, err);
    if (status != STATUS_OK)
        return status;
    state->found = found[0];
    if (beside)
        state->amounts_found = found[1];
    return STATUS_OK;
}

static enum status run_trees(struct search_state *state, struct error *err)
{
    struct tree_order trees = resolved_order(&state->meant.resolved, state->request->mode);
    enum status status = retrieve_first(state, &trees, err);
    uint64_t total = state->found.total;
    bool is_auto = state->request->mode == MODE_AUTO;
    state->ran_loose = trees.first == state->meant.resolved.loose;
    plan_amounts(state);
    if (status == STATUS_OK && is_auto && total > 0 && total <= PARTIALS_MAX_STRICT &&
        state->request->want_partials)
        return retrieve_partials(state, err);
    if (status != STATUS_OK || total > 0 || !trees.second)
        return status;
    struct retrieve_result strict = state->found;
    status = retrieve_second(state, trees.second, err);
    state->ran_loose = state->found.total > 0;
    if (!state->ran_loose)
        state->found = strict;
    return status;
}

// --- the page --------------------------------------------------------------------------------------

// What passages of the hits of a tree are cut for; NULL where none are wanted.
static enum status passages_of(struct search_state *state, const struct match_node *root,
                               struct hit_run *run, struct error *err)
{
    if (!state->request->want_snippets || run->count == 0)
        return STATUS_OK;
    run->snippets =
        word_marker_make(root, state->view->info.documents, state->searcher, state->arena);
    return run->snippets ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

// What the scores of a page's hits are made of is asked for before their documents, which come along.
static enum status explain(struct search_state *state, const struct hit_page *page,
                           struct explained_hits runs[2], struct error *err)
{
    const struct hit_run *strict = &page->runs[0], *loose = &page->runs[1];
    if (!state->request->want_explain || !state->meant.resolved.scores)
        return STATUS_OK;
    runs[0] = (struct explained_hits){state->root, strict->found, strict->count, NULL};
    runs[1] = (struct explained_hits){state->loose, loose->found, loose->count, NULL};
    return explain_ask(state->view, runs, loose->count > 0 ? 2 : 1, state->arena, err);
}

static uint64_t listed(const struct search_state *state, const struct retrieve_result *found)
{
    return state->request->by_series ? found->series : found->total;
}

// The words of the hits in their contexts.
static enum status load_lines(struct search_state *state, struct search_result *out,
                              struct error *err)
{
    struct concordance_input input = {.view = state->view,
                                      .found = state->found.hits,
                                      .count = state->found.hit_count,
                                      .wish = state->request->lines};
    struct search_hit *hits;
    input.marker =
        word_marker_make(state->root, state->view->info.documents, state->searcher, state->arena);
    if (!input.marker)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    enum status status = concordance_make(&input, state->arena, &hits, &out->concordance, err);
    if (status != STATUS_OK)
        return status;
    out->hits = hits;
    out->hit_count = input.count;
    return STATUS_OK;
}

// Asks for what is wanted and was not with anything else.
static enum status retrieve_amounts(struct search_state *state, struct error *err)
{
    struct match_node *loose = state->meant.resolved.loose;
    const struct retrieve_request *request = amounts_beside(state);
    enum status status = STATUS_OK;
    if (request && request->root == loose)
        status = weigh_tree(state->view, loose, state->arena, err);
    return request && status == STATUS_OK
               ? view_retrieve(state->view, request, state->arena, &state->amounts_found, err)
               : status;
}

// Sentences with numbers.
static enum status load_amounts(struct search_state *state, struct search_result *out,
                                struct error *err)
{
    struct match_node *loose = state->meant.resolved.loose;
    struct match_node *root = state->amounts.root == loose ? loose : state->root;
    struct amounts_input input = {
        .view = state->view, .q = state->request->q, .most = state->request->most_amounts};
    enum status status = retrieve_amounts(state, err);
    if (status != STATUS_OK)
        return status;
    input.found = state->amounts_found.hits;
    input.count = state->amounts_found.hit_count;
    input.marker =
        word_marker_make(root, state->view->info.documents, state->searcher, state->arena);
    if (!input.marker)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    return amounts_find(&input, state->arena, &out->amounts, err);
}

// Says what will be read of the page, before something else is asked for.
static enum status expect_page(const struct search_state *state, const struct hit_page *page,
                               struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t r = 0; r < 2; r++)
        for (size_t i = 0; status == STATUS_OK && i < page->runs[r].count; i++) {
            view_expect(state->view, &page->runs[r].found[i].doc, 1);
            if (state->request->by_series)
                status = series_expect(state->view, page->runs[r].found[i].doc, err);
        }
    return status;
}

// The hits of both lists that are on the page, one list after the other.
static enum status load_page(struct search_state *state, struct search_result *out,
                             struct error *err)
{
    size_t first = state->request->offset < state->found.hit_count ? state->request->offset
                                                                   : state->found.hit_count;
    size_t count = state->found.hit_count - first, others = state->after.hit_count;
    struct hit_page page = {.runs = {{.found = state->found.hits + first, .count = count},
                                     {.found = state->after.hits, .count = others}}};
    struct search_hit *hits = NULL;
    struct explained_hits explained[2] = {0};
    enum status status = expect_page(state, &page, err);
    if (status == STATUS_OK)
        status = retrieve_amounts(state, err);
    if (status == STATUS_OK)
        status = explain(state, &page, explained, err);
    if (status == STATUS_OK)
        status = passages_of(state, state->root, &page.runs[0], err);
    if (status == STATUS_OK)
        status = passages_of(state, state->loose, &page.runs[1], err);
    if (status == STATUS_OK)
        status = hits_load(state->view, &page, state->arena, &hits, err);
    for (size_t i = 0; status == STATUS_OK && state->request->by_series && i < count + others; i++)
        status = series_load(state->view, hits[i].doc, state->arena, &hits[i].series, err);
    if (status == STATUS_OK && explained[0].values)
        status = explain_tell(&explained[0], hits, state->arena, err);
    if (status == STATUS_OK && explained[1].values)
        status = explain_tell(&explained[1], hits + count, state->arena, err);
    if (status != STATUS_OK)
        return status;
    out->hits = hits;
    out->hit_count = count;
    out->partials = (struct partial_hits){.is_given = state->has_partials,
                                          .total = state->after.total,
                                          .listed = listed(state, &state->after),
                                          .hits = hits + count,
                                          .hit_count = others};
    return STATUS_OK;
}

static enum status describe(struct search_state *state, struct search_result *out,
                            struct error *err)
{
    struct card_list cards = {.room = vec_in(state->arena, RESOLVE_MAX_CARDS)};
    for (size_t i = 0; i < state->meant.resolved.card_count; i++)
        vec_add(&cards, state->meant.resolved.cards[i]);
    if (!state->request->without_people) {
        enum status status = cards_of_whole(state->view, &state->searcher->people,
                                            state->request->q, state->arena, &cards, err);
        if (status != STATUS_OK)
            return status;
    }
    out->canonical = state->meant.resolved.canonical;
    out->quotations =
        query_quotations(state->meant.query.root, state->arena, &out->quotation_count);
    const struct index_info *info = &state->view->info;
    out->generation = info->generation;
    out->documents = info->documents;
    out->analyzer = info->analyzer;
    out->is_reference = state->meant.is_reference;
    out->cards = cards.items;
    out->card_count = cards.count;
    out->mode = state->ran_loose ? MODE_ANY : MODE_ALL;
    out->relaxed = state->ran_loose && state->request->mode == MODE_AUTO;
    out->total = state->found.total;
    out->listed = listed(state, &state->found);
    out->facets = state->found.facets.facets;
    out->facet_count = state->found.facets.facet_count;
    out->histogram = state->found.facets.histogram;
    out->histogram_count = state->found.facets.histogram_count;
    out->groups = state->found.groups;
    struct interpretation_input input = {
        .view = state->view,
        .analyzer = state->searcher->analyzer,
        .cache = &state->searcher->words,
        .query = &state->meant.query,
        .resolved = &state->meant.resolved,
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
    enum status status = understand_request(searcher, view, request, arena, &state.meant, err);
    uint32_t parsed = (uint32_t)clock_precise_us();
    if (status == STATUS_OK)
        status = run_trees(&state, err);
    uint32_t matched = (uint32_t)clock_precise_us();
    if (status == STATUS_OK)
        status = request->lines.most > 0 ? load_lines(&state, &result, err)
                                         : load_page(&state, &result, err);
    if (status == STATUS_OK && request->most_amounts > 0)
        status = load_amounts(&state, &result, err);
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

enum status search_check_filter(const struct search_filter *filter, enum language language,
                                struct error *err)
{
    int64_t low, high;
    return query_field_is_range(filter->field)
               ? query_range_parse(filter->field, filter->value, language, &low, &high, err)
               : STATUS_OK;
}

enum status search_check_query(struct slice q, enum language language, struct arena *arena,
                               struct error *err)
{
    struct query query;
    return query_parse(q, language, arena, &query, err);
}

bool search_asks_number(struct slice q)
{
    return amounts_are_asked(q);
}
