// Promises of the Wallonia layout: every field of a right file, a reason for every wrong one.
#include "indexer/sources/text.h"
#include "tests/indexer/source_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

// A page written for this test, with the traits of real ones: both apostrophes, no-break and thin
// spaces, lists, lines within a paragraph.
#define HEAD \
    "/\n\nL’accueil des enfants dans les crèches d'entreprise\n\n  • Session : 2023-2024\n" \
    "  • Année : 2024\n  • N° : 87 (2023-2024) 3\n\n"
#define QUESTION \
    "  • Question écrite du 05/02/2024\n    • de DUBOIS Élodie\n" \
    "    • à VAN DEN BERG Luc, Ministre de l'Enfance, de la Culture et du Sport\n" \
    "    Combien de places ?\n    Où ?\n\n    En a-t-on créé 4\xE2\x80\xAF" \
    "874 ?\n"
#define REPLY \
    "  • Réponse du 01/03/2024\n    • de VAN DEN BERG Luc\n    Trois mesures :\n" \
    "    - la première ;\n    - la seconde.\n\n    Au total, 170\xC2\xA0" \
    "000 €.\n"

static struct probe probe;

static void a_whole_page_gives_every_field(void **state)
{
    (void)state;
    probe_parse(&probe, NULL, SLICE(HEAD "2 élément(s) trouvé(s).\n\n" QUESTION REPLY));
    assert_problems(&probe, "");
    assert_int_equal(probe.count, 1);
    const struct exchange *exchange = &probe.exchanges[0];
    assert_slice(exchange->id, "pw-2023-2024-87-3");
    assert_slice(exchange->title, "L’accueil des enfants dans les crèches d'entreprise");
    assert_slice(exchange->session, "2023-2024");
    assert_int_equal(exchange->year, 2024);
    assert_slice(exchange->number, "87 (2023-2024) 3");
    assert_slice(exchange->type, "Question écrite");
    assert_int_equal(exchange->date_question, 20240205);
    assert_slice(exchange->author, "DUBOIS Élodie");
    assert_slice(exchange->minister, "VAN DEN BERG Luc");
    assert_slice(exchange->office, "Ministre de l'Enfance, de la Culture et du Sport");
    assert_slice(exchange->question, "Combien de places ?\nOù ?\n\nEn a-t-on créé 4\xE2\x80\xAF"
                                     "874 ?");
    assert_int_equal(exchange->reply_count, 1);
    assert_int_equal(exchange->replies[0].date, 20240301);
    assert_slice(exchange->replies[0].respondent, "VAN DEN BERG Luc");
    assert_slice(exchange->replies[0].text,
                 "Trois mesures :\n- la première ;\n- la seconde.\n\nAu total, 170\xC2\xA0"
                 "000 €.");
    assert_int_equal(exchange_delay_days(exchange), 25);
}

static void a_question_may_wait_for_its_answer_or_have_two(void **state)
{
    (void)state;
    probe_parse(&probe, NULL, SLICE(HEAD "1 élément(s) trouvé(s).\n\n" QUESTION));
    assert_problems(&probe, "");
    assert_int_equal(probe.exchanges[0].reply_count, 0);

    probe_parse(&probe, NULL,
                SLICE(HEAD "3 élément(s) trouvé(s).\n\n" QUESTION REPLY
                           "  • Réponse complémentaire du 02/04/2024\n    • de MARTIN Zoé\n"
                           "    Encore un mot."));
    assert_problems(&probe, "");
    assert_int_equal(probe.exchanges[0].reply_count, 2);
    assert_slice(probe.exchanges[0].replies[1].respondent, "MARTIN Zoé");
    assert_slice(probe.exchanges[0].replies[1].text, "Encore un mot.");
    assert_int_equal(probe.exchanges[0].replies[1].date, 20240402);

    // An answer of which only a document is published; behind the last one the file could be cut.
    probe_parse(&probe, NULL,
                SLICE(HEAD "3 élément(s) trouvé(s).\n\n" QUESTION
                           "  • Réponse provisoire du 27/02/2024\n    • de MARTIN Zoé\n\n" REPLY));
    assert_problems(&probe, "");
    assert_int_equal(probe.exchanges[0].reply_count, 2);
    assert_slice(probe.exchanges[0].replies[0].text, "");
    assert_slice(probe.exchanges[0].replies[0].respondent, "MARTIN Zoé");
}

