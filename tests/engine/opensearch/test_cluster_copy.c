// Promise: the copy of a generation finds what it was made of: documents by key and id, words and values by their
// beginnings, accented words by what they are folded to, series by the sketches of their members. What is in a cluster
// twice, or less than nothing, makes no copy.
#include "engine/opensearch/read/copy.h"
#include "engine/opensearch/read/copy_sort.h"
#include "engine/term.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct copy *make(void)
{
    struct copy *copy = calloc(1, sizeof *copy);
    assert_non_null(copy);
    arena_init(&copy->arena, 0);
    atomic_init(&copy->holders, 1);
    return copy;
}

// A sketch that no other number makes.
static struct sketch sketch_numbered(uint32_t number)
{
    struct sketch sketch;
    for (uint32_t w = 0; w < SKETCH_WORDS; w++)
        sketch.words[w] = number * 1000 + w + 1;
    return sketch;
}

static void test_finds_what_it_was_made_of(void **state)
{
    (void)state;
    const struct copy_row rows[] = {
        {9, SLICE("Q2"), 20240101, sketch_numbered(1)},
        {4, SLICE("Q10"), 20230000, sketch_numbered(2)},
        {7, SLICE("Q1"), 0, sketch_numbered(1)},
        {5, SLICE("Q3"), 0, {{0}}}, // without words
        {6, SLICE("Q4"), 0, {{0}}},
    };
    static const char *const names[] = {"xécole", "xecole", "xécolé", "xeau", "secol", "xélan"};
    const int64_t documents[] = {3, 1, 2, 4, 5, 0};
    struct map map = {.count = 0};
    struct copy *copy = make();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(map_put(&map, slice_from(names[i])), i);
    const struct copy_parts parts = {rows, 5, &map, documents};
    assert_int_equal(copy_sort(copy, &parts, NULL), STATUS_OK);

    assert_int_equal(copy_row_of_id(copy, SLICE("Q10"))->key, 4);
    assert_null(copy_row_of_id(copy, SLICE("Q")));
    assert_int_equal(copy_row_of(copy, (struct doc_key){9})->date, 20240101);
    assert_null(copy_row_of(copy, (struct doc_key){8}));

    size_t count;
    const char kind = TERM_SURFACE;
    const struct copy_count *found = copy_counts(copy, slice_of(&kind, 1), &count);
    assert_int_equal(count, 4); // a word of no document is none
    assert_true(slice_equal(found[0].name, SLICE("xeau")));
    found = copy_counts(copy, SLICE("xéco"), &count);
    assert_int_equal(count, 2);
    assert_int_equal(found[0].documents + found[1].documents, 5);
    (void)copy_counts(copy, SLICE("y"), &count);
    assert_int_equal(count, 0);

    assert_int_equal(copy_count_of(copy, SLICE("xeau")), 4);
    assert_int_equal(copy_count_of(copy, SLICE("xea")), 0);
    assert_int_equal(copy_count_of(copy, SLICE("xeaux")), 0);

    const struct copy_fold *folds = copy_folds(copy, SLICE("ecole"), &count);
    assert_int_equal(count, 2);
    assert_true(slice_equal(copy->counts[folds[0].number].name, SLICE("xécole")));
    (void)copy_folds(copy, SLICE("eau"), &count); // stands for itself
    assert_int_equal(count, 0);

    uint32_t series = copy_series_of(copy, (struct doc_key){9});
    assert_int_not_equal(series, 0);
    assert_int_equal(copy_series_of(copy, (struct doc_key){7}), series);
    assert_int_equal(copy_series_of(copy, (struct doc_key){4}), 0);
    assert_int_equal(copy_series_of(copy, (struct doc_key){5}), 0);
    struct exchange_series told = copy_series_numbered(copy, series);
    assert_true(slice_equal(told.id, SLICE("Q1")));
    assert_int_equal(told.count, 2);
    assert_int_equal(told.members[1].bits, 9);
    map_clear(&map);
    copy_release(copy);
}

// Whichever keys are asked for in their order, also such as no document has.
static void test_keys_in_order_are_found_as_any(void **state)
{
    (void)state;
    enum { ROWS = 500, GAP = 3 };
    static struct copy_row rows[ROWS];
    static char ids[ROWS][8];
    for (uint32_t i = 0; i < ROWS; i++) {
        int len = snprintf(ids[i], sizeof ids[i], "Q%u", i);
        rows[i] = (struct copy_row){GAP * (i + 1), slice_of(ids[i], (size_t)len), 0,
                                    sketch_numbered(i % 3 ? i / 6 + 1 : ROWS + i)};
    }
    struct map map = {.count = 0};
    for (size_t count = 0; count <= ROWS; count += count < 9 ? 1 : 97) {
        struct copy *copy = make();
        const struct copy_parts parts = {rows, count, &map, NULL};
        assert_int_equal(copy_sort(copy, &parts, NULL), STATUS_OK);
        for (uint64_t step = 1; step < 2 * GAP * ROWS; step = step * 2 + 1) {
            size_t at = 0;
            for (uint64_t key = step % 5; key < GAP * (ROWS + 2); key += step)
                assert_int_equal(copy_series_behind(copy, (struct doc_key){key}, &at),
                                 copy_series_of(copy, (struct doc_key){key}));
        }
        copy_release(copy);
    }
    map_clear(&map);
}

static void test_what_cannot_be_is_no_copy(void **state)
{
    (void)state;
    const struct copy_row rows[] = {{1, SLICE("Q"), 0, {{0}}}, {2, SLICE("Q"), 0, {{0}}}};
    const int64_t less = -1;
    struct map map = {.count = 0};
    struct copy *copy = make();
    const struct copy_parts twice = {rows, 2, &map, NULL};
    assert_int_equal(copy_sort(copy, &twice, NULL), STATUS_IO);
    copy_release(copy);

    copy = make();
    assert_int_equal(map_put(&map, SLICE("xeau")), 0);
    const struct copy_parts fewer = {rows, 1, &map, &less};
    assert_int_equal(copy_sort(copy, &fewer, NULL), STATUS_IO);
    map_clear(&map);
    copy_release(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_what_it_was_made_of),
        cmocka_unit_test(test_keys_in_order_are_found_as_any),
        cmocka_unit_test(test_what_cannot_be_is_no_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
