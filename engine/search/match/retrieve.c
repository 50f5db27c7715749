// Running a match tree. See retrieve.h.
//
// The plan looks every term up once. A tree with a shape (query_shape.h) whose best hits are wanted has them found
// list by list, without looking at every match (range_union.h, maxscore.h, block_max_and.h), and its matches counted
// without scores. Any other tree, any other order, facets and groups are run window by window over each segment
// (window_eval.h); with these, phrases among alternatives are looked at there alone. Whatever the way, hits go to one
// heap over all segments, so that each segment begins with the threshold that the ones before it reached.
//
// Invariant: the ways differ in cost alone. Scores are sums of the same integers, and hits with equal keys are in the
// order of top_k.h.
#include "engine/search/match/retrieve.h"

#include "engine/search/limits.h"
#include "engine/search/match/block_max_and.h"
#include "engine/search/match/counts/facets.h"
#include "engine/search/match/counts/groups.h"
#include "engine/search/match/counts/series_count.h"
#include "engine/search/match/maxscore.h"
#include "engine/search/match/phrase_lists.h"
#include "engine/search/match/plan.h"
#include "engine/search/match/query_shape.h"
#include "engine/search/match/range_union.h"
#include "engine/search/match/segment_lists.h"
#include "engine/search/match/top_k.h"
#include "engine/search/match/window_eval.h"
#include "engine/search/match/window_ops.h"
#include "engine/search/work_limit.h"

#include <string.h>

// One request on its way.
struct execution {
    struct snapshot *snapshot;
    const struct retrieve_request *request;
    struct arena *arena;
    struct plan plan;
    struct top_k top;
    struct facet_counts *facets; // NULL: none wanted
    struct group_counts *groups; // NULL: none wanted
    struct series_count *series; // NULL: not wanted
    bool has_hits;               // the best are known already: only count
    uint64_t total;
};

static uint32_t count_bits(const uint64_t *bits)
{
    return window_ops_best()->count(bits, WINDOW_WORDS);
}

// Larger is better; documents without the value come last, whichever way the sort goes.
static int64_t column_key(const struct segment *segment, enum search_sort sort, uint32_t doc)
{
    bool by_delay = sort == SORT_DELAY_DESC || sort == SORT_DELAY_ASC;
    enum column_id column = by_delay                   ? COLUMN_DELAI
                            : sort == SORT_ANSWER_DESC ? COLUMN_DATE_REPONSE
                                                       : COLUMN_DATE;
    int64_t value = column_value(&segment->columns[column], doc);
    if (sort == SORT_NEWS_DESC) {
        int64_t answered = column_value(&segment->columns[COLUMN_DATE_REPONSE], doc);
        value = answered > value ? answered : value; // DATE_NONE is less than any date
    }
    if (by_delay ? value == DELAY_NONE : value == DATE_NONE)
        return INT64_MIN;
    if (sort == SORT_DATE_ASC) // without day or month: after the full dates of its month or year
        value += value % 10000 == 0 ? 9999 : value % 100 == 0 ? 99 : 0;
    return sort == SORT_DATE_ASC || sort == SORT_DELAY_ASC ? -value : value;
}

static void offer_window(struct execution *r, struct window_eval *eval, uint32_t segment,
                         uint32_t base, const uint64_t *bits)
{
    uint16_t scores[WINDOW_DOCS];
    bool by_score = r->request->sort == SORT_RELEVANCE;
    if (by_score)
        window_eval_score(eval, base, bits, scores);
    for (uint32_t w = 0; w < WINDOW_WORDS; w++) {
        for (uint64_t left = bits[w]; left; left &= left - 1) {
            uint32_t bit = w * 64 + (uint32_t)__builtin_ctzll(left);
            int64_t key =
                by_score ? scores[bit] : column_key(eval->segment, r->request->sort, base + bit);
            top_k_offer(&r->top, key, (struct doc_ref){segment, base + bit});
        }
    }
}

