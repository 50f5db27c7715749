// Dates, numbers, plurals, elision and names are what a French reader expects.
#include "searchd/page/french.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define NB FRENCH_NBSP
#define NN FRENCH_NNBSP

static void check(int line, struct buf *out, const char *expected)
{
    struct slice made = buf_slice(out);
    if (!slice_equal(made, slice_from(expected)))
        fail_msg("line %d: got \"%.*s\", expected \"%s\"", line, SLICE_ARG(made), expected);
    buf_reset(out);
}

static void numbers_are_grouped_by_three(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 0);
    static const struct {
        int line;
        uint64_t number;
        const char *expected;
    } cases[] = {
        {__LINE__, 0, "0"},
        {__LINE__, 999, "999"},
        {__LINE__, 1000, "1" NN "000"},
        {__LINE__, 4874, "4" NN "874"},
        {__LINE__, 366571, "366" NN "571"},
        {__LINE__, 1000000, "1" NN "000" NN "000"},
        {__LINE__, UINT64_MAX, "18" NN "446" NN "744" NN "073" NN "709" NN "551" NN "615"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        french_number(&out, cases[i].number);
        check(cases[i].line, &out, cases[i].expected);
    }
    buf_clear(&out);
}

static void what_is_below_two_is_singular(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 0);
    french_count(&out, 0, "échange", "échanges");
    check(__LINE__, &out, "0" NB "échange");
    french_count(&out, 1, "échange", "échanges");
    check(__LINE__, &out, "1" NB "échange");
    french_count(&out, 2, "échange", "échanges");
    check(__LINE__, &out, "2" NB "échanges");
    buf_clear(&out);
}

static void dates_are_written_out(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 0);
    static const struct {
        int line;
        uint32_t date;
        const char *expected;
    } cases[] = {
        {__LINE__, 0, ""},
        {__LINE__, 20230619, "19" NB "juin 2023"},
        {__LINE__, 20230601, "1ᵉʳ" NB "juin 2023"},
        {__LINE__, 20230621, "21" NB "juin 2023"},
        {__LINE__, 20240801, "1ᵉʳ" NB "août 2024"},
        {__LINE__, 20231211, "11" NB "décembre 2023"},
        {__LINE__, 20230200, "février 2023"},
        {__LINE__, 20230000, "2023"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        french_date(&out, cases[i].date);
        check(cases[i].line, &out, cases[i].expected);
    }
    buf_clear(&out);
}

static void of_elides_before_vowels_and_silent_h(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 0);
    static const struct {
        int line;
        const char *word;
        const char *expected;
    } cases[] = {
        {__LINE__, "Bruxelles", "de Bruxelles"},
        {__LINE__, "Amandine Pavet", "d’Amandine Pavet"},
        {__LINE__, "Éric", "d’Éric"},
        {__LINE__, "Œuvre", "d’Œuvre"},
        {__LINE__, "Hélène", "d’Hélène"},
        {__LINE__, "Henri", "d’Henri"},
        {__LINE__, "Hollande", "de Hollande"},
        {__LINE__, "Hainaut", "de Hainaut"},
        {__LINE__, "hôpital", "d’hôpital"},
        {__LINE__, "onze", "de onze"},
        {__LINE__, "oui", "de oui"},
        {__LINE__, "ouïe", "d’ouïe"},
        {__LINE__, "Yves", "d’Yves"},
        {__LINE__, "Yann", "de Yann"},
        {__LINE__, "Ypres", "d’Ypres"},
        {__LINE__, "2023", "de 2023"},
        {__LINE__, "", "de "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        french_of(&out, slice_from(cases[i].word));
        check(cases[i].line, &out, cases[i].expected);
    }
    buf_clear(&out);
}

