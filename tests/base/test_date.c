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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_have_the_forms_of_their_rfcs),
        cmocka_unit_test(a_time_reads_back_as_it_was_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
