// See series_hits.h.
//
// Hits come in the order of the page and are folded here, more of them as long as there are too few. A page that begins
// after a hit must not show a series that has a hit before: which ones have is told by all matches that are in a
// series, sorted as the page is: what is not after the place is before it.
//
// As many as the hits of all pages are the matches less, of each series, all but one: so those that are in series are
// asked for by themselves. Unless a place has to be compared, they come unscored, in the order of their keys. Where few
// can match, all of them are asked for rather than those among so many keys.
#include "engine/opensearch/read/series_hits.h"

#include "engine/opensearch/query/search_answer.h"

enum { MEMBERS_AT_ONCE = 50000, HITS_MORE = 200, HITS_TIMES = 16 };

struct series_hits {
    struct cluster_view *view;
    const struct search_wish *wish;
    double scale;
    struct arena *arena;
    size_t members_at, members_count; // searches of the bundle
    size_t hits_at;
    uint32_t window; // hits asked for at once
    bool *is_shown;  // of each series: before the page, or on it
    struct retrieve_hit *hits;
    size_t count;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "series: out of memory");
}

// --- asking --------------------------------------------------------------------------------------

// `is_plain`: of what matches the keys alone, in their order.
static enum status put_wish(const struct tree_world *world, const struct search_wish *wish,
                            bool is_plain, struct buf *body, struct error *err)
{
    if (!is_plain)
        return search_request_put(world, wish, body, err);
    struct tree_wish tree = wish->tree;
    struct buf query = {0};
    tree.scale = NULL;
    enum status status = tree_query_put(world, &tree, &query, err);
    search_scan_put(buf_slice(&query), (struct doc_key){0}, wish->k, body);
    buf_clear(&query);
    return status == STATUS_OK && body->failed ? no_memory(err) : status;
}

static enum status put_members(struct series_hits *series, struct search_bundle *bundle,
                               struct error *err)
{
    const struct copy *copy = series->view->copy;
    size_t members = copy->series.starts[copy->series.count];
    struct search_wish wish = *series->wish;
    uint64_t most = match_most(wish.tree.root, copy->row_count);
    bool is_plain = !wish.after;
    enum status status = STATUS_OK;
    wish.after = NULL;
    wish.facets = NULL;
    series->members_at = bundle->count;
    if (most < members && most < MEMBERS_AT_ONCE) {
        wish.k = (uint32_t)most;
        series->members_count = 1;
        return put_wish(&copy->world, &wish, is_plain, search_bundle_next(bundle), err);
    }
    for (size_t from = 0; status == STATUS_OK && from < members; from += MEMBERS_AT_ONCE) {
        size_t some = members - from < MEMBERS_AT_ONCE ? members - from : MEMBERS_AT_ONCE;
        wish.tree.among = copy->series.members + from;
        wish.tree.among_count = some;
        wish.k = (uint32_t)some;
        series->members_count++;
        status = put_wish(&copy->world, &wish, is_plain, search_bundle_next(bundle), err);
    }
    return status;
}

static struct search_wish window_of(const struct series_hits *series)
{
    struct search_wish wish = *series->wish;
    wish.want_total = false;
    wish.facets = NULL;
    wish.k = series->window;
    return wish;
}

enum status series_hits_put(const struct series_asking *asking, struct search_bundle *bundle,
                            struct series_hits **out, struct error *err)
{
    struct arena *arena = asking->arena;
    uint32_t k = asking->wish->k;
    struct series_hits *series = arena_calloc(arena, 1, sizeof *series);
    if (!series)
        return no_memory(err);
    *series = (struct series_hits){
        .view = asking->view, .wish = asking->wish, .scale = asking->scale, .arena = arena};
    series->window = k > SEARCH_MAX_WINDOW / 2 ? SEARCH_MAX_WINDOW : k * 2 + HITS_MORE;
    series->is_shown =
        arena_calloc(arena, (size_t)asking->view->copy->series.count + 1, sizeof *series->is_shown);
    series->hits = arena_calloc(arena, (size_t)k + 1, sizeof *series->hits);
    if (!series->is_shown || !series->hits)
        return no_memory(err);
    *out = series;
    enum status status = STATUS_OK;
    if (asking->wish->want_total || asking->wish->after)
        status = put_members(series, bundle, err);
    if (status != STATUS_OK || k == 0)
        return status;
    const struct search_wish wish = window_of(series);
    series->hits_at = bundle->count;
    return put_wish(&series->view->copy->world, &wish, false, search_bundle_next(bundle), err);
}

// --- what came of it -----------------------------------------------------------------------------

// Whether the hit is on the page's side of its place: the contract's order.
static bool is_after(const struct copy *copy, const struct retrieve_hit *hit,
                     const struct search_place *place)
{
    const struct copy_row *row = copy_row_of(copy, hit->doc);
    if (hit->key != place->key)
        return hit->key < place->key;
    if (row->date != place->date)
        return row->date < place->date;
    return slice_compare(row->id, place->id) > 0;
}

