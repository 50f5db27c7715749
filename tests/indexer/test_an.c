// Promises of the Assemblée nationale's formats: the same facts whatever the mark-up, reasons for what is no question.
#include "indexer/sources/dates.h"
#include "tests/indexer/source_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct probe probe;

struct expectation {
    const char *file;
    const char *id, *type, *number, *author, *minister, *respondent;
    uint32_t date_question, date_reponse;
    const char *title;              // starts so
    const char *question, *reponse; // "" is empty, otherwise starts so
};

static void assert_starts(struct slice actual, const char *expected, const char *file)
{
    bool fits = expected[0] ? slice_starts_with(actual, slice_from(expected)) : actual.len == 0;
    if (!fits)
        fail_msg("%s: \"%.*s\" does not start with \"%s\"", file, SLICE_ARG(actual), expected);
}

static void assert_expected(const struct expectation *expected)
{
    if (probe.problems.len > 0 || probe.count != 1)
        fail_msg("%s: %zu exchanges, %.*s", expected->file, probe.count,
                 SLICE_ARG(buf_slice(&probe.problems)));
    const struct exchange *exchange = &probe.exchanges[0];
    assert_slice(exchange->id, expected->id);
    assert_slice(exchange->type, expected->type);
    assert_slice(exchange->number, expected->number);
    assert_slice(exchange->author, expected->author);
    assert_slice(exchange->minister, expected->minister);
    assert_int_equal(exchange->date_question, expected->date_question);
    assert_int_equal(exchange->year, expected->date_question / 10000);
    assert_int_equal(exchange_reply_date(exchange), expected->date_reponse);
    assert_int_equal(exchange->reply_count, expected->date_reponse != 0);
    assert_starts(exchange->title, expected->title, expected->file);
    assert_starts(exchange->question, expected->question, expected->file);
    if (exchange->reply_count > 0) {
        assert_slice(exchange->replies[0].respondent, expected->respondent);
        assert_starts(exchange->replies[0].text, expected->reponse, expected->file);
    }
}

static void own_path(const char *file, char *path, size_t size)
{
    const char *source = getenv("HEMICYCLE_SOURCE");
    (void)snprintf(path, size, "%s/tests/indexer/data/sources/%s", source ? source : ".", file);
}

static void load(const char *file)
{
    char path[1000];
    own_path(file, path, sizeof path);
    if (!probe_parse_file(&probe, NULL, path))
        fail_msg("%s is missing", path);
}

