// See retrieve.h.
//
// Hits, total, facets and histogram are one search; hits of which a series shows its best alone take some more
// (series_hits.h). All that is asked for at once is one journey, and what is expected comes with it. Groups are walked
// through in pages of their own (groups.h).
#include "engine/opensearch/read/retrieve.h"

#include "engine/counts/facet_values.h"
#include "engine/counts/field_number.h"
#include "engine/counts/months.h"
#include "engine/opensearch/query/column_query.h"
#include "engine/opensearch/query/search.h"
#include "engine/opensearch/query/search_answer.h"
#include "engine/opensearch/query/search_request.h"
#include "engine/opensearch/read/documents.h"
#include "engine/opensearch/read/groups.h"
#include "engine/opensearch/read/index.h"
#include "engine/opensearch/read/near.h"
#include "engine/opensearch/read/series_hits.h"
#include "engine/search/limits.h"

#include <stdlib.h>
#include <string.h>

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

// --- counts --------------------------------------------------------------------------------------

// What is shown outlives the answer that it was read from.
static bool keep_values(struct facet *facet, struct arena *arena)
{
    struct facet_value *kept = arena_calloc(arena, facet->value_count + 1, sizeof *kept);
    for (size_t i = 0; kept && i < facet->value_count; i++) {
        kept[i] =
            (struct facet_value){arena_copy(arena, facet->values[i].value), facet->values[i].count};
        if (!kept[i].value.ptr)
            return false;
    }
    facet->values = kept;
    return kept != NULL;
}

static enum status read_strings(const struct json *answer, enum field field, uint32_t limit,
                                struct arena *arena, struct facet *out, struct error *err)
{
    struct counted_strings strings;
    struct counted_values values = {.room = vec_in(arena, VEC_NO_LIMIT)};
    enum status status = search_answer_strings(answer, field, arena, &strings, err);
    for (size_t i = 0; status == STATUS_OK && i < strings.count; i++)
        if (strings.values[i].value.len > 0 && !vec_add(&values, strings.values[i]))
            status = no_memory(err);
    if (status == STATUS_OK &&
        (!facet_of_strings(field, &values, limit, arena, out) || !keep_values(out, arena)))
        status = no_memory(err);
    return status;
}

static enum status read_numbers(const struct json *answer, enum field field, uint32_t limit,
                                struct arena *arena, struct facet *out, struct error *err)
{
    size_t count = field_number_count(field);
    uint32_t *counts = arena_calloc(arena, count, sizeof *counts);
    enum status status =
        counts ? search_answer_numbers(answer, field, counts, count, err) : no_memory(err);
    if (status == STATUS_OK && !facet_of_numbers(field, counts, limit, arena, out))
        status = no_memory(err);
    return status;
}

static enum status read_facets(const struct json *answer, const struct facet_wish *wish,
                               struct arena *arena, struct facet_result *out, struct error *err)
{
    struct facet *facets = arena_calloc(arena, FIELD_COUNT, sizeof *facets);
    enum status status = facets ? STATUS_OK : no_memory(err);
    out->facets = facets;
    for (int f = 0; status == STATUS_OK && f < FIELD_COUNT; f++) {
        enum field field = (enum field)f;
        if (!(wish->mask >> f & 1))
            continue;
        if (field_number_is(field))
            status =
                read_numbers(answer, field, wish->limit, arena, &facets[out->facet_count++], err);
        else if (column_query_text_field(field) && field != FIELD_ID)
            status =
                read_strings(answer, field, wish->limit, arena, &facets[out->facet_count++], err);
    }
    return status;
}

static enum status read_histogram(const struct json *answer, const struct facet_wish *wish,
                                  const struct copy *copy, struct arena *arena,
                                  struct facet_result *out, struct error *err)
{
    struct counted_months counted;
    struct months found;
    enum status status = search_answer_months(answer, arena, &counted, err);
    if (status != STATUS_OK)
        return status;
    months_init(&found, arena);
    for (size_t i = 0; i < counted.count; i++)
        months_add(&found, counted.buckets[i].date, counted.buckets[i].count,
                   counted.buckets[i].words);
    const struct months *all = wish->without_all ? NULL : &copy->months;
    return months_histogram(&found, all, wish->by_month, out) ? STATUS_OK : no_memory(err);
}

// --- searches ------------------------------------------------------------------------------------

