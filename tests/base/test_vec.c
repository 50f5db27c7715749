// Rows of items hold what fits and say what did not; of many failures the first one stays.
#include "base/error.h"
#include "base/vec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct number_list {
    VEC_OF(int);
};

static void assert_counts_up(const struct number_list *list, size_t count)
{
    assert_int_equal(list->count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(list->items[i], i);
}

static void a_row_over_an_array_never_writes_past_it(void **state)
{
    (void)state;
    int *storage =
        malloc(3 * sizeof *storage); // of exactly that size: AddressSanitizer sees one more
    assert_non_null(storage);
    struct number_list list = {.items = storage, .room = {.capacity = 3, .limit = 3}};
    for (int i = 0; i < 10; i++)
        assert_int_equal(vec_add(&list, i), i < 3);
    assert_counts_up(&list, 3);
    assert_ptr_equal(list.items, storage);
    assert_true(vec_is_full(&list));
    assert_int_equal(list.room.left_out, 7);
    assert_false(list.room.failed);
    free(storage);

    int whole[5];
    struct number_list over = {.items = whole, .room = VEC_OVER(whole)};
    while (vec_add(&over, (int)over.count))
        ;
    assert_counts_up(&over, 5);
}

static void a_row_in_an_arena_grows_to_its_limit(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t limit = 0; limit < 70; limit++) {
        struct number_list list = {.room = vec_in(&arena, limit)};
        for (int i = 0; i < 80; i++)
            assert_int_equal(vec_add(&list, i), (size_t)i < limit);
        assert_counts_up(&list, limit);
        assert_int_equal(list.room.left_out, 80 - limit);
        assert_false(list.room.failed);
    }
    arena_clear(&arena);
}

static void a_row_without_memory_keeps_what_it_had(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 512);
    struct number_list list = {.room = vec_in(&arena, VEC_NO_LIMIT)};
    int added = 0;
    while (added < 1000 && vec_add(&list, added))
        added++;
    assert_in_range(added, 8, 999);
    assert_counts_up(&list, (size_t)added);
    assert_true(list.room.failed);
    assert_int_equal(list.room.left_out, 0);
    assert_false(vec_is_full(&list));
    arena_clear(&arena);
}

static void zeroed_memory_is_a_row_that_takes_nothing(void **state)
{
    (void)state;
    struct slice_list list = {.count = 0};
    assert_false(vec_add(&list, SLICE("mot")));
    assert_int_equal(list.count, 0);
    assert_int_equal(list.room.left_out, 1);
}

static int by_number(const void *key, const void *item)
{
    int a = *(const int *)key, b = *(const int *)item;
    return (a > b) - (a < b);
}

static void a_key_stands_before_its_equals_and_behind_what_is_less(void **state)
{
    (void)state;
    const int items[] = {1, 3, 3, 3, 8, 9};
    const size_t places[] = {0, 0, 1, 1, 4, 4, 4, 4, 4, 5, 6};
    for (int key = 0; key <= 10; key++)
        assert_int_equal(vec_place(&key, items, 6, sizeof *items, by_number), places[key]);
    assert_int_equal(vec_place(&(int){1}, NULL, 0, sizeof *items, by_number), 0);
}

static void of_many_failures_the_first_stays(void **state)
{
    (void)state;
    struct error err = {0};
    struct outcome outcome = {.err = &err};
    assert_true(outcome_note(&outcome, STATUS_OK));
    assert_false(outcome_failed(&outcome));
    assert_false(outcome_note(&outcome, error_set(outcome_error(&outcome), STATUS_IO, "first")));
    assert_false(outcome_note(&outcome, STATUS_OK)); // what goes well later makes nothing good
    assert_false(outcome_note(&outcome, error_set(outcome_error(&outcome), STATUS_BUSY, "second")));
    assert_true(outcome_failed(&outcome));
    assert_int_equal(outcome.status, STATUS_IO);
    assert_int_equal(err.status, STATUS_IO);
    assert_string_equal(err.message, "first");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_over_an_array_never_writes_past_it),
        cmocka_unit_test(a_row_in_an_arena_grows_to_its_limit),
        cmocka_unit_test(a_row_without_memory_keeps_what_it_had),
        cmocka_unit_test(zeroed_memory_is_a_row_that_takes_nothing),
        cmocka_unit_test(a_key_stands_before_its_equals_and_behind_what_is_less),
        cmocka_unit_test(of_many_failures_the_first_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
