// See top_k.h.
#include "engine/search/match/top_k.h"

#include <stdlib.h>

bool top_k_init(struct top_k *top, uint32_t limit, struct arena *arena)
{
    *top = (struct top_k){.limit = limit};
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
        if (child + 1 < top->count && top_k_before(&top->heap[child], &top->heap[child + 1]))
            child++;
        if (!top_k_before(&moved, &top->heap[child]))
            break;
        top->heap[at] = top->heap[child];
        at = child;
    }
    top->heap[at] = moved;
}

void top_k_offer(struct top_k *top, struct top_k_hit hit)
{
    if (top->count == top->limit) {
        if (top->limit == 0 || !top_k_before(&hit, &top->heap[0]))
            return;
        top->heap[0] = hit;
        sift_down(top, 0);
        return;
    }
    uint32_t at = top->count++;
    while (at > 0 && top_k_before(&top->heap[(at - 1) / 2], &hit)) {
        top->heap[at] = top->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    top->heap[at] = hit;
}

static int compare_hits(const void *a, const void *b)
{
    return top_k_before(a, b) ? -1 : top_k_before(b, a) ? 1 : 0;
}

void top_k_sort(struct top_k *top)
{
    qsort(top->heap, top->count, sizeof *top->heap, compare_hits);
}
