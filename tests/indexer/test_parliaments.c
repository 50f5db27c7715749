// Promises of the sources that have one small parser each: the Belgian Chamber, the Brussels Region, the French Senate,
// nosdéputés.fr. Each is recognised by its contents.
#include "tests/indexer/source_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct probe probe;

static const struct exchange *only(void)
{
    assert_problems(&probe, "");
    assert_int_equal(probe.count, 1);
    return &probe.exchanges[0];
}

// --- the Belgian Chamber ---------------------------------------------------------------------

#define QRVA(status, more) \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<QRVADOC>\n<SDOCNAME>55--7-0042-0000202100042" \
    "</SDOCNAME><LEGISL>55</LEGISL><STATUSQ>" status "</STATUSQ><AUT>Noé\n   Amand,\n  GE (01234)" \
    "</AUT><DEPOTDAT>2021-02-08</DEPOTDAT><LANG>F</LANG><TITN>Het veer.</TITN><TITF>Le bac &amp; " \
    "le " \
    "pont.</TITF><TEXTQN><br/>Vaart het veer?</TEXTQN><TEXTQF>\n<br/>Le bac <b>passe</b>-t-il " \
    "?<br/>" \
    "1. Quand ?</TEXTQF><DEPTF>Ministre de la Mobilité</DEPTF><QUESTNUM>42</QUESTNUM>" more \
    "</QRVADOC>"

static void a_question_of_the_chamber_is_read_in_french(void **state)
{
    (void)state;
    probe_parse(
        &probe, NULL,
        SLICE(QRVA("answerReceived",
                   "<CASA1>provisoire</CASA1><PUBLICA1>B020, p5, 10/03/2021, 2021</PUBLICA1>"
                   "<TEXTA1N>Ja.</TEXTA1N><TEXTA1F><br/>On <a href=\"x\">verra</a>.</TEXTA1F>"
                   "<PUBLICA2>B022, p9, 12/04/2021, 2021</PUBLICA2><TEXTA2F>Oui.</TEXTA2F>")));
    const struct exchange *exchange = only();
    assert_slice(exchange->id,
                 "chambre-55-7-0042-0000202100042"); // without the bulletin, which comes later
    assert_slice(exchange->url, "https://data.lachambre.be/v0/qrva/55--7-0042-0000202100042");
    assert_slice(exchange->assembly, "Chambre des représentants");
    assert_slice(exchange->type, "Question écrite");
    assert_slice(exchange->session, "55");
    assert_slice(exchange->number, "42");
    assert_slice(exchange->title, "Le bac & le pont.");
    assert_slice(exchange->author, "Noé Amand");
    assert_slice(exchange->group, "GE");
    assert_slice(exchange->minister, "Ministre de la Mobilité");
    assert_int_equal(exchange->date_question, 20210208);
    assert_slice(exchange->question, "Le bac passe-t-il ?\n1. Quand ?");
    assert_int_equal(exchange->reply_count, 2);
    assert_slice(exchange->replies[0].text, "On verra.");
    assert_slice(exchange->replies[0].nature, "Réponse provisoire");
    assert_int_equal(exchange->replies[0].date, 20210310);
    assert_slice(exchange->replies[1].text, "Oui.");
    assert_int_equal(exchange_reply_date(exchange), 20210412);

    probe_parse(&probe, NULL,
                SLICE(QRVA("canceled", "<ANNUL_MOTIF_FR>Retrait par l'auteur</ANNUL_MOTIF_FR>")));
    exchange = only();
    assert_int_equal(exchange_status(exchange), EXCHANGE_WITHDRAWN);
    assert_slice(exchange->motive, "Retrait par l'auteur");

    probe_parse(&probe, NULL, SLICE(QRVA("x", "<TEXTA1F>Non")));
    assert_problems(&probe, "6: not XML: mismatched tag\n");
    probe_parse(&probe, NULL, SLICE("<QRVADOC><SDOCNAME>55-1</SDOCNAME></QRVADOC>"));
    assert_problems(&probe, "1: no name to make an id of (SDOCNAME)\n");
    probe_parse(&probe, NULL, SLICE("<QRVADOC><SDOCNAME>55--1-2-3</SDOCNAME>"));
    assert_problems(&probe, "1: cut: truncated XML: no element found\n");
}