static void line_ends_byte_order_mark_and_old_encodings_do_not_matter(void **state)
{
    (void)state;
    probe_parse(&probe, NULL,
                SLICE("\xEF\xBB\xBF/\r\n\r\nTitre\r\n\r\n  • Session : 2020-2021\r\n"
                      "  • N° : 5 (2020-2021) 1\r\n\r\n1 élément(s) trouvé(s).\r\n\r\n"
                      "  • Question orale du 3/9/2020\r\n    • de A B\r\n    Une ligne.\r\n"
                      "    Une autre.\r\n"));
    assert_problems(&probe, "");
    assert_slice(probe.exchanges[0].id, "pw-2020-2021-5-1");
    assert_int_equal(probe.exchanges[0].year, 2020);
    assert_slice(probe.exchanges[0].question, "Une ligne.\nUne autre.");

    probe_parse(&probe, NULL,
                SLICE("/\n\nL\x92\xE9t\xE9\n\n  \x95 Session : 2020-2021\n  \x95 N\xB0 : 5 "
                      "(2020-2021) 1\n\n1 \xE9l\xE9ment(s) trouv\xE9(s).\n\n  \x95 Question "
                      "\xE9"
                      "crite du 03/09/2020\n    \x95 de A B\n    D\xE9j\xE0 ?\n"));
    assert_problems(&probe, "");
    assert_slice(buf_slice(&probe.notices), "1: not UTF-8: read as Windows-1252\n");
    assert_slice(probe.exchanges[0].title, "L’été");
    assert_slice(probe.exchanges[0].question, "Déjà ?");
}

static void one_file_may_hold_several_exchanges(void **state)
{
    (void)state;
    probe_parse(&probe, NULL,
                SLICE(HEAD "1 élément(s) trouvé(s).\n\n" QUESTION
                           "\n/\n\nAutre titre\n\n  • Session : 2023-2024\n"
                           "  • N° : 88 (2023-2024) 1\n\n5 élément(s) trouvé(s).\n\n" QUESTION
                           "/\n\nTroisième\n\n  • Session : 2023-2024\n  • N° : 89 (2023-2024) 1\n"
                           "\n1 élément(s) trouvé(s).\n\n" QUESTION));
    assert_problems(&probe, "26: cut: announces 5 elements, but 1 found\n");
    assert_int_equal(probe.count, 2);
    assert_slice(probe.exchanges[0].id, "pw-2023-2024-87-3");
    assert_slice(probe.exchanges[1].id, "pw-2023-2024-89-1");
    assert_int_equal(probe.lines[1], 36);
}