static void pages_and_open_data_of_every_age_give_their_facts(void **state)
{
    (void)state;
    const struct expectation rows[] = {
        {"an-9-old.html", "an-9-31415QE", "Question écrite", "31415", "Hélène Préval", "mer", "mer",
         19900205, 19900319, "Ports maritimes – Phares – Gardiens. statut",
         "Mme Helene Preval interroge",
         "Reponse. - Il y en avait 4\xC2\xA0"
         "000 au siecle dernier."},
        {"an-15-sections.html", "an-15-27182QE", "Question écrite", "27182",
         "Noël d'Arbois de La Tour", "Écologie", "Écologie", 20200107, 20200324,
         "L’avenir des haies\xC2\xA0: qui paie\xC2\xA0?", "M. Noël d'Arbois de La Tour attire",
         "LES HAIES\n\nM. le président. La parole est au ministre.\n\nTrois points"},
        {"an-15-unanswered.html", "an-15-27183QE", "Question écrite", "27183",
         "Noël d'Arbois de La Tour", "Écologie", "", 20200107, 0, "L’avenir",
         "M. Noël d'Arbois de La Tour attire", ""},
        {"an-16-unlabelled.html", "an-16-161QE", "Question écrite", "161", "Ève Martin-Duval",
         "Agriculture et souveraineté alimentaire", "Agriculture et souveraineté alimentaire",
         20220726, 20220927, "Le sort des abeilles", "Mme Ève Martin-Duval interroge",
         "Le ministre répond que"},
        {"an-16-sitting.html", "an-16-12QG", "Question au gouvernement", "12", "Paul Lenoir",
         "Économie", "Économie", 20220712, 20220712, "Prix du gaz", "",
         "M. le président. La parole est à M. Paul Lenoir.\n\nM. Paul Lenoir."},
        {"an-13.xml", "an-13-777QOSD", "Question orale sans débat", "777", "Hélène Préval",
         "Équipement", "Équipement", 20091103, 20091124, "mer – phares – gardiens, statut",
         "Mme Hélène Préval interroge M. le ministre.\nQue faire",
         "Tableau :\n\nan | n\n2008 | 1\xC2\xA0"
         "204"},
        {"an-15.json", "an-15-42QE", "Question écrite", "42", "Noël d'Arbois de La Tour",
         "Écologie", "Écologie", 20200107, 20200324, "L'avenir des haies",
         "M. Noël d'Arbois de La Tour attire l'attention\nde M. le ministre.", "Oui."},
        {"an-17-referentiel.xml", "an-17-9QG", "Question au gouvernement", "9", "Lenoir", "Énergie",
         "Énergie", 20241002, 20241002, "Prix du gaz", "",
         "Mme la présidente. La parole est à M. Lenoir."},
        {"an-17-definitions.html", "an-17-161QE", "Question écrite", "161", "Ève Martin-Duval",
         "Agriculture et alimentation", "Agriculture et alimentation", 20241008, 20241105,
         "Le sort des abeilles", "Mme Ève Martin-Duval interroge", "Le ministre répond que"},
        {"an-17-table.html", "an-17-161QE", "Question écrite", "161", "Ève Martin-Duval",
         "Agriculture et alimentation", "Agriculture et alimentation", 20241008, 20241105,
         "Le sort des abeilles", "Mme Ève Martin-Duval interroge", "Le ministre répond que"},
        {"an-16-withdrawn.html", "an-16-161QE", "Question écrite", "161", "Ève Martin-Duval",
         "Agriculture", "", 20220726, 0, "Le sort des abeilles", "Mme Ève Martin-Duval interroge",
         ""},
        {"an-16-debate.html", "an-16-12QG", "Question au gouvernement", "12", "Paul Lenoir",
         "Énergie", "Zoé Petit", 20220713, 20220713, "Prix du gaz",
         "Le gaz est cher. (Applaudissements.)", "Il baisse.\n\nIl baissera encore.\n\nSi."},
        {"an-17-oral.html", "an-17-7QOSD", "Question orale sans débat", "7", "Ève Martin-Duval",
         "Agriculture", "Agriculture", 20241119, 20241204, "Le sort des abeilles",
         "Mme Ève Martin-Duval interroge", "ABEILLES\n\nMme la présidente"},
        {"an-17-debate.json", "an-17-9QG", "Question au gouvernement", "9", "Paul Lenoir",
         "Énergie", "Luc Roy", 20241003, 20241003, "PRIX DU GAZ", "Le gaz est cher.",
         "Pas partout."},
        {"an-15-uid.json", "an-15-43QE", "Question écrite", "43", "Ève Martin-Duval", "Agriculture",
         "", 20170704, 0, "Haies", "Mme Ève Martin-Duval demande une chose.", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        load(rows[i].file);
        assert_expected(&rows[i]);
        assert_int_equal(probe.notices.len, 0);
    }
}

static void what_stands_around_a_text_is_not_part_of_it(void **state)
{
    (void)state;
    load("an-15-sections.html");
    assert_true(slice_ends_with(probe.exchanges[0].question, SLICE("Analyse : elles reculent.")));
    assert_true(
        slice_ends_with(probe.exchanges[0].replies[0].text,
                        SLICE("\n- planter\xE2\x80\xAF;\n- tailler\xC2\xA0;\n\n– et attendre.")));
    load("an-9-old.html");
    assert_true(
        slice_ends_with(probe.exchanges[0].replies[0].text,
                        SLICE("\n\nAnnee | Gardiens\n1980 | 120\n1990 |\n\nIl en reste peu.")));
    load("an-17-definitions.html"); // under « Question » and « Réponse » and nothing else
    assert_true(slice_ends_with(probe.exchanges[0].question, SLICE("dans les vallées.")));
    assert_true(
        slice_ends_with(probe.exchanges[0].replies[0].text, SLICE("\n\nIls sont tous revenus.")));
    load("an-17-table.html"); // « Partager » stands right behind
    assert_true(slice_ends_with(probe.exchanges[0].replies[0].text, SLICE("\n\nSecond.")));
    load("an-16-withdrawn.html"); // « Retour à la liste » as well
    assert_true(slice_ends_with(probe.exchanges[0].question, SLICE("dans les vallées.")));
    load("an-16-unlabelled.html");
    assert_true(slice_ends_with(probe.exchanges[0].replies[0].text, SLICE("suite de ce plan.")));
    assert_true(slice_ends_with(probe.exchanges[0].question, SLICE("dans les vallées.")));
}

static void pages_that_are_no_question_are_rejected_with_the_reason(void **state)
{
    (void)state;
    load("an-error.html");
    assert_problems(&probe, "1: a page without a question (its title: \"404 Not Found\")\n");
    load("an-listing.html");
    assert_problems(&probe,
                    "1: a page that lists questions (its title: \"Résultats de la recherche "
                    "- Questions\")\n");
    probe_parse(&probe, NULL, SLICE("<html><body><p>Question N° 12"));
    assert_problems(&probe, "1: cut: truncated page: no </html>\n");
    probe_parse(&probe, NULL, SLICE("<rss><channel/></rss>"));
    assert_problems(&probe, "-: XML of another kind: its root is no question\n");
    assert_int_equal(probe.count, 0);
}

static void a_cut_page_is_noticed_wherever_it_was_cut(void **state)
{
    (void)state;
    char path[1000];
    char *page = NULL;
    size_t capacity = 0;
    own_path("an-15-sections.html", path, sizeof path);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    ssize_t len = getdelim(&page, &capacity, '\0', file);
    (void)fclose(file);
    assert_true(len > 1000);
    for (size_t cut = 600; cut + 10 < (size_t)len; cut += 7) {
        probe_parse(&probe, "an-html", slice_of(page, cut));
        assert_problems(&probe, "1: cut: truncated page: no </html>\n");
    }
    free(page);
}

static void wrong_open_data_is_rejected_with_line_and_reason(void **state)
{
    (void)state;
    const struct {
        int line;
        struct slice file;
        const char *problem;
    } rows[] = {
        {__LINE__, SLICE("<QUESTION TYPE=\"QE\">\n<LEGISLATURE>14</LEGISLATURE>\n"),
         "3: cut: truncated XML: no element found\n"},
        {__LINE__, SLICE("<QUESTION>\n<A></B>\n</QUESTION>"), "2: not XML: mismatched tag\n"},
        {__LINE__, SLICE("<questions/>"), "1: XML without a question in it\n"},
        {__LINE__, SLICE("<QUESTION TYPE=\"QE\"><LEGISLATURE>14</LEGISLATURE></QUESTION>"),
         "1: no question number\n"},
        {__LINE__, SLICE("<QUESTION><DEPOT NUMERO='12345b'/></QUESTION>"),
         "1: no question number\n"},
        {__LINE__, SLICE("<QUESTION TYPE=\"QE\"><DEPOT NUMERO=\"1\"/></QUESTION>"),
         "1: no legislature\n"},
        {__LINE__, SLICE("<QUESTION><LEGISLATURE>14</LEGISLATURE><DEPOT NUMERO=\"1\"/></QUESTION>"),
         "1: no kind of question (QE, QG, QOSD)\n"},
        {__LINE__,
         SLICE("<QUESTION TYPE=\"QE\"><LEGISLATURE>14</LEGISLATURE><DEPOT NUMERO=\"1\">"
               "<DATE_JO>31/02/2014</DATE_JO></DEPOT></QUESTION>"),
         "1: impossible date \"31/02/2014\"\n"},
        {__LINE__,
         SLICE("<QUESTION TYPE=\"QE\"><LEGISLATURE>14</LEGISLATURE><DEPOT NUMERO=\"1\"/>"
               "</QUESTION>"),
         "1: neither title nor text\n"},
        {__LINE__, SLICE("{\"question\": {\"identifiant\": {\n\"numero\": \"1\""),
         "2: cut: truncated JSON\n"},
        {__LINE__, SLICE("{\"question\": {\n\"a\" 1}}"), "2: not JSON: ':' expected near '1'\n"},
        {__LINE__, SLICE("{\"question\": {\"a\": 1}}"), "1: no question number\n"},
        {__LINE__, SLICE("{\"questions\": [{\"a\": 1}]}"), "1: JSON without a question in it\n"},
        {__LINE__, SLICE("[1, 2]"), "1: not a JSON object\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        probe_parse(&probe, NULL, rows[i].file);
        assert_slice_is(buf_slice(&probe.problems), rows[i].problem, __FILE__, rows[i].line);
        assert_int_equal(probe.count, 0);
    }
}

static void many_questions_in_one_file_are_all_read(void **state)
{
    (void)state;
#define ONE(number) \
    "{\"identifiant\":{\"numero\":\"" number "\",\"legislature\":\"14\"},\"type\":\"QE\"," \
    "\"textesQuestion\":{\"texteQuestion\":{\"texte\":\"M. A B dit.\"}}}"
    probe_parse(&probe, NULL,
                SLICE("{\"questionsEcrites\": {\"question\": [" ONE("1") "," ONE("2") "]}}"));
    assert_problems(&probe, "");
    assert_int_equal(probe.count, 2);
    assert_slice(probe.exchanges[1].id, "an-14-2QE");
    probe_parse(&probe, "an-json",
                SLICE("{\"question\":" ONE("1") "}\n{\"question\":" ONE("x") "}\n"
                                                                             "{\"question\":" ONE(
                                                                                 "3") "}\n"));
    assert_problems(&probe, "2: no question number\n");
    assert_int_equal(probe.count, 2);
    assert_int_equal(probe.lines[1], 3);

    probe_parse(&probe, NULL,
                SLICE("<questionsEcrites><question><identifiant><numero>1</numero><legislature>14"
                      "</legislature></identifiant><type>QE</type><indexationAN><rubrique>mer"
                      "</rubrique></indexationAN></question>\n<question><type>QE</type></question>"
                      "</questionsEcrites>"));
    assert_problems(&probe, "2: no question number\n");
    assert_int_equal(probe.count, 1);

    // With a prefix, and the mark-up of the text as elements.
    probe_parse(&probe, NULL,
                SLICE("<an:question xmlns:an=\"x\"><an:uid>QANR5L16QE7</an:uid><an:textesQuestion>"
                      "<an:texteQuestion><an:texte><an:p>M. A B <an:b>dit</an:b>.</an:p><an:p>Quoi "
                      "?</an:p></an:texte><an:infoJO><an:dateJO>2022-07-05</an:dateJO></an:infoJO>"
                      "</an:texteQuestion></an:textesQuestion></an:question>"));
    assert_problems(&probe, "");
    assert_slice(probe.exchanges[0].id, "an-16-7QE");
    assert_slice(probe.exchanges[0].question, "M. A B dit.\n\nQuoi ?");
    assert_int_equal(probe.exchanges[0].date_question, 20220705);
}

static void dates_are_found_as_people_write_them(void **state)
{
    (void)state;
    const struct {
        const char *text;
        uint32_t date;
        const char *seen;
    } rows[] = {
        {"Question publiée au JO le : 07/01/2014 page : 18", 20140107, "07/01/2014"},
        {"publiée le mardi 26 juillet 2022", 20220726, "26 juillet 2022"},
        {"le 1er avril 1986, n° 12", 19860401, "1er avril 1986"},
        {"le 3\u202Fdécembre\u20092001", 20011203, "3\u202Fdécembre\u20092001"},
        {"12 fevrier 1990", 19900212, "12 fevrier 1990"},
        {"2020-03-24", 20200324, "2020-03-24"},
        {"le 31/02/2020", DATE_NONE, "31/02/2020"},
        {"le 30 février 2020", DATE_NONE, "30 février 2020"},
        {"page 1234, 26 fois, 12/2, art. 3-4-5", DATE_NONE, ""},
        {"", DATE_NONE, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct slice seen;
        uint32_t date = dates_find(slice_from(rows[i].text), &seen);
        assert_int_equal(date, rows[i].date);
        assert_slice(seen, rows[i].seen);
    }
}

// The facts of the real pages, where they are at hand.
#define WRITTEN(more) \
    "<QUESTION TYPE=\"QE\"><LEGISLATURE>15</LEGISLATURE><DEPOT NUMERO=\"31\">" \
    "<DATE_JO>04/07/2017</DATE_JO></DEPOT><AUTEUR><NOM>Lenoir</NOM><PRENOM>Paul</PRENOM></AUTEUR>" \
    "<GROUPE SIGLE=\"GE\"><LIBELLE>Groupe des Écoles</LIBELLE></GROUPE>" \
    "<INDEXATION_AN RUBRIQUE=\"eau\"><TETE_ANALYSE>Aucune tête d'analyse</TETE_ANALYSE>" \
    "<ANALYSE><ANA>Moulins</ANA></ANALYSE></INDEXATION_AN>" more "</QUESTION>"

static void a_closed_question_says_how_it_ended(void **state)
{
    (void)state;
    const struct {
        const char *more;
        enum closure closure;
        const char *motive;
        uint32_t date;
    } rows[] = {
        {"", CLOSURE_NONE, "", DATE_NONE},
        {"<CLOTURE><DATE_JO>12/12/2017</DATE_JO><LIBELLE>Question retirée</LIBELLE></CLOTURE>",
         CLOSURE_WITHDRAWN, "Question retirée", 20171212},
        {"<CLOTURE><DATE_JO>12/12/2017</DATE_JO><LIBELLE>Fin de mandat</LIBELLE></CLOTURE>",
         CLOSURE_WITHDRAWN, "fin de mandat", 20171212},
        {"<CLOTURE><DATE_JO>12/12/2017</DATE_JO><CODE>FIN_MANDAT</CODE></CLOTURE>",
         CLOSURE_WITHDRAWN, "fin de mandat", 20171212},
        {"<CLOTURE><DATE_JO>12/12/2017</DATE_JO><LIBELLE>Question retirée (caducité)</LIBELLE>"
         "</CLOTURE>",
         CLOSURE_LAPSED, "caducité", 20171212},
        // Asked again, or pointed out by a group: still without an answer.
        {"<SIGNALEMENT><DATE_JO>03/10/2017</DATE_JO></SIGNALEMENT><RENOUVELLEMENT><DATE_JO>10/10/"
         "2017"
         "</DATE_JO></RENOUVELLEMENT><REPONSE><TEXTE_REPONSE/><DATE_JO_REPONSE/></REPONSE>",
         CLOSURE_NONE, "", DATE_NONE},
        {"<CLOTURE><DATE_JO>12/12/2017</DATE_JO><LIBELLE>Question caduque</LIBELLE></CLOTURE>",
         CLOSURE_LAPSED, "Question caduque", 20171212},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char file[2000];
        int len = snprintf(file, sizeof file, WRITTEN("%s"), rows[i].more);
        probe_parse(&probe, "an-xml", slice_of(file, (size_t)len));
        assert_problems(&probe, "");
        const struct exchange *exchange = &probe.exchanges[0];
        assert_int_equal(exchange->closure, rows[i].closure);
        assert_slice(exchange->motive, rows[i].motive);
        assert_int_equal(exchange->date_closed, rows[i].date);
        assert_int_equal(exchange->reply_count, 0);
        assert_int_equal(exchange->date_question, 20170704);
        assert_slice(exchange->title, "eau – Moulins");
        assert_slice(exchange->group, "Groupe des Écoles");
        assert_slice(exchange->assembly, "Assemblée nationale");
    }
    probe_parse(&probe, "an-xml",
                SLICE(WRITTEN("<CLOTURE><DATE_JO>12/12/2017</DATE_JO>"
                              "<LIBELLE>Réponse publiée</LIBELLE></CLOTURE>")));
    assert_int_equal(probe.exchanges[0].closure, CLOSURE_NONE); // and its text is not there
    assert_int_equal(exchange_reply_date(&probe.exchanges[0]), 20171212);
    assert_slice(probe.exchanges[0].replies[0].text, "");

    load("an-16-withdrawn.html");
    assert_int_equal(exchange_status(&probe.exchanges[0]), EXCHANGE_WITHDRAWN);
}

// The facts may stand behind the text; what else happened to a question has days of its own.
static void facts_around_the_text_of_a_page_are_told_apart(void **state)
{
    (void)state;
    probe_parse(
        &probe, NULL,
        SLICE("<html><h1>15ème législature</h1><p>Question N° 15-31 de M. Paul Lenoir</p>"
              "<p>M. Paul Lenoir ( Groupe des Écoles - GE - Loire )</p>"
              "<h2>Texte de la question</h2><p>M. Paul Lenoir demande.</p><p>Merci.</p>"
              "<p>Type de question : QE</p><p>Ministère interrogé &gt; Eau</p>"
              "<p>Question publiée au JO le : 04/07/2017</p><p>Réponse publiée au JO le :</p>"
              "<p>Date de renouvellement : 10/10/2017</p>"
              "<p>Rubrique &gt; eau</p><p>Question signalée le : 03/10/2017</p></html>"));
    assert_problems(&probe, "");
    assert_slice(probe.exchanges[0].id, "an-15-31QE");
    assert_slice(probe.exchanges[0].group, "Groupe des Écoles - GE");
    assert_slice(probe.exchanges[0].question, "M. Paul Lenoir demande.\n\nMerci.");
    assert_int_equal(probe.exchanges[0].date_question, 20170704);
    assert_int_equal(exchange_status(&probe.exchanges[0]), EXCHANGE_WAITING);
}

static void a_change_of_ministry_keeps_the_first(void **state)
{
    (void)state;
    load("an-13.xml");
    assert_slice(probe.exchanges[0].minister, "Équipement");
    assert_slice(probe.exchanges[0].first_minister, "Mer");
    load("an-17-debate.json");
    assert_slice(probe.exchanges[0].minister, "Énergie");
    assert_slice(probe.exchanges[0].office, "Ministère de l'énergie");
    assert_slice(probe.exchanges[0].first_minister, "");
}

static void text_encoded_twice_is_mended_and_told(void **state)
{
    (void)state;
    probe_parse(&probe, "an-xml",
                SLICE(WRITTEN("<DEPOT><TEXTE_DEPOT>Les moulins dâ€™eau sont-ils classÃ©s ?"
                              "</TEXTE_DEPOT></DEPOT>")));
    assert_problems(&probe, "");
    assert_slice(probe.exchanges[0].question, "Les moulins d’eau sont-ils classés ?");
    assert_slice(probe.exchanges[0].author, "Paul Lenoir");
    assert_slice(buf_slice(&probe.notices), "1: text encoded twice: mended\n");

    // Of a text joined from two, the one that is right stays.
    probe_parse(&probe, "an-xml",
                SLICE(WRITTEN("<DEPOT><TEXTE_DEPOT>LÃ\xC2\xA0 oÃ¹ lâ€™Å“uvre coÃ»te 3 â‚¬ – déjà "
                              "« DÉCIDÉ» – 3 €.</TEXTE_DEPOT></DEPOT>")));
    assert_slice(probe.exchanges[0].question, "Là où l’œuvre coûte 3 € – déjà « DÉCIDÉ» – 3 €.");

    // A word with these letters in it is no reason.
    probe_parse(&probe, "an-xml",
                SLICE(WRITTEN("<DEPOT><TEXTE_DEPOT>São Paulo, « Â », déjà</TEXTE_DEPOT></DEPOT>")));
    assert_slice(probe.exchanges[0].question, "São Paulo, « Â », déjà");
    assert_slice(buf_slice(&probe.notices), "");
}

static void a_heading_of_number_and_date_is_not_the_question(void **state)
{
    (void)state;
    const struct {
        const char *text, *question;
    } rows[] = {
        {"31. — 4 juillet 2017. — M. Paul Lenoir demande une chose.",
         "M. Paul Lenoir demande une chose."},
        {"N° 31 – 04/07/2017 – M. Paul Lenoir demande.", "M. Paul Lenoir demande."},
        {"31 moulins le 4 juillet 2017 — dont dix.", "31 moulins le 4 juillet 2017 — dont dix."},
        {"31. − M. Paul Lenoir", "31. − M. Paul Lenoir"},
        {"31. — M. Paul Lenoir demande.", "M. Paul Lenoir demande."},
        {"31 moulins — dont dix en ruine — restent.", "31 moulins — dont dix en ruine — restent."},
        {"310. — 4 juillet 2017. — Non.", "310. — 4 juillet 2017. — Non."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char file[2000];
        int len = snprintf(file, sizeof file,
                           WRITTEN("<DEPOT><TEXTE_DEPOT>%s</TEXTE_DEPOT></DEPOT>"), rows[i].text);
        probe_parse(&probe, "an-xml", slice_of(file, (size_t)len));
        assert_slice(probe.exchanges[0].question, rows[i].question);
    }
}

static void a_debate_tells_who_says_what(void **state)
{
    (void)state;
    load("an-16-debate.html");
    const struct exchange *exchange = &probe.exchanges[0];
    const struct {
        const char *speaker, *office, *text;
        enum speech_role role;
    } rows[] = {
        {"Mme la présidente", "", "La parole est à M. Paul Lenoir.", SPEECH_OTHER},
        {"Paul Lenoir", "", "Le gaz est cher. (Applaudissements.)", SPEECH_AUTHOR},
        {"Zoé Petit", "ministre de l'énergie", "Il baisse.\n\nIl baissera encore.",
         SPEECH_MINISTER},
        {"Plusieurs députés du groupe des Écoles", "", "Non !", SPEECH_OTHER},
        {"Zoé Petit", "ministre", "Si.", SPEECH_MINISTER},
    };
    assert_int_equal(exchange->speech_count, sizeof rows / sizeof *rows);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_slice(exchange->speeches[i].speaker, rows[i].speaker);
        assert_slice(exchange->speeches[i].office, rows[i].office);
        assert_slice(exchange->speeches[i].text, rows[i].text);
        assert_int_equal(exchange->speeches[i].role, rows[i].role);
    }
    assert_slice(exchange->replies[0].office, "ministre de l'énergie");

    // Records of before 1997 are plain text.
    probe_parse(
        &probe, "an-xml",
        SLICE(
            "<QUESTION TYPE=\"QG\"><LEGISLATURE>10</LEGISLATURE><DEPOT NUMERO=\"8\"/>"
            "<AUTEUR><NOM>Lenoir</NOM><PRENOM>Paul</PRENOM></AUTEUR>"
            "<INDEXATION_AN RUBRIQUE=\"gaz\"/><REPONSE><TEXTE_REPONSE>M. le president. La parole "
            "est a M. Paul Lenoir. &lt;BR&gt; M. Paul Lenoir. Le gaz est cher. &lt;BR&gt; M. "
            "Dupont, hier, le disait. &lt;BR&gt; M. Luc Roy, ministre de l'energie. Il baisse."
            "</TEXTE_REPONSE><DATE_JO_REPONSE>05/03/1996</DATE_JO_REPONSE></REPONSE></QUESTION>"));
    assert_problems(&probe, "");
    assert_slice(probe.exchanges[0].question, "Le gaz est cher.\nM. Dupont, hier, le disait.");
    assert_int_equal(probe.exchanges[0].reply_count, 1);
    assert_slice(probe.exchanges[0].replies[0].respondent, "Luc Roy");
    assert_slice(probe.exchanges[0].replies[0].office, "ministre de l'energie");
    assert_slice(probe.exchanges[0].replies[0].text, "Il baisse.");

    load("an-17-oral.html"); // one voice is an answer
    assert_int_equal(probe.exchanges[0].speech_count, 0);
    assert_slice(probe.exchanges[0].replies[0].respondent, "Agriculture");
}

static void real_pages_give_their_facts(void **state)
{
    (void)state;
    const char *const QE = "Question écrite", *const QG = "Question au gouvernement";
    const char *const QOSD = "Question orale sans débat";
#define HTML "formats/assemblee-nationale-html/assemblee_leg_"
    const struct expectation rows[] = {
        {"formats/assemblee-nationale-14-47351QE.xml", "an-14-47351QE", QE, "47351",
         "François Cornut-Gentille", "Défense", "Défense", 20140107, 20140513,
         "défense – équipements – équipements militaires", "M. François", "Les données relatives"},
        {HTML "07-qe_sr.html", "an-7-80900QE", QE, "80900", "Pierre-Bernard Couste",
         "affaires sociales et emploi", "", 19860331, 0, "Professions", "", ""},
        {HTML "07-qg.html", "an-7-1510QG", QG, "1510", "Colette Goeuriot", "énergie", "énergie",
         19851219, 19851219, "Minerais et metaux – Entreprises", "", ""},
        {HTML "07-qosd.html", "an-7-954QOSD", QOSD, "954", "Raymond Douyère",
         "budget et consommation", "budget et consommation", 19851218, 19851221, "Impots", "", ""},
        {HTML "08-qe_ar.html", "an-8-39461QE", QE, "39461", "André Delehedde",
         "éducation nationale", "éducation nationale", 19880425, 19880509, "Education physique",
         "M Andre", "Reponse. - "},
        {HTML "08-qe_sr.html", "an-8-39989QE", QE, "39989", "Francis Hardy", "budget", "", 19880514,
         0, "Impots et taxes", "M Francis", ""},
        {HTML "08-qg.html", "an-8-110QG", QG, "110", "Jean-Claude Cassaing", "recherche",
         "recherche", 19860605, 19860605, "Enseignement superieur", "", ""},
        {HTML "08-qosd-ret.html", "an-8-176QOSD", QOSD, "176", "Alain Jacquot", "santé et famille",
         "", 19870403, 0, "Assurance maladie", "", ""},
        {HTML "08-qosd.html", "an-8-172QOSD", QOSD, "172", "Jean Royer",
         "fonction publique et plan", "fonction publique et plan", 19861217, 19861220,
         "Politique economique", "", ""},
        {HTML "09-qe_ar.html", "an-9-67760QE", QE, "67760", "Maurice Ligot",
         "affaires sociales et intégration", "affaires sociales et intégration", 19930315, 19930329,
         "Handicapes", "M Maurice", "Reponse. - "},
        {HTML "09-qg.html", "an-9-1480QG", QG, "1480", "René Dosière", "enseignement technique",
         "enseignement technique", 19921217, 19921217, "Enseignement secondaire", "", ""},
        {HTML "09-qosd.html", "an-9-560QOSD", QOSD, "560", "Éric Raoult", "environnement",
         "environnement", 19920513, 19920516, "Pollution", "", ""},
        {HTML "10-qe_ar.html", "an-10-50237QE", QE, "50237", "Franck Marlin",
         "éducation nationale, enseignement supérieur et recherche",
         "éducation nationale, enseignement supérieur et recherche", 19970331, 19970421,
         "Sante publique", "M. Franck", "Le ministre de l'education"},
        {HTML "10-qg.html", "an-10-2412QG", QG, "2412", "Michel Meylan",
         "éducation nationale, enseignement supérieur et recherche", "Francois Bayrou", 19970417,
         19970417, "Enseignement", "Ma question s'adresse", "Monsieur Meylan, je suis"},
        {HTML "10-qosd-sr.html", "an-10-1472QOSD", QOSD, "1472", "Jean-Pierre Brard",
         "santé et sécurité sociale", "", 19970416, 0, "Hopitaux", "M. Jean-Pierre", ""},
        {HTML "10-qosd.html", "an-10-1340QOSD", QOSD, "1340", "Charles Cova", "environnement",
         "Roger Romani", 19970219, 19970219, "Environnement", "M. Charles", "Monsieur le depute"},
        {HTML "14-qe-ar.html", "an-14-104002QE", QE, "104002", "Jean-Paul Bacquet",
         "Agriculture et alimentation", "Agriculture et alimentation", 20170516, 20170613,
         "déchets", "M. Jean-Paul", "Le maintien"},
        {HTML "14-qe-sr.html", "an-14-104137QE", QE, "104137", "Patrice Martin-Lalande",
         "Agriculture et alimentation", "", 20170620, 0, "agroalimentaire", "M. Patrice", ""},
        {HTML "14-qg.html", "an-14-4698QG", QG, "4698", "Rémi Pauvros", "Industrie",
         "Christophe Sirugue", 20170222, 20170222, "industrie – emploi", "Monsieur le secrétaire",
         "Monsieur le député"},
        {HTML "14-qosd-sr.html", "an-14-1453QOSD", QOSD, "1453", "Noël Mamère",
         "Agriculture, agroalimentaire et forêt", "", 20160517, 0, "agriculture", "M. Noël", ""},
        {HTML "14-qosd.html", "an-14-1682QOSD", QOSD, "1682", "Brigitte Allain",
         "Transports, mer et pêche", "Barbara Pompili", 20170207, 20170215,
         "transports ferroviaires", "Mme Brigitte", "Madame la députée"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char path[1000];
        if (!probe_shared_path(rows[i].file, path, sizeof path)) {
            print_message("skipped: no shared data\n");
            skip();
        }
        assert_true(probe_parse_file(&probe, NULL, path));
        assert_expected(&rows[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_and_open_data_of_every_age_give_their_facts),
        cmocka_unit_test(what_stands_around_a_text_is_not_part_of_it),
        cmocka_unit_test(pages_that_are_no_question_are_rejected_with_the_reason),
        cmocka_unit_test(a_cut_page_is_noticed_wherever_it_was_cut),
        cmocka_unit_test(wrong_open_data_is_rejected_with_line_and_reason),
        cmocka_unit_test(many_questions_in_one_file_are_all_read),
        cmocka_unit_test(dates_are_found_as_people_write_them),
        cmocka_unit_test(a_closed_question_says_how_it_ended),
        cmocka_unit_test(facts_around_the_text_of_a_page_are_told_apart),
        cmocka_unit_test(a_change_of_ministry_keeps_the_first),
        cmocka_unit_test(text_encoded_twice_is_mended_and_told),
        cmocka_unit_test(a_heading_of_number_and_date_is_not_the_question),
        cmocka_unit_test(a_debate_tells_who_says_what),
        cmocka_unit_test(real_pages_give_their_facts),
    };
    int failed = cmocka_run_group_tests_name("source_an", tests, NULL, NULL);
    probe_close(&probe);
    return failed;
}
