// However many spellings of a word the index has, a query for it is answered, by all of them, and tells some; a number
// is found by itself before what it is only a part of; a ligature is its two letters.
#include "tests/engine/search/search_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { SPELLINGS = 2 * 4 * 4 };

// Number `number` of the spellings of « conseiller ».
static struct slice spelling(struct search_world *w, unsigned number)
{
    static const char *const o[] = {"o", "ô"};
    static const char *const e[] = {"e", "é", "è", "ê"};
    return arena_printf(&w->arena, "c%sns%sill%sr", o[number % 2], e[number / 2 % 4],
                        e[number / 8 % 4]);
}

// One document a spelling, and one with all of them.
static void fill(struct search_world *w, unsigned spellings)
{
    struct slice all = SLICE("");
    for (unsigned i = 0; i < spellings; i++) {
        struct slice word = spelling(w, i);
        search_world_put(w, arena_printf(&w->arena, "d%u", i).ptr, "Un mot", word.ptr);
        all = arena_printf(&w->arena, "%.*s %.*s", SLICE_ARG(all), SLICE_ARG(word));
    }
    all = arena_printf(&w->arena, "%.*s conseillere",
                       SLICE_ARG(all)); // what « conseillère » is written as, too
    search_world_put(w, "all", "Tous les mots", all.ptr);
    search_world_open(w);
}

static uint64_t count(struct search_world *w, const char *q)
{
    struct search_request request = {.q = slice_from(q), .limit = 10, .want_snippets = true};
    struct search_result result;
    must(search_run(w->searcher, w->view, &request, &w->arena, &result, &w->err));
    return result.total;
}

static void a_word_with_many_spellings_is_found_in_every_kind_of_query(void **state)
{
    struct search_world *w = *state;
    fill(w, SPELLINGS);
    static const char *const QUERIES[] = {
        "conseiller",
        "\"conseiller\"",
        "\"conseiller\"~3",
        "=conseiller",
        "conseiller·ère",
        "\"conseiller·ère\"",
        "\"conseiller·ère un\"~4",
        "conseiller-conseiller-chef",
        "conseiller OU conseiller·ère",
        "cons*",
        "*er",
        "conseiller~2",
        "SAUF conseiller",
    };
    for (size_t i = 0; i < sizeof QUERIES / sizeof *QUERIES; i++)
        (void)count(w, QUERIES[i]);
    assert_true(count(w, "conseiller") > 1);
    assert_true(count(w, "conseiller·ère") > 0);
}

// Every number of spellings around what is told: full, one less, one more.
static void an_inclusive_word_is_found_whatever_the_number_of_its_spellings(void **state)
{
    for (unsigned spellings = 1; spellings <= 14; spellings++) {
        void *own;
        assert_int_equal(search_world_set_up(&own), 0);
        struct search_world *w = own;
        fill(w, spellings);
        assert_int_equal(count(w, "conseiller"), spellings + 1);
        assert_int_equal(count(w, "conseiller·ère"), spellings + 1);
        assert_int_equal(search_world_tear_down(&own), 0);
    }
    (void)state;
}

static void assert_order(struct search_world *w, const char *q, const char *want)
{
    struct search_request request = {.q = slice_from(q), .limit = 10, .want_explain = true};
    struct search_result result;
    must(search_run(w->searcher, w->view, &request, &w->arena, &result, &w->err));
    struct slice found = SLICE("");
    for (size_t i = 0; i < result.hit_count; i++) {
        double sum = 0;
        for (size_t p = 0; p < result.hits[i].part_count; p++)
            sum += result.hits[i].parts[p].value;
        assert_true(sum > result.hits[i].score - 1e-6 && sum < result.hits[i].score + 1e-6);
        found = arena_printf(&w->arena, "%.*s%.*s ", SLICE_ARG(found),
                             SLICE_ARG(result.hits[i].exchange.id));
    }
    if (!slice_equal(found, slice_from(want)))
        fail_msg("%s finds %.*s", q, SLICE_ARG(found));
}