static void the_chambers_interface_answers_the_same(void **state)
{
    (void)state;
#define ITEM(name) \
    "{\"SDOCNAME\": \"" name "\",\n\"LEGISL\": 55, \"AUT\": \"Noé\\n Amand, GE (01234)\",\n" \
    "\"DEPOTDAT\": \"2021-02-08\", \"TITF\": \"Le bac.\", \"DEPTF\": \"Ministre de la " \
    "Mobilité\",\n" \
    "\"TEXTQF\": {\"br\": [\"Le bac passe-t-il ?\", \"1 < 2 ?\"]}, \"QUESTNUM\": \"42\",\n" \
    "\"STATUSA1\": \"publicated\", \"TEXTA1F\": {\"br\": [\"Oui.\"]}}"
    probe_parse(&probe, NULL,
                SLICE("{\"start\": 0, \"total\": 2, \"items\": [\n" ITEM(
                    "55-B1-7-0042-1") ",\n" ITEM("55-B1-8-0042-1") "]}"));
    assert_problems(&probe, "");
    assert_int_equal(probe.count, 2); // to two ministers
    const struct exchange *exchange = &probe.exchanges[1];
    assert_slice(exchange->id, "chambre-55-8-0042-1");
    assert_slice(exchange->question, "Le bac passe-t-il ?\n1 < 2 ?");
    assert_slice(exchange->author, "Noé Amand");
    assert_int_equal(exchange_status(exchange), EXCHANGE_ANSWERED);
    assert_slice(exchange->replies[0].text, "Oui.");

    // One document without its list, a text that is a string, mark-up among lines.
    probe_parse(
        &probe, NULL,
        SLICE("{\"items\": {\"SDOCNAME\": \"55-B1-7-0042-1\", \"TITF\": \"Le bac.\", \"TEXTQF\": "
              "\"Où ?\", \"STATUSA1\": null, \"TEXTA1F\": {\"br\": [\"Voir\", {\"a\": {\"href\": "
              "\"https://x.be\", \"content\": \"le site\"}}, null]}}}"));
    assert_slice(only()->question, "Où ?");
    assert_slice(probe.exchanges[0].replies[0].text, "Voir\nle site");

    probe_parse(&probe, NULL, SLICE("{\"items\": [\n{\"SDOCNAME\": \"55-B1"));
    assert_problems(&probe, "2: cut: truncated JSON\n");
    // One a line, one of them broken, and a list that was cut between two.
    probe_parse(&probe, "chambre-json",
                SLICE(ITEM("55-B1-7-0042-1") "\n{\"SDOCNAME\" 1}\n" ITEM("55-B1-7-0043-1")));
    assert_problems(&probe, "6: not JSON: ':' expected near '1'\n");
    assert_int_equal(probe.count, 2);
    probe_parse(&probe, "chambre-json", SLICE("[" ITEM("55-B1-7-0042-1") ",\n"));
    assert_problems(&probe, "6: cut: truncated JSON\n");
    assert_int_equal(probe.count, 1);
    probe_parse(&probe, "chambre-json", SLICE("{\"items\": []}"));
    assert_problems(&probe, "1: JSON without a question in it\n");
}

// --- the Brussels Region ---------------------------------------------------------------------

