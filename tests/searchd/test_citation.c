// A reference says who, what, when, to whom, and where to find it, in four forms.
#include "searchd/page/citation.h"
#include "searchd/page/french.h"

#include <jansson.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const struct reply answer = {
    .text = {"Oui.", 4}, .respondent = {"MORREALE Christie", 17}, .date = 20230713};

static struct exchange answered(void)
{
    return (struct exchange){
        .id = SLICE("pw-2022-2023-516-1"),
        .title = SLICE("Le soutien à 100 % des associations & leurs \"projets\" {A_B}"),
        .type = SLICE("Question écrite"),
        .number = SLICE("516 (2022-2023) 1"),
        .author = SLICE("PAVET Amandine"),
        .minister = SLICE("MORREALE Christie"),
        .date_question = 20230619,
        .replies = &answer,
        .reply_count = 1,
    };
}

static void check(int line, void (*append)(struct buf *, const struct citation *),
                  const struct exchange *exchange, const char *expected)
{
    const struct citation citation = {exchange, SLICE("https://h.example/question/x"), 20250801};
    struct buf out;
    buf_init(&out, 0);
    append(&out, &citation);
    if (!slice_equal(buf_slice(&out), slice_from(expected)))
        fail_msg("line %d: got\n%.*s", line, SLICE_ARG(buf_slice(&out)));
    buf_clear(&out);
}

static void an_answered_question_is_cited_with_both_dates(void **state)
{
    (void)state;
    const struct exchange exchange = answered();
    check(__LINE__, citation_french, &exchange,
          "Question écrite n°\u00A0516 (2022-2023) 1 d’Amandine Pavet à Christie Morreale, "
          "«\u00A0Le soutien à 100 % des associations & leurs \"projets\" {A_B}\u00A0», "
          "19\u00A0juin 2023\u202F; réponse du 13\u00A0juillet 2023. https://h.example/question/x "
          "(consulté le 1ᵉʳ\u00A0août 2025).");
    check(__LINE__, citation_summary, &exchange,
          "Question écrite n°\u00A0516 (2022-2023) 1 d’Amandine Pavet à Christie Morreale, "
          "19\u00A0juin 2023\u202F; réponse du 13\u00A0juillet 2023.");
    check(
        __LINE__, citation_iso690, &exchange,
        "PAVET, Amandine. Le soutien à 100 % des associations & leurs \"projets\" {A_B} [en "
        "ligne]. Question écrite n°\u00A0516 (2022-2023) 1 à Christie Morreale. 19\u00A0juin "
        "2023\u202F; réponse du 13\u00A0juillet 2023 [consulté le 1ᵉʳ\u00A0août 2025]. Disponible "
        "à l’adresse\u00A0: https://h.example/question/x");
    check(__LINE__, citation_bibtex, &exchange,
          "@misc{pw-2022-2023-516-1,\n"
          "  author = {Pavet, Amandine},\n"
          "  title = {{Le soutien à 100 \\% des associations \\& leurs \"projets\" \\{A\\_B\\}}},\n"
          "  howpublished = {Question écrite n°\u00A0516 (2022-2023) 1 à Christie Morreale},\n"
          "  date = {2023-06-19},\n  year = {2023},\n  month = jun,\n"
          "  note = {réponse du 13\u00A0juillet 2023},\n"
          "  url = {https://h.example/question/x},\n  urldate = {2025-08-01},\n"
          "  langid = {french}\n}\n");
}

static void what_is_not_known_is_left_out(void **state)
{
    (void)state;
    const struct exchange exchange = {.id = SLICE("be/55 é{1}"), .title = SLICE("L’eau")};
    check(__LINE__, citation_french, &exchange,
          "Question, «\u00A0L’eau\u00A0»\u202F; sans réponse au 1ᵉʳ\u00A0août 2025. "
          "https://h.example/question/x (consulté le 1ᵉʳ\u00A0août 2025).");
    check(__LINE__, citation_iso690, &exchange,
          "L’eau [en ligne]. Question. sans réponse au 1ᵉʳ\u00A0août 2025 [consulté le "
          "1ᵉʳ\u00A0août 2025]. Disponible à l’adresse\u00A0: https://h.example/question/x");
    check(__LINE__, citation_bibtex, &exchange,
          "@misc{be-55----1-,\n  title = {{L’eau}},\n  howpublished = {Question},\n"
          "  note = {sans réponse au 1ᵉʳ\u00A0août 2025},\n"
          "  url = {https://h.example/question/x},\n  urldate = {2025-08-01},\n"
          "  langid = {french}\n}\n");
}

