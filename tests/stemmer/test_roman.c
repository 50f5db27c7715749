// Every number up to 3999 is read from its Roman numeral, and what is none has no value.
#include "stemmer/words/roman.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void every_number_is_read(void **state)
{
    static const char *const thousands[] = {"", "m", "mm", "mmm"};
    static const char *const hundreds[] = {"",  "c",  "cc",  "ccc",  "cd",
                                           "d", "dc", "dcc", "dccc", "cm"};
    static const char *const tens[] = {"", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc"};
    static const char *const ones[] = {"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"};
    (void)state;
    for (uint32_t number = 1; number < 4000; number++) {
        char numeral[32];
        bool is_regular;
        (void)snprintf(numeral, sizeof numeral, "%s%s%s%s", thousands[number / 1000],
                       hundreds[number / 100 % 10], tens[number / 10 % 10], ones[number % 10]);
        assert_int_equal(roman_value(slice_from(numeral), &is_regular), number);
        assert_true(is_regular);
    }
}

static void other_words_have_no_value(void **state)
{
    static const char *const words[] = {"", "civil", "mil", "iiii", "vx", "ic", "xiib", "dix-ix"};
    bool is_regular;
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_int_equal(roman_value(slice_from(words[i]), &is_regular), 0);
}

static void what_was_subtracted_is_not_added_again(void **state)
{
    static const char *const irregular[] = {"ixi", "xcx", "cmc", "viv", "ivi", "lxl", "dcd"};
    bool is_regular;
    (void)state;
    for (size_t i = 0; i < sizeof irregular / sizeof *irregular; i++) {
        (void)roman_value(slice_from(irregular[i]), &is_regular);
        assert_false(is_regular);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_is_read),
        cmocka_unit_test(other_words_have_no_value),
        cmocka_unit_test(what_was_subtracted_is_not_added_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