#define FICHE(days, reply) \
    "<!-- x --><!DOCTYPE html>\n<html><head><title>Fiche</title><link rel=\"alternate\" " \
    "hreflang=\"fr\" href=\"https://www.parlement.brussels/weblex-quest-det/?moncode=4711&#038;" \
    "montitre&#038;base=2\"></head><body><ul><li>Questions écrites</li></ul><h3>Question " \
    "&eacute;crite " \
    "concernant les &eacute;tangs</h3><dl><dt>de </dt><b><dd>Ève " \
    "Colin</dd></b><dt>&agrave;</dt><dd>" \
    "<b>Guy Roland</b>, Ministre de l&#039;Eau (question " \
    "n&deg;38)</dd></dl><table><tr><td><b>Date de " \
    "r&eacute;ception:</b> 04/05/2021</td></tr><tr><td><b>L&eacute;gislature:</b> " \
    "19/24</td><td><b>" \
    "Session:</b> 20/21</td><td><b>Date de r&eacute;ponse:</b> " days \
    "</td></tr></table><table><tr><td>" \
    "<b>Question &nbsp;</b><td><p>Quels &eacute;tangs&nbsp;?</p><ol><li><p>Le " \
    "grand&nbsp;?</p></li>" \
    "</ol></td></tr><tr><td></td></tr>" reply "</table><footer>Rue</footer></body></html>"

static void a_page_of_brussels_is_read(void **state)
{
    (void)state;
    probe_parse(&probe, NULL,
                SLICE(FICHE("11/06/2021", "<tr><td><b>R&eacute;ponse &nbsp;</b><td><span>Le grand."
                                          "<BR><BR>Le petit.</span></td></tr>")));
    const struct exchange *exchange = only();
    assert_slice(exchange->id, "prb-2-4711");
    assert_slice(exchange->url,
                 "https://www.parlement.brussels/weblex-quest-det/?moncode=4711&montitre&base=2");
    assert_slice(exchange->type, "Question écrite");
    assert_slice(exchange->title, "Les étangs");
    assert_slice(exchange->session, "20/21 (législature 19/24)");
    assert_slice(exchange->number, "38");
    assert_slice(exchange->author, "Ève Colin");
    assert_slice(exchange->minister, "Guy Roland");
    assert_slice(exchange->office, "Ministre de l'Eau");
    assert_int_equal(exchange->date_question, 20210504);
    assert_slice(exchange->question, "Quels étangs\xC2\xA0?\n\n1. Le grand\xC2\xA0?");
    assert_slice(exchange->replies[0].text, "Le grand.\n\nLe petit.");
    assert_slice(exchange->replies[0].respondent, "Guy Roland");
    assert_int_equal(exchange->replies[0].date, 20210611);

    probe_parse(&probe, NULL, SLICE(FICHE("//", "")));
    exchange = only();
    assert_int_equal(exchange->reply_count, 0);
    assert_slice(exchange->question, "Quels étangs\xC2\xA0?\n\n1. Le grand\xC2\xA0?");

    // Annexes are documents, not text; a second answer is one of its own; labels within a text are its words.
    probe_parse(
        &probe, NULL,
        SLICE(
            FICHE("11/06/2021",
                  "<tr><td><b>Annexe &agrave; la question</b></td><td><a href=\"q\">q.pdf</a></td>"
                  "</tr><tr><td><b>R&eacute;ponse</b><td><p>R&eacute;ponse</p><p>Le grand.</p></td>"
                  "</tr><tr><td><b>R&eacute;ponse compl&eacute;mentaire</b><td>Le petit.</td></tr>"
                  "<tr><td><b>Annexe &agrave; la r&eacute;ponse</b><td><a href=\"a\">a.pdf</a></td>"
                  "</tr>")));
    exchange = only();
    assert_slice(exchange->question, "Quels étangs\xC2\xA0?\n\n1. Le grand\xC2\xA0?");
    assert_int_equal(exchange->reply_count, 2);
    assert_slice(exchange->replies[0].text, "Réponse\n\nLe grand.");
    assert_slice(exchange->replies[0].nature, "");
    assert_int_equal(exchange->replies[0].date, 20210611);
    assert_slice(exchange->replies[1].text, "Le petit.");
    assert_slice(exchange->replies[1].nature, "Réponse complémentaire");

    probe_parse(&probe, NULL,
                SLICE(FICHE("//", "</table><table><tr><td>23/07/2021</td><td>Caduque</td></tr>")));
    exchange = only();
    assert_int_equal(exchange_status(exchange), EXCHANGE_LAPSED);
    assert_slice(exchange->motive, "Caduque");
    assert_int_equal(exchange->date_closed, 20210723);

    probe_parse(&probe, "bruxelles-html", SLICE("<html><p>weblex-quest-det"));
    assert_problems(&probe, "1: cut: truncated page: no </html>\n");
    probe_parse(&probe, "bruxelles-html", SLICE("<html><p>Rien</html>"));
    assert_problems(&probe, "1: a page without a question\n");
    probe_parse(&probe, "bruxelles-html",
                SLICE("<html><h3>Question orale concernant rien</h3></html>"));
    assert_problems(&probe, "1: no code to make an id of (moncode)\n");
}

