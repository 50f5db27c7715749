// See series_hits.h.
//
// Hits come in the order of the page and are folded here, more of them as long as there are too few. A page that begins
// after a hit must not show a series that has a hit before: which ones have is asked for before the first page, of all
// documents that are in a series, with the sort turned round by its place: what is not after the place is before it.
//
// As many as the hits of all pages are the matches less, of each series, all but one: so those that are in series are
// asked for by themselves. Unless a place has to be compared, they come unscored, in the order of their keys.
#include "engine/opensearch/read/series_hits.h"

#include "engine/opensearch/query/search_answer.h"
#include "engine/opensearch/read/search.h"

#include <string.h>

enum { MEMBERS_AT_ONCE = 50000, HITS_MORE = 50 };

struct folding {
    struct cluster_view *view;
    const struct search_wish *wish;
    double scale;
    struct arena *arena;
    bool *is_shown; // of each series: before the page, or on it
    struct retrieve_hit *hits;
    size_t count;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "series: out of memory");
}

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

static enum status ask(struct folding *folding, const struct search_wish *wish, bool is_plain,
                       struct search_hits *out, struct error *err)
{
    struct cluster_view *view = folding->view;
    struct buf body = {0};
    json_t *answer = NULL;
    enum status status = put_wish(&view->copy->world, wish, is_plain, &body, err);
    if (status == STATUS_OK)
        status = search_ask(view->session, view->copy->generation.index, buf_slice(&body),
                            view->base.limit, &answer, err);
    buf_clear(&body);
    if (status == STATUS_OK)
        status = search_answer_hits(answer, wish->sort, folding->scale, folding->arena, out, err);
    json_decref(answer);
    return status;
}

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

// Notes of the matches that are in series which of these have one before the page, and how many there are too many.
static enum status look_at_members(struct folding *folding, uint64_t *repeated, struct error *err)
{
    const struct copy *copy = folding->view->copy;
    const struct copy_series *series = &copy->series;
    size_t members = series->starts[series->count];
    bool *is_seen = arena_calloc(folding->arena, (size_t)series->count + 1, sizeof *is_seen);
    enum status status = is_seen ? STATUS_OK : no_memory(err);
    for (size_t from = 0; status == STATUS_OK && from < members; from += MEMBERS_AT_ONCE) {
        size_t some = members - from < MEMBERS_AT_ONCE ? members - from : MEMBERS_AT_ONCE;
        struct search_wish wish = *folding->wish;
        struct search_hits hits = {0};
        wish.tree.among = series->members + from;
        wish.tree.among_count = some;
        wish.k = (uint32_t)some;
        wish.after = NULL;
        wish.facets = NULL;
        status = ask(folding, &wish, !folding->wish->after, &hits, err);
        for (size_t h = 0; status == STATUS_OK && h < hits.count; h++) {
            uint32_t number = copy_series_of(copy, hits.hits[h].doc);
            *repeated += is_seen[number];
            is_seen[number] = true;
            if (folding->wish->after && !is_after(copy, &hits.hits[h], folding->wish->after))
                folding->is_shown[number] = true;
        }
    }
    return status;
}

static void take(struct folding *folding, const struct search_hits *hits)
{
    for (size_t h = 0; h < hits->count && folding->count < folding->wish->k; h++) {
        uint32_t number = copy_series_of(folding->view->copy, hits->hits[h].doc);
        if (number > 0 && folding->is_shown[number])
            continue;
        folding->is_shown[number] = true;
        folding->hits[folding->count++] = hits->hits[h];
    }
}

static enum status fold(struct folding *folding, struct error *err)
{
    struct search_wish wish = *folding->wish;
    struct search_place place;
    enum status status = STATUS_OK;
    bool goes_on = wish.k > 0;
    wish.want_total = false;
    wish.facets = NULL;
    wish.k = wish.k > SEARCH_MAX_WINDOW / 2 ? SEARCH_MAX_WINDOW : wish.k * 2 + HITS_MORE;
    while (status == STATUS_OK && goes_on) {
        struct search_hits hits = {0};
        status = ask(folding, &wish, false, &hits, err);
        if (status != STATUS_OK)
            break;
        take(folding, &hits);
        goes_on = hits.count == wish.k && folding->count < folding->wish->k;
        if (!goes_on)
            break;
        const struct retrieve_hit *last = &hits.hits[hits.count - 1];
        const struct copy_row *row = copy_row_of(folding->view->copy, last->doc);
        place = (struct search_place){last->key, row->date, row->id};
        wish.after = &place;
    }
    return status;
}

enum status series_hits(struct cluster_view *view, const struct search_wish *wish, double scale,
                        struct arena *arena, struct retrieve_result *out, struct error *err)
{
    struct folding folding = {.view = view, .wish = wish, .scale = scale, .arena = arena};
    uint64_t repeated = 0;
    enum status status = STATUS_OK;
    folding.is_shown =
        arena_calloc(arena, (size_t)view->copy->series.count + 1, sizeof *folding.is_shown);
    folding.hits = arena_calloc(arena, (size_t)wish->k + 1, sizeof *folding.hits);
    if (!folding.is_shown || !folding.hits)
        return no_memory(err);
    if (wish->want_total || wish->after)
        status = look_at_members(&folding, &repeated, err);
    if (status == STATUS_OK)
        status = fold(&folding, err);
    out->series = wish->want_total ? out->total - repeated : 0;
    out->hits = folding.hits;
    out->hit_count = folding.count;
    return status;
}