static enum status run_segment(struct execution *r, uint32_t segment, struct error *err)
{
    struct window_eval eval;
    enum status status = window_eval_begin(&eval, &r->plan, r->snapshot, segment, r->arena, err);
    if (status == STATUS_OK && r->facets)
        status = facet_counts_segment(r->facets, segment, err);
    if (status == STATUS_OK && r->groups)
        status = group_counts_segment(r->groups, segment, err);
    uint32_t count = r->snapshot->segments[segment].info.doc_count;
    uint64_t bits[WINDOW_WORDS];
    for (uint32_t base = 0; status == STATUS_OK && base < count; base += WINDOW_DOCS) {
        if (window_eval_match(&eval, base, bits)) {
            r->total += count_bits(bits);
            if (r->facets)
                facet_counts_add(r->facets, base, bits, WINDOW_WORDS);
            if (r->groups)
                group_counts_add(r->groups, base, bits, WINDOW_WORDS);
            if (r->series)
                series_count_add(r->series, segment, base, bits, WINDOW_WORDS);
            if (r->top.limit && !r->has_hits)
                offer_window(r, &eval, segment, base, bits);
        }
        status = eval.status != STATUS_OK ? eval.status : work_limit_look(r->snapshot->limit, err);
    }
    window_eval_end(&eval);
    return status;
}

// The best hits of one segment, without looking at every match.
static enum status find_best(const struct retrieval *retrieval, uint32_t segment, struct error *err)
{
    struct segment_lists lists;
    enum status status = segment_lists_open(&lists, retrieval, segment, err);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    if (retrieval->shape->kind == SHAPE_CONJUNCTION)
        return block_max_and_run(&lists, err);
    bool has_ranges = !retrieval->top->series && range_union_fits(&lists); // may take hits back
    status = has_ranges ? range_union_run(&lists, err) : STATUS_NOT_FOUND;
    return status == STATUS_NOT_FOUND ? maxscore_run(&lists, err) : status;
}

// How many documents of one segment match, without scoring.
static enum status count_matches(const struct retrieval *retrieval, uint32_t segment,
                                 uint64_t *total, struct error *err)
{
    struct segment_lists lists;
    enum status status = segment_lists_open(&lists, retrieval, segment, err);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    return retrieval->shape->kind == SHAPE_UNION ? segment_lists_count_any(&lists, total, err)
                                                 : block_max_and_count(&lists, total, err);
}

// Where every document of a word is a match that counts, the least of its BEST_CODES largest weights is a threshold
// from the start; not where some of these may be deleted, filtered out, folded, or before the page.
static void seed_threshold(const struct retrieval *retrieval)
{
    const struct query_shape *shape = retrieval->shape;
    struct top_k *top = retrieval->top;
    bool any_matches =
        shape->kind == SHAPE_UNION || (shape->group_count == 1 && shape->phrase_count == 0);
    if (!any_matches || shape->column_count > 0 || top->after.given || top->series ||
        top->limit > BEST_CODES)
        return;
    for (uint32_t s = 0; s < retrieval->snapshot->manifest.segment_count; s++) {
        if (retrieval->snapshot->segments[s].info.deleted_count > 0)
            continue;
        for (size_t g = 0; g < shape->group_count; g++) {
            for (size_t t = 0; t < shape->groups[g].term_count; t++) {
                const struct plan_term *term = &shape->groups[g].terms[t];
                const struct segment_term *found = &term->in_segment[s];
                int64_t tenth = found->doc_count >= BEST_CODES ? term->table[found->tenth_code] : 0;
                top->floor = tenth > top->floor ? tenth : top->floor;
            }
        }
    }
}

// The best hits of a shape and its total. Facets count the matches themselves and find the total on the way.
static enum status run_shape(struct execution *r, const struct query_shape *shape, bool want_total,
                             struct error *err)
{
    struct retrieval retrieval = {
        .snapshot = r->snapshot, .shape = shape, .top = &r->top, .arena = r->arena};
    enum status status = STATUS_OK;
    uint32_t segments = r->snapshot->manifest.segment_count;
    if (r->top.limit > 0)
        seed_threshold(&retrieval);
    const struct arena_mark before =
        arena_mark(r->arena); // no segment wants what another's search took
    for (uint32_t s = 0; status == STATUS_OK && r->top.limit && s < segments; s++) {
        status = find_best(&retrieval, s, err);
        arena_rewind(r->arena, before);
    }
    for (uint32_t s = 0; status == STATUS_OK && want_total && s < segments; s++) {
        status = count_matches(&retrieval, s, &r->total, err);
        arena_rewind(r->arena, before);
    }
    r->has_hits = true;
    return status;
}

