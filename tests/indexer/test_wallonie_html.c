// Promises of the pages of the Parliament of Wallonia's site: the print page and the full one.
#include "tests/indexer/source_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define QUESTION \
    "<ul><li class=\"list-group-item\"><h5>Question orale du " \
    "<span class=\"text-pw-date\">12/03/2015</span> </h5><ul><li>d\'AMAND Noé</li><li>de COLIN " \
    "Ève</li><li>à ROLAND Guy, Ministre de l\'Eau, des Digues</li></ul><br />Les digues de " \
    "l&rsquo;Ourthe c\303\250dent.<br /><br />Deux points :<ul><li>le bois&nbsp;;</li><li>la " \
    "pierre.</li></ul>Que faire ?<br>Quand ?</li></ul>"
#define REPLIES \
    "<ul><li class=\"list-group-item\"><h5>Réponse provisoire du " \
    "<span class=\"text-pw-date\">20/03/2015</span> </h5><ul><li>de ROLAND Guy</li></ul><br />" \
    "On mesure.</li></ul><ul><li class=\"list-group-item\"><h5>Complément de réponse du <span " \
    "class=\"text-pw-date\">02/04/2015</span></h5><ul><li>de ROLAND Guy</li></ul><br />On " \
    "répare.<br /><br />En mai.</li></ul>"
#define HEADER \
    "<h4 class=\"text-pw-blue\">Les digues de l\'Ourthe </h4>\n<ul>\n<li>Session : " \
    "2014-2015</li>\n" \
    "<li>Année : 2015</li>\n<li>N° : 204 (2014-2015) 1</li>\t</ul>\n"
#define PRINT_HEAD \
    "<!DOCTYPE html>\n<html lang=\"fr\"><head><title>PW Print</title></head>\n<body>" \
    "<div id=\"print_container\">\n"
#define PRINT_FOOT "\n</div></body></html>\n"

static struct probe probe;

static void assert_is_the_page(void)
{
    assert_problems(&probe, "");
    assert_int_equal(probe.count, 1);
    const struct exchange *exchange = &probe.exchanges[0];
    assert_slice(exchange->id, "pw-2014-2015-204-1");
    assert_slice(exchange->title, "Les digues de l\'Ourthe");
    assert_slice(exchange->session, "2014-2015");
    assert_int_equal(exchange->year, 2015);
    assert_slice(exchange->number, "204 (2014-2015) 1");
    assert_slice(exchange->type, "Question orale");
    assert_int_equal(exchange->date_question, 20150312);
    assert_slice(exchange->author, "AMAND Noé ; COLIN Ève");
    assert_slice(exchange->minister, "ROLAND Guy");
    assert_slice(exchange->office, "Ministre de l\'Eau, des Digues");
    assert_slice(exchange->question, "Les digues de l’Ourthe cèdent.\n\nDeux points :\n\n"
                                     "- le bois\xC2\xA0;\n- la pierre.\n\nQue faire ?\nQuand ?");
    assert_int_equal(exchange->reply_count, 2);
    assert_slice(exchange->assembly, "Parlement de Wallonie");
    assert_int_equal(exchange->author_count, 0); // the names say it all
    assert_slice(exchange->replies[0].nature, "Réponse provisoire");
    assert_slice(exchange->replies[1].nature, "Complément de réponse");
    assert_int_equal(exchange_reply_date(exchange), 20150402);
    assert_slice(exchange->replies[0].text, "On mesure.");
    assert_int_equal(exchange->replies[0].date, 20150320);
    assert_slice(exchange->replies[1].respondent, "ROLAND Guy");
    assert_slice(exchange->replies[1].text, "On répare.\n\nEn mai.");
}

static void the_print_page_gives_every_field(void **state)
{
    (void)state;
    probe.name = SLICE("PW_61200.html");
    probe_parse(&probe, NULL, SLICE(PRINT_HEAD HEADER QUESTION REPLIES PRINT_FOOT));
    assert_is_the_page();
    assert_slice(probe.exchanges[0].url, "https://www.parlement-wallonie.be/pwpages?"
                                         "p=interp-questions-voir&type=28&iddoc=61200");
    probe.name = SLICE_NONE;

    // A browser that saves a page under its title notes where it had it from.
    probe_parse(
        &probe, NULL,
        SLICE("<!-- saved from url=(0105)https://www.parlement-wallonie.be/content/print.php?"
              "print=interp-questions-voir.php&type=all&id_doc=61201 -->" PRINT_HEAD HEADER QUESTION
                  REPLIES PRINT_FOOT));
    assert_is_the_page();
    assert_slice(probe.exchanges[0].url, "https://www.parlement-wallonie.be/pwpages?"
                                         "p=interp-questions-voir&type=28&iddoc=61201");
}

// The same elements with a site around them: menus of the same class, a path, a count, a foot.
static void the_full_page_gives_the_same(void **state)
{
    (void)state;
    probe_parse(
        &probe, NULL,
        SLICE("<html><head><title>Question</title></head><body><nav><h2>Menu</h2><ul>"
              "<li class=\"list-group-item\">Agenda du jour</li><li class=\"list-group-item\">"
              "Les députés</li><li>Session : "
              "toutes</li></ul></nav><main><div><span>/</span></div>" HEADER
              "<p>3 élément(s) trouvé(s).</p><div class=\"row\">" QUESTION REPLIES
              "</div></main><footer><ul><li>Nous écrire</li><li>de Namur</li></ul>"
              "</footer></body></html>"));
    assert_is_the_page();
}

