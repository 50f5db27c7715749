// Promise: of all hits that were offered, however many and in whatever order, the best k are kept and put in order: by
// key, then by the newest question, then by id, also across segments. The floor is never above the worst of them.
#include "engine/search/match/top_k.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SEGMENTS = 2, DOCS = 4000, OFFERS = SEGMENTS * DOCS, DATES = 5 };

struct world {
    struct segment segments[SEGMENTS];
    struct buf dates[SEGMENTS], ids[SEGMENTS];
    uint32_t date_of[OFFERS];
    char id_of[OFFERS][12];
    struct offer {
        int64_t key;
        uint32_t number; // of the document, through all segments
    } offers[OFFERS];
    uint64_t random;
    struct arena arena;
};

static uint64_t below(struct world *w, uint64_t limit)
{
    w->random = w->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (w->random >> 20) % limit;
}

// Documents whose ids are in no order, with few dates and some without.
static struct world *make_world(void)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->random = 4242;
    arena_init(&w->arena, 0);
    for (uint32_t s = 0; s < SEGMENTS; s++) {
        struct columns_builder builder = {0};
        struct error err;
        columns_builder_init(&builder);
        for (uint32_t d = 0; d < DOCS; d++) {
            uint32_t number = s * DOCS + d;
            uint64_t date = below(w, DATES);
            w->date_of[number] = date ? 20200100 + (uint32_t)date : 0;
            // A permutation: no two documents have the same id.
            snprintf(w->id_of[number], sizeof w->id_of[number], "%u", number * 3001 % OFFERS);
            columns_builder_next(&builder);
            columns_builder_set(&builder, COLUMN_DATE, w->date_of[number]);
            columns_builder_set_string(&builder, COLUMN_ID, slice_from(w->id_of[number]));
        }
        buf_init(&w->dates[s], 0);
        buf_init(&w->ids[s], 0);
        columns_builder_encode(&builder, COLUMN_DATE, &w->dates[s]);
        columns_builder_encode(&builder, COLUMN_ID, &w->ids[s]);
        columns_builder_clear(&builder);
        struct column *columns = w->segments[s].columns;
        assert_int_equal(column_open(buf_slice(&w->dates[s]), DOCS, &columns[COLUMN_DATE], &err),
                         STATUS_OK);
        assert_int_equal(column_open(buf_slice(&w->ids[s]), DOCS, &columns[COLUMN_ID], &err),
                         STATUS_OK);
    }
    return w;
}

static void end_world(struct world *w)
{
    for (int s = 0; s < SEGMENTS; s++) {
        buf_clear(&w->dates[s]);
        buf_clear(&w->ids[s]);
    }
    arena_clear(&w->arena);
    free(w);
}

static int compare_offers(const void *a, const void *b, void *world)
{
    const struct offer *x = a, *y = b;
    const struct world *w = world;
    if (x->key != y->key)
        return x->key > y->key ? -1 : 1;
    if (w->date_of[x->number] != w->date_of[y->number])
        return w->date_of[x->number] > w->date_of[y->number] ? -1 : 1;
    return strcmp(w->id_of[x->number], w->id_of[y->number]);
}

// Offers every document once, in random order but for `ascending`; but for those that nobody would who asks first
// whether they can enter. Then the best of all must be there.
static void offer_all(struct world *w, uint32_t limit, int64_t least, uint64_t spread,
                      bool ascending)
{
    struct top_k top;
    assert_true(top_k_init(&top, w->segments, limit, &w->arena));
    for (uint32_t i = 0; i < OFFERS; i++)
        w->offers[i] = (struct offer){least + (int64_t)below(w, spread), i};
    for (uint32_t i = OFFERS; !ascending && i-- > 1;) {
        uint32_t other = (uint32_t)below(w, i + 1), kept = w->offers[i].number;
        w->offers[i].number = w->offers[other].number;
        w->offers[other].number = kept;
    }
    for (uint32_t i = 0; i < OFFERS; i++) {
        uint32_t number = w->offers[i].number;
        if (top.floor == 0 || w->offers[i].key >= top.floor)
            top_k_offer(&top, w->offers[i].key, (struct doc_ref){number / DOCS, number % DOCS});
    }
    top_k_sort(&top);
    qsort_r(w->offers, OFFERS, sizeof *w->offers, compare_offers, w);
    assert_int_equal(top.count, limit < OFFERS ? limit : OFFERS);
    for (uint32_t i = 0; i < top.count; i++) {
        uint32_t number = w->offers[i].number;
        assert_int_equal(top.hits[i].key, w->offers[i].key);
        assert_int_equal(top.hits[i].ref.segment, number / DOCS);
        assert_int_equal(top.hits[i].ref.doc, number % DOCS);
    }
    assert_true(top.floor == 0 || top.count == 0 || top.floor <= w->offers[top.count - 1].key);
    arena_reset(&w->arena);
}

static void the_best_of_all_are_kept(void **state)
{
    (void)state;
    static const uint32_t limits[] = {0, 1, 10, 128, 129, 130, 300, 1000, OFFERS - 1, OFFERS + 9};
    // Scores; few of them; one; dates; numbers below 0 and around it; all that there are.
    static const struct {
        int64_t least;
        uint64_t spread;
    } keys[] = {{1, 65535},
                {20000, 40},
                {700, 1},
                {10010101, 89990000},
                {-400, 350},
                {-90, 180},
                {INT64_MIN, UINT64_C(1) << 43}};
    struct world *w = make_world();
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        for (size_t l = 0; l < sizeof limits / sizeof *limits; l++)
            for (int ascending = 0; ascending < 2; ascending++)
                offer_all(w, limits[l], keys[k].least, keys[k].spread, ascending);
    end_world(w);
}

// So many stand above the border of a step that the next decides where the floor is.
static void the_floor_waits_for_the_last_of_them(void **state)
{
    (void)state;
    enum { LIMIT = 200, HIGH = 6400, LOW = 6399 };
    struct world *w = make_world();
    struct top_k top;
    assert_true(top_k_init(&top, w->segments, LIMIT, &w->arena));
    for (uint32_t i = 0; i < LIMIT - 1; i++)
        top_k_offer(&top, HIGH, (struct doc_ref){0, i});
    assert_true(top.floor <= LOW);
    top_k_offer(&top, LOW, (struct doc_ref){0, LIMIT - 1});
    assert_true(top.floor <= LOW);
    top_k_offer(&top, HIGH, (struct doc_ref){0, LIMIT});
    assert_true(top.floor > LOW && top.floor <= HIGH);
    end_world(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_of_all_are_kept),
        cmocka_unit_test(the_floor_waits_for_the_last_of_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