static enum status run_general(struct execution *r, struct retrieve_result *out, struct error *err)
{
    enum status status = STATUS_OK;
    if (!facet_wish_is_empty(&r->request->facets))
        status = facet_counts_begin(&r->request->facets, r->snapshot, r->arena, &r->facets, err);
    if (status == STATUS_OK && r->request->groups.is_wanted)
        status = group_counts_begin(&r->request->groups, r->snapshot, r->arena, &r->groups, err);
    if (status == STATUS_OK && r->top.series)
        status = series_count_begin(r->top.series, r->arena, &r->series, err);
    for (uint32_t s = 0; status == STATUS_OK && s < r->snapshot->manifest.segment_count; s++)
        status = run_segment(r, s, err);
    if (r->series)
        out->series = r->total - series_count_repeated(r->series);
    if (status == STATUS_OK && r->facets)
        status = facet_counts_finish(r->facets, &out->facets, err);
    if (status == STATUS_OK && r->groups)
        status = group_counts_finish(r->groups, &out->groups, err);
    group_counts_end(r->groups);
    return status;
}

static enum status put_hits(struct execution *r, struct retrieve_result *out, struct error *err)
{
    top_k_sort(&r->top);
    struct retrieve_hit *hits = arena_calloc(r->arena, r->top.count + 1, sizeof *hits);
    if (!hits)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    bool by_score = r->request->sort == SORT_RELEVANCE;
    for (uint32_t i = 0; i < r->top.count; i++) {
        hits[i] =
            (struct retrieve_hit){.doc = doc_key_of(r->top.hits[i].ref), .key = r->top.hits[i].key};
        hits[i].score = by_score ? (double)hits[i].key / r->plan.scale : 0;
    }
    out->hits = hits;
    out->hit_count = r->top.count;
    out->total = r->total > r->top.count ? r->total : r->top.count;
    return STATUS_OK;
}

// The hits once more, of which the first run has counted all.
static enum status repeat(struct execution *r, const struct query_shape *shape, struct error *err)
{
    enum status status = STATUS_OK;
    uint64_t total = r->total;
    top_k_repeat(&r->top);
    r->facets = NULL;
    r->groups = NULL;
    r->series = NULL;
    r->has_hits = false;
    if (shape)
        status = run_shape(r, shape, false, err);
    for (uint32_t s = 0; status == STATUS_OK && !shape && s < r->snapshot->manifest.segment_count;
         s++)
        status = run_segment(r, s, err);
    r->total = total;
    return status;
}

static enum status begin_hits(struct execution *r, struct error *err)
{
    const struct retrieve_request *request = r->request;
    const struct series_table *series = NULL;
    if (!top_k_init(&r->top, r->snapshot->segments, request->k, r->arena))
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    r->top.after = request->after;
    enum status status =
        request->by_series ? snapshot_series(r->snapshot, &series, err) : STATUS_OK;
    if (status == STATUS_OK && series && !top_k_fold(&r->top, series, r->arena))
        status = error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    return status;
}

enum status retrieve_run(struct snapshot *snapshot, const struct retrieve_request *request,
                         struct arena *arena, struct retrieve_result *out, struct error *err)
{
    *out = (struct retrieve_result){0};
    struct execution r = {.snapshot = snapshot, .request = request, .arena = arena};
    if (request->k > RETRIEVE_MAX_K)
        return error_set(err, STATUS_TOO_LARGE, "search: more than %d hits at once",
                         RETRIEVE_MAX_K);
    enum status status = plan_make(snapshot, request->root, arena, &r.plan, err);
    if (status == STATUS_OK)
        status = begin_hits(&r, err);
    struct query_shape shape;
    bool counts_all = !facet_wish_is_empty(&request->facets) || request->groups.is_wanted ||
                      (request->by_series && request->want_total);
    bool has_shape = status == STATUS_OK && request->sort == SORT_RELEVANCE &&
                     query_shape_of(&r.plan, arena, &shape) &&
                     (shape.all_score || request->k == 0) &&
                     !(counts_all && shape.alternative_count > 0);
    if (has_shape)
        status = phrase_lists_make(snapshot, &shape, arena, err);
    if (has_shape && status == STATUS_OK)
        status = run_shape(&r, &shape, request->want_total && !counts_all, err);
    if (status == STATUS_OK && (!r.has_hits || counts_all))
        status = run_general(&r, out, err);
    if (status == STATUS_OK && r.top.must_repeat)
        status = repeat(&r, has_shape ? &shape : NULL, err);
    return status == STATUS_OK ? put_hits(&r, out, err) : status;
}

