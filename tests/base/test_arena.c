// An arena holds to its limit, keeps what a steady load takes, and gives back what is more.
#include "base/arena.h"
#include "base/slice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void arena_blocks_are_aligned_and_apart(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    unsigned char *pieces[200];
    for (size_t i = 0; i < 200; i++) {
        pieces[i] = arena_alloc(&arena, i);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % 16, 0);
        memset(pieces[i], (int)i, i);
    }
    for (size_t i = 0; i < 200; i++)
        for (size_t j = 0; j < i; j++)
            assert_int_equal(pieces[i][j], i);
    assert_true(arena.held_bytes >= 199 * 200 / 2);
    arena_clear(&arena);
    assert_int_equal(arena.held_bytes, 0);
}

static void arena_stops_at_its_limit_and_says_so(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 10000);
    size_t handed_out = 0;
    while (arena_alloc(&arena, 100)) {
        handed_out += 100;
        assert_true(handed_out <= 10000);
    }
    assert_true(handed_out >= 7000); // most of the limit is usable, also with red zones
    assert_true(arena.failed);
    assert_true(arena.held_bytes <= 10000);
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_alloc(&arena, SIZE_MAX - 20));
    arena_reset(&arena);
    assert_false(arena.failed);
    // The whole limit is available again, although the block that was kept is smaller.
    assert_non_null(arena_alloc(&arena, 9900));
    assert_true(arena.held_bytes <= 10000);
    arena_clear(&arena);
}

static void arena_reset_keeps_memory_for_a_steady_load(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    size_t held_bytes = 0;
    for (int round = 0; round < 6; round++) {
        for (int i = 0; i < 1000; i++)
            assert_non_null(arena_alloc(&arena, 64));
        if (round >= 2)
            assert_int_equal(arena.held_bytes, held_bytes);
        held_bytes = arena.held_bytes;
        arena_reset(&arena);
        held_bytes = arena.held_bytes;
    }
    arena_clear(&arena);
}

static void arena_rest_gives_back_what_is_more_than_may_be_kept(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 20000);
    assert_non_null(arena_alloc(&arena, 5000));
    size_t held_bytes = arena.held_bytes;
    arena_rest(&arena, held_bytes);
    assert_int_equal(arena.held_bytes, held_bytes);
    assert_null(arena_alloc(&arena, 30000));
    arena_rest(&arena, held_bytes - 1);
    assert_int_equal(arena.held_bytes, 0);
    assert_false(arena.failed);
    assert_int_equal(arena.limit_bytes, 20000);
    arena_clear(&arena);
}

static void arena_rewind_gives_the_same_memory_again(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    char *kept = arena_alloc(&arena, 100);
    assert_non_null(kept);
    memset(kept, 'k', 100);
    const struct arena_mark mark = arena_mark(&arena);
    const char *first = arena_alloc(&arena, 1000);
    assert_non_null(first);
    arena_rewind(&arena, mark);
    assert_ptr_equal(arena_alloc(&arena, 10), first);
    arena_rewind(&arena, mark);
    // What does not fit makes the arena grow, and stays.
    char *large = arena_alloc(&arena, 100000);
    assert_non_null(large);
    memset(large, 'l', 100000);
    arena_rewind(&arena, mark);
    const char *next = arena_alloc(&arena, 10);
    assert_non_null(next);
    assert_true(next < large || next >= large + 100000);
    for (int i = 0; i < 100; i++)
        assert_int_equal(kept[i], 'k');
    arena_clear(&arena);
    // Of an empty arena: all that comes then is further blocks.
    const struct arena_mark empty = arena_mark(&arena);
    assert_non_null(arena_alloc(&arena, 10));
    arena_rewind(&arena, empty);
    arena_clear(&arena);
}

static void arena_calloc_zeroes_and_checks_the_product(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    memset(arena_alloc(&arena, 1000), 0xFF, 1000);
    arena_reset(&arena);
    const unsigned char *zeroed = arena_calloc(&arena, 10, 100);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(zeroed[i], 0);
    assert_false(arena.failed);
    assert_null(arena_calloc(&arena, SIZE_MAX / 2, 3));
    assert_true(arena.failed);
    arena_clear(&arena);
}

static void arena_strings_end_in_a_nul_that_is_not_counted(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    struct slice copy = arena_copy(&arena, SLICE("question"));
    assert_true(slice_equal(copy, SLICE("question")));
    assert_int_equal(copy.ptr[copy.len], '\0');
    struct slice empty = arena_copy(&arena, SLICE_NONE);
    assert_non_null(empty.ptr);
    assert_int_equal(empty.ptr[0], '\0');
    struct slice printed = arena_printf(&arena, "%s-%d", "pw", 516);
    assert_true(slice_equal(printed, SLICE("pw-516")));
    assert_int_equal(printed.ptr[printed.len], '\0');
    arena_clear(&arena);

    arena_init(&arena, 16);
    assert_null(arena_printf(&arena, "%100d", 1).ptr);
    assert_true(arena.failed);
    arena_clear(&arena);
}

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif
#ifdef HAS_ASAN
#include <sanitizer/asan_interface.h>

static void arena_memory_is_poisoned_where_it_was_not_handed_out(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    char *first = arena_alloc(&arena, 13);
    char *second = arena_alloc(&arena, 32);
    assert_false(__asan_address_is_poisoned(first + 12));
    assert_true(__asan_address_is_poisoned(first + 13));
    assert_false(__asan_address_is_poisoned(second + 31));
    assert_true(__asan_address_is_poisoned(second + 32));
    arena_reset(&arena);
    assert_true(__asan_address_is_poisoned(first));
    assert_true(__asan_address_is_poisoned(second));
    arena_clear(&arena);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_blocks_are_aligned_and_apart),
        cmocka_unit_test(arena_stops_at_its_limit_and_says_so),
        cmocka_unit_test(arena_reset_keeps_memory_for_a_steady_load),
        cmocka_unit_test(arena_rest_gives_back_what_is_more_than_may_be_kept),
        cmocka_unit_test(arena_rewind_gives_the_same_memory_again),
        cmocka_unit_test(arena_calloc_zeroes_and_checks_the_product),
        cmocka_unit_test(arena_strings_end_in_a_nul_that_is_not_counted),
#ifdef HAS_ASAN
        cmocka_unit_test(arena_memory_is_poisoned_where_it_was_not_handed_out),
#endif
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