static enum status know_place(const struct copy *copy, const struct search_after *after,
                              struct search_place *out, struct error *err)
{
    const struct copy_row *row = copy_row_of(copy, after->doc);
    if (!row)
        return error_set(err, STATUS_INVALID, "no document of that key in this generation");
    *out = (struct search_place){after->key, row->date, row->id};
    return STATUS_OK;
}

static enum status ask(struct cluster_view *view, const struct search_wish *wish,
                       struct json **answer, struct error *err)
{
    struct buf body = {0};
    *answer = NULL;
    enum status status = search_request_put(&view->copy->world, wish, &body, err);
    if (status == STATUS_OK)
        status = search_ask(view->session, view->copy->generation.index, buf_slice(&body),
                            view->base.limit, answer, err);
    buf_clear(&body);
    return status;
}

static enum status read_counts(const struct json *answer, const struct retrieve_request *request,
                               const struct copy *copy, struct arena *arena,
                               struct retrieve_result *out, struct error *err)
{
    enum status status = STATUS_OK;
    if (request->facets.mask)
        status = read_facets(answer, &request->facets, arena, &out->facets, err);
    if (status == STATUS_OK && request->facets.want_histogram)
        status = read_histogram(answer, &request->facets, copy, arena, &out->facets, err);
    return status;
}

// A request on its way: what is asked for it, and which of the searches that is.
struct retrieving {
    const struct retrieve_request *request;
    struct score_scale scale;
    struct search_place place;
    struct search_wish wish;
    size_t number;
    bool brings_apart; // the next search after it is for the documents of those that are shown
    struct series_hits *series;
};

enum { BRING_MOST = 128 }; // documents with the hits: some pages of them

static enum status begin(struct cluster_view *view, const struct retrieve_request *request,
                         struct retrieving *out, struct error *err)
{
    if (request->k > RETRIEVE_MAX_K)
        return error_set(err, STATUS_TOO_LARGE, "search: more than %d hits at once",
                         RETRIEVE_MAX_K);
    *out = (struct retrieving){.request = request};
    enum status status = score_scale_of(request->root, &out->scale, err);
    if (status == STATUS_OK && request->after.given)
        status = know_place(view->copy, &request->after, &out->place, err);
    bool is_scored = request->sort == SORT_RELEVANCE && request->k > 0;
    out->wish = (struct search_wish){
        .tree = {.root = request->root, .scale = is_scored ? &out->scale : NULL},
        .sort = request->sort,
        .k = request->k,
        .after = request->after.given ? &out->place : NULL,
        .want_total = request->want_total,
        .facets = &request->facets,
    };
    return status;
}

// A search for the documents of those that are shown, or, before series are folded, of twice as many.
static enum status put_documents(struct cluster_view *view, const struct retrieving *retrieving,
                                 struct search_bundle *bundle, struct error *err)
{
    const struct retrieve_request *request = retrieving->request;
    struct search_wish wish = retrieving->wish;
    wish.from = request->shown_from;
    wish.k += request->by_series ? request->k - request->shown_from : 0;
    wish.want_documents = true;
    wish.want_total = false;
    wish.facets = NULL;
    return search_request_put(&view->copy->world, &wish, search_bundle_next(bundle), err);
}

// The search that counts; if series are not folded, the one that finds the hits, which may bring their documents.
static enum status put(struct cluster_view *view, struct retrieving *retrieving,
                       struct search_bundle *bundle, struct error *err)
{
    const struct retrieve_request *request = retrieving->request;
    struct search_wish wish = retrieving->wish;
    uint32_t shown = request->k > request->shown_from ? request->k - request->shown_from : 0;
    bool brings = request->will_read && shown > 0 && shown <= BRING_MOST;
    bool is_inside = request->shown_from > 0 && !request->after.given;
    retrieving->number = bundle->count;
    retrieving->brings_apart = brings && (request->by_series ? request->is_late : is_inside);
    wish.want_documents = brings && !request->by_series && request->shown_from == 0;
    if (request->by_series) {
        wish.k = 0;
        wish.tree.scale = NULL;
    }
    enum status status =
        search_request_put(&view->copy->world, &wish, search_bundle_next(bundle), err);
    return status == STATUS_OK && retrieving->brings_apart
               ? put_documents(view, retrieving, bundle, err)
               : status;
}