static void a_number_by_itself_comes_before_its_letter(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Une route", "Des travaux sur la E 411 et encore la E-411.");
    search_world_put(w, "b", "Une route", "La E411 est longue.");
    search_world_put(w, "c", "Un compte", "Il y a dans cette province 411 ponts.");
    search_world_put(w, "d", "Un compte", "Il y a dans cette province 67 ponts.");
    search_world_open(w);
    assert_order(w, "411", "c a ");
    assert_order(w, "67", "d ");
    assert_order(w, "E 411", "a b ");
    assert_order(w, "E411 OU 67", "d a b ");
}

// « un quai un quai … », so many words.
static struct slice words_between(struct search_world *w, int count)
{
    struct slice words = SLICE("");
    for (int i = 0; i < count; i += 2)
        words = arena_printf(&w->arena, "%.*sun quai ", SLICE_ARG(words));
    return words;
}

// Of two texts with the same words, none of them early, the one that has them near each other is first, in whatever
// order. Words of a longer list say by themselves what is meant.
static void few_words_near_each_other_come_first(void **state)
{
    struct search_world *w = *state;
    struct slice some = words_between(w, 36), first = words_between(w, 100);
    struct slice apart = arena_printf(&w->arena, "%.*sbief %.*svanne %.*sbourg pont",
                                      SLICE_ARG(first), SLICE_ARG(some), SLICE_ARG(some));
    struct slice near = arena_printf(&w->arena, "%.*s%.*s%.*spont bourg vanne un bief",
                                     SLICE_ARG(first), SLICE_ARG(some), SLICE_ARG(some));
    search_world_put(w, "apart", "Un canal", apart.ptr);
    search_world_put(w, "near", "Un canal", near.ptr);
    search_world_open(w);
    assert_order(w, "bief vanne", "near apart ");
    assert_order(w, "bief vanne bourg", "near apart ");
    assert_order(w, "bief vanne bourg pont", "apart near ");
    assert_order(w, "\"bief\" vanne", "apart near ");
}

// A ligature is its two letters, also where what is typed ends, or errs, between them.
static void a_ligature_is_found_by_its_first_letter(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Un cœur", "Des œufs.");
    search_world_put(w, "b", "Un ex æquo", "Une œuvre.");
    search_world_open(w);
    static const char *const ONE[] = {"co*",     "coe*",    "c*r",    "o*fs",      "oeuf*", "œuf*",
                                      "oeufss~", "ouefs~",  "œufss~", "couer~",    "ceur~", "a*o",
                                      "aequoo~", "ouevre~", "oeuvr~", "titre:co*", "æ*"};
    for (size_t i = 0; i < sizeof ONE / sizeof *ONE; i++)
        if (count(w, ONE[i]) != 1)
            fail_msg("%s finds %d", ONE[i], (int)count(w, ONE[i]));
    assert_int_equal(count(w, "o*"), 2);
}

// A word is left out as said before only where it is looked for by the same: « marchés » has no « marche » for accents.
static void a_word_that_looks_like_another_is_looked_for_all_the_same(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Le marché", "Des tomates.");
    search_world_put(w, "b", "LE MARCHE", "Des poires.");
    search_world_put(w, "c", "Les marchés", "La marche à suivre.");
    search_world_open(w);
    struct search_result one, other;
    struct search_request request = {.q = SLICE("marché"), .mode = MODE_ANY};
    must(search_run(w->searcher, w->view, &request, &w->arena, &one, &w->err));
    request.q = SLICE("marchés marché");
    must(search_run(w->searcher, w->view, &request, &w->arena, &other, &w->err));
    assert_int_equal(one.total, 3);
    assert_int_equal(other.total, 3);
}

// Capitals throughout say nothing, but two short words may be acronyms. An accent makes no word longer.
static void short_words_in_capitals_are_acronyms(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "L’été", "Le CE se réunit.");
    search_world_put(w, "b", "L’été", "Ce fut long.");
    search_world_open(w);
    assert_int_equal(count(w, "ÉTÉ CE"), 1);
    assert_int_equal(count(w, "CE ÉTÉ"), 1);
    assert_int_equal(count(w, "CE RÉUNIT"), 1);
    assert_int_equal(count(w, "ce été"), 2);
}

