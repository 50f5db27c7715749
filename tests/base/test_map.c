// A map numbers keys as they come, and is as it was when it could not grow.
#include "base/map.h"
#include "tests/faults/alloc_fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { KEYS = 1500 };

static struct slice key_of(char room[32], uint32_t number)
{
    snprintf(room, 32, "%u clés", number);
    return slice_from(room);
}

static void keys_are_numbered_as_they_come(void **state)
{
    (void)state;
    struct map map = {.count = 0};
    char room[32];
    assert_int_equal(map_find(&map, SLICE("")), MAP_NONE);
    for (int round = 0; round < 3; round++) {
        for (uint32_t i = 0; i < KEYS; i++) {
            struct slice key = key_of(room, i);
            assert_int_equal(map_find(&map, key), MAP_NONE);
            assert_int_equal(map_put(&map, key), i);
            assert_int_equal(map_put(&map, key), i);
            assert_true(slice_equal(map.keys[i], key));
        }
        for (uint32_t i = 0; i < KEYS; i++)
            assert_int_equal(map_find(&map, key_of(room, i)), i);
        assert_int_equal(map_find(&map, SLICE("")), MAP_NONE);
        assert_int_equal(map_put(&map, SLICE_NONE), KEYS);
        assert_int_equal(map_find(&map, SLICE("")), KEYS);
        assert_true(map_bytes(&map) > KEYS * sizeof(struct slice));
        map_reset(&map);
    }
    map_clear(&map);
    assert_int_equal(map_bytes(&map), 0);
}

// With the n-th request for memory refused, and those behind it too or not. Whether one was refused.
static bool numbers_hold(size_t n, bool all)
{
    struct map map = {.count = 0};
    char room[32];
    uint32_t numbers[KEYS];
    alloc_fault_set(n, all);
    for (uint32_t i = 0; i < KEYS; i++)
        numbers[i] = map_put(&map, key_of(room, i));
    bool was_refused = alloc_fault_end();
    for (uint32_t i = 0; i < KEYS; i++) {
        assert_int_equal(map_find(&map, key_of(room, i)), numbers[i]);
        uint32_t number = map_put(&map, key_of(room, i));
        assert_in_range(number, 0, KEYS - 1);
        assert_true(numbers[i] == MAP_NONE || number == numbers[i]);
    }
    assert_int_equal(map.count, KEYS);
    map_clear(&map);
    return was_refused;
}

static void a_map_that_could_not_grow_is_as_it_was(void **state)
{
    (void)state;
    size_t n = 1;
    while (numbers_hold(n, false) && numbers_hold(n, true))
        n++;
    assert_true(n > 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_numbered_as_they_come),
        cmocka_unit_test(a_map_that_could_not_grow_is_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
