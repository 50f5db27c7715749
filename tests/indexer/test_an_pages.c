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
        assert_int_equal(exchange->closure, CLOSURE_NONE);
        assert_slice(exchange->author, "Ève Martin");
    }
    const struct exchange *exchange = read_page(
        "",
        "<table><tr><th>Nature</th><th>Auteur</th><th>Question publiée le</th></tr>"
        "<tr><td>Question écrite</td><td>M. Guy Roland</td><td>03/05/2020</td></tr></table>",
        "");
    assert_slice(exchange->replies[0].text, "Voici.\n\nNature | Auteur | Question publiée le\n"
                                            "Question écrite | M. Guy Roland | 03/05/2020\n\nFin.");
    assert_int_equal(exchange->closure, CLOSURE_NONE);
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
    };
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        assert_slice(read_page("", "", labels[i])->replies[0].text, "Voici.\n\nFin.");
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
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