// But what is a Roman numeral in a text in capitals stays one.
static void capitals_keep_roman_numerals(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Un roi", "Le roi Philippe VI.");
    search_world_put(w, "b", "Un roi", "Philippe 6, roi.");
    search_world_put(w, "c", "Un titre", "Le titre Ier du livre XI, la vie des mix.");
    search_world_put(w, "d", "Un titre", "Le titre VI.");
    search_world_open(w);
    assert_int_equal(count(w, "PHILIPPE VI"), 2);
    assert_int_equal(count(w, "TITRE VI"), 1);
    assert_int_equal(count(w, "titre vi"), 1);
    assert_int_equal(count(w, "TITRE IER"), 1);
    assert_int_equal(count(w, "LIVRE XI DU TITRE"), 1);
    assert_int_equal(count(w, "VIE DES MIX"), 1);
}

// Nor is the train of « 12 TER » a suffix there, nor the letter of « 44T » a unit.
static void capitals_keep_trains_and_letters_of_numbers(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "UNE LIGNE", "LES 9 TER DE LA LIGNE ET LES CAMIONS DE 44T");
    search_world_put(w, "b", "Une loi", "L'article 9 ter de la loi.");
    search_world_put(w, "c", "UNE LOI", "L'ARTICLE 9 TER DE LA LOI");
    search_world_put(w, "d", "UNE LOI", "LES ARTICLES 9 BIS ET 9 TER");
    search_world_open(w);
    assert_int_equal(count(w, "LES 9 TER DE LA LIGNE"), 1);
    assert_int_equal(count(w, "CAMIONS DE 44T"), 1);
    assert_int_equal(count(w, "L'ARTICLE 9 TER DE LA LOI"), 3);
    assert_int_equal(count(w, "article 9 ter"), 3);
    assert_int_equal(count(w, "LES ARTICLES 9 BIS ET 9 TER"), 1);
}

static void a_number_in_capitals_has_an_et_of_its_own(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Un siècle", "Le vingt et unième siècle.");
    search_world_put(w, "b", "Un siècle", "Le XXIe siècle.");
    search_world_put(w, "c", "Un siècle", "Le vingtième siècle.");
    search_world_open(w);
    assert_int_equal(count(w, "VINGT ET UNIÈME"), 2);
    assert_int_equal(count(w, "SIÈCLE ET VINGT ET UNIÈME"), 2);
    assert_int_equal(count(w, "VINGT ET UNIÈME OU VINGTIÈME"), 3);
}

// « IC 12 » is one word of the index, « IC-12 » two.
static void a_quoted_ordinal_is_found_without_its_accent(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Une fois", "C’est la 1ère fois, à la 18ème place.");
    search_world_put(w, "b", "Une fois", "C’est la 1ere fois, à la 18e place.");
    search_world_open(w);
    assert_int_equal(count(w, "\"la 1ere fois\""), 2);
    assert_int_equal(count(w, "\"la 1ère fois\""), 1);
    assert_int_equal(count(w, "\"18eme place\""), 1);
    assert_int_equal(count(w, "=1ere"), 1);
}

static void a_quoted_name_and_its_number_are_found_however_written(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Un train", "Le train IC 12 de Namur.");
    search_world_put(w, "b", "Un train", "Le train IC-12 de Namur.");
    search_world_put(w, "c", "Un train", "Le train IC 13 de Namur, le 12 IC.");
    search_world_open(w);
    static const char *const BOTH[] = {"\"IC 12\"", "\"IC-12\"",    "\"ic 12\"",
                                       "\"ic-12\"", "\"ic–12 de\"", "\"train IC 12 de Namur\""};
    for (size_t i = 0; i < sizeof BOTH / sizeof *BOTH; i++)
        if (count(w, BOTH[i]) != 2)
            fail_msg("%s finds %d", BOTH[i], (int)count(w, BOTH[i]));
    assert_int_equal(count(w, "\"le 12\""), 1);
    assert_int_equal(count(w, "\"IC 1234\""), 0);
    assert_order(w, "\"IC 13\"", "c ");
}