static enum status take(struct cluster_view *view, const struct retrieving *retrieving,
                        const struct search_bundle *bundle, struct arena *arena,
                        struct retrieve_result *out, struct error *err)
{
    const struct retrieve_request *request = retrieving->request;
    const struct json *answer = search_bundle_answer(bundle, retrieving->number);
    struct search_hits hits;
    enum status status =
        search_answer_hits(answer, request->sort, retrieving->scale.scale, arena, &hits, err);
    if (status != STATUS_OK)
        return status;
    out->total = request->want_total ? hits.total : 0;
    out->hits = hits.hits;
    out->hit_count = hits.count;
    if (retrieving->brings_apart)
        answer = search_bundle_answer(bundle, retrieving->number + 1);
    if (request->will_read && (!request->by_series || retrieving->brings_apart))
        status = documents_take(view, answer, bundle->answer, err);
    return status == STATUS_OK ? read_counts(search_bundle_answer(bundle, retrieving->number),
                                             request, view->copy, arena, out, err)
                               : status;
}

static enum status put_all(struct cluster_view *view, struct retrieving *all, size_t count,
                           struct search_bundle *bundle, struct arena *arena, struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        status = near_expect(view, &all[i].wish.tree, bundle, err);
        if (status == STATUS_OK)
            status = put(view, &all[i], bundle, err);
        if (status == STATUS_OK && all[i].request->by_series)
            status = series_hits_put(
                &(struct series_asking){view, &all[i].wish, all[i].scale.scale, arena}, bundle,
                &all[i].series, err);
    }
    return status;
}

static enum status take_all(struct cluster_view *view, const struct retrieving *all, size_t count,
                            const struct search_bundle *bundle, struct arena *arena,
                            struct retrieve_result *out, struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        status = take(view, &all[i], bundle, arena, &out[i], err);
        if (status == STATUS_OK && all[i].series)
            status = series_hits_take(all[i].series, bundle, &out[i], err);
        if (status == STATUS_OK && all[i].request->groups.is_wanted)
            status = cluster_groups(view, all[i].request, arena, &out[i].groups, err);
    }
    return status;
}

// *again: what came lets in documents in which words are not near after all, which are known now.
static enum status ask_all(struct cluster_view *view, struct retrieving *all, size_t count,
                           struct search_bundle *bundle, struct arena *arena, bool *again,
                           struct error *err)
{
    enum status status = put_all(view, all, count, bundle, arena, err);
    bool brings = status == STATUS_OK && count > 0 && documents_put_expected(view, bundle);
    if (status == STATUS_OK)
        status = search_bundle_ask(bundle, err);
    if (status == STATUS_OK && brings)
        status = documents_take_expected(view, bundle, err);
    if (status == STATUS_OK)
        return near_take(view, bundle, again, err);
    near_forget_expected(view);
    return status;
}

enum status cluster_retrieve(struct view *base, const struct retrieve_request *requests,
                             size_t count, struct arena *arena, struct retrieve_result *out,
                             struct error *err)
{
    struct cluster_view *view = cluster_view(base);
    struct retrieving *all = arena_calloc(arena, count + 1, sizeof *all);
    enum status status = all ? STATUS_OK : no_memory(err);
    memset(out, 0, count * sizeof *out);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = begin(view, &requests[i], &all[i], err);
    for (bool again = true; status == STATUS_OK && again;) {
        struct search_bundle bundle = {
            .session = view->session, .index = view->copy->generation.index, .limit = base->limit};
        status = ask_all(view, all, count, &bundle, arena, &again, err);
        if (status == STATUS_OK && !again)
            status = take_all(view, all, count, &bundle, arena, out, err);
        search_bundle_end(&bundle);
    }
    return status;
}

// --- of a few documents --------------------------------------------------------------------------

static int by_key(const void *key, const void *item)
{
    uint64_t bits = ((const struct doc_key *)key)->bits, doc = ((const struct doc_key *)item)->bits;
    return (bits > doc) - (bits < doc);
}

