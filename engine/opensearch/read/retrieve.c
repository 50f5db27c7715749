// See retrieve.h.
//
// Hits, total, facets and histogram are one search. Groups are walked through in pages of their own (groups.h), and
// hits of which a series shows its best alone take some more (series_hits.h).
#include "engine/opensearch/read/retrieve.h"

#include "base/date.h"
#include "engine/counts/facet_values.h"
#include "engine/counts/field_number.h"
#include "engine/opensearch/query/column_query.h"
#include "engine/opensearch/query/search_answer.h"
#include "engine/opensearch/query/search_request.h"
#include "engine/opensearch/read/groups.h"
#include "engine/opensearch/read/index.h"
#include "engine/opensearch/read/search.h"
#include "engine/opensearch/read/series_hits.h"
#include "engine/search/limits.h"

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

static enum status read_strings(const json_t *answer, enum field field, uint32_t limit,
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

static enum status read_numbers(const json_t *answer, enum field field, uint32_t limit,
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

static enum status read_facets(const json_t *answer, const struct facet_wish *wish,
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

static enum status read_histogram(const json_t *answer, const struct facet_wish *wish,
                                  const struct copy *copy, struct arena *arena,
                                  struct facet_result *out, struct error *err)
{
    struct counted_months counted;
    struct month_counts months;
    enum status status = month_counts_begin(wish, arena, &months)
                             ? search_answer_months(answer, arena, &counted, err)
                             : no_memory(err);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < counted.count; i++) {
        uint32_t month = facet_month(counted.buckets[i].date, wish->by_month);
        months.found[month] += counted.buckets[i].count;
        if (months.words)
            months.words[month] += counted.buckets[i].words;
    }
    for (size_t i = 0; i < copy->row_count && months.all; i++)
        if (copy->rows[i].date != DATE_NONE)
            months.all[facet_month(copy->rows[i].date, wish->by_month)]++;
    return facet_histogram(&months, wish->by_month, arena, out) ? STATUS_OK : no_memory(err);
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

static enum status ask(struct cluster_view *view, const struct search_wish *wish, json_t **answer,
                       struct error *err)
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

static enum status read_counts(const json_t *answer, const struct retrieve_request *request,
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

static enum status retrieve(struct cluster_view *view, const struct retrieve_request *request,
                            struct arena *arena, struct retrieve_result *out, struct error *err)
{
    struct score_scale scale;
    struct search_place place;
    bool by_score = request->sort == SORT_RELEVANCE && request->k > 0;
    enum status status = score_scale_of(request->root, &scale, err);
    if (status == STATUS_OK && request->after.given)
        status = know_place(view->copy, &request->after, &place, err);
    if (status != STATUS_OK)
        return status;
    const struct search_wish wish = {
        .tree = {.root = request->root, .scale = by_score ? &scale : NULL},
        .sort = request->sort,
        .k = request->by_series ? 0 : request->k,
        .after = request->after.given ? &place : NULL,
        .want_total = request->want_total,
        .facets = &request->facets,
    };
    json_t *answer;
    struct search_hits hits;
    status = ask(view, &wish, &answer, err);
    if (status == STATUS_OK)
        status = search_answer_hits(answer, request->sort, scale.scale, arena, &hits, err);
    if (status == STATUS_OK) {
        out->total = request->want_total ? hits.total : 0;
        out->hits = hits.hits;
        out->hit_count = hits.count;
        status = read_counts(answer, request, view->copy, arena, out, err);
    }
    json_decref(answer);
    if (status == STATUS_OK && request->by_series) {
        struct search_wish folded = wish;
        folded.k = request->k;
        status = series_hits(view, &folded, scale.scale, arena, out, err);
    }
    return status;
}

enum status cluster_retrieve(struct view *base, const struct retrieve_request *request,
                             struct arena *arena, struct retrieve_result *out, struct error *err)
{
    struct cluster_view *view = cluster_view(base);
    *out = (struct retrieve_result){0};
    if (request->k > RETRIEVE_MAX_K)
        return error_set(err, STATUS_TOO_LARGE, "search: more than %d hits at once",
                         RETRIEVE_MAX_K);
    enum status status = retrieve(view, request, arena, out, err);
    if (status == STATUS_OK && request->groups.is_wanted)
        status = cluster_groups(view, request, arena, &out->groups, err);
    return status;
}

// --- of a few documents --------------------------------------------------------------------------

static size_t place_of(const struct doc_key *docs, size_t count, struct doc_key key)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (docs[middle].bits < key.bits)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
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
        const struct search_wish wish = {
            .tree = {.root = root, .among = docs + from, .among_count = some},
            .sort = SORT_DATE_DESC,
            .k = (uint32_t)some,
        };
        struct search_hits hits = {0};
        json_t *answer;
        status = ask(view, &wish, &answer, err);
        if (status == STATUS_OK)
            status = search_answer_hits(answer, wish.sort, 1, arena, &hits, err);
        for (size_t h = 0; status == STATUS_OK && h < hits.count; h++) {
            size_t i = from + place_of(docs + from, some, hits.hits[h].doc);
            if (i < from + some && docs[i].bits == hits.hits[h].doc.bits)
                found[i / 64] |= (uint64_t)1 << i % 64;
        }
        json_decref(answer);
    }
    return status;
}

// --- explaining ----------------------------------------------------------------------------------

struct explaining {
    struct cluster_view *view;
    const struct score_scale *scale;
    struct doc_key doc;
    struct buf lines;
    size_t count;
};

// A search for each scoring leaf, in the order in which they stand in the tree.
static enum status put_leaves(struct explaining *explaining, const struct match_node *node,
                              struct error *err)
{
    enum status status = STATUS_OK;
    if (node->kind == MATCH_NOT)
        return STATUS_OK;
    if (score_scale_counts(node)) {
        const struct search_wish wish = {
            .tree = {node, explaining->scale, &explaining->doc, 1}, .sort = SORT_RELEVANCE, .k = 1};
        const struct copy *copy = explaining->view->copy;
        buf_printf(&explaining->lines, "{\"allow_partial_search_results\":false,\"index\":");
        json_put_string(&explaining->lines, copy->generation.index);
        buf_printf(&explaining->lines, "}\n");
        status = search_request_put(&copy->world, &wish, &explaining->lines, err);
        buf_append_char(&explaining->lines, '\n');
        explaining->count++;
    }
    for (size_t c = 0; status == STATUS_OK && c < node->child_count; c++)
        status = put_leaves(explaining, node->children[c], err);
    return status;
}

enum status cluster_explain(struct view *base, const struct match_node *root, struct doc_key doc,
                            struct arena *arena, double *values, struct error *err)
{
    struct score_scale scale;
    struct explaining explaining = {.view = cluster_view(base), .scale = &scale, .doc = doc};
    json_t *answers = NULL;
    enum status status = score_scale_of(root, &scale, err);
    if (status == STATUS_OK)
        status = put_leaves(&explaining, root, err);
    if (status == STATUS_OK && explaining.count > 0)
        status = search_ask_many(explaining.view->session, buf_slice(&explaining.lines),
                                 explaining.count, base->limit, &answers, err);
    for (size_t i = 0; status == STATUS_OK && i < explaining.count; i++) {
        struct search_hits hits = {0};
        status = search_answer_hits(json_array_get(answers, i), SORT_RELEVANCE, scale.scale, arena,
                                    &hits, err);
        if (status == STATUS_OK)
            values[i] = hits.count > 0 ? hits.hits[0].score : 0;
    }
    json_decref(answers);
    buf_clear(&explaining.lines);
    return status;
}