// --- the French Senate -----------------------------------------------------------------------

static void the_senates_list_gives_all_but_texts(void **state)
{
    (void)state;
    probe_parse(
        &probe, NULL,
        SLICE(
            "Sort;Nature;Num\xE9ro;R\xE9"
            "f\xE9rence;Titre;Nom;Pr\xE9nom;Groupe;Date de publication JO;Minist\xE8re de "
            "d\xE9p\xF4t;Minist\xE8re de transmission;Minist\xE8re de r\xE9ponse;Date de "
            "r\xE9ponse "
            "JO;URL Question\r\n"
            "R\xE9ponse du minist\xE8re;QE;00012;20210200012;\"L'\xE9tang ; le \"\"bac\"\"\";COLIN;"
            "\xC8ve;GE;04/02/2021;Eau;Mer;Ports;11/03/2021;http://x/12.html\r\n"
            "Retir\xE9"
            "e;QOSD;0013S;20210200013;\"Deux\nlignes\";ROLAND;Guy;GE;04/02/2021;Eau;;;;\r\n\r\n"
            "Caduque pour cause de fin de "
            "mandat;QE;00014;20210200014;T;R;G;GE;04/02/2021;Eau;;;;\r\n"
            "En cours;QE;00015;;T;R;G;GE;04/02/2021;Eau;;;;\r\n"));
    assert_slice(buf_slice(&probe.problems), "7: no reference\n");
    assert_int_equal(probe.count, 3);
    const struct exchange *exchange = &probe.exchanges[0];
    assert_slice(exchange->id, "senat-20210200012");
    assert_slice(exchange->assembly, "Sénat");
    assert_slice(exchange->title, "L'étang ; le \"bac\"");
    assert_slice(exchange->author, "Ève COLIN");
    assert_slice(exchange->minister, "Mer");
    assert_slice(exchange->first_minister, "Eau");
    assert_slice(exchange->question, "");
    assert_slice(exchange->url, "http://x/12.html");
    assert_int_equal(exchange_reply_date(exchange), 20210311);
    assert_slice(exchange->replies[0].respondent, "Ports");
    assert_slice(exchange->replies[0].text, "");
    assert_int_equal(exchange_status(&probe.exchanges[1]), EXCHANGE_WITHDRAWN);
    assert_slice(probe.exchanges[1].type, "Question orale sans débat");
    assert_int_equal(exchange_status(&probe.exchanges[2]), EXCHANGE_LAPSED);
    assert_int_equal(probe.lines[2], 6);

    probe_parse(&probe, "senat", SLICE("Sort;Nature;Référence;Titre\nEn cours;QE;1;\"Le bac"));
    assert_problems(&probe, "2: cut: truncated: a quote without its end\n");
    probe_parse(&probe, "senat", SLICE("Sort;Nature\nEn cours;QE;1;2\n"));
    assert_problems(&probe, "2: a row with more values than names\n");
    probe_parse(&probe, "senat", SLICE("Sort"));
    assert_problems(&probe, "1: cut: no line of column names\n");
}

#define DUMP_END "-- PostgreSQL database dump complete"
#define DUMP_QUESTIONS \
    "--\n-- PostgreSQL database dump\n--\nCOPY q.sortquestion (sorquecod, sorquelib) FROM " \
    "stdin;\n" \
    "1\tRéponse\n2\tRetirée\n\\.\n\nCOPY q.other (a) FROM stdin;\nQE\t1\n\\.\n" \
    "COPY q.tam_questions (natquecod, legislature, numero, sorquecod, titre, nom, prenom, " \
    "groupe, " \
    "datejodepot, mindepotlib, minreplib1, datejorep1, txtque, id) FROM stdin;\n" \
    "QE\t16\t00012\t1\tL'étang\tColin\tÈve\tGE\t2021-02-04 00:00:00\tEau\t\\N\t\\N\tOù " \
    "?\\nLà\\\\bas" \
    " ?\t7\n"