enum status cluster_among(struct view *base, const struct match_node *root,
                          const struct doc_key *docs, size_t count, struct arena *arena,
                          uint64_t *found, struct error *err)
{
    enum { MOST_AT_ONCE = 10000 };
    struct cluster_view *view = cluster_view(base);
    struct score_scale scale;
    enum status status = score_scale_of(root, &scale, err);
    memset(found, 0, (count + 63) / 64 * sizeof *found);
    for (size_t from = 0; status == STATUS_OK && from < count; from += MOST_AT_ONCE) {
        size_t some = count - from < MOST_AT_ONCE ? count - from : MOST_AT_ONCE;
        struct search_wish wish = {
            .tree = {.root = root, .among = docs + from, .among_count = some},
            .sort = SORT_DATE_DESC,
            .k = (uint32_t)some,
        };
        struct search_hits hits = {0};
        struct json *answer = NULL;
        status = near_know(view, &wish.tree, err);
        if (status == STATUS_OK)
            status = ask(view, &wish, &answer, err);
        if (status == STATUS_OK)
            status = search_answer_hits(answer, wish.sort, 1, arena, &hits, err);
        for (size_t h = 0; status == STATUS_OK && h < hits.count; h++) {
            const struct doc_key *at =
                bsearch(&hits.hits[h].doc, docs + from, some, sizeof *docs, by_key);
            if (at)
                found[(at - docs) / 64] |= (uint64_t)1 << (at - docs) % 64;
        }
        json_release(answer);
    }
    return status;
}

// --- explaining ----------------------------------------------------------------------------------

struct explaining {
    struct cluster_view *view;
    const struct explain_request *request;
    struct score_scale scale;
    size_t first; // of the searches, one a leaf
};

// A search for each scoring leaf, in the order in which they stand in the tree, among the documents.
static enum status put_leaves(const struct explaining *explaining, const struct match_node *node,
                              struct search_bundle *bundle, struct error *err)
{
    const struct explain_request *request = explaining->request;
    enum status status = STATUS_OK;
    if (node->kind == MATCH_NOT)
        return STATUS_OK;
    if (score_scale_counts(node)) {
        struct search_wish wish = {.tree = {.root = node,
                                            .scale = &explaining->scale,
                                            .among = request->docs,
                                            .among_count = request->count},
                                   .sort = SORT_RELEVANCE,
                                   .k = (uint32_t)request->count};
        status = near_know(explaining->view, &wish.tree, err);
        if (status == STATUS_OK)
            status = search_request_put(&explaining->view->copy->world, &wish,
                                        search_bundle_next(bundle), err);
    }
    for (size_t c = 0; status == STATUS_OK && c < node->child_count; c++)
        status = put_leaves(explaining, node->children[c], bundle, err);
    return status;
}

// A leaf that a document does not have gave it nothing.
static enum status take_leaf(const struct explaining *explaining, size_t leaf,
                             const struct search_bundle *bundle, struct arena *arena,
                             struct error *err)
{
    const struct explain_request *request = explaining->request;
    size_t leaves = match_leaf_count(request->root);
    struct search_hits hits = {0};
    enum status status =
        search_answer_hits(search_bundle_answer(bundle, explaining->first + leaf), SORT_RELEVANCE,
                           explaining->scale.scale, arena, &hits, err);
    for (size_t i = 0; status == STATUS_OK && i < request->count; i++) {
        double *part = &request->parts[i * leaves + leaf];
        *part = 0;
        for (size_t h = 0; h < hits.count; h++)
            if (hits.hits[h].doc.bits == request->docs[i].bits)
                *part = hits.hits[h].score;
    }
    return status;
}

enum status cluster_explain(struct view *base, const struct explain_request *requests, size_t count,
                            struct arena *arena, struct error *err)
{
    struct cluster_view *view = cluster_view(base);
    struct search_bundle bundle = {
        .session = view->session, .index = view->copy->generation.index, .limit = base->limit};
    struct explaining *all = arena_calloc(arena, count + 1, sizeof *all);
    enum status status = all ? STATUS_OK : no_memory(err);
    for (size_t r = 0; status == STATUS_OK && r < count; r++) {
        all[r] = (struct explaining){.view = view, .request = &requests[r], .first = bundle.count};
        status = score_scale_of(requests[r].root, &all[r].scale, err);
        if (status == STATUS_OK && requests[r].count > 0)
            status = put_leaves(&all[r], requests[r].root, &bundle, err);
    }
    bool brings = status == STATUS_OK && documents_put_expected(view, &bundle);
    if (status == STATUS_OK)
        status = search_bundle_ask(&bundle, err);
    if (status == STATUS_OK && brings)
        status = documents_take_expected(view, &bundle, err);
    for (size_t r = 0; status == STATUS_OK && r < count; r++) {
        size_t leaves = requests[r].count > 0 ? match_leaf_count(requests[r].root) : 0;
        for (size_t i = 0; status == STATUS_OK && i < leaves; i++)
            status = take_leaf(&all[r], i, &bundle, arena, err);
    }
    search_bundle_end(&bundle);
    return status;
}
