// See top_k.h.
//
// Each series kept knows its place, which every move in the heap tells it: so a better hit of it is put there, and a
// worse one dropped, without looking for it.
#include "engine/search/match/top_k.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN UINT32_MAX // the place of a series that stands before the page

enum {
    DATE_SHIFT = 32,
    HEAP_LIMIT = 48, // so many hits are kept in a heap
    LIST_ROOM = 3,   // times the limit are kept in a list
    FEW_HITS = 256,  // so many are put in order by comparing them
    STEPS = 1024,    // of keys
    STEP_SHIFT = 6,  // the width of a step; scores have 16 bits
};

// The date of a question, above what remains of the largest number after its id's, which is the id's place in the
// sorted list of its segment.
static uint64_t tie_of(const struct top_k *top, struct doc_ref ref)
{
    const struct column *columns = top->segments[ref.segment].columns;
    uint64_t date = (uint64_t)column_value(&columns[COLUMN_DATE], ref.doc);
    return date << DATE_SHIFT | (UINT32_MAX - (uint64_t)column_value(&columns[COLUMN_ID], ref.doc));
}

static struct slice id_of(const struct top_k *top, const struct top_k_hit *hit)
{
    const struct column *ids = &top->segments[hit->ref.segment].columns[COLUMN_ID];
    return column_string(ids, column_value(ids, hit->ref.doc));
}

// Whether a stands before b among hits with equal keys. Ids are compared as strings between segments.
static inline bool wins_tie(const struct top_k *top, const struct top_k_hit *a,
                            const struct top_k_hit *b)
{
    if (a->ref.segment == b->ref.segment || a->tie >> DATE_SHIFT != b->tie >> DATE_SHIFT)
        return a->tie > b->tie;
    return slice_compare(id_of(top, a), id_of(top, b)) < 0;
}

static inline bool is_before(const struct top_k *top, const struct top_k_hit *a,
                             const struct top_k_hit *b)
{
    return a->key != b->key ? a->key > b->key : wins_tie(top, a, b);
}

bool top_k_init(struct top_k *top, const struct segment *segments, uint32_t limit,
                struct arena *arena)
{
    *top = (struct top_k){.segments = segments, .limit = limit};
    top->capacity = limit > HEAP_LIMIT ? limit * LIST_ROOM : limit;
    top->hits = arena_alloc(arena, ((size_t)top->capacity + 1) * sizeof *top->hits);
    if (top->capacity > limit)
        top->steps = arena_calloc(arena, STEPS, sizeof *top->steps);
    return top->hits && (top->steps || top->capacity == limit);
}

bool top_k_fold(struct top_k *top, const struct series_table *series, struct arena *arena)
{
    top->series = series;
    top->capacity = top->limit; // only a heap knows the places of its hits
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
    top->hits[at] = hit;
    if (place && *place != SHOWN)
        *place = at + 1;
}