enum status retrieve_matches(struct snapshot *snapshot, const struct match_node *root,
                             struct arena *arena, uint64_t ***bitmaps, uint64_t *total,
                             struct error *err)
{
    struct plan plan;
    uint32_t segments = snapshot->manifest.segment_count;
    uint64_t **sets = arena_calloc(arena, segments + 1, sizeof *sets);
    enum status status = sets ? plan_make(snapshot, root, arena, &plan, err)
                              : error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    *total = 0;
    for (uint32_t s = 0; status == STATUS_OK && s < segments; s++) {
        struct window_eval eval;
        uint32_t count = snapshot->segments[s].info.doc_count;
        status = window_eval_begin(&eval, &plan, snapshot, s, arena, err);
        sets[s] = arena_calloc(arena, window_set_words(count), sizeof *sets[s]);
        if (status == STATUS_OK && !sets[s])
            status = error_set(err, STATUS_NO_MEMORY, "search: out of memory");
        for (uint32_t base = 0; status == STATUS_OK && base < count; base += WINDOW_DOCS) {
            uint64_t bits[WINDOW_WORDS];
            if (window_eval_match(&eval, base, bits)) {
                memcpy(sets[s] + base / 64, bits, sizeof bits);
                *total += count_bits(bits);
            }
            status = eval.status != STATUS_OK ? eval.status : work_limit_look(snapshot->limit, err);
        }
        window_eval_end(&eval);
    }
    *bitmaps = sets;
    return status;
}

// --- of a few documents --------------------------------------------------------------------------

// Those of `docs` from `first` on that stand in one segment; returns the place after the last of them.
static size_t find_in_segment(struct window_eval *eval, const struct doc_keys *docs, size_t first,
                              uint64_t *found)
{
    uint64_t bits[WINDOW_WORDS];
    uint32_t segment = doc_ref_of(docs->items[first]).segment, base = UINT32_MAX;
    bool has_any = false;
    size_t i = first;
    for (; i < docs->count && doc_ref_of(docs->items[i]).segment == segment; i++) {
        uint32_t doc = doc_ref_of(docs->items[i]).doc, at = doc % WINDOW_DOCS;
        if (doc - at != base) {
            base = doc - at;
            has_any = window_eval_match(eval, base, bits);
        }
        if (has_any && bits[at / 64] >> at % 64 & 1)
            found[i / 64] |= (uint64_t)1 << i % 64;
    }
    return i;
}

enum status retrieve_among(struct snapshot *snapshot, const struct match_node *root,
                           const struct doc_keys *docs, struct arena *arena, uint64_t *found,
                           struct error *err)
{
    struct plan plan;
    memset(found, 0, (docs->count + 63) / 64 * sizeof *found);
    enum status status = plan_make(snapshot, root, arena, &plan, err);
    for (size_t i = 0; status == STATUS_OK && i < docs->count;) {
        struct window_eval eval;
        uint32_t segment = doc_ref_of(docs->items[i]).segment;
        status = window_eval_begin(&eval, &plan, snapshot, segment, arena, err);
        if (status == STATUS_OK) {
            i = find_in_segment(&eval, docs, i, found);
            status = eval.status;
        }
        window_eval_end(&eval);
    }
    return status;
}

// --- explaining ----------------------------------------------------------------------------------

// Scoring leaves by their number, which is their order in the match tree.
static void list_leaves(struct plan_node *node, struct plan_node **by_number)
{
    if (node->scores)
        by_number[node->number] = node;
    for (size_t c = 0; c < node->child_count; c++)
        list_leaves(node->children[c], by_number);
}

enum status retrieve_explain(struct snapshot *snapshot, const struct match_node *root,
                             struct doc_key doc, struct arena *arena, double *values,
                             struct error *err)
{
    struct plan plan;
    struct window_eval eval;
    struct doc_ref ref = doc_ref_of(doc);
    enum status status = plan_make(snapshot, root, arena, &plan, err);
    if (status != STATUS_OK)
        return status;
    struct plan_node **leaves = arena_calloc(arena, plan.node_count + 1, sizeof *leaves);
    if (!leaves)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    list_leaves(plan.root, leaves);
    status = window_eval_begin(&eval, &plan, snapshot, ref.segment, arena, err);
    size_t next = 0;
    for (uint32_t n = 0; status == STATUS_OK && n < plan.node_count; n++) {
        if (leaves[n])
            values[next++] = (double)window_eval_leaf_score(&eval, leaves[n], ref.doc) / plan.scale;
        status = eval.status;
    }
    window_eval_end(&eval);
    return status;
}
