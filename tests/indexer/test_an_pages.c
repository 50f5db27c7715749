// Promises about pages of the Assemblée nationale: what is a label on them, and what only looks like one.
#include "tests/indexer/source_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct probe probe;

// A page with these blocks before its texts, in its answer, and behind it.
static const struct exchange *read_page(const char *before, const char *inside, const char *behind)
{
    struct buf page = {0};
    buf_printf(
        &page,
        "<html><h1>Question N° 16-9 de Mme Ève Martin (EX - Nord)</h1><p>Question écrite</p>%s"
        "<p>Ministère interrogé &gt; Transports</p><p>Rubrique &gt; voirie</p>"
        "<p>16e législature</p><p>Question publiée au JO le : 12/07/2022 page : 12</p>"
        "<p>Réponse publiée au JO le : 06/12/2022 page : 99</p>"
        "<h2>Texte de la question</h2><p>Mme Ève Martin interroge le ministre.</p>"
        "<h2>Texte de la réponse</h2><p>Voici.</p>%s<p>Fin.</p>%s</html>",
        before, inside, behind);
    probe_parse(&probe, "an-html", buf_slice(&page));
    buf_clear(&page);
    assert_problems(&probe, "");
    assert_int_equal(probe.count, 1);
    assert_slice(probe.exchanges[0].minister, "Transports");
    assert_int_equal(probe.exchanges[0].date_question, 20220712);
    assert_slice(probe.exchanges[0].question, "Mme Ève Martin interroge le ministre.");
    return &probe.exchanges[0];
}

static void a_paragraph_or_a_cell_of_a_text_is_no_label(void **state)
{
    (void)state;
    static const char *const paragraphs[] = {
        "Nature : dépense.",
        "Nature",
        "Débat : le Parlement sera saisi.",
        "Auteur : INSEE.",
        "Auteur",
        "Réponse publiée au Journal officiel du 3 mai 2020, elle reste valable.",
        "Réponse publiée au Journal officiel du 3 mai 2020.",
        "Question renouvelée de l'honorable parlementaire.",
        "Question publiée avant 2020 : elle est close.",
        "Date de signalement des anomalies.",
        "Caducité",
        "Caducité : elle intervient après trois ans.",
        "Erratum de la loi du 3 mai 2020 publié depuis.",
        "Texte de la question posée au référendum : voir l'annexe.",
    };
    for (size_t i = 0; i < sizeof paragraphs / sizeof *paragraphs; i++) {
        char inside[400], expected[400];
        (void)snprintf(inside, sizeof inside, "<p>%s</p>", paragraphs[i]);
        (void)snprintf(expected, sizeof expected, "Voici.\n\n%s\n\nFin.", paragraphs[i]);
        const struct exchange *exchange = read_page("", inside, "");
        assert_slice(exchange->replies[0].text, expected);
        assert_slice(exchange->motive, "");
        assert_slice(exchange->author, "Ève Martin");
    }
    assert_slice(read_page("",
                           "<p>Question publiée de longue date.</p><p>Un arrêté l'a réglée à Paris "
                           "le 3 mai 2020</p>",
                           "")
                     ->replies[0]
                     .text,
                 "Voici.\n\nQuestion publiée de longue date.\n\n"
                 "Un arrêté l'a réglée à Paris le 3 mai 2020\n\nFin.");
    const struct exchange *exchange = read_page(
        "",
        "<table><tr><th>Nature</th><th>Auteur</th><th>Question publiée le</th></tr>"
        "<tr><td>Question écrite</td><td>M. Guy Roland</td><td>03/05/2020</td></tr></table>",
        "");
    assert_slice(exchange->replies[0].text, "Voici.\n\nNature | Auteur | Question publiée le\n"
                                            "Question écrite | M. Guy Roland | 03/05/2020\n\nFin.");
    assert_slice(exchange->motive, "");
}

static void a_label_behind_a_text_ends_it(void **state)
{
    (void)state;
    static const char *const labels[] = {
        "<p>Question publiée au JO le : 12/07/2022 page : 12</p>",
        "<p>Question signalée au Gouvernement le : 03/10/2022</p>",
        "<p>Date de renouvellement :</p><p>03/10/2022</p>",
        "<p>Erratum de la question publié le : 03/10/2022 page : 4</p>",
        "<p>Date de changement d'attribution: 3 octobre 2022 (Transports)</p>",
        "<p>Nature : Question écrite</p>",
        "<p>Auteur</p><p>Mme Ève Martin (EX - Nord)</p>",
        "<p>Ministère attributaire &gt; Transports</p>",
        "<p>Date de renouvellement : 03/10/2022, 07/11/2022</p>",
        "<p>Question publiée au JO le : 12/07/2022, page 12</p>",
        "<table><tr><td>Question publiée au JO le :</td><td>12/07/2022</td></tr></table>",
    };
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        assert_slice(read_page("", "", labels[i])->replies[0].text, "Voici.\n\nFin.");
}

