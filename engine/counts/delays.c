// See delays.h.
//
// The days of a group are brought together by counting (a pass for the sizes, one for the places), then sorted: few of
// them by comparing, many by counting how often each number of days occurs. 200,000 notes cost some milliseconds.
#include "engine/counts/delays.h"

#include <stdlib.h>
#include <string.h>

enum {
    CHUNK_NOTES = 8192,
    MANY = 256,            // from so many on they are counted
    MAX_COUNTED = 1 << 16, // days
};

struct delay_note {
    uint32_t cell;
    int32_t days;
};

struct delay_chunk {
    struct delay_chunk *next;
    size_t count;
    struct delay_note notes[CHUNK_NOTES];
};

bool delay_notes_add(struct delay_notes *notes, uint32_t cell, int32_t days, struct arena *arena)
{
    if (!notes->last || notes->last->count == CHUNK_NOTES) {
        struct delay_chunk *chunk = arena_alloc(arena, sizeof *chunk);
        if (!chunk)
            return false;
        chunk->next = NULL;
        chunk->count = 0;
        if (notes->last)
            notes->last->next = chunk;
        else
            notes->first = chunk;
        notes->last = chunk;
    }
    notes->last->notes[notes->last->count++] = (struct delay_note){cell, days};
    return true;
}

static int by_days(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

// `counted` has MAX_COUNTED zeros, and has them again afterwards.
static void sort_days(int32_t *days, size_t count, uint32_t *counted)
{
    int32_t most = 0, least = 0;
    for (size_t i = 0; i < count; i++) {
        most = days[i] > most ? days[i] : most;
        least = days[i] < least ? days[i] : least;
    }
    if (count < MANY || least < 0 || most >= MAX_COUNTED) {
        if (count > 1)
            qsort(days, count, sizeof *days, by_days);
        return;
    }
    for (size_t i = 0; i < count; i++)
        counted[days[i]]++;
    for (int32_t d = 0; d <= most; d++)
        for (; counted[d] > 0; counted[d]--)
            *days++ = d;
}

// The rank from below, and from above, of the bounds of the median's interval: the largest r for which the chance that
// fewer than r of n delays lie below the median is at most one in forty. It is the binomial's, whatever the delays are
// distributed like: H. A. David, H. N. Nagaraja, Order Statistics, 3rd ed. 2003, 7.1. 0: there are too few.
//
// Terms of the binomial go down from the one in the middle, which is counted as 1, until they add nothing any more. An
// even n has one in the middle, an odd one two. What lies below a term is what is left of half of the whole.
static size_t interval_rank(size_t n)
{
    if (n < DELAY_INTERVAL_LEAST)
        return 0;
    size_t middle = n / 2;
    double side = 0, term = 1;
    for (size_t k = middle; k > 0 && term > 1e-20; k--) {
        term *= (double)k / (double)(n - k + 1);
        side += term;
    }
    double half = n % 2 ? 1 + side : side + 0.5, below = side;
    size_t rank = middle; // and `below` is the chance that fewer than so many lie below the median
    term = 1;
    while (rank > 0 && below > half / 20) {
        term *= (double)rank / (double)(n - rank + 1);
        below -= term;
        rank--;
    }
    return rank;
}

static struct delay_figures figures_of(const int32_t *days, size_t count)
{
    if (count == 0)
        return (struct delay_figures){0};
    int32_t above = days[count / 2], below = days[(count - 1) / 2];
    size_t rank = interval_rank(count);
    return (struct delay_figures){
        .count = (uint32_t)count,
        .median = ((double)below + above) / 2,
        .p90 = days[(9 * count + 9) / 10 - 1],
        .low = rank ? days[rank - 1] : 0,
        .high = rank ? days[count - rank] : 0,
    };
}

// Writes the days of every note to the place of each of its groups, places[g], which goes on.
static void place(const struct delay_notes *notes, const struct delay_groups *of, size_t *places,
                  int32_t *days)
{
    for (const struct delay_chunk *chunk = notes->first; chunk; chunk = chunk->next) {
        for (size_t i = 0; i < chunk->count; i++) {
            const struct delay_note *note = &chunk->notes[i];
            for (uint32_t g = of->first[note->cell]; g < of->first[note->cell + 1]; g++)
                days[places[of->groups[g]]++] = note->days;
            days[places[of->group_count]++] = note->days;
        }
    }
}

// How many notes each group has, and all have.
static void count_notes(const struct delay_notes *notes, const struct delay_groups *of,
                        size_t *counts)
{
    for (const struct delay_chunk *chunk = notes->first; chunk; chunk = chunk->next) {
        for (size_t i = 0; i < chunk->count; i++) {
            uint32_t cell = chunk->notes[i].cell;
            for (uint32_t g = of->first[cell]; g < of->first[cell + 1]; g++)
                counts[of->groups[g]]++;
            counts[of->group_count]++;
        }
    }
}

struct delay_figures *delay_notes_figures(const struct delay_notes *notes,
                                          const struct delay_groups *of, struct arena *arena)
{
    size_t lists = of->group_count + 1, total = 0;
    size_t *counts = arena_calloc(arena, lists, sizeof *counts);
    size_t *places = arena_calloc(arena, lists, sizeof *places);
    uint32_t *counted = arena_calloc(arena, MAX_COUNTED, sizeof *counted);
    struct delay_figures *figures = arena_calloc(arena, lists, sizeof *figures);
    if (!counts || !places || !counted || !figures)
        return NULL;
    count_notes(notes, of, counts);
    for (size_t g = 0; g < lists; g++) {
        places[g] = total;
        total += counts[g];
    }
    int32_t *days = arena_alloc(arena, (total + 1) * sizeof *days);
    if (!days)
        return NULL;
    place(notes, of, places, days);
    for (size_t g = 0; g < lists; g++) {
        int32_t *own = days + places[g] - counts[g];
        sort_days(own, counts[g], counted);
        figures[g] = figures_of(own, counts[g]);
    }
    return figures;
}
