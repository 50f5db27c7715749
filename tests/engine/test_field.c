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

static void a_value_is_asked_for_whatever_marks_are_in_it(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    assert_true(slice_equal(field_query(FIELD_NUMBER, SLICE("516 (2022-2023) 1"), &arena),
                            SLICE("numero:\"516 (2022-2023) 1\"")));
    assert_true(slice_equal(field_query(FIELD_AUTHOR, SLICE("Al \"Bé\" Durand\""), &arena),
                            SLICE("auteur:\"Al  Bé  Durand \"")));
    arena_clear(&arena);
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
    assert_int_equal(field_by_name(SLICE("fonction")), FIELD_OFFICE);
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

static void values_are_the_same_as_their_words_are(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        enum field field;
        bool are_same;
    } rows[] = {
        {"Question écrite", "QUESTION ECRITE", FIELD_TYPE, true},
        {"Question écrite (brève)", "Question écrite brève", FIELD_TYPE, true},
        {"Question écrite", "Question écrite brève", FIELD_TYPE, false},
        {"écrite Question", "Question écrite", FIELD_TYPE, false}, // only persons turn
        {"2019-2020", "2019–2020", FIELD_SESSION, true},
        {"FAŸ Noé", "Noé Faÿ", FIELD_AUTHOR, true},
        {"L’HERMITE Anne-Lise", "anne lise l'hermite", FIELD_MINISTER, true},
        {"DE LA TOUR Jean", "Jean de la Tour", FIELD_RESPONDENT, true},
        {"Tour Jean de la", "Jean de la Tour", FIELD_AUTHOR, true},
        {"Marie Anne Faÿ", "Anne Marie Faÿ", FIELD_AUTHOR, false}, // two sisters
        {"Rose", "Rose Rose", FIELD_AUTHOR, false},
        {"—", "…", FIELD_GROUP, false}, // no words to compare
        {" — ", "—", FIELD_GROUP, true},
        {"", "—", FIELD_GROUP, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (field_values_are_same(rows[i].field, slice_from(rows[i].a), slice_from(rows[i].b)) !=
            rows[i].are_same)
            fail_msg("« %s » and « %s »", rows[i].a, rows[i].b);
}

static void the_best_spelling_is_the_commonest_then_the_one_in_mixed_case(void **state)
{
    (void)state;
    static const struct {
        const char *better, *worse;
        uint64_t better_count, worse_count;
    } rows[] = {
        {"FAY NOE", "Noé Faÿ", 2, 1}, {"Noé Faÿ", "NOE FAY", 1, 1}, {"Noé Faÿ", "FAY Noé", 1, 1},
        {"FAY Noé", "fay noe", 1, 1}, {"fay noe", "FAY NOE", 1, 1}, {"Fay Noe", "Noe Fay", 1, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct field_spelling a = {slice_from(rows[i].better), rows[i].better_count};
        struct field_spelling b = {slice_from(rows[i].worse), rows[i].worse_count};
        if (!field_spelling_is_better(a, b) || field_spelling_is_better(b, a))
            fail_msg("« %s » rather than « %s »", rows[i].better, rows[i].worse);
    }
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
        cmocka_unit_test(a_value_is_asked_for_whatever_marks_are_in_it),
        cmocka_unit_test(other_words_are_no_field),
        cmocka_unit_test(every_field_of_a_document_has_a_name),
        cmocka_unit_test(keys_of_json_are_not_names_of_queries),
        cmocka_unit_test(a_mistyped_name_finds_its_neighbour),
        cmocka_unit_test(values_are_the_same_as_their_words_are),
        cmocka_unit_test(the_best_spelling_is_the_commonest_then_the_one_in_mixed_case),
        cmocka_unit_test(the_three_text_fields_come_first),
    };
    return cmocka_run_group_tests_name("field", tests, NULL, NULL);
}