// A match that is in that series, 0: in none.
static void count_member(uint32_t number, bool *is_seen, uint64_t *repeated)
{
    *repeated += number > 0 && is_seen[number];
    is_seen[number] = true;
}

static enum status look_at_keys(struct series_hits *series, const struct json *answer,
                                bool *is_seen, uint64_t *repeated, struct error *err)
{
    const struct copy *copy = series->view->copy;
    struct search_keys found = {0};
    size_t at = 0;
    enum status status = search_answer_keys(answer, series->arena, &found, err);
    for (size_t i = 0; status == STATUS_OK && i < found.count; i++)
        count_member(copy_series_behind(copy, found.keys[i], &at), is_seen, repeated);
    return status;
}

static enum status look_at_hits(struct series_hits *series, const struct json *answer,
                                bool *is_seen, uint64_t *repeated, struct error *err)
{
    const struct search_wish *wish = series->wish;
    const struct copy *copy = series->view->copy;
    struct search_hits found = {0};
    enum status status =
        search_answer_hits(answer, wish->sort, series->scale, series->arena, &found, err);
    for (size_t i = 0; status == STATUS_OK && i < found.count; i++) {
        uint32_t number = copy_series_of(copy, found.hits[i].doc);
        count_member(number, is_seen, repeated);
        if (!is_after(copy, &found.hits[i], wish->after))
            series->is_shown[number] = true;
    }
    return status;
}

// Notes of the matches that are in series which of these have one before the page, and how many there are too many.
static enum status look_at_members(struct series_hits *series, const struct search_bundle *bundle,
                                   uint64_t *repeated, struct error *err)
{
    size_t numbers = (size_t)series->view->copy->series.count + 1;
    bool *is_seen = arena_calloc(series->arena, numbers, sizeof *is_seen);
    enum status status = is_seen ? STATUS_OK : no_memory(err);
    for (size_t i = 0; status == STATUS_OK && i < series->members_count; i++) {
        const struct json *answer = search_bundle_answer(bundle, series->members_at + i);
        status = series->wish->after ? look_at_hits(series, answer, is_seen, repeated, err)
                                     : look_at_keys(series, answer, is_seen, repeated, err);
    }
    return status;
}

// Folds the hits of an answer; the last of them goes to *last, or the page is full or there are no more.
static enum status fold(struct series_hits *series, const struct json *answer,
                        struct retrieve_hit *last, bool *goes_on, struct error *err)
{
    struct search_hits hits = {0};
    const struct search_wish *wish = series->wish;
    enum status status =
        search_answer_hits(answer, wish->sort, series->scale, series->arena, &hits, err);
    if (status != STATUS_OK)
        return status;
    for (size_t h = 0; h < hits.count && series->count < wish->k; h++) {
        uint32_t number = copy_series_of(series->view->copy, hits.hits[h].doc);
        if (number > 0 && series->is_shown[number])
            continue;
        series->is_shown[number] = true;
        series->hits[series->count++] = hits.hits[h];
    }
    *goes_on = hits.count == series->window && series->count < wish->k;
    if (*goes_on)
        *last = hits.hits[hits.count - 1];
    return STATUS_OK;
}

// The hits behind the last one that is known, many at once.
static enum status fold_more(struct series_hits *series, struct retrieve_hit *last, bool *goes_on,
                             struct error *err)
{
    struct cluster_view *view = series->view;
    const struct copy_row *row = copy_row_of(view->copy, last->doc);
    const struct search_place place = {last->key, row->date, row->id};
    struct search_bundle bundle = {
        .session = view->session, .index = view->copy->generation.index, .limit = view->base.limit};
    series->window = series->window > SEARCH_MAX_WINDOW / HITS_TIMES ? SEARCH_MAX_WINDOW
                                                                     : series->window * HITS_TIMES;
    struct search_wish wish = window_of(series);
    wish.after = &place;
    enum status status =
        put_wish(&view->copy->world, &wish, false, search_bundle_next(&bundle), err);
    if (status == STATUS_OK)
        status = search_bundle_ask(&bundle, err);
    if (status == STATUS_OK)
        status = fold(series, search_bundle_answer(&bundle, 0), last, goes_on, err);
    search_bundle_end(&bundle);
    return status;
}

enum status series_hits_take(struct series_hits *series, const struct search_bundle *bundle,
                             struct retrieve_result *out, struct error *err)
{
    uint64_t repeated = 0;
    struct retrieve_hit last;
    bool goes_on = false;
    enum status status = look_at_members(series, bundle, &repeated, err);
    if (status == STATUS_OK && series->wish->k > 0)
        status = fold(series, search_bundle_answer(bundle, series->hits_at), &last, &goes_on, err);
    while (status == STATUS_OK && goes_on)
        status = fold_more(series, &last, &goes_on, err);
    out->series = series->wish->want_total ? out->total - repeated : 0;
    out->hits = series->hits;
    out->hit_count = series->count;
    return status;
}