static void a_page_in_an_old_encoding_is_read(void **state)
{
    (void)state;
    probe_parse(&probe, NULL,
                SLICE(PRINT_HEAD
                      "<h4>L\x92\xE9t\xE9</h4><ul><li>Session : 2014-2015</li><li>Ann\xE9"
                      "e : 2015</li><li>N\xB0 : 9 (2014-2015) 1</li></ul>"
                      "<ul><li class=\"list-group-item\"><h5>Question \xE9"
                      "crite du <span class=\"text-pw-date\">01/07/2015</span></h5>"
                      "<ul><li>de NO\xCBL Zo\xE9</li></ul><br>D\xE9j\xE0 ?</li></ul>" PRINT_FOOT));
    assert_problems(&probe, "");
    assert_slice(probe.exchanges[0].title, "L’été");
    assert_slice(probe.exchanges[0].author, "NOËL Zoé");
    assert_slice(probe.exchanges[0].question, "Déjà ?");
}

static void an_element_without_text_is_kept(void **state)
{
    (void)state;
    probe_parse(&probe, NULL,
                SLICE(PRINT_HEAD HEADER QUESTION
                      "<ul><li class=\"list-group-item\"><h5>Réponse du <span "
                      "class=\"text-pw-date\">02/04/2015</span></h5><ul><li>de ROLAND Guy</li></ul>"
                      "</li></ul>" PRINT_FOOT));
    assert_problems(&probe, "");
    assert_int_equal(probe.exchanges[0].reply_count, 1);
    assert_slice(probe.exchanges[0].replies[0].text, "");
    assert_slice(probe.exchanges[0].replies[0].respondent, "ROLAND Guy");
}

static void wrong_pages_are_rejected_with_line_and_reason(void **state)
{
    (void)state;
    const struct {
        int line;
        struct slice page;
        const char *problem;
    } rows[] = {
        {__LINE__, SLICE(PRINT_HEAD HEADER QUESTION), "1: cut: truncated page: no </html>\n"},
        {__LINE__, SLICE(PRINT_HEAD "<p>Rien ici.</p>" PRINT_FOOT),
         "1: a page without a question (its title: \"PW Print\")\n"},
        {__LINE__, SLICE(PRINT_HEAD HEADER PRINT_FOOT), "6: no question\n"},
        {__LINE__, SLICE(PRINT_HEAD HEADER REPLIES PRINT_FOOT),
         "9: \"Réponse provisoire\" without a question before it\n"},
        {__LINE__, SLICE(PRINT_HEAD HEADER QUESTION QUESTION PRINT_FOOT),
         "9: a second question in one exchange\n"},
        {__LINE__, SLICE(PRINT_HEAD HEADER "<p>4 élément(s) trouvé(s).</p>" QUESTION PRINT_FOOT),
         "9: cut: announces 4 elements, but 1 found\n"},
        {__LINE__,
         SLICE(PRINT_HEAD HEADER "<ul><li class=\"list-group-item\"><h5>Question écrite du "
                                 "<span class=\"text-pw-date\">31/02/2015</span></h5>"
                                 "</li></ul>" PRINT_FOOT),
         "9: impossible date \"31/02/2015\"\n"},
        {__LINE__,
         SLICE(PRINT_HEAD HEADER "<ul><li class=\"list-group-item\"><h5>Question écrite du "
                                 "<span class=\"text-pw-date\">01/02/2015</span></h5>\n<ul>"
                                 "<li>de AMAND Noé</li>\n<li>Monsieur le Ministre</li></ul>Oui ?"
                                 "</li></ul>" PRINT_FOOT),
         "11: no person, neither \"de\" nor \"à\": \"Monsieur le Ministre\"\n"},
        {__LINE__, SLICE(PRINT_HEAD "<h4>T</h4><ul><li>Année : 2015</li></ul>" QUESTION PRINT_FOOT),
         "4: no session and number to make an id of\n"},
        {__LINE__,
         SLICE("<html><div id=\"print_container\"><ul><li>Session : 2014-2015</li><li>N° : 3</li>"
               "</ul>" QUESTION PRINT_FOOT),
         "1: no title\n"},
        {__LINE__, SLICE(PRINT_HEAD "\xC3"), "1: cut: truncated page: no </html>\n"},
        {__LINE__, SLICE("<div id=\"print_container\">\xC3\xA9\xC3"),
         "1: cut: truncated in the middle of a character\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        probe_parse(&probe, "wallonie-html", rows[i].page);
        assert_slice_is(buf_slice(&probe.problems), rows[i].problem, __FILE__, rows[i].line);
        assert_int_equal(probe.count, 0);
    }
}

static void every_prefix_of_a_page_is_survived(void **state)
{
    (void)state;
    struct slice page = SLICE(PRINT_HEAD HEADER QUESTION REPLIES PRINT_FOOT);
    for (size_t len = 0; len < page.len - 1; len++) {
        probe_parse(&probe, "wallonie-html", slice_of(page.ptr, len));
        assert_true(probe.count == (probe.problems.len == 0));
        assert_true(probe.count == 0 || len > page.len - 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_print_page_gives_every_field),
        cmocka_unit_test(the_full_page_gives_the_same),
        cmocka_unit_test(a_page_in_an_old_encoding_is_read),
        cmocka_unit_test(an_element_without_text_is_kept),
        cmocka_unit_test(wrong_pages_are_rejected_with_line_and_reason),
        cmocka_unit_test(every_prefix_of_a_page_is_survived),
    };
    int failed = cmocka_run_group_tests_name("source_wallonie_html", tests, NULL, NULL);
    probe_close(&probe);
    return failed;
}
