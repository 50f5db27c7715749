// See top_k.h.
#include "engine/search/match/top_k.h"

#include <stdlib.h>

// Dates first: ids are compared as numbers in their sorted list within a segment, as strings between segments.
bool top_k_wins_tie(const struct top_k *top, struct doc_ref a, struct doc_ref b)
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

bool top_k_init(struct top_k *top, const struct segment *segments, uint32_t limit,
                struct arena *arena)
{
    *top = (struct top_k){.segments = segments, .limit = limit};
    top->heap = arena_calloc(arena, (size_t)limit + 1, sizeof *top->heap);
    return top->heap != NULL;
}

static void sift_down(struct top_k *top, uint32_t at)
{
    struct top_k_hit moved = top->heap[at];
    for (;;) {
        uint32_t child = at * 2 + 1;
        if (child >= top->count)
            break;
        if (child + 1 < top->count && top_k_before(top, &top->heap[child], &top->heap[child + 1]))
            child++;
        if (!top_k_before(top, &moved, &top->heap[child]))
            break;
        top->heap[at] = top->heap[child];
        at = child;
    }
    top->heap[at] = moved;
}

void top_k_offer(struct top_k *top, struct top_k_hit hit)
{
    if (top->count == top->limit) {
        if (top->limit == 0 || !top_k_before(top, &hit, &top->heap[0]))
            return;
        top->heap[0] = hit;
        sift_down(top, 0);
        return;
    }
    uint32_t at = top->count++;
    while (at > 0 && top_k_before(top, &top->heap[(at - 1) / 2], &hit)) {
        top->heap[at] = top->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    top->heap[at] = hit;
}

static int compare_hits(const void *a, const void *b, void *top)
{
    return top_k_before(top, a, b) ? -1 : top_k_before(top, b, a) ? 1 : 0;
}

void top_k_sort(struct top_k *top)
{
    qsort_r(top->heap, top->count, sizeof *top->heap, compare_hits, top);
}
