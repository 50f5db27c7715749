// Promises of engine/field.h: one name for each field, forgiving look-up, helpful suggestions.
#include "engine/field.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void every_field_is_found_by_its_own_name(void **state)
{
    (void)state;
    for (int i = 0; i < FIELD_COUNT; i++) {
        const char *name = field_name((enum field)i);
        assert_int_equal(field_by_name(slice_from(name)), i);
        assert_string_equal(field_nearest_name(slice_from(name)), name);
    }
    assert_string_equal(field_name(FIELD_DATE), "date_question");
    assert_string_equal(field_name(FIELD_DELAY), "delai_jours");
}

static void names_are_understood_in_any_case_with_accents_and_short(void **state)
{
    (void)state;
    const struct {
        const char *name;
        enum field field;
    } rows[] = {
        {"Titre", FIELD_TITLE},
        {"RÉPONSE", FIELD_ANSWER},
        {"année", FIELD_YEAR},
        {"anne\xCC\x81"
         "e",
         FIELD_YEAR},
        {"date", FIELD_DATE},
        {"délai", FIELD_DELAY},
        {"Numéro", FIELD_NUMBER},
        {"autrice", FIELD_AUTHOR},
        {"title", FIELD_TITLE},
        {"répondant", FIELD_RESPONDENT},
        {"date_réponse", FIELD_ANSWER_DATE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (field_by_name(slice_from(rows[i].name)) != rows[i].field)
            fail_msg("%s is not %s", rows[i].name, field_name(rows[i].field));
}

static void other_words_are_no_field(void **state)
{
    (void)state;
    const char *words[] = {
        "", "titr", "titre ", "http", "loi", "\xFF", "unmotbeaucouptroplongpouretrelenomdunchamp"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (field_by_name(slice_from(words[i])) != FIELD_COUNT)
            fail_msg("\"%s\" is taken for a field", words[i]);
}

static void every_field_of_a_document_has_a_name(void **state)
{
    (void)state;
    for (int i = 0; i < FIELD_END; i++) {
        if (i == FIELD_COUNT)
            continue;
        const char *name = field_name((enum field)i);
        assert_string_equal(field_key((enum field)i, 0), name);
        for (int j = 0; j < i && i != FIELD_REPLY_DATE && i != FIELD_REPLY_TEXT; j++)
            if (j != FIELD_COUNT && strcmp(name, field_name((enum field)j)) == 0)
                fail_msg("two fields are called %s", name);
    }
}

// JSON knows names that queries do not, and the other way round.
static void keys_of_json_are_not_names_of_queries(void **state)
{
    (void)state;
    assert_string_equal(field_key(FIELD_QUESTION, 1), "texte");
    assert_string_equal(field_key(FIELD_QUESTION, 2), "text");
    assert_null(field_key(FIELD_QUESTION, 3));
    assert_string_equal(field_key(FIELD_OFFICE, 1), "office");
    assert_int_equal(field_by_name(SLICE("office")), FIELD_COUNT);
    assert_int_equal(field_by_name(SLICE("fonction")), FIELD_COUNT);
    assert_null(field_key(FIELD_DELAY, 1));
    assert_int_equal(field_by_name(SLICE("delay")), FIELD_DELAY);
}

static void a_mistyped_name_finds_its_neighbour(void **state)
{
    (void)state;
    const struct {
        const char *typed, *meant;
    } rows[] = {
        {"auteurs", "auteur"},  {"minsitre", "ministre"},
        {"Tirte", "titre"},     {"sesion", "session"},
        {"dates", "date"},      {"délais", "delai"},
        {"reponce", "reponse"}, {"anée", "annee"},
        {"statu", "statut"},    {"date_reponce", "date_reponse"},
        {"numeros", "numero"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(field_nearest_name(slice_from(rows[i].typed)), rows[i].meant);

    // Anything gets some answer, however long or broken.
    assert_non_null(field_nearest_name(SLICE("")));
    assert_non_null(field_nearest_name(SLICE("\xFF\xFE")));
    assert_non_null(
        field_nearest_name(slice_from("éééééééééééééééééééééééééééééééééééééééééééééé")));
}

static void the_three_text_fields_come_first(void **state)
{
    (void)state;
    assert_true(field_is_text(FIELD_TITLE) && field_is_text(FIELD_ANSWER));
    assert_false(field_is_text(FIELD_ID));
    assert_int_equal(FIELD_MASK(FIELD_TITLE) | FIELD_MASK(FIELD_QUESTION) |
                         FIELD_MASK(FIELD_ANSWER),
                     FIELD_MASK_ALL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_found_by_its_own_name),
        cmocka_unit_test(names_are_understood_in_any_case_with_accents_and_short),
        cmocka_unit_test(other_words_are_no_field),
        cmocka_unit_test(every_field_of_a_document_has_a_name),
        cmocka_unit_test(keys_of_json_are_not_names_of_queries),
        cmocka_unit_test(a_mistyped_name_finds_its_neighbour),
        cmocka_unit_test(the_three_text_fields_come_first),
    };
    return cmocka_run_group_tests_name("field", tests, NULL, NULL);
}
