// How much of the processors: who is refused, and for how long.
#include "searchd/work/rate_limit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { SECOND_US = 1000000 };

static struct rate_limit *open_limit(unsigned percent)
{
    struct rate_limit *limit = NULL;
    assert_int_equal(rate_limit_open(percent, &limit, NULL), STATUS_OK);
    return limit;
}

static void who_used_too_much_waits_and_nobody_else(void **state)
{
    (void)state;
    struct rate_limit *limit = open_limit(1);
    assert_int_equal(rate_limit_wait_seconds(limit, SLICE("192.0.2.1")), 0);
    rate_limit_charge(limit, SLICE("192.0.2.1"), SECOND_US / 10);
    assert_int_equal(rate_limit_wait_seconds(limit, SLICE("192.0.2.1")), 0); // a burst is fine
    rate_limit_charge(limit, SLICE("192.0.2.1"), 100 * SECOND_US);
    assert_true(rate_limit_wait_seconds(limit, SLICE("192.0.2.1")) > 1);
    assert_int_equal(rate_limit_wait_seconds(limit, SLICE("192.0.2.2")), 0);
    rate_limit_close(limit);
}

static bool lets_others_go_first(struct rate_limit *limit, struct slice client)
{
    bool is_heavy = rate_limit_begin(limit, client);
    rate_limit_end(limit, client);
    return is_heavy;
}

static void who_asks_for_long_answers_lets_others_go_first(void **state)
{
    (void)state;
    struct rate_limit *limit = open_limit(50);
    rate_limit_charge(limit, SLICE("192.0.2.1"), SECOND_US / 20);
    assert_false(lets_others_go_first(limit, SLICE("192.0.2.1")));
    rate_limit_charge(limit, SLICE("192.0.2.1"), SECOND_US / 5);
    assert_true(lets_others_go_first(limit, SLICE("192.0.2.1")));
    assert_int_equal(rate_limit_wait_seconds(limit, SLICE("192.0.2.1")), 0); // and is not refused
    assert_false(lets_others_go_first(limit, SLICE("192.0.2.2")));
    rate_limit_charge(limit, SLICE(""), 100 * SECOND_US); // this machine itself
    assert_false(lets_others_go_first(limit, SLICE("")));
    rate_limit_close(limit);
}

static void who_asks_for_several_answers_gets_one_at_once(void **state)
{
    (void)state;
    struct rate_limit *limit = open_limit(50);
    assert_false(rate_limit_begin(limit, SLICE("192.0.2.1")));
    assert_true(rate_limit_begin(limit, SLICE("192.0.2.1")));
    assert_false(rate_limit_begin(limit, SLICE("192.0.2.2")));
    rate_limit_end(limit, SLICE("192.0.2.1"));
    assert_true(rate_limit_begin(limit, SLICE("192.0.2.1")));
    for (int i = 0; i < 3; i++) // one too many changes nothing
        rate_limit_end(limit, SLICE("192.0.2.1"));
    assert_false(rate_limit_begin(limit, SLICE("192.0.2.1")));
    assert_false(rate_limit_begin(limit, SLICE("")));
    assert_false(rate_limit_begin(limit, SLICE("")));
    rate_limit_close(limit);
}

static void who_has_asked_for_much_is_known_for_it(void **state)
{
    (void)state;
    struct rate_limit *limit = open_limit(50);
    assert_false(rate_limit_is_heavy(limit, SLICE("192.0.2.1")));
    rate_limit_charge(limit, SLICE("192.0.2.1"), SECOND_US / 2);
    assert_true(rate_limit_is_heavy(limit, SLICE("192.0.2.1")));
    assert_false(rate_limit_is_heavy(limit, SLICE("192.0.2.2")));
    assert_false(rate_limit_is_heavy(limit, SLICE("")));
    rate_limit_close(limit);
}

static void exports_are_counted_for_each_client(void **state)
{
    (void)state;
    struct rate_limit *limit = open_limit(50);
    rate_limit_begin_export(limit, SLICE("192.0.2.1"));
    rate_limit_begin_export(limit, SLICE("192.0.2.1"));
    rate_limit_begin_export(limit, SLICE(""));
    assert_int_equal(rate_limit_exports(limit, SLICE("192.0.2.1")), 2);
    assert_int_equal(rate_limit_exports(limit, SLICE("192.0.2.2")), 0);
    assert_int_equal(rate_limit_exports(limit, SLICE("")), 0); // nobody's
    for (int i = 0; i < 3; i++)                                // one too many changes nothing
        rate_limit_end_export(limit, SLICE("192.0.2.1"));
    assert_int_equal(rate_limit_exports(limit, SLICE("192.0.2.1")), 0);
    rate_limit_close(limit);
}

static void clients_are_told_apart_by_number(void **state)
{
    (void)state;
    assert_int_equal(rate_limit_number(SLICE("")), 0);
    assert_int_not_equal(rate_limit_number(SLICE("192.0.2.1")), 0);
    assert_int_not_equal(rate_limit_number(SLICE("192.0.2.1")),
                         rate_limit_number(SLICE("192.0.2.2")));
}

static void without_a_limit_nobody_waits(void **state)
{
    (void)state;
    struct rate_limit *limit = open_limit(0);
    rate_limit_charge(limit, SLICE("192.0.2.1"), 100 * SECOND_US);
    assert_int_equal(rate_limit_wait_seconds(limit, SLICE("192.0.2.1")), 0);
    rate_limit_close(limit);
}

static void more_clients_than_fit_are_forgotten_but_never_the_heaviest(void **state)
{
    (void)state;
    struct rate_limit *limit = open_limit(1);
    rate_limit_charge(limit, SLICE("192.0.2.1"), 100 * SECOND_US);
    for (int i = 0; i < 50000; i++) {
        char address[32];
        int len = snprintf(address, sizeof address, "10.%d.%d.1", i / 250, i % 250);
        rate_limit_charge(limit, slice_of(address, (size_t)len), 10);
    }
    assert_true(rate_limit_wait_seconds(limit, SLICE("192.0.2.1")) > 0);
    rate_limit_close(limit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_used_too_much_waits_and_nobody_else),
        cmocka_unit_test(who_asks_for_long_answers_lets_others_go_first),
        cmocka_unit_test(who_asks_for_several_answers_gets_one_at_once),
        cmocka_unit_test(who_has_asked_for_much_is_known_for_it),
        cmocka_unit_test(exports_are_counted_for_each_client),
        cmocka_unit_test(clients_are_told_apart_by_number),
        cmocka_unit_test(without_a_limit_nobody_waits),
        cmocka_unit_test(more_clients_than_fit_are_forgotten_but_never_the_heaviest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