static void the_senates_database_gives_texts_and_answers(void **state)
{
    (void)state;
    probe_parse(
        &probe, NULL,
        SLICE(
            DUMP_QUESTIONS
            "QOSD\t16\t0013S\t2\tLe bac\tRoland\tGuy\tGE\t2021-02-04\tEau\t\\N\t\\N\t\\N\t8\n"
            "QE\t16\t00014\t1\tLe pont\tRoland\tGuy\tGE\t2021-02-04\tEau\tPorts\t2021-03-11\tHein ?"
            "\t9\n\\.\nCOPY q.tam_reponses (id, idque, txtrep, datejorep, minreplib) FROM stdin;\n"
            "1\t7\t<P>Ici.</P>\t2021-03-11 00:00:00\tPorts\n2\t7\t<p>Et "
            "<b>là</b>.</p>\t2021-04-11\tEau\n\\."
            "\n--\r\n" DUMP_END "\r\n--\n"));
    assert_problems(&probe, "");
    assert_int_equal(probe.count, 3);
    const struct exchange *exchange = &probe.exchanges[0];
    assert_slice(exchange->id, "senat-16-00012QE");
    assert_slice(exchange->author, "Ève Colin");
    assert_slice(exchange->question, "Où ?\nLà\\bas ?");
    assert_int_equal(exchange->date_question, 20210204);
    assert_int_equal(exchange->reply_count, 2);
    assert_slice(exchange->replies[0].text, "Ici.");
    assert_slice(exchange->replies[0].respondent, "Ports");
    assert_slice(exchange->replies[1].text, "Et là.");
    assert_int_equal(exchange->replies[1].date, 20210411);
    assert_int_equal(exchange_status(&probe.exchanges[1]), EXCHANGE_WITHDRAWN);
    assert_slice(probe.exchanges[1].motive, "Retirée");
    assert_slice(probe.exchanges[2].replies[0].text,
                 ""); // answered, but the answer is not in the dump

    // What was passed on, closed, or answered without an answer in the dump.
    probe_parse(
        &probe, NULL,
        SLICE(
            "COPY q.sortquestion (sorquecod, sorquelib) FROM stdin;\n1\tRéponse du ministère"
            "\n2\tRetirée pour fin de mandat\n3\tQuestion rappelée\n\\.\nCOPY q.tam_questions (id, "
            "natquecod, legislature, numero, sorquecod, titre, mindepotlib, mintranlib, "
            "datecloture) FROM stdin;\n1\tQE\t16\t1\t1\tL&#39;eau\tEau\tMer\t\\N\n"
            "2\tQE\t16\t2\t2\tBacs\tEau\tEau\t2023-09-01 00:00:00\n"
            "3\tQE\t16\t3\t3\tBacs\tEau\t\\N\t\\N\n\\.\n"));
    assert_problems(&probe, "");
    assert_int_equal(probe.count, 3);
    exchange = &probe.exchanges[0];
    assert_slice(exchange->title, "L'eau");
    assert_slice(exchange->minister, "Mer");
    assert_slice(exchange->first_minister, "Eau");
    assert_int_equal(exchange_status(exchange), EXCHANGE_ANSWERED);
    exchange = &probe.exchanges[1];
    assert_slice(exchange->first_minister, "");
    assert_int_equal(exchange_status(exchange), EXCHANGE_WITHDRAWN);
    assert_slice(exchange->motive, "fin de mandat");
    assert_int_equal(exchange->date_closed, 20230901);
    assert_slice(probe.exchanges[2].motive, "Question rappelée"); // another has taken its place

    // A text without tags may still have entities; its lines stay.
    probe_parse(
        &probe, NULL,
        SLICE("COPY q.tam_questions (id, natquecod, legislature, numero, titre, txtque) FROM "
              "stdin;\n1\tQE\t16\t1\tBacs\tL&#39;eau &amp; la mer ?\\nQuand ?\n\\.\n"));
    assert_problems(&probe, "");
    assert_slice(probe.exchanges[0].question, "L'eau & la mer ?\nQuand ?");

    probe_parse(&probe, NULL, SLICE(DUMP_QUESTIONS));
    assert_slice(buf_slice(&probe.problems), "13: cut: truncated: a table without its end\n");
    probe_parse(&probe, NULL, SLICE(DUMP_QUESTIONS DUMP_END)); // as the value of a row
    assert_slice(buf_slice(&probe.problems), "14: no legislature, number or title\n"
                                             "14: cut: truncated: a table without its end\n");
    // Between two tables: the answers are missing.
    probe_parse(&probe, NULL, SLICE(DUMP_QUESTIONS "\\.\n\n"));
    assert_slice(buf_slice(&probe.problems), "15: cut: truncated: a dump without its last line\n");
    assert_int_equal(probe.count, 1);
    probe_parse(&probe, NULL, SLICE(DUMP_QUESTIONS "\\.\n" DUMP_END "\n" DUMP_QUESTIONS "\\.\n"));
    assert_slice(buf_slice(&probe.problems), "29: cut: truncated: a dump without its last line\n");
    probe_parse(&probe, NULL, SLICE("--\n-- PostgreSQL database dump\n--\n"));
    assert_problems(&probe, "3: cut: truncated: a dump without its last line\n");
    probe_parse(&probe, NULL, SLICE("-- PostgreSQL database dump\n" DUMP_END "\n"));
    assert_problems(&probe, "1: a dump without questions (tam_questions)\n");
}