static void what_came_of_it_and_where_is_cited(void **state)
{
    (void)state;
    const struct reply interim = {.nature = SLICE("Réponse provisoire"), .date = 20230701};
    const struct {
        int line;
        enum closure closure;
        size_t replies;
        bool is_uncovered;
        const char *said;
    } rows[] = {
        {__LINE__, CLOSURE_WITHDRAWN, 0, false, "retirée le 4\u00A0juillet 2023 (à sa demande)"},
        {__LINE__, CLOSURE_LAPSED, 1, false, "caduque le 4\u00A0juillet 2023 (à sa demande)"},
        {__LINE__, CLOSURE_NONE, 1, false,
         "réponse provisoire, sans réponse au 1ᵉʳ\u00A0août 2025"},
        {__LINE__, CLOSURE_NONE, 0, false, "sans réponse au 1ᵉʳ\u00A0août 2025"},
        {__LINE__, CLOSURE_NONE, 0, true, "réponses non couvertes par cette source"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct exchange exchange = answered();
        exchange.assembly = SLICE("Conseil des Rivières");
        exchange.author = SLICE("PAVET Amandine ; VERGER Aline");
        exchange.closure = rows[i].closure;
        exchange.date_closed = 20230704;
        exchange.motive = SLICE("à sa demande");
        exchange.replies = &interim;
        exchange.reply_count = rows[i].replies;
        exchange.is_uncovered = rows[i].is_uncovered;
        char expected[400];
        snprintf(
            expected, sizeof expected,
            "Question écrite n°\u00A0516 (2022-2023) 1 (Conseil des Rivières) d’Amandine Pavet et "
            "Aline Verger à Christie Morreale, 19\u00A0juin 2023\u202F; %s.",
            rows[i].said);
        check(rows[i].line, citation_summary, &exchange, expected);
    }
}

static void several_authors_are_several_in_every_form(void **state)
{
    (void)state;
    const struct exchange exchange = {.id = SLICE("a"),
                                      .title = SLICE("T"),
                                      .author = SLICE("PAVET Amandine ; VERGER Aline"),
                                      .assembly = SLICE("Conseil des Rivières")};
    const struct citation citation = {&exchange, SLICE("https://h.example/question/a"), 20250801};
    struct buf out;
    buf_init(&out, 0);
    citation_bibtex(&out, &citation);
    assert_true(slice_find(buf_slice(&out), SLICE("author = {Pavet, Amandine and Verger, Aline}")) <
                out.len);
    buf_reset(&out);
    citation_iso690(&out, &citation);
    assert_true(
        slice_starts_with(buf_slice(&out), SLICE("PAVET, Amandine et VERGER, Aline. T [en")));
    buf_reset(&out);
    citation_csl_json(&out, &citation);
    json_t *list = json_loadb(out.data, out.len, 0, NULL);
    const json_t *item = json_array_get(list, 0);
    assert_int_equal(json_array_size(json_object_get(item, "author")), 2);
    assert_string_equal(json_string_value(json_object_get(item, "authority")),
                        "Conseil des Rivières");
    json_decref(list);
    buf_clear(&out);
}

static void tex_commands_in_a_title_stay_text(void **state)
{
    (void)state;
    const struct exchange exchange = {.id = SLICE("a"), .title = SLICE("\\input{x} ~ ^ $ #\n%")};
    const struct citation citation = {&exchange, SLICE("u"), 20250801};
    struct buf out;
    buf_init(&out, 0);
    citation_bibtex(&out, &citation);
    struct slice expected = SLICE("{{\\textbackslash{}input\\{x\\} \\textasciitilde{} "
                                  "\\textasciicircum{} \\$ \\# \\%}}");
    assert_true(slice_find(buf_slice(&out), expected) < out.len);
    buf_clear(&out);
}

static void csl_json_is_json_that_says_the_same(void **state)
{
    (void)state;
    const struct exchange exchange = answered();
    const struct citation citation = {&exchange, SLICE("https://h.example/question/x"), 20250801};
    struct buf out;
    buf_init(&out, 0);
    citation_csl_json(&out, &citation);
    json_error_t error;
    json_t *list = json_loadb(out.data, out.len, 0, &error);
    if (!list)
        fail_msg("%s in %.*s", error.text, SLICE_ARG(buf_slice(&out)));
    json_t *item = json_array_get(list, 0);
    const char *family, *given, *role, *title;
    int year, month, day;
    assert_int_equal(
        json_unpack_ex(item, &error, 0, "{s:s, s:[{s:s, s:s}], s:[{s:s}], s:{s:[[i,i,i]]}}",
                       "title", &title, "author", "family", &family, "given", &given, "recipient",
                       "family", &role, "issued", "date-parts", &year, &month, &day),
        0);
    assert_true(slice_equal(slice_from(title), exchange.title));
    assert_string_equal(family, "Pavet");
    assert_string_equal(given, "Amandine");
    assert_string_equal(role, "Morreale");
    assert_int_equal(year * 10000 + month * 100 + day, 20230619);
    json_decref(list);
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answered_question_is_cited_with_both_dates),
        cmocka_unit_test(what_is_not_known_is_left_out),
        cmocka_unit_test(what_came_of_it_and_where_is_cited),
        cmocka_unit_test(several_authors_are_several_in_every_form),
        cmocka_unit_test(tex_commands_in_a_title_stay_text),
        cmocka_unit_test(csl_json_is_json_that_says_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
