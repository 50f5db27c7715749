// What people mistype costs less than what they do not, and what is listed as a usual error is one.
#include "engine/search/query/misspelling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static uint32_t cost(const char *typed, const char *meant)
{
    return misspelling_cost(slice_from(typed), slice_from(meant));
}

static void usual_errors_are_cheap(void **state)
{
    static const char *const PAIRS[][2] = {
        {"comission", "commission"},   {"addresse", "adresse"},
        {"indemntie", "indemnite"},    {"telefone", "telephone"},
        {"tretement", "traitement"},   {"pandemie", "pendemie"},
        {"atmosfere", "atmosphere"},   {"bato", "bateau"},
        {"remarkable", "remarquable"}, {"orientassion", "orientation"},
        {"rytme", "rythme"},           {"licenciment", "licenciement"},
        {"sindicat", "syndicat"},      {"conbat", "combat"},
        {"masqe", "masque"},           {"divorss", "divorce"},
        {"securiter", "securite"},     {"infirmere", "infirmiere"},
    };
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++) {
        uint32_t there = cost(PAIRS[i][0], PAIRS[i][1]), back = cost(PAIRS[i][1], PAIRS[i][0]);
        if (there == 0 || there > MISSPELLING_USUAL || back != there)
            fail_msg("%s for %s: %u, back %u", PAIRS[i][0], PAIRS[i][1], there, back);
    }
    (void)state;
}

static void the_same_word_costs_nothing_and_others_more(void **state)
{
    (void)state;
    assert_int_equal(cost("budget", "budget"), 0);
    assert_int_equal(cost("", ""), 0);
    assert_in_range(cost("refus", "redus"), MISSPELLING_USUAL + 1, MISSPELLING_ERROR - 1);
    assert_int_equal(cost("budet", "budget"), MISSPELLING_ERROR);
    assert_int_equal(cost("orale", "orage"), MISSPELLING_WRONG);
    assert_in_range(cost("lorage", "orage"), 1, MISSPELLING_USUAL); // l'orage
    assert_true(cost("orage", "lorage") > MISSPELLING_ERROR);
    assert_true(cost("lfleur", "fleur") > MISSPELLING_ERROR);
    assert_true(cost("cheminee", "chemin") > MISSPELLING_ERROR); // both letters of a double
    assert_true(cost("cession", "session") > MISSPELLING_USUAL); // where the word begins
    assert_true(cost("moulin", "forage") > 3 * MISSPELLING_WRONG);
}

static void a_second_error_costs_more_and_a_vowel_is_seldom_doubled(void **state)
{
    (void)state;
    uint32_t once = cost("comission", "commission"), twice = cost("comision", "commission");
    assert_true(twice > 2 * once);
    assert_in_range(twice, MISSPELLING_USUAL + 1, MISSPELLING_WRONG);
    assert_true(cost("exportaion", "expiration") > cost("exportaion", "exportation") + 4);
    assert_true(cost("deense", "dense") > MISSPELLING_USUAL);
    assert_true(cost("deense", "dense") <= MISSPELLING_ERROR);
}

static void words_too_long_are_not_compared(void **state)
{
    (void)state;
    char a[200];
    memset(a, 'a', sizeof a);
    assert_int_equal(misspelling_cost(slice_of(a, sizeof a), SLICE("a")), MISSPELLING_NEVER);
    assert_int_equal(misspelling_cost(SLICE("a"), slice_of(a, sizeof a)), MISSPELLING_NEVER);
    for (size_t length = 1; length < 60; length++) // no sum of errors overflows
        assert_true(misspelling_cost(slice_of(a, length), SLICE("zzzzzzzzzzzzzzzzzzzzzzzzzzz")) >
                    0);
}

static void a_usual_error_is_listed_and_what_is_listed_is_usual(void **state)
{
    (void)state;
    static const char *const WORDS[] = {"comission",  "atmosfere", "orientassion", "sindicat",
                                        "arcelement", "farmacie",  "licenciment"};
    static const char *const MEANT[] = {"commission",  "atmosphere", "orientation", "syndicat",
                                        "harcelement", "pharmacie",  "licenciement"};
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        struct slice word = slice_from(WORDS[i]);
        struct slice_list list = {.room = vec_in(&arena, VEC_NO_LIMIT)};
        misspelling_usual(word, &arena, &list);
        assert_false(list.room.failed);
        bool is_listed = false;
        for (size_t c = 0; c < list.count; c++) {
            if (misspelling_cost(word, list.items[c]) >= 2 * MISSPELLING_USUAL)
                fail_msg("%s for %.*s", WORDS[i], SLICE_ARG(list.items[c]));
            is_listed = is_listed || slice_equal(list.items[c], slice_from(MEANT[i]));
        }
        if (!is_listed)
            fail_msg("%s is not listed for %s", MEANT[i], WORDS[i]);
    }
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usual_errors_are_cheap),
        cmocka_unit_test(the_same_word_costs_nothing_and_others_more),
        cmocka_unit_test(a_second_error_costs_more_and_a_vowel_is_seldom_doubled),
        cmocka_unit_test(words_too_long_are_not_compared),
        cmocka_unit_test(a_usual_error_is_listed_and_what_is_listed_is_usual),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
