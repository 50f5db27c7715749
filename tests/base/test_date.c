// Moments as text, there and back.
#include "base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void times_have_the_forms_of_their_rfcs(void **state)
{
    (void)state;
    char text[DATE_TIME_SIZE];
    assert_int_equal(date_time_iso(1687132800, text), 20);
    assert_string_equal(text, "2023-06-19T00:00:00Z");
    assert_int_equal(date_time_http(784111777, text), 29);
    assert_string_equal(text, "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_int_equal(date_time_iso(0, text), 0);
}

static void a_time_reads_back_as_it_was_written(void **state)
{
    (void)state;
    const int64_t moments[] = {1, 951782399, 951782400, 1687132801, 4102444799};
    char text[DATE_TIME_SIZE];
    int64_t read = 0;
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        size_t len = date_time_iso(moments[i], text);
        assert_true(date_time_parse_iso(slice_of(text, len), &read));
        assert_int_equal(read, moments[i]);
    }
    const char *const others[] = {"",
                                  "hier",
                                  "2023-06-19",
                                  "2023-06-19T10:00:00",
                                  "2023-02-30T10:00:00Z",
                                  "2023-06-19T24:00:00Z",
                                  "2023-06-19T10:60:00Z",
                                  "2023-06-19 10:00:00Z",
                                  "2023-06-19T1a:00:00Z"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(date_time_parse_iso(slice_from(others[i]), &read));
}

static void the_three_forms_of_an_http_date_are_one_moment(void **state)
{
    (void)state;
    const int64_t now = 1700000000; // in 2023
    const struct {
        int line;
        const char *text;
        int64_t moment; // -1: none
    } rows[] = {
        {__LINE__, "Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
        {__LINE__, "Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
        {__LINE__, "Sun Nov  6 08:49:37 1994", 784111777},
        {__LINE__, "Wed Feb 29 00:00:00 2012", 1330473600},
        {__LINE__, "Wednesday, 01-Jan-73 00:00:00 GMT", 3250454400}, // fifty years ahead, no more
        {__LINE__, "Tuesday, 01-Jan-74 00:00:00 GMT", 126230400},
        {__LINE__, "Tue, 30 Jun 2015 23:59:60 GMT", 1435708800},
        {__LINE__, "Sun, 06 Nov 1994 08:49:37 UTC", -1},
        {__LINE__, "Sun, 06 Nov 1994 08:49:37", -1},
        {__LINE__, "Sun, 6 Nov 1994 08:49:37 GMT", -1},
        {__LINE__, "Dim, 06 Nov 1994 08:49:37 GMT", -1},
        {__LINE__, "Sun, 31 Nov 1994 08:49:37 GMT", -1},
        {__LINE__, "Sun, 06 nov 1994 08:49:37 GMT", -1},
        {__LINE__, "Sun, 06 Nov 1994 24:00:00 GMT", -1},
        {__LINE__, "Sun, 06 Nov 1994 08:60:37 GMT", -1},
        {__LINE__, "Sunday, 06-Nov-1994 08:49:37 GMT", -1},
        {__LINE__, "Sun, 06-Nov-94 08:49:37 GMT", -1},
        {__LINE__, "Sun Nov 06 08:49:37 94", -1},
        {__LINE__, "1994-11-06T08:49:37Z", -1},
        {__LINE__, "784111777", -1},
        {__LINE__, "Sun", -1},
        {__LINE__, "", -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t moment = -1;
        bool is_read = date_time_parse_http(slice_from(rows[i].text), now, &moment);
        if (is_read != (rows[i].moment >= 0) || (is_read && moment != rows[i].moment))
            fail_msg("line %d: %lld", rows[i].line, (long long)moment);
    }
}

static void years_and_months_are_counted_through(void **state)
{
    (void)state;
    assert_int_equal(date_step(20240000, false) + 1, date_step(20250630, false));
    assert_int_equal(date_step(20241231, true) + 1, date_step(20250100, true));
    assert_int_equal(date_from_step(date_step(20241231, true), true), 20241200);
    assert_int_equal(date_from_step(date_step(20241231, true) + 1, true), 20250100);
    assert_int_equal(date_from_step(date_step(20241231, false), false), 20240000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_have_the_forms_of_their_rfcs),
        cmocka_unit_test(the_three_forms_of_an_http_date_are_one_moment),
        cmocka_unit_test(a_time_reads_back_as_it_was_written),
        cmocka_unit_test(years_and_months_are_counted_through),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