// Who quotes from the number of an article or a road on leaves its letter out. « 12 bis » is no 12.
static void a_quotation_may_begin_at_the_number_of_a_reference(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Un code", "Les articles L. 3253-14 procèdent, et R. 421-1 bis dit.");
    search_world_put(w, "b", "Un code",
                     "L’article D. 412 dit, le 12 bis dit et L. 3253-15 procèdent.");
    search_world_put(w, "c", "Une route", "La N 63 est fermée. Le tunnel XN 63 est long.");
    search_world_open(w);
    assert_order(w, "\"3253-14 procèdent\"", "a ");
    assert_order(w, "\"421-1 bis dit\"", "a ");
    assert_order(w, "\"412 dit\"", "b ");
    assert_order(w, "\"63 est fermée\"", "c ");
    assert_int_equal(count(w, "\"12 dit\""), 0);
    assert_int_equal(count(w, "\"14 procèdent\""), 0);
    assert_int_equal(count(w, "\"412\""), 0);
    assert_int_equal(count(w, "=412"), 0);
    assert_int_equal(count(w, "\"articles 3253-14\""), 0);
}

// Who quotes in capitals may have the key locked; one acronym by itself stays one.
static void a_quotation_in_capitals_is_found_in_small_letters(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Un texte", "Il faut ce type de loi.");
    search_world_put(w, "b", "Un texte", "IL FAUT CE TYPE DE LOI.");
    search_world_put(w, "c", "Un texte", "Le rapport CE est long.");
    search_world_open(w);
    assert_int_equal(count(w, "\"CE TYPE\""), 2);
    assert_int_equal(count(w, "\"FAUT CE TYPE\""), 2);
    assert_int_equal(count(w, "\"CE LOI\"~5"), 2);
    assert_int_equal(count(w, "\"CE type\""), 1);
    assert_int_equal(count(w, "\"CE\""), 2);
    assert_int_equal(count(w, "CE TYPE"), 1);
    assert_order(w, "\"rapport CE\"", "c ");
}

// What telephones, Word and PDF write: other apostrophes and hyphens, what nobody sees, ligatures of print.
static void stars_and_tildes_read_the_signs_of_print(void **state)
{
    struct search_world *w = *state;
    static const char *const QUERIES[] = {"aujourd’*",
                                          "aujourd’hui~",
                                          "*d’hui",
                                          "main-d’*",
                                          "vice\u2011prés*",
                                          "vice–prés*",
                                          "vice\u2010président~",
                                          "\ufb01nan*",
                                          "coop\u00adération~",
                                          "ré\u200bseau*",
                                          "Œuv*",
                                          "*œuvre",
                                          "cœur*"};
    search_world_put(
        w, "a", "Un cœur",
        "Aujourd'hui le vice-président finance la main-d'œuvre du réseau, en coopération.");
    search_world_put(
        w, "b", "Des coeurs",
        "Aujourd’hui le vice‑président finance la main-d’oeuvre du réseau, en coopération.");
    search_world_put(w, "c", "Un chœur", "Aujour, hui, vice, main, recœur.");
    search_world_open(w);
    for (size_t i = 0; i < sizeof QUERIES / sizeof *QUERIES; i++)
        if (count(w, QUERIES[i]) != 2)
            fail_msg("%s", QUERIES[i]);
    assert_int_equal(count(w, "-aujourd’*"), 1);
    assert_int_equal(count(w, "resèau*"), 0); // an accent that is typed counts
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_quoted_ordinal_is_found_without_its_accent,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(stars_and_tildes_read_the_signs_of_print,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(a_word_with_many_spellings_is_found_in_every_kind_of_query,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(a_number_by_itself_comes_before_its_letter,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(few_words_near_each_other_come_first, search_world_set_up,
                                        search_world_tear_down),
        cmocka_unit_test_setup_teardown(a_ligature_is_found_by_its_first_letter,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(a_word_that_looks_like_another_is_looked_for_all_the_same,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(short_words_in_capitals_are_acronyms, search_world_set_up,
                                        search_world_tear_down),
        cmocka_unit_test_setup_teardown(a_number_in_capitals_has_an_et_of_its_own,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(a_quoted_name_and_its_number_are_found_however_written,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(a_quotation_may_begin_at_the_number_of_a_reference,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(a_quotation_in_capitals_is_found_in_small_letters,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(capitals_keep_roman_numerals, search_world_set_up,
                                        search_world_tear_down),
        cmocka_unit_test_setup_teardown(capitals_keep_trains_and_letters_of_numbers,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test(an_inclusive_word_is_found_whatever_the_number_of_its_spellings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