// --- nosdéputés.fr ---------------------------------------------------------------------------

static void a_dump_of_nosdeputes_has_the_assemblees_ids(void **state)
{
    (void)state;
    probe_parse(
        &probe, NULL,
        SLICE("id,depute_nom,depute_groupe_acronyme,source,legislature,numero,date,date_cloture,"
              "ministere,themes,question,reponse,motif_retrait\n"
              "3,\"Ève Colin\",GE,http://questions.assemblee-nationale.fr/q13/13-31QE.htm,13,31,"
              "2010-02-04,2010-03-11,\"Ministère de l'eau\",eau / bacs,\"Mme Ève Colin demande,"
              "\npoliment.\",\"Les <PME>,\nles <param>.\",\n4,Guy "
              "Roland,GE,http://x/q13/13-5QOSD.htm,13,5,2010-02-04,2010-06-01,"
              "Eau,bacs,M. Guy Roland demande.,,retrait de "
              "l'auteur\n5,X,GE,,13,,2010-02-04,,Eau,b,c,,\n"));
    assert_slice(buf_slice(&probe.problems), "6: no question number\n");
    assert_int_equal(probe.count, 2);
    const struct exchange *exchange = &probe.exchanges[0];
    assert_slice(exchange->id, "an-13-31QE");
    assert_slice(exchange->url, "http://questions.assemblee-nationale.fr/q13/13-31QE.htm");
    assert_slice(exchange->title, "eau / bacs");
    assert_slice(exchange->author, "Ève Colin");
    assert_slice(exchange->group, "GE");
    assert_slice(exchange->question, "Mme Ève Colin demande,\npoliment.");
    assert_slice(exchange->replies[0].text, "Les <PME>,\nles <param>.");
    assert_int_equal(exchange->replies[0].date, 20100311);
    exchange = &probe.exchanges[1];
    assert_slice(exchange->id, "an-13-5QOSD");
    assert_int_equal(exchange_status(exchange), EXCHANGE_WITHDRAWN);
    assert_slice(exchange->motive, "retrait de l'auteur");
    assert_int_equal(exchange->date_closed, 20100601);

    probe_parse(
        &probe, NULL,
        SLICE("{\"questions\": [{\"question\": {\"legislature\": 13, \"numero\": 31, \"date\": "
              "\"2010-02-04\", \"themes\": \"bacs\", \"question\": \"Mme Ève Colin demande.\", "
              "\"reponse\": \"\", \"motif_retrait\": \"\"}}]}"));
    exchange = only();
    assert_slice(exchange->id, "an-13-31QE");
    assert_slice(exchange->author, "Ève Colin");
    assert_int_equal(exchange_status(exchange), EXCHANGE_WAITING);

    probe_parse(
        &probe, NULL,
        SLICE(
            "\xEF\xBB\xBF<?xml "
            "version=\"1.0\"?>\r\n<response><questions>\r\n<question><source>http://x/q13/"
            "13-31QE.htm</source><legislature>13</legislature><numero>31</numero><date>2010-02-04"
            "</date><date_cloture>2010-03-11</date_cloture><themes>bacs</themes><question>Mme Ève "
            "Colin &amp;amp; d'autres.&lt;br/&gt;Quand ?</question><reponse>Oui.</reponse>"
            "<motif_retrait/></question><question><legislature>13</legislature><numero>32</numero>"
            "<date_cloture>2012-06-19</date_cloture><themes>bacs</themes><reponse/><motif_retrait>"
            "fin de mandat</motif_retrait></question></questions></response>"));
    assert_problems(&probe, "");
    assert_int_equal(probe.count, 2);
    exchange = &probe.exchanges[0];
    assert_slice(exchange->id, "an-13-31QE");
    assert_slice(exchange->question, "Mme Ève Colin & d'autres.\nQuand ?");
    assert_slice(exchange->replies[0].text, "Oui.");
    assert_int_equal(exchange->replies[0].date, 20100311);
    assert_int_equal(exchange_status(&probe.exchanges[1]), EXCHANGE_WITHDRAWN);
    assert_slice(probe.exchanges[1].motive, "fin de mandat");
    probe_parse(&probe, "nosdeputes", SLICE("{\"question\": {}}"));
    assert_problems(&probe, "1: JSON without a question in it\n");
}