static void ids_come_from_session_and_number(void **state)
{
    (void)state;
    const struct {
        const char *header, *id;
    } rows[] = {
        {"  • Session : 2019-2020\n  • N° : 12 (2018-2019) 4\n", "pw-2018-2019-12-4"},
        {"  • Session : 2019-2020\n  • N° : 12\n", "pw-2019-2020-12"},
        {"  • Session : 2019-2020\n  • N° : 12 bis/A\n", "pw-2019-2020-12-bis-a"},
        {"  • N° : 7 (2018-2019) 1\n", "pw-2018-2019-7-1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char page[1000];
        int len = snprintf(page, sizeof page, "/\n\nTitre\n\n%s\n1 élément(s) trouvé(s).\n\n%s",
                           rows[i].header, QUESTION);
        probe_parse(&probe, "wallonie", slice_of(page, (size_t)len));
        assert_problems(&probe, "");
        assert_slice(probe.exchanges[0].id, rows[i].id);
    }
}

static void wrong_files_are_rejected_with_line_and_reason(void **state)
{
    (void)state;
    const struct {
        int line;
        struct slice file;
        const char *problem;
    } rows[] = {
        {__LINE__, SLICE(HEAD "3 élément(s) trouvé(s).\n\n" QUESTION REPLY),
         "9: cut: announces 3 elements, but 2 found\n"},
        {__LINE__, SLICE(HEAD "1 élément(s) trouvé(s).\n\n" QUESTION REPLY),
         "9: announces 1 elements, but 2 found\n"},
        {__LINE__, SLICE("/\n\n  • Session : 2023-2024\n  • N° : 1 (2023-2024) 1\n"),
         "3: no title\n"},
        {__LINE__, SLICE(HEAD "1 élément(s) trouvé(s).\n\n  • Question écrite du 31/02/2024\n"),
         "11: impossible date \"31/02/2024\"\n"},
        {__LINE__, SLICE(HEAD "1 élément(s) trouvé(s).\n\n  • Question écrite\n    Texte.\n"),
         "11: an element without a date\n"},
        {__LINE__, SLICE(HEAD), "8: cut: truncated: no line saying how many elements there are\n"},
        {__LINE__, SLICE("/\n\nLe titr"),
         "3: cut: truncated: no line saying how many elements there are\n"},
        {__LINE__,
         SLICE(HEAD "2 élément(s) trouvé(s).\n\n" QUESTION
                    "  • Réponse du 01/03/2024\n    • de VAN"),
         "18: cut: truncated: an element without text\n"},
        {__LINE__, SLICE(HEAD "1 élément(s) trouvé(s).\n\n" REPLY),
         "11: \"Réponse\" without a question before it\n"},
        {__LINE__, SLICE(HEAD "2 élément(s) trouvé(s).\n\n" QUESTION QUESTION),
         "18: a second question in one exchange\n"},
        {__LINE__, SLICE(HEAD "0 élément(s) trouvé(s).\n\n"), "9: cut: no question\n"},
        {__LINE__, SLICE("/\n\nT\n\n  • Année : 20x3\n"), "5: impossible year \"20x3\"\n"},
        {__LINE__, SLICE("/\n\nT\n\n1 élément(s) trouvé(s).\n" QUESTION),
         "5: no session and number to make an id of\n"},
        {__LINE__, SLICE(HEAD "1 élément(s) trouvé(s).\n\n" QUESTION "fin\xE2\x80"),
         "18: cut: truncated in the middle of a character\n"},
        {__LINE__, SLICE("/\n\n\0\0\0"), "1: not text: it holds NUL bytes\n"},
        {__LINE__, SLICE("/\n\n"), "1: cut: no exchange in it\n"},
        {__LINE__, SLICE(""), "1: cut: empty file\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        probe_parse(&probe, "wallonie", rows[i].file);
        assert_slice_is(buf_slice(&probe.problems), rows[i].problem, __FILE__, rows[i].line);
        assert_int_equal(probe.count, 0);
    }
}

// A cut anywhere loses the exchange or leaves a shorter last text; it never makes another one.
static void every_prefix_of_a_page_is_survived(void **state)
{
    (void)state;
    struct slice page = SLICE(HEAD "2 élément(s) trouvé(s).\n\n" QUESTION REPLY);
    for (size_t len = 0; len < page.len; len++) {
        probe_parse(&probe, "wallonie", slice_of(page.ptr, len));
        assert_true(probe.count == (probe.problems.len == 0));
        if (probe.count == 1)
            assert_slice(probe.exchanges[0].id, "pw-2023-2024-87-3");
    }
}

// Every way in which the site writes who asks and who is asked.
static void a_line_under_a_heading_is_a_person(void **state)
{
    (void)state;
    const struct {
        const char *persons, *author, *minister, *office;
    } rows[] = {
        {"    • d'HAENENS Rita\n    • à LEROY Paul, Ministre du Logement\n", "HAENENS Rita",
         "LEROY Paul", "Ministre du Logement"},
        {"    • d’ORVAL Anne\n    • À LEROY Paul\n", "ORVAL Anne", "LEROY Paul", ""},
        {"    • De MICHEL Ugo\n    • A LEROY Paul\n", "MICHEL Ugo", "LEROY Paul", ""},
        {"    • par MICHEL Ugo\n    • au LEROY Paul, Ministre-Président\n", "MICHEL Ugo",
         "LEROY Paul", "Ministre-Président"},
        {"    • de MICHEL Ugo\n    • de PIRON Léa\n    • à LEROY Paul, Ministre du Logement\n"
         "    • à DUPONT Eva, Ministre de l'Eau\n",
         "MICHEL Ugo ; PIRON Léa", "LEROY Paul ; DUPONT Eva",
         "Ministre du Logement ; Ministre de l'Eau"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char page[2000];
        int len = snprintf(page, sizeof page,
                           HEAD "1 élément(s) trouvé(s).\n\n  • Question orale du 05/02/2024\n"
                                "%s    Où en est-on ?\n",
                           rows[i].persons);
        probe_parse(&probe, NULL, slice_of(page, (size_t)len));
        assert_problems(&probe, "");
        assert_slice(probe.exchanges[0].author, rows[i].author);
        assert_slice(probe.exchanges[0].minister, rows[i].minister);
        assert_slice(probe.exchanges[0].office, rows[i].office);
        assert_slice(probe.exchanges[0].question, "Où en est-on ?");
    }
    probe_parse(&probe, NULL,
                SLICE(HEAD
                      "1 élément(s) trouvé(s).\n\n  • Question orale du 05/02/2024\n"
                      "    • de MICHEL Ugo\n    • Madame la Ministre du Logement\n    Où ?\n"));
    assert_problems(&probe, "13: no person, neither \"de\" nor \"à\": "
                            "\"Madame la Ministre du Logement\"\n");
}

static void a_slash_between_blanks_starts_an_exchange(void **state)
{
    (void)state;
    probe_parse(&probe, NULL,
                SLICE(" / \n\nLes mares du plateau\n\n  • Session : 2020-2021\n"
                      "  • N° : 6 (2020-2021) 1\n\n1 élément(s) trouvé(s).\n\n" QUESTION));
    assert_problems(&probe, "");
    assert_slice(probe.exchanges[0].title, "Les mares du plateau");
}

static void bullets_and_blanks_may_be_others(void **state)
{
    (void)state;
    probe_parse(
        &probe, NULL,
        SLICE("/\nLes mares\n\n\xC2\xA0\xC2\xA0·\xC2\xA0Session\xC2\xA0: 2020-2021\n"
              "\xC2\xA0\xC2\xA0·\xC2\xA0N°\xC2\xA0: 6 (2020-2021) 1\n\n"
              "1\xC2\xA0élément(s) trouvé(s).\n\n  ·\xC2\xA0Question\xC2\xA0orale du 5/2/2021\n"
              "    ·\u00A0de MARTIN Zoé\n    Où ?\n"));
    assert_problems(&probe, "");
    assert_slice(probe.exchanges[0].id, "pw-2020-2021-6-1");
    assert_slice(probe.exchanges[0].type, "Question orale");
    assert_slice(probe.exchanges[0].author, "MARTIN Zoé");
    assert_slice(probe.exchanges[0].question, "Où ?");
}

// The page with this in place of each step of two blanks at the start of a line.
static void append_indented(struct buf *out, struct slice page, const char *step)
{
    struct slice line;
    for (struct lines lines = {page, 0}; lines_next(&lines, &line);) {
        for (; slice_starts_with(line, SLICE("  ")); line = slice_from_offset(line, 2))
            buf_append_slice(out, slice_from(step));
        buf_append_slice(out, line);
        buf_append_char(out, '\n');
    }
}

static void a_copy_may_lose_its_indentation_or_have_tabs(void **state)
{
    (void)state;
    static const char *const steps[] = {"", "\t", "  ", " ", "\xC2\xA0\xC2\xA0"};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct buf page = {0};
        append_indented(&page, SLICE(HEAD "2 élément(s) trouvé(s).\n\n" QUESTION REPLY), steps[i]);
        probe_parse(&probe, NULL, buf_slice(&page));
        buf_clear(&page);
        assert_problems(&probe, "");
        const struct exchange *exchange = &probe.exchanges[0];
        assert_slice(exchange->author, "DUBOIS Élodie");
        assert_slice(exchange->minister, "VAN DEN BERG Luc");
        assert_slice(exchange->question, "Combien de places ?\nOù ?\n\nEn a-t-on créé 4\xE2\x80\xAF"
                                         "874 ?");
        assert_slice(exchange->replies[0].respondent, "VAN DEN BERG Luc");
        assert_int_equal(slice_find(exchange->replies[0].text, SLICE("Trois")), 0);
    }
    probe_parse(&probe, NULL,
                SLICE("/\n\nT\n\n• Session : 2023-2024\n• N° : 87 (2023-2024) 3\n\n"
                      "1 élément(s) trouvé(s).\n\n• Question orale du 05/02/2024\n"
                      "• Madame la Ministre du Logement\nOù ?\n"));
    assert_problems(&probe, "11: no person, neither \"de\" nor \"à\": "
                            "\"Madame la Ministre du Logement\"\n");
    // A text may begin with a list, at the heading's own column.
    probe_parse(&probe, NULL,
                SLICE(HEAD "2 élément(s) trouvé(s).\n\n" QUESTION
                           "  • Réponse du 06/02/2024\n    • de VAN DEN BERG Luc\n"
                           "  • de 2020 à 2022, rien ;\n  • depuis, deux.\n"));
    assert_problems(&probe, "");
    assert_slice(probe.exchanges[0].replies[0].respondent, "VAN DEN BERG Luc");
    assert_slice(probe.exchanges[0].replies[0].text, "• de 2020 à 2022, rien ;\n• depuis, deux.");
}

static void kinds_of_answers_end_one_another(void **state)
{
    (void)state;
    probe_parse(&probe, NULL,
                SLICE(HEAD "3 élément(s) trouvé(s).\n\n  • Question urgente du 05/02/2024\n"
                           "    • de MICHEL Ugo\n    Quand ?\n"
                           "  • Réponse provisoire du 01/03/2024\n    • d'ORVAL Anne\n"
                           "    On compte encore.\n"
                           "  • Complément de réponse du 04/03/2024\n    • de LEROY Paul\n"
                           "    • de DUPONT Eva\n    En avril.\n"));
    assert_problems(&probe, "");
    const struct exchange *exchange = &probe.exchanges[0];
    assert_slice(exchange->type, "Question urgente");
    assert_int_equal(exchange->reply_count, 2);
    assert_slice(exchange->replies[0].respondent, "ORVAL Anne");
    assert_slice(exchange->replies[0].text, "On compte encore.");
    assert_slice(exchange->replies[0].nature, "Réponse provisoire");
    assert_slice(exchange->replies[1].nature, "Complément de réponse");
    assert_int_equal(exchange_delay_days(exchange), 28); // to the answer that is not provisional
    assert_slice(exchange->replies[1].respondent, "LEROY Paul ; DUPONT Eva");
    assert_slice(exchange->replies[1].text, "En avril.");
    assert_int_equal(exchange->replies[1].date, 20240304);
}

// --- pages as text tools leave them: no slash, no count, bullets and a margin of their own ---

static void assert_is_the_dumped_page(void)
{
    assert_problems(&probe, "");
    assert_int_equal(probe.count, 1);
    const struct exchange *exchange = &probe.exchanges[0];
    assert_slice(exchange->id, "pw-2021-2022-33-1");
    assert_slice(exchange->title, "La sauvegarde des vergers d'altitude");
    assert_slice(exchange->number, "33 (2021-2022) 1");
    assert_slice(exchange->type, "Question écrite");
    assert_slice(exchange->author, "PIRON Léa");
    assert_slice(exchange->minister, "LEROY Paul");
    assert_slice(exchange->office,
                 "Ministre de l'Agriculture, des Forêts, de la Pêche et de la Ruralité");
    assert_slice(exchange->question,
                 "Les vergers situés au-dessus de cinq cents mètres donnent de moins en moins de "
                 "fruits depuis dix ans.\n\nCombien en reste-t-il ?\nQui les entretient ?");
    assert_int_equal(exchange->reply_count, 1);
    assert_slice(exchange->replies[0].respondent, "LEROY Paul");
    assert_slice(exchange->replies[0].text, "Il en reste 12.");
    assert_slice(exchange->url, "https://www.parlement-wallonie.be/pwpages?"
                                "p=interp-questions-voir&type=28&iddoc=41200");
}

static void a_page_dumped_by_w3m_is_read(void **state)
{
    (void)state;
    probe.name = SLICE("PW_41200.txt");
    probe_parse(&probe, NULL,
                SLICE("La sauvegarde des vergers d'altitude\n\n"
                      "  • Session : 2021-2022\n  • Année : 2022\n  • N° : 33 (2021-2022) 1\n\n"
                      "  • Question écrite du 07/02/2022\n\n      □ de PIRON Léa\n"
                      "      □ à LEROY Paul, Ministre de l'Agriculture, des Forêts, de la Pêche "
                      "et de\n        la Ruralité\n\n"
                      "    Les vergers situés au-dessus de cinq cents mètres donnent de moins en "
                      "moins\n    de fruits depuis dix ans.\n\n"
                      "    Combien en reste-t-il ?\n    Qui les entretient ?\n\n"
                      "  • Réponse du 01/03/2022\n\n      □ de LEROY Paul\n\n"
                      "    Il en reste 12.\n\n"));
    assert_is_the_dumped_page();
}

#define NARROW_HEADER \
    "L'eau des fontaines\n\n  • Session : 2021-2022\n  • Année : 2022\n" \
    "  • N° : 34 (2021-2022) 1\n\n  • Question écrite du 07/02/2022\n\n" \
    "      □ de PIRON Léa\n      □ à LEROY Paul, Ministre de l'Eau\n\n"

// As w3m -cols 50 leaves it; and with an address that no margin can break.
static void a_margin_is_found_from_the_lines(void **state)
{
    (void)state;
    probe.name = SLICE("PW_41201.txt");
    probe_parse(&probe, NULL,
                SLICE(NARROW_HEADER "    Les fontaines de nos villages ne coulent\n"
                                    "    plus depuis que la nappe a baissé sous le\n"
                                    "    seuil que les communes avaient fixé ensemble\n"
                                    "    après la sécheresse.\n"
                                    "    Lesquelles ?\n"
                                    "    Depuis quand les habitants doivent-ils se\n"
                                    "    fournir ailleurs, et qui paie ?\n\n"));
    assert_problems(&probe, "");
    assert_slice(probe.exchanges[0].question,
                 "Les fontaines de nos villages ne coulent plus depuis que la nappe a baissé sous "
                 "le seuil que les communes avaient fixé ensemble après la sécheresse.\n"
                 "Lesquelles ?\nDepuis quand les habitants doivent-ils se fournir "
                 "ailleurs, et qui paie ?");
    probe_parse(
        &probe, NULL,
        SLICE(NARROW_HEADER
              "    Les fontaines de nos villages ne coulent plus depuis que la nappe a baissé\n"
              "    sous le seuil que les communes avaient fixé ensemble après la sécheresse de\n"
              "    l'été d'avant, ce que l'on peut lire dans le rapport que voici, à la page\n"
              "    "
              "https://eau.exemple.be/rapports/des-nappes/et-des-fontaines/2021/tome-3.html?p=12\n"
              "    et dans les suivants, où les puits de la vallée sont tous repris avec leurs\n"
              "    mesures de chaque mois, sauf pour les trois communes qui n'ont rien envoyé à\n"
              "    temps.\n\n"));
    assert_int_equal(slice_find(probe.exchanges[0].question, SLICE("\n")),
                     probe.exchanges[0].question.len);
}

static void a_page_dumped_by_html2text_is_read(void **state)
{
    (void)state;
    probe.name = SLICE("41200.txt");
    probe_parse(&probe, NULL,
                SLICE("\n\n*** La sauvegarde des vergers d'altitude ***\n"
                      "    * Session : 2021-2022\n    * Année : 2022\n"
                      "    * N° : 33 (2021-2022) 1\n"
                      "    * ** Question écrite du 07/02/2022 **\n          o de PIRON Léa\n"
                      "          o à LEROY Paul, Ministre de l'Agriculture, des Forêts, de la "
                      "Pêche\n            et de la Ruralité\n\n"
                      "      Les vergers situés au-dessus de cinq cents mètres donnent de moins en"
                      "\n      moins de fruits depuis dix ans.\n\n"
                      "      Combien en reste-t-il ?\n      Qui les entretient ?\n"
                      "    * ** Réponse du 01/03/2022 **\n          o de LEROY Paul\n\n"
                      "      Il en reste 12.\n"));
    assert_is_the_dumped_page();
}

static void a_page_turned_into_markdown_is_read(void **state)
{
    (void)state;
    probe.name = SLICE("iddoc=41200.md");
    probe_parse(&probe, NULL,
                SLICE("#### La sauvegarde des vergers d'altitude\n\n"
                      "  * Session : 2021-2022\n  * Année : 2022\n  * N° : 33 (2021-2022) 1\n\n"
                      "  * ##### Question écrite du 07/02/2022\n\n    * de PIRON Léa\n"
                      "    * à LEROY Paul, Ministre de l'Agriculture, des Forêts, de la Pêche et "
                      "de la Ruralité\n  \n"
                      "Les vergers situés au\\-dessus de cinq cents mètres donnent de moins\n"
                      "en moins de fruits depuis dix ans.  \n  \n"
                      "Combien en reste-t-il ?  \nQui les entretient ?\n\n"
                      "  * ##### Réponse du 01/03/2022\n\n    * de LEROY Paul\n  \n"
                      "Il en reste 12.\n\n"));
    assert_is_the_dumped_page();
}

static void only_a_name_that_is_a_number_gives_an_address(void **state)
{
    (void)state;
    static const char *const OTHERS[] = {"", "2024-02-05.txt", "87.txt", "page2.txt",
                                         "87 (2023-2024) 3.txt"};
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
        probe.name = slice_from(OTHERS[i]);
        probe_parse(&probe, NULL, SLICE(HEAD "1 élément(s) trouvé(s).\n\n" QUESTION));
        assert_problems(&probe, "");
        assert_slice(probe.exchanges[0].url, "");
    }
    probe.name = SLICE("pwpages?p=interp-questions-voir&type=28&iddoc=139949");
    probe_parse(&probe, NULL, SLICE(HEAD "1 élément(s) trouvé(s).\n\n" QUESTION));
    assert_true(slice_ends_with(probe.exchanges[0].url, SLICE("iddoc=139949")));
    probe.name = SLICE_NONE;
}

static void the_users_sample_is_read_exactly(void **state)
{
    (void)state;
    char path[1000];
    if (!probe_shared_path("formats/parlement-wallonie.txt", path, sizeof path)) {
        print_message("skipped: no shared data\n");
        skip();
    }
    assert_true(probe_parse_file(&probe, NULL, path));
    assert_problems(&probe, "");
    assert_int_equal(probe.count, 1);
    const struct exchange *exchange = &probe.exchanges[0];
    assert_slice(exchange->id, "pw-2022-2023-516-1");
    assert_true(slice_starts_with(exchange->title, SLICE("Le soutien des associations qui")));
    assert_true(slice_find(exchange->title, SLICE("d’insertion")) < exchange->title.len);
    assert_slice(exchange->session, "2022-2023");
    assert_int_equal(exchange->year, 2023);
    assert_slice(exchange->number, "516 (2022-2023) 1");
    assert_slice(exchange->type, "Question écrite");
    assert_slice(exchange->author, "PAVET Amandine");
    assert_slice(exchange->minister, "MORREALE Christie");
    assert_true(slice_starts_with(exchange->office, SLICE("Ministre de l'Emploi, de la")));
    assert_true(slice_ends_with(exchange->office, SLICE("Droits des femmes")));
    assert_int_equal(exchange->date_question, 20230619);
    assert_int_equal(exchange->reply_count, 1);
    assert_slice(exchange->replies[0].respondent, "MORREALE Christie");
    assert_int_equal(exchange->replies[0].date, 20230713);
    assert_int_equal(exchange_delay_days(exchange), 24);
    assert_true(slice_ends_with(exchange->question, SLICE("en bénéficier\xE2\x80\x89?")));
    assert_true(slice_ends_with(exchange->replies[0].text, SLICE("particulièrement vulnérables.")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_page_gives_every_field),
        cmocka_unit_test(a_question_may_wait_for_its_answer_or_have_two),
        cmocka_unit_test(line_ends_byte_order_mark_and_old_encodings_do_not_matter),
        cmocka_unit_test(one_file_may_hold_several_exchanges),
        cmocka_unit_test(ids_come_from_session_and_number),
        cmocka_unit_test(wrong_files_are_rejected_with_line_and_reason),
        cmocka_unit_test(every_prefix_of_a_page_is_survived),
        cmocka_unit_test(a_line_under_a_heading_is_a_person),
        cmocka_unit_test(a_slash_between_blanks_starts_an_exchange),
        cmocka_unit_test(bullets_and_blanks_may_be_others),
        cmocka_unit_test(a_copy_may_lose_its_indentation_or_have_tabs),
        cmocka_unit_test(kinds_of_answers_end_one_another),
        cmocka_unit_test(a_page_dumped_by_w3m_is_read),
        cmocka_unit_test(a_margin_is_found_from_the_lines),
        cmocka_unit_test(a_page_dumped_by_html2text_is_read),
        cmocka_unit_test(a_page_turned_into_markdown_is_read),
        cmocka_unit_test(only_a_name_that_is_a_number_gives_an_address),
        cmocka_unit_test(the_users_sample_is_read_exactly),
    };
    int failed = cmocka_run_group_tests_name("source_wallonie", tests, NULL, NULL);
    probe_close(&probe);
    return failed;
}
