// The names of the months: read in any case, with and without accents, and only where one is meant.
#include "stemmer/months.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void a_name_is_read_in_any_case_with_or_without_accents(void **state)
{
    (void)state;
    static const struct {
        int line;
        const char *text;
        int month;
        size_t len;
    } rows[] = {
        {__LINE__, "janvier", 1, 7},   {__LINE__, "FÉVRIER 2021", 2, 8},
        {__LINE__, "février", 2, 8},   {__LINE__, "Fevrier", 2, 7},
        {__LINE__, "mars", 3, 4},      {__LINE__, "mai", 5, 3},
        {__LINE__, "Juin", 6, 4},      {__LINE__, "JUILLET", 7, 7},
        {__LINE__, "Août,", 8, 5},     {__LINE__, "AOUT", 8, 4},
        {__LINE__, "décembre", 12, 9}, {__LINE__, "DÉCEMBRE", 12, 9},
        {__LINE__, "marsouin", 3, 4},  {__LINE__, "mardi", 0, 0},
        {__LINE__, "ju", 0, 0},        {__LINE__, "", 0, 0},
        {__LINE__, "f\xC3", 0, 0},     {__LINE__, "fevr", 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t len = 0;
        int month = months_at(slice_from(rows[i].text), &len);
        if (month != rows[i].month || len != rows[i].len)
            fail_msg("line %d: month %d of %zu bytes", rows[i].line, month, len);
    }
}

static void every_name_is_found_by_itself_and_may_begin(void **state)
{
    (void)state;
    for (unsigned m = 1; m <= 12; m++) {
        struct slice name = slice_from(months_name(m));
        size_t len = 0;
        assert_int_equal(months_at(name, &len), m);
        assert_int_equal(len, name.len);
        assert_true(months_may_begin((unsigned char)name.ptr[0], (unsigned char)name.ptr[1]));
    }
    assert_string_equal(months_name(0), "");
    assert_string_equal(months_name(13), "");
    assert_true(months_may_begin('D', 'E'));
    assert_false(months_may_begin('d', 'a'));
    assert_false(months_may_begin('p', 'a'));
}

static void a_word_means_a_month_when_only_one_begins_so(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        int month;
    } rows[] = {
        {"janvier", 1}, {"janv.", 1}, {"fev", 2},   {"mar", 3},   {"mars", 3},  {"mai", 5},
        {"jui", 0},     {"juin", 6},  {"juil.", 7}, {"aou", 8},   {"sept.", 9}, {"dec", 12},
        {"ma", 0},      {"", 0},      {".", 0},     {"juino", 0}, {"1er", 0},   {"marso", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (months_of_word(slice_from(rows[i].word)) != rows[i].month)
            fail_msg("%s is month %d", rows[i].word, months_of_word(slice_from(rows[i].word)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_read_in_any_case_with_or_without_accents),
        cmocka_unit_test(every_name_is_found_by_itself_and_may_begin),
        cmocka_unit_test(a_word_means_a_month_when_only_one_begins_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