// --- none of them -----------------------------------------------------------------------------

static void what_is_packed_by_others_is_rejected_by_name(void **state)
{
    (void)state;
    char tar[512] = "q.json";
    memcpy(tar + 257, "ustar", 5);
    const struct {
        struct slice file;
        const char *problem;
    } rows[] = {
        {SLICE("PK\x03\x04\0\0"), "-: a ZIP archive within another file: unpack it\n"},
        {SLICE("\x1F\x8B\x08\0\0"), "-: gzip within another file: unpack it\n"},
        {SLICE("\x28\xB5\x2F\xFD\x04"), "-: zstd within another file: unpack it\n"},
        {SLICE("BZh91AY&SY"), "-: bzip2, which is not unpacked here\n"},
        {SLICE("\xFD"
               "7zXZ\0\0"),
         "-: xz, which is not unpacked here\n"},
        {SLICE("7z\xBC\xAF\x27\x1C\0\4"), "-: a 7z archive, which is not unpacked here\n"},
        {SLICE("Rar!\x1A\x07\1\0"), "-: a RAR archive, which is not unpacked here\n"},
        {slice_of(tar, sizeof tar), "-: a tar archive, which is not unpacked here\n"},
        {SLICE("%PDF-1.4\n"), "-: a PDF, whose text cannot be read here\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        probe_parse(&probe, NULL, rows[i].file);
        assert_problems(&probe, rows[i].problem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_of_the_chamber_is_read_in_french),
        cmocka_unit_test(the_chambers_interface_answers_the_same),
        cmocka_unit_test(a_page_of_brussels_is_read),
        cmocka_unit_test(the_senates_list_gives_all_but_texts),
        cmocka_unit_test(the_senates_database_gives_texts_and_answers),
        cmocka_unit_test(a_dump_of_nosdeputes_has_the_assemblees_ids),
        cmocka_unit_test(what_is_packed_by_others_is_rejected_by_name),
    };
    int failed = cmocka_run_group_tests_name("source_parliaments", tests, NULL, NULL);
    probe_close(&probe);
    return failed;
}