static void names_are_put_in_speaking_order(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 0);
    static const struct {
        int line;
        const char *name;
        const char *expected;
    } cases[] = {
        {__LINE__, "PAVET Amandine", "Amandine Pavet"},
        {__LINE__, "DE WEVER Bart", "Bart De Wever"},
        {__LINE__, "MARTIN-LÉVY Jean-Luc", "Jean-Luc Martin-Lévy"},
        {__LINE__, "D’HONDT Anne", "Anne D’Hondt"},
        {__LINE__, "O'CONNOR Seán", "Seán O'Connor"},
        {__LINE__, "ŠEDIVÝ Karel", "Karel Šedivý"},
        {__LINE__, "ŒUVRARD Zoé", "Zoé Œuvrard"},
        {__LINE__, "  PAVET Amandine ", "Amandine Pavet"},
        {__LINE__, "VAN DER STRATEN Émilie", "Émilie Van Der Straten"},
        {__LINE__, "PAVET Amandine ; VERGER Aline", "Amandine Pavet et Aline Verger"},
        {__LINE__, "PAVET Amandine ; SNCB ; Paul Tiers", "Amandine Pavet, SNCB et Paul Tiers"},
        // Not written like that: left alone.
        {__LINE__, "Amandine Pavet", "Amandine Pavet"},
        {__LINE__, "M. Dupont", "M. Dupont"},
        {__LINE__, "SNCB", "SNCB"},
        {__LINE__, "Gouvernement", "Gouvernement"},
        {__LINE__, "A. PAVET", "A. PAVET"},
        {__LINE__, "ПЕТРОВ Иван", "Иван Петров"},
        {__LINE__, "FAŸ Noé", "Noé Faÿ"}, // its small letter stands elsewhere
        {__LINE__, "WOŁEK-NAĎ Ewa", "Ewa Wołek-Naď"},
        {__LINE__, "ȘTEFĂNESCU Ion", "Ion Ștefănescu"},
        {__LINE__, "GROẞ Uwe", "Uwe Groß"},
        {__LINE__, "RENE\u0301E Ana", "Ana Renée"}, // an accent of its own
        {__LINE__, "AL-عمر Ana", "AL-عمر Ana"},     // a letter without case
        {__LINE__, "\xC3", "\xC3"},                 // cut within a letter
        {__LINE__, "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        french_person(&out, slice_from(cases[i].name));
        check(cases[i].line, &out, cases[i].expected);
    }
    buf_clear(&out);
}

static void delays_are_told_in_words(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 0);
    static const struct {
        int line;
        uint32_t date;
        const char *expected;
    } of[] = {{__LINE__, 20230713, "du "},
              {__LINE__, 20230600, "de "},
              {__LINE__, 20230400, "d’"},
              {__LINE__, 20230800, "d’"},
              {__LINE__, 20230000, "de "}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        buf_append_slice(&out, slice_from(french_of_date(of[i].date)));
        check(of[i].line, &out, of[i].expected);
    }
    french_delay(&out, true, 24);
    check(__LINE__, &out, "répondu en 24" NB "jours");
    french_delay(&out, true, 1);
    check(__LINE__, &out, "répondu en 1" NB "jour");
    french_delay(&out, true, 0);
    check(__LINE__, &out, "répondu le jour même");
    french_delay(&out, true, -3);
    check(__LINE__, &out, "répondu");
    french_delay(&out, false, 61);
    check(__LINE__, &out, "sans réponse depuis 61" NB "jours");
    french_delay(&out, false, 0);
    check(__LINE__, &out, "sans réponse, posée aujourd’hui");
    french_delay(&out, false, -1);
    check(__LINE__, &out, "sans réponse");
    french_closure(&out, "retirée", 20240301, SLICE("fin de mandat"));
    check(__LINE__, &out, "retirée le 1ᵉʳ" NB "mars 2024 (fin de mandat)");
    french_closure(&out, "caduque", 20240000, SLICE(""));
    check(__LINE__, &out, "caduque en 2024");
    french_closure(&out, "caduque", 0, SLICE(""));
    check(__LINE__, &out, "caduque");
    buf_clear(&out);
}

static void quotations_keep_their_marks_together(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 0);
    french_quote(&out, SLICE("la crise"));
    check(__LINE__, &out, "«" NB "la crise" NB "»");
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_grouped_by_three),
        cmocka_unit_test(what_is_below_two_is_singular),
        cmocka_unit_test(dates_are_written_out),
        cmocka_unit_test(of_elides_before_vowels_and_silent_h),
        cmocka_unit_test(names_are_put_in_speaking_order),
        cmocka_unit_test(delays_are_told_in_words),
        cmocka_unit_test(quotations_keep_their_marks_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
