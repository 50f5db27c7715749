// Which texts in capitals are sentences or titles, and which may be rows of acronyms.
#include "engine/search/query/capitals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void sentences_are_told_from_acronyms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_shouted;
    } rows[] = {
        {"JE SUIS EN CDD", true},    {"C'EST QUOI LE RSA", true},
        {"J’AI UN CDD", true},       {"LOI SUR LE GAZ", true},
        {"QU'EST LE ROI", true},     {"CE RÉUNIT", true}, // six letters
        {"INONDATIONS 2021", false}, {"INONDATIONS SNCB", true},
        {"CE ÉTÉ", false},           {"TVA RSA", false},
        {"TEC CE MES EST", false},   {"L 1234", false},
        {"QU ONE", false},           {"LE", false}, // one word
        {"je SUIS EN CDD", false},   {"LA PÊCHE à PIED", false},
        {"'' - ’", false},           {"", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (capitals_is_shouted(slice_from(rows[i].text)) != rows[i].is_shouted)
            fail_msg("%s", rows[i].text);
}

static void small_letters_have_accents_too(void **state)
{
    (void)state;
    assert_true(capitals_has_small(SLICE("É é")));
    assert_true(capitals_has_small(SLICE("A1b")));
    assert_false(capitals_has_small(SLICE("ÉÀ ÇA")));
    assert_false(capitals_has_small(SLICE("\xC3")));
    assert_false(capitals_has_small(SLICE("")));
}

static void two_words_in_capitals_are_all_of_a_text(void **state)
{
    (void)state;
    assert_true(capitals_are_all(SLICE("CE TYPE")));
    assert_true(capitals_are_all(SLICE("L’ÉTÉ")));
    assert_false(capitals_are_all(SLICE("CE 2004/38")));
    assert_false(capitals_are_all(SLICE("CE type")));
    assert_false(capitals_are_all(SLICE("CE")));
    assert_false(capitals_are_all(SLICE("")));
}

static void an_et_within_a_number_is_told(void **state)
{
    (void)state;
    assert_true(capitals_is_et_of_number(SLICE("VINGT ET UNIÈME SIÈCLE"), 6));
    assert_true(capitals_is_et_of_number(SLICE("LES SOIXANTE ET ONZE"), 13));
    assert_false(capitals_is_et_of_number(SLICE("VINGT ET DEUX"), 6));
    assert_false(capitals_is_et_of_number(SLICE("VINGT ET UNION"), 6));
    assert_false(capitals_is_et_of_number(SLICE("GARE ET UN"), 5));
    assert_false(capitals_is_et_of_number(SLICE("ET UN"), 0));
    assert_false(capitals_is_et_of_number(SLICE("VINGT ET"), 6));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_are_told_from_acronyms),
        cmocka_unit_test(small_letters_have_accents_too),
        cmocka_unit_test(two_words_in_capitals_are_all_of_a_text),
        cmocka_unit_test(an_et_within_a_number_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
