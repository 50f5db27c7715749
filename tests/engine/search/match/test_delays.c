// Promises of engine/search/match/counts: medians and ninth deciles are those of the sorted list, however many days
// there are and however long; pairs keep their numbers.
#include "engine/counts/delays.h"
#include "engine/counts/pair_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { CELLS = 3, GROUPS = 2, MOST = 20000 };

static int by_days(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static void assert_figures(const struct delay_figures *figures, int32_t *days, size_t count)
{
    assert_int_equal(figures->count, count);
    if (count == 0)
        return;
    qsort(days, count, sizeof *days, by_days);
    size_t tenths = 0; // the least number of days that nine tenths do not exceed
    while (10 * (tenths + 1) < 9 * count)
        tenths++;
    assert_true(figures->median == (count % 2
                                        ? (double)days[count / 2]
                                        : ((double)days[count / 2 - 1] + days[count / 2]) / 2));
    assert_int_equal(figures->p90, days[tenths]);
}

// Cell 0 belongs to group 0, cell 1 to both, cell 2 to none.
static void check_figures(size_t count, uint32_t longest, uint32_t seed)
{
    static const uint32_t first[CELLS + 1] = {0, 1, 3, 3}, groups[] = {0, 0, 1};
    static int32_t lists[GROUPS + 1][MOST];
    size_t counts[GROUPS + 1] = {0};
    struct delay_groups of = {first, groups, GROUPS};
    struct delay_notes notes = {NULL, NULL};
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < count; i++) {
        seed = seed * 1664525u + 1013904223u;
        uint32_t cell = (seed >> 8) % CELLS;
        int32_t days = (int32_t)((seed >> 4) % longest);
        assert_true(delay_notes_add(&notes, cell, days, &arena));
        for (uint32_t g = first[cell]; g < first[cell + 1]; g++)
            lists[groups[g]][counts[groups[g]]++] = days;
        lists[GROUPS][counts[GROUPS]++] = days;
    }
    const struct delay_figures *figures = delay_notes_figures(&notes, &of, &arena);
    assert_non_null(figures);
    for (size_t g = 0; g <= GROUPS; g++)
        assert_figures(&figures[g], lists[g], counts[g]);
    arena_clear(&arena);
}

static void the_middle_is_that_of_the_sorted_list(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 3, 9, 10, 11, 12, 255, 256, 257, 1000, MOST};
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        check_figures(counts[c], 90, 1 + (uint32_t)c);
        check_figures(counts[c], 65536, 2 + (uint32_t)c);
        check_figures(counts[c], 1u << 27, 3 + (uint32_t)c);
    }
}

// Of the delays 1 .. n each stands at its rank.
static size_t rank_of_interval(size_t n)
{
    static const uint32_t first[] = {0, 0};
    struct delay_groups of = {first, NULL, 0};
    struct delay_notes notes = {NULL, NULL};
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = n; i > 0; i--)
        assert_true(delay_notes_add(&notes, 0, (int32_t)i, &arena));
    const struct delay_figures *figures = delay_notes_figures(&notes, &of, &arena);
    assert_non_null(figures);
    struct delay_figures all = figures[0];
    arena_clear(&arena);
    assert_int_equal(all.high, all.low ? (int32_t)n + 1 - all.low : 0);
    return (size_t)all.low;
}

// Of few delays by whole numbers; of many, the ranks come from whole numbers, too, that C has no room for.
static void the_interval_is_the_narrowest_that_is_sure_enough(void **state)
{
    (void)state;
    for (size_t n = 0; n <= 50; n++) {
        uint64_t ways = 1, below = 0; // to choose k of n, and fewer than k
        size_t rank = 0;
        for (size_t k = 0; 2 * k < n; k++) {
            below += ways;
            ways = ways * (n - k) / (k + 1);
            if (40 * below <= (uint64_t)1 << n)
                rank = k + 1;
        }
        assert_int_equal(rank_of_interval(n), rank);
        assert_true((rank > 0) == (n >= DELAY_INTERVAL_LEAST));
    }
    assert_int_equal(rank_of_interval(100), 40);
    assert_int_equal(rank_of_interval(1000), 469);
    assert_int_equal(rank_of_interval(10000), 4902);
}

static void without_memory_there_are_no_figures(void **state)
{
    (void)state;
    struct delay_notes notes = {NULL, NULL};
    static const uint32_t first[] = {0, 0};
    struct delay_groups of = {first, NULL, 0};
    struct arena arena;
    arena_init(&arena, 70000); // a chunk of notes, and no more
    assert_true(delay_notes_add(&notes, 0, 5, &arena));
    assert_null(delay_notes_figures(&notes, &of, &arena));
    arena_clear(&arena);
}

static void pairs_keep_their_numbers_up_to_the_limit(void **state)
{
    (void)state;
    enum { LIMIT = 5000 };
    struct arena arena;
    struct pair_table table;
    arena_init(&arena, 0);
    pair_table_init(&table, &arena, LIMIT);
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < LIMIT; i++)
            assert_int_equal(pair_table_put(&table, (struct number_pair){i % 70, i / 70}), i);
    assert_int_equal(pair_table_put(&table, (struct number_pair){UINT32_MAX, 0}), PAIR_NONE);
    assert_int_equal(table.pairs.room.left_out, 1);
    assert_int_equal(pair_table_put(&table, (struct number_pair){1, 0}), 1);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_middle_is_that_of_the_sorted_list),
        cmocka_unit_test(the_interval_is_the_narrowest_that_is_sure_enough),
        cmocka_unit_test(without_memory_there_are_no_figures),
        cmocka_unit_test(pairs_keep_their_numbers_up_to_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