static void sift_down(struct top_k *top, uint32_t at)
{
    struct top_k_hit moved = top->hits[at];
    for (;;) {
        uint32_t child = at * 2 + 1;
        if (child >= top->count)
            break;
        if (child + 1 < top->count && is_before(top, &top->hits[child], &top->hits[child + 1]))
            child++;
        if (!is_before(top, &moved, &top->hits[child]))
            break;
        put(top, at, top->hits[child]);
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
    if (*place != SHOWN && is_before(top, &hit, &top->hits[*place - 1])) {
        uint32_t at = *place - 1;
        top->hits[at] = hit;
        sift_down(top, at);
    }
    return true;
}

// Whether it stands before the page; its series then does so, too.
static bool is_shown(struct top_k *top, struct top_k_hit hit)
{
    if (!top->after.given)
        return false;
    struct top_k_hit last = {.key = top->after.key, .ref = doc_ref_of(top->after.doc)};
    last.tie = tie_of(top, last.ref);
    if (is_before(top, &last, &hit))
        return false;
    uint32_t *place = place_of(top, hit.ref);
    if (place) {
        top->must_repeat = top->must_repeat || (*place != 0 && *place != SHOWN);
        *place = SHOWN;
    }
    return true;
}

// --- the list ------------------------------------------------------------------------------------

// The number that is larger as the key is, without a sign.
static inline uint64_t digits_of(const struct top_k_hit *hit)
{
    return (uint64_t)hit->key ^ (uint64_t)1 << 63;
}

static uint64_t differing_digits(const struct top_k *top)
{
    uint64_t differing = 0;
    for (uint32_t i = 1; i < top->count; i++)
        differing |= digits_of(&top->hits[i]) ^ digits_of(&top->hits[0]);
    return differing;
}

// The key of the worst of the best: byte by byte from the first that is not the same for all, by how many have each
// value. (Selection by radix.)
static int64_t last_key(const struct top_k *top)
{
    uint64_t first = digits_of(&top->hits[0]), differing = differing_digits(top);
    int bits = differing ? (64 - __builtin_clzll(differing) + 7) / 8 * 8 : 0;
    uint64_t known = bits == 64 ? 0 : UINT64_MAX << bits, found = first & known;
    uint32_t wanted = top->limit;
    for (int shift = bits - 8; shift >= 0; shift -= 8) {
        uint32_t counts[256] = {0}, byte = 255;
        for (uint32_t i = 0; i < top->count; i++) {
            uint64_t digits = digits_of(&top->hits[i]);
            counts[digits >> shift & 255] += ((digits ^ found) & known) == 0;
        }
        while (counts[byte] < wanted)
            wanted -= counts[byte--];
        found |= (uint64_t)byte << shift;
        known |= (uint64_t)255 << shift;
    }
    return (int64_t)(found ^ (uint64_t)1 << 63);
}

static int compare_hits(const void *a, const void *b, void *top)
{
    return is_before(top, a, b) ? -1 : is_before(top, b, a) ? 1 : 0;
}

static void sort_hits(struct top_k *top, uint32_t from, uint32_t end)
{
    for (uint32_t i = from; i < end; i++)
        top->hits[i].tie = tie_of(top, top->hits[i].ref);
    qsort_r(top->hits + from, end - from, sizeof *top->hits, compare_hits, top);
}

// Byte by byte of the keys, the last one first; then those with equal keys.
static void sort_list(struct top_k *top)
{
    struct top_k_hit *hits = top->hits, *other = hits + top->limit;
    uint64_t differing = differing_digits(top);
    for (int shift = 0; shift < 64 && differing >> shift; shift += 8) {
        uint32_t places[257] = {0};
        for (uint32_t i = 0; i < top->count; i++)
            places[256 - (digits_of(&hits[i]) >> shift & 255)]++;
        for (int byte = 1; byte < 256; byte++)
            places[byte] += places[byte - 1];
        for (uint32_t i = 0; i < top->count; i++)
            other[places[255 - (digits_of(&hits[i]) >> shift & 255)]++] = hits[i];
        memcpy(hits, other, top->count * sizeof *hits);
    }
    for (uint32_t from = 0, end; from < top->count; from = end) {
        for (end = from + 1; end < top->count && hits[end].key == hits[from].key;)
            end++;
        if (end - from > 1)
            sort_hits(top, from, end);
    }
}

// Keeps the best of the list, the worst of them first.
static void cut_list(struct top_k *top)
{
    int64_t least = last_key(top);
    uint32_t kept = 0, better = 0;
    for (uint32_t i = 0; i < top->count; i++) {
        top->hits[kept] = top->hits[i];
        kept += top->hits[kept].key >= least;
    }
    top->count = kept;
    for (uint32_t i = 0; i < kept; i++) {
        struct top_k_hit hit = top->hits[i];
        top->hits[i] = top->hits[better];
        top->hits[better] = hit;
        better += hit.key > least;
    }
    sort_hits(top, better, top->count);
    top->count = top->limit;
    struct top_k_hit worst = top->hits[top->limit - 1];
    top->hits[top->limit - 1] = top->hits[0];
    top->hits[0] = worst;
}

// Raises the floor to the highest step that, with those above, has as many hits as are wanted.
static void count_step(struct top_k *top, int64_t key)
{
    int64_t step = key < 0 ? 0 : key >> STEP_SHIFT;
    step = step < STEPS ? step : STEPS - 1;
    top->steps[step]++;
    top->reached += step >= top->step;
    while (top->reached - top->steps[top->step] >= top->limit) {
        top->reached -= top->steps[top->step++];
        int64_t least = (int64_t)top->step << STEP_SHIFT;
        top->floor = least > top->floor ? least : top->floor;
    }
}

void top_k_take_back(struct top_k *top, const struct top_k_hit *hits, uint32_t count)
{
    top->count = count;
    memcpy(top->hits, hits, count * sizeof *hits);
    if (!top->steps)
        return;
    memset(top->steps, 0, STEPS * sizeof *top->steps);
    top->step = top->reached = 0;
    for (uint32_t i = 0; i < count; i++)
        count_step(top, hits[i].key);
}

static void add_to_list(struct top_k *top, struct top_k_hit hit)
{
    count_step(top, hit.key);
    top->hits[top->count++] = hit;
    if (top->count == top->limit || top->count == top->capacity)
        cut_list(top);
}

// --- both ----------------------------------------------------------------------------------------

static void add_to_heap(struct top_k *top, struct top_k_hit hit)
{
    if (top->count == top->limit) {
        uint32_t *left = place_of(top, top->hits[0].ref);
        if (left && *left != SHOWN)
            *left = 0;
        top->hits[0] = hit;
        sift_down(top, 0);
        return;
    }
    uint32_t at = top->count++;
    while (at > 0 && is_before(top, &top->hits[(at - 1) / 2], &hit)) {
        put(top, at, top->hits[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    put(top, at, hit);
}

// Whether it stands before the worst of the best, as far as these are known.
static inline bool may_enter(const struct top_k *top, struct top_k_hit *hit)
{
    const struct top_k_hit *worst = &top->hits[0];
    if (top->count < top->limit)
        return true;
    if (top->limit == 0 || hit->key < worst->key)
        return false;
    if (hit->key > worst->key)
        return true;
    hit->tie = tie_of(top, hit->ref);
    return wins_tie(top, hit, worst);
}

void top_k_offer(struct top_k *top, int64_t key, struct doc_ref ref)
{
    struct top_k_hit hit = {.key = key, .ref = ref};
    bool is_list = top->capacity > top->limit;
    if (top->after.given || top->series)
        hit.tie = tie_of(top, ref);
    if (is_shown(top, hit) || is_folded(top, hit) || !may_enter(top, &hit))
        return;
    if (is_list) {
        add_to_list(top, hit);
        return;
    }
    hit.tie = tie_of(top, ref);
    add_to_heap(top, hit);
}

void top_k_sort(struct top_k *top)
{
    if (top->count > top->limit)
        cut_list(top);
    if (top->count > FEW_HITS)
        sort_list(top);
    else
        sort_hits(top, 0, top->count);
}