static void tabs_and_anchors_are_no_headings(void **state)
{
    (void)state;
    static const char *const menus[] = {
        "<ul><li><a href='#q'>Texte de la question</a></li></ul><p>Rubrique &gt; eau</p>",
        "<ul><li><a href='#r'>Texte de la réponse</a></li></ul><p>Rubrique &gt; eau</p>",
        "<nav><p>Texte de la question</p><p>Texte de la réponse</p></nav><p>Le bac</p>",
        "<ul><li>Texte de la question</li><li>Texte de la réponse</li></ul>",
        "<p><a href='#r'>Texte de la réponse<p>Question écrite</p>",
    };
    for (size_t i = 0; i < sizeof menus / sizeof *menus; i++)
        assert_slice(read_page(menus[i], "", "")->replies[0].text, "Voici.\n\nFin.");

    // A heading may lead to itself, or open what is below it.
    static const char *const headings[] = {"a href='#r'", "button"};
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++) {
        char behind[200];
        (void)snprintf(behind, sizeof behind,
                       "<h2> <%s>Texte de la réponse</%.6s></h2><p>Voici, plus longuement.</p>",
                       headings[i], i == 0 ? "a" : "button");
        assert_slice(read_page("", "", behind)->replies[0].text, "Voici, plus longuement.");
    }
}

static void a_title_about_what_lapses_closes_nothing(void **state)
{
    (void)state;
    static const char *const titles[] = {
        "<h2>Caducité des permis de construire</h2>",
        "<h2>Caducité : un bilan</h2>",
        "<h2>Question caduque</h2>",
        "<table><tr><td>Titre :</td><td>Caducité des permis de construire</td></tr></table>",
    };
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        assert_slice(read_page(titles[i], "", "")->motive, "");
    static const char *const closures[] = {
        "<p>Caducité le : 20/06/2024 (fin de mandat)</p>",
        "<p>Caducité : 20/06/2024</p>",
        "<table><tr><td>Caducité</td><td>20/06/2024</td></tr></table>",
        "<h3>Question caduque le 20/06/2024</h3>",
        "<h3>Question retirée le 20/06/2024 à l'initiative de son auteur</h3>",
        "<p>Question caduque</p>",
    };
    for (size_t i = 0; i < sizeof closures / sizeof *closures; i++)
        assert_true(read_page(closures[i], "", "")->motive.len > 0);
}

static void authors_of_old_pages_are_named_like_all_others(void **state)
{
    (void)state;
    static const struct {
        const char *legislature, *author, *text, *expected;
    } rows[] = {
        {"10", "Roland Guy", "", "Guy Roland"},
        {"11", "Roland Guy", "<p>Selon M. Noël, tout va bien.</p>", "Guy Roland"},
        {"13", "Le Préval Guy", "<p>M. Guy Le Preval interroge le ministre.</p>", "Guy Le Préval"},
        {"13", "Guy Le Préval", "<p>M. Guy Le Preval interroge le ministre.</p>", "Guy Le Préval"},
        {"12", "Roland Guy Noël", "<p>M. Guy Noël Roland interroge</p>", "Guy Noël Roland"},
        {"12", "Le Préval Guy Noël", "<p>M. Guy Noël Le Preval, ici</p>", "Guy Noël Le Préval"},
        {"14", "Guy Roland", "", "Guy Roland"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf page = {0};
        buf_printf(&page,
                   "<html><p>%sème législature</p><table><tr><td>Question N° : <b>9</b></td>"
                   "<td>de <b>M.&nbsp;%s</b> (EX - Var)</td><td>QE</td></tr></table>"
                   "<p>Ministère interrogé &gt; Transports</p><p>Rubrique &gt; voirie</p>"
                   "<h2>Texte de la question</h2>%s</html>",
                   rows[i].legislature, rows[i].author, rows[i].text);
        probe_parse(&probe, "an-html", buf_slice(&page));
        buf_clear(&page);
        assert_problems(&probe, "");
        assert_slice(probe.exchanges[0].author, rows[i].expected);
    }
}

static int set_up(void **state)
{
    (void)state;
    probe_open(&probe);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    probe_close(&probe);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_paragraph_or_a_cell_of_a_text_is_no_label),
        cmocka_unit_test(a_label_behind_a_text_ends_it),
        cmocka_unit_test(tabs_and_anchors_are_no_headings),
        cmocka_unit_test(authors_of_old_pages_are_named_like_all_others),
        cmocka_unit_test(a_title_about_what_lapses_closes_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
