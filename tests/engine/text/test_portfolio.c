// Promises of engine/text/portfolio.h: titles come apart into what stays when governments change.
#include "base/buf.h"
#include "engine/text/portfolio.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_portfolios(const char *titles, const char *expected)
{
    struct slice rest = slice_from(titles), one;
    struct buf found;
    buf_init(&found, 0);
    while (portfolio_next(&rest, &one))
        buf_printf(&found, "%s%.*s", found.len ? "|" : "", SLICE_ARG(one));
    buf_append_char(&found, '\0');
    assert_string_equal(found.data, expected);
    buf_clear(&found);
}

static void a_title_comes_apart_into_its_portfolios(void **state)
{
    (void)state;
    assert_portfolios("Ministre du Logement", "Logement");
    assert_portfolios("Ministre des Voies navigables, du Logement et de l'Énergie",
                      "Voies navigables|Logement|Énergie");
    assert_portfolios("Vice-Présidente et Ministre de l’Emploi, de l’Égalité des chances et des "
                      "Droits des femmes",
                      "Emploi|Égalité des chances|Droits des femmes");
    assert_portfolios("Ministre wallonne de l'Agriculture", "Agriculture");
    assert_portfolios("Ministre de la Recherche et Innovation", "Recherche et Innovation");
    assert_portfolios("Ministre du Budget et ministre de la Fonction publique",
                      "Budget|Fonction publique");
    assert_portfolios("Secrétaire d'État à la Mer, adjointe au ministre de la Pêche", "Mer|Pêche");
    assert_portfolios("Ministre auprès du Premier ministre, chargée des Archives", "Archives");
    assert_portfolios("Santé et solidarités", "Santé et solidarités");
    assert_portfolios("Affaires étrangères", "Affaires étrangères");
    assert_portfolios("Ministre de l'État civil", "État civil");
}

static void a_title_without_portfolio_is_its_own(void **state)
{
    (void)state;
    assert_portfolios("Ministre-Président", "Ministre-Président");
    assert_portfolios("Premier ministre", "Premier ministre");
    assert_portfolios("Bourgmestre", "Bourgmestre");
    assert_portfolios("Premier ministre ; Ministre des Ports", "Premier ministre|Ports");
}

static void several_titles_are_taken_one_after_the_other(void **state)
{
    (void)state;
    assert_portfolios("Ministre des Ports ; Ministre de la Pêche et du Sel", "Ports|Pêche|Sel");
}

static void odd_titles_end(void **state)
{
    (void)state;
    assert_portfolios("", "");
    assert_portfolios(" ; , ;", "");
    assert_portfolios("et", "et");
    assert_portfolios("de la", "de la");
    assert_portfolios("Ministre,,, et de", "Ministre,,, et de");
    assert_portfolios("Ministre de l'", "Ministre de l'");
    assert_portfolios("\xff\xfe, \xc3", "\xff\xfe|\xc3");
    assert_portfolios("’’’;'", "’’’|'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_title_comes_apart_into_its_portfolios),
        cmocka_unit_test(a_title_without_portfolio_is_its_own),
        cmocka_unit_test(several_titles_are_taken_one_after_the_other),
        cmocka_unit_test(odd_titles_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
