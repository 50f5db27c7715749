// See top_k.h.
//
// Each series kept knows its place, which every move in the heap tells it: so a better hit of it is put there, and a
// worse one dropped, without looking for it.
#include "engine/search/match/top_k.h"

#include <stdlib.h>

#define SHOWN UINT32_MAX // the place of a series that stands before the page

// Whether a stands before b among hits with equal keys. Dates first: ids are compared as numbers in their sorted list
// within a segment, as strings between segments.
static bool wins_tie(const struct top_k *top, struct doc_ref a, struct doc_ref b)
{
    const struct column *of_a = top->segments[a.segment].columns;
    const struct column *of_b = top->segments[b.segment].columns;
    int64_t date_a = column_value(&of_a[COLUMN_DATE], a.doc);
    int64_t date_b = column_value(&of_b[COLUMN_DATE], b.doc);
    if (date_a != date_b)
        return date_a > date_b;
    int64_t id_a = column_value(&of_a[COLUMN_ID], a.doc),
            id_b = column_value(&of_b[COLUMN_ID], b.doc);
    if (a.segment == b.segment)
        return id_a < id_b;
    return slice_compare(column_string(&of_a[COLUMN_ID], id_a),
                         column_string(&of_b[COLUMN_ID], id_b)) < 0;
}

static inline bool is_before(const struct top_k *top, const struct top_k_hit *a,
                             const struct top_k_hit *b)
{
    return a->key != b->key ? a->key > b->key : wins_tie(top, a->ref, b->ref);
}

bool top_k_init(struct top_k *top, const struct segment *segments, uint32_t limit,
                struct arena *arena)
{
    *top = (struct top_k){.segments = segments, .limit = limit};
    top->heap = arena_calloc(arena, (size_t)limit + 1, sizeof *top->heap);
    return top->heap != NULL;
}

bool top_k_fold(struct top_k *top, const struct series_table *series, struct arena *arena)
{
    top->series = series;
    top->places = arena_calloc(arena, (size_t)series->count + 1, sizeof *top->places);
    return top->places != NULL;
}

void top_k_repeat(struct top_k *top)
{
    top->count = 0;
    top->floor = 0;
    top->must_repeat = false;
    for (uint32_t n = 1; n <= top->series->count; n++)
        top->places[n] = top->places[n] == SHOWN ? SHOWN : 0;
}

// The place of the hit's series; NULL when it stands for itself.
static uint32_t *place_of(const struct top_k *top, struct doc_ref ref)
{
    uint32_t number = top->series ? series_of(top->series, ref) : 0;
    return number ? &top->places[number] : NULL;
}

static void put(struct top_k *top, uint32_t at, struct top_k_hit hit)
{
    uint32_t *place = place_of(top, hit.ref);
    top->heap[at] = hit;
    if (place && *place != SHOWN)
        *place = at + 1;
}

static void sift_down(struct top_k *top, uint32_t at)
{
    struct top_k_hit moved = top->heap[at];
    for (;;) {
        uint32_t child = at * 2 + 1;
        if (child >= top->count)
            break;
        if (child + 1 < top->count && is_before(top, &top->heap[child], &top->heap[child + 1]))
            child++;
        if (!is_before(top, &moved, &top->heap[child]))
            break;
        put(top, at, top->heap[child]);
        at = child;
    }
    put(top, at, moved);
}

// Whether the hit's series has its place already; a better hit takes it.
static bool is_folded(struct top_k *top, struct top_k_hit hit)
{
    const uint32_t *place = place_of(top, hit.ref);
    if (!place || *place == 0)
        return false;
    if (*place != SHOWN && is_before(top, &hit, &top->heap[*place - 1])) {
        uint32_t at = *place - 1;
        top->heap[at] = hit;
        sift_down(top, at);
    }
    return true;
}

// Whether it stands before the page; its series then does so, too.
static bool is_shown(struct top_k *top, struct top_k_hit hit)
{
    struct top_k_hit last = {top->after.key, doc_ref_of(top->after.doc)};
    if (!top->after.given || is_before(top, &last, &hit))
        return false;
    uint32_t *place = place_of(top, hit.ref);
    if (place) {
        top->must_repeat = top->must_repeat || (*place != 0 && *place != SHOWN);
        *place = SHOWN;
    }
    return true;
}

void top_k_offer(struct top_k *top, struct top_k_hit hit)
{
    if (is_shown(top, hit) || is_folded(top, hit))
        return;
    if (top->count == top->limit) {
        if (top->limit == 0 || !is_before(top, &hit, &top->heap[0]))
            return;
        uint32_t *left = place_of(top, top->heap[0].ref);
        if (left && *left != SHOWN)
            *left = 0;
        top->heap[0] = hit;
        sift_down(top, 0);
        return;
    }
    uint32_t at = top->count++;
    while (at > 0 && is_before(top, &top->heap[(at - 1) / 2], &hit)) {
        put(top, at, top->heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    put(top, at, hit);
}

static int compare_hits(const void *a, const void *b, void *top)
{
    return is_before(top, a, b) ? -1 : is_before(top, b, a) ? 1 : 0;
}

void top_k_sort(struct top_k *top)
{
    qsort_r(top->heap, top->count, sizeof *top->heap, compare_hits, top);
}
