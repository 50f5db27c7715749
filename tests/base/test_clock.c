// The clocks say what their names promise.
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

static void durations_never_run_backwards(void **state)
{
    (void)state;
    uint64_t precise = clock_precise_ns(), used = clock_thread_us();
    int64_t coarse = clock_coarse_ms();
    for (int i = 0; i < 100000; i++) {
        uint64_t next = clock_precise_ns(), next_used = clock_thread_us();
        int64_t next_coarse = clock_coarse_ms();
        assert_true(next >= precise && next_used >= used && next_coarse >= coarse);
        precise = next;
        used = next_used;
        coarse = next_coarse;
    }
    assert_true(used > 0);
}

static void units_are_those_of_the_names(void **state)
{
    (void)state;
    uint64_t before = clock_precise_ns();
    uint64_t between = clock_precise_us();
    uint64_t after = clock_precise_ns();
    assert_true(before / 1000 <= between && between <= after / 1000);
    assert_true(llabs(clock_coarse_ms() - (int64_t)(after / 1000000)) < 1000);
    assert_true(llabs(clock_wall_seconds() - (int64_t)time(NULL)) <= 1);
    assert_true(llabs((int64_t)(clock_wall_ns() / 1000000000) - clock_wall_seconds()) <= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations_never_run_backwards),
        cmocka_unit_test(units_are_those_of_the_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
