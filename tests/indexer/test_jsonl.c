// Promises of JSON Lines: names and aliases, several answers, a reason for every wrong line.
#include "tests/indexer/source_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct probe probe;

static void french_names_give_every_field(void **state)
{
    (void)state;
    probe_parse(&probe, NULL,
                SLICE("{\"id\": \"q-1\", \"titre\": \"L’eau\", \"type\": \"Question orale\","
                      " \"session\": \"2023-2024\", \"numero\": 12, \"auteur\": \"DUBOIS Élodie\","
                      " \"ministre\": \"VAN DEN BERG Luc, Ministre de l'Eau, des Forêts\","
                      " \"question\": \"Où ?\\r\\n\\r\\nQuand ?\", \"date\": \"2024-02-05\","
                      " \"reponse\": \"Ici.\", \"repondant\": \"VAN DEN BERG Luc\","
                      " \"date_reponse\": \"2024-03-01\", \"url\": \"https://exemple.be/1\"}\n"));
    assert_problems(&probe, "");
    assert_int_equal(probe.count, 1);
    const struct exchange *exchange = &probe.exchanges[0];
    assert_slice(exchange->id, "q-1");
    assert_slice(exchange->title, "L’eau");
    assert_slice(exchange->type, "Question orale");
    assert_slice(exchange->session, "2023-2024");
    assert_slice(exchange->number, "12");
    assert_slice(exchange->author, "DUBOIS Élodie");
    assert_slice(exchange->minister, "VAN DEN BERG Luc");
    assert_slice(exchange->office, "Ministre de l'Eau, des Forêts");
    assert_slice(exchange->question, "Où ?\n\nQuand ?");
    assert_slice(exchange->url, "https://exemple.be/1");
    assert_int_equal(probe.lines[0], 1);
    assert_int_equal(exchange->year, 2024);
    assert_int_equal(exchange->date_question, 20240205);
    assert_int_equal(exchange->reply_count, 1);
    assert_slice(exchange->replies[0].text, "Ici.");
    assert_slice(exchange->replies[0].respondent, "VAN DEN BERG Luc");
    assert_int_equal(exchange->replies[0].date, 20240301);
}

static void english_names_and_partial_dates_are_understood(void **state)
{
    (void)state;
    probe_parse(&probe, NULL,
                SLICE("{\"id\":\"sp/x/F1\",\"title\":\"T\",\"text\":\"Q\",\"answer\":\"A\","
                      "\"author\":\"X\",\"kind\":\"fiche\",\"date\":2017}\n"
                      "\n"
                      "{\"id\":7,\"texte\":\"Q\",\"date\":\"2017-05\",\"titre\":null}\n"
                      "{\"id\":\"c\",\"titre\":\"T\",\"date\":\"2019-07-11T10:00:00Z\"}\n"
                      "{\"id\":\"d\",\"titre\":\"T\",\"date_question\":\"11/07/2019\"}"));
    assert_problems(&probe, "");
    assert_int_equal(probe.count, 4);
    assert_slice(probe.exchanges[0].id, "sp/x/F1");
    assert_slice(probe.exchanges[0].type, "fiche");
    assert_int_equal(probe.exchanges[0].date_question, 20170000);
    assert_int_equal(probe.exchanges[0].year, 2017);
    assert_slice(probe.exchanges[0].replies[0].text, "A");
    assert_slice(probe.exchanges[1].id, "7");
    assert_int_equal(probe.lines[1], 3);
    assert_int_equal(probe.exchanges[1].date_question, 20170500);
    assert_int_equal(probe.exchanges[2].date_question, 20190711);
    assert_int_equal(probe.exchanges[3].date_question, 20190711);
}

static void answers_may_be_several(void **state)
{
    (void)state;
    probe_parse(&probe, NULL,
                SLICE("{\"id\":\"a\",\"titre\":\"T\",\"reponse\":[\"un\",\"deux\"],"
                      "\"date_reponse\":\"2020-01-02\"}\n"
                      "{\"id\":\"b\",\"titre\":\"T\",\"reponses\":[{\"texte\":\"un\",\"date\":"
                      "\"2020-01-02\",\"repondant\":\"X\"},{\"texte\":\"deux\"}]}\n"
                      "{\"id\":\"c\",\"titre\":\"T\",\"date_reponse\":\"2020-01-02\"}\n"
                      "{\"id\":\"d\",\"titre\":\"T\",\"reponse\":\"\",\"reponses\":[]}\n"));
    assert_problems(&probe, "");
    assert_int_equal(probe.exchanges[0].reply_count, 2);
    assert_slice(probe.exchanges[0].replies[1].text, "deux");
    assert_int_equal(probe.exchanges[0].replies[1].date, 20200102);
    assert_int_equal(probe.exchanges[1].reply_count, 2);
    assert_slice(probe.exchanges[1].replies[0].respondent, "X");
    assert_int_equal(probe.exchanges[1].replies[1].date, DATE_NONE);
    assert_int_equal(probe.exchanges[2].reply_count, 1);
    assert_int_equal(probe.exchanges[2].replies[0].text.len, 0);
    assert_int_equal(probe.exchanges[3].reply_count, 0);
}

// One answer is told of in two places, in full or in parts.
static void the_document_completes_its_one_answer(void **state)
{
    (void)state;
    static const char *const answers[] = {
        "\"reponse\":\"un\",\"reponses\":[]",
        "\"reponse\":\"un\",\"reponses\":[\"\"]",
        "\"reponse\":[\"un\"],\"reponses\":[]",
        "\"reponses\":[{\"texte\":\"un\"}]",
        "\"reponses\":[\"un\"]",
        "\"reponses\":[{\"texte\":\"un\",\"date\":\"2020-01-02\"}],\"reponse\":{}",
        "\"reponses\":[{\"texte\":\"un\",\"repondant\":\"X\"}],\"reponse\":\"un\"",
    };
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        char text[200];
        (void)snprintf(text, sizeof text,
                       "{\"id\":\"a\",\"titre\":\"T\",%s,\"date_reponse\":\"2020-01-02\","
                       "\"repondant\":\"X\"}\n",
                       answers[i]);
        probe_parse(&probe, "jsonl", slice_from(text));
        assert_problems(&probe, "");
        assert_int_equal(probe.exchanges[0].reply_count, 1);
        assert_slice(probe.exchanges[0].replies[0].text, "un");
        assert_slice(probe.exchanges[0].replies[0].respondent, "X");
        assert_int_equal(probe.exchanges[0].replies[0].date, 20200102);
    }
}

static void ministers_are_split_only_where_a_name_stands_first(void **state)
{
    (void)state;
    const struct {
        const char *given, *minister, *office;
    } rows[] = {
        {"\"MORREALE Christie, Ministre de l'Emploi, de la Santé\"", "MORREALE Christie",
         "Ministre de l'Emploi, de la Santé"},
        {"\"Ministre de l'Emploi, de la Santé\"", "Ministre de l'Emploi, de la Santé", ""},
        {"\"Agriculture, agroalimentaire et forêt\"", "Agriculture, agroalimentaire et forêt", ""},
        {"{\"nom\": \"HENRY Philippe\", \"fonction\": \"Ministre du Climat\"}", "HENRY Philippe",
         "Ministre du Climat"},
        {"\"Ministre-Président, secrétaire\", \"fonction\": \"X\"",
         "Ministre-Président, secrétaire", "X"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char line[500];
        int len = snprintf(line, sizeof line, "{\"id\":\"a\",\"titre\":\"T\",\"ministre\":%s}",
                           rows[i].given);
        probe_parse(&probe, "jsonl", slice_of(line, (size_t)len));
        assert_problems(&probe, "");
        assert_slice(probe.exchanges[0].minister, rows[i].minister);
        assert_slice(probe.exchanges[0].office, rows[i].office);
    }
}

static void wrong_lines_are_rejected_and_the_rest_goes_in(void **state)
{
    (void)state;
    probe_parse(&probe, "jsonl",
                SLICE("{\"id\":\"a\",\"titre\":\"T\"}\n"
                      "{\"titre\":\"no id\"}\n"
                      "[1]\n"
                      "{\"id\":\"b\",\"titre\":\"T\",\"date\":\"2019-02-30\"}\n"
                      "{\"id\":\"c\",\"titre\":{}}\n"
                      "{\"id\":\"d\" \"titre\"}\n"
                      "{\"id\":\"e\",\"titre\":\"T\"}\n"
                      "{\"id\":\"f\",\"titre\":\"never fin"));
    assert_problems(&probe, "2: no \"id\"\n"
                            "3: not a JSON object\n"
                            "4: impossible date \"2019-02-30\" in \"date_question\"\n"
                            "5: \"titre\" is not a text\n"
                            "6: not JSON: '}' expected near '\"titre\"'\n"
                            "8: cut: truncated: the last object does not end\n");
    assert_int_equal(probe.count, 2);
    assert_slice(probe.exchanges[1].id, "e");
    assert_int_equal(probe.lines[1], 7);
}

static void persons_natures_and_assemblies_are_read(void **state)
{
    (void)state;
    probe_parse(
        &probe, NULL,
        SLICE("{\"id\":\"a\",\"titre\":\"T\",\"assemblee\":\"Sénat\",\"groupe\":\"Écologistes\","
              "\"auteurs\":[{\"nom\":\"Aline Verger\",\"fonction\":\"Sénatrice\"},\"Paul Tiers\"],"
              "\"ministres\":[{\"nom\":\"Jean Ponton\",\"fonction\":\"Ministre des ponts\"},"
              "{\"nom\":\"Rose Digue\"}],\"ministre_depot\":\"Intérieur\",\"reponses\":["
              "{\"nature\":\"Réponse provisoire\",\"texte\":\"Bientôt.\",\"date\":\"2024-01-02\","
              "\"repondant\":\"Jean Ponton\",\"fonction\":\"Ministre des ponts\"}]}\n"
              "{\"id\":\"b\",\"titre\":\"T\",\"auteur\":[\"A\",\"B\"],\"ministre\":\"C ; D\","
              "\"fonction\":\"Ministres\"}\n"));
    assert_problems(&probe, "");
    const struct exchange *exchange = &probe.exchanges[0];
    assert_slice(exchange->assembly, "Sénat");
    assert_slice(exchange->group, "Écologistes");
    assert_slice(exchange->author, "Aline Verger ; Paul Tiers");
    assert_int_equal(exchange->author_count, 2);
    assert_slice(exchange->minister, "Jean Ponton ; Rose Digue");
    assert_slice(exchange->office, "Ministre des ponts");
    assert_int_equal(exchange->minister_count, 2);
    assert_slice(exchange->first_minister, "Intérieur");
    assert_slice(exchange->replies[0].nature, "Réponse provisoire");
    assert_slice(exchange->replies[0].office, "Ministre des ponts");
    assert_int_equal(exchange_status(exchange), EXCHANGE_PROVISIONAL);
    assert_slice(probe.exchanges[1].author, "A ; B");
    assert_slice(probe.exchanges[1].office, "Ministres");
}

// As older programs dumped them; but an office is somebody's, and an object without the key is a mistake.
static void empty_names_are_nobody(void **state)
{
    (void)state;
    probe_parse(
        &probe, NULL,
        SLICE("{\"id\":\"a\",\"titre\":\"T\",\"auteurs\":[{\"nom\":\"A\",\"fonction\":null},"
              "{\"nom\":\"\",\"fonction\":null},{\"nom\":\"B\",\"fonction\":null}],"
              "\"ministres\":[\"\"]}\n"
              "{\"id\":\"b\",\"titre\":\"T\",\"auteurs\":[{\"nom\":\" \",\"fonction\":\"F\"}]}\n"
              "{\"id\":\"c\",\"titre\":\"T\",\"ministres\":[{\"nm\":\"A\"}]}\n"));
    assert_problems(&probe, "2: a person without \"nom\"\n3: a person without \"nom\"\n");
    assert_slice(probe.exchanges[0].author, "A ; B");
    assert_slice(probe.exchanges[0].minister, "");
}

// Of a dump, which knows when the document was first seen; other files have a key of that name for other reasons.
static void a_dumped_document_brings_its_root(void **state)
{
    (void)state;
    probe_parse(
        &probe, NULL,
        SLICE("{\"id\": \"a\", \"titre\": \"T\", \"licence\": \"CC0\", \"racine\": {\"chemin\": "
              "\"/q\", \"reponses\": false}, \"premiere_vue\": \"2024-02-05T03:00:00Z\"}\n"
              "{\"id\": \"b\", \"titre\": \"T\", \"licence\": \"CC0\", \"racine\": {\"chemin\": "
              "\"/q\", \"reponses\": false}}\n{\"id\": \"c\", \"titre\": \"T\", \"racine\": "
              "\"carrée\", \"premiere_vue\": 1700000000}\n"));
    assert_problems(&probe, "");
    assert_int_equal(probe.count, 3);
    assert_slice(probe.exchanges[0].source.root, "/q");
    assert_slice(probe.exchanges[0].licence, "CC0");
    assert_true(probe.exchanges[0].is_uncovered);
    for (size_t i = 1; i < 3; i++) {
        assert_slice(probe.exchanges[i].source.root, "");
        assert_false(probe.exchanges[i].is_uncovered);
    }
}

// What dumps and exports say of themselves is compared with what is there.
static void a_dump_or_export_without_its_end_is_cut(void **state)
{
    (void)state;
#define ROW(id) "{\"id\":\"" id "\",\"titre\":\"T\"}\n"
#define DUMPED(id, source, root) \
    "{\"id\":\"" id "\",\"titre\":\"T\",\"source\":\"" source "\",\"racine\":{\"chemin\":\"" root \
    "\",\"reponses\":true},\"premiere_vue\":\"2024-02-05T03:00:00Z\"}\n"
#define DATED(id) DUMPED(id, "a.jsonl:1", "questions-0a1b2c3d")
#define GONE(id) "{\"id\":\"" id "\",\"disparue_le\":\"2024-02-05T03:00:00Z\"}\n"
#define END(count, gone) "{\"fin\":true,\"count\":" #count ",\"disparues\":" #gone "}\n"
#define CUT "truncated: a dated dump without the record at its end\n"
    static const struct {
        const char *text, *problems;
        size_t count;
    } rows[] = {
        {DATED("a") DATED("b") GONE("c") END(2, 1), "", 2},
        {DATED("a") GONE("c") END(2, 1), "3: announces 2 documents, but 1 found\n", 1},
        {DATED("a") DATED("b") DATED("c") END(2, 0), "4: announces 2 documents, but 3 found\n", 3},
        {DATED("a") GONE("c") END(1, 2), "3: announces 2 ids that are gone, but 1 found\n", 1},
        {DATED("a") DATED("b"), "3: cut: " CUT, 2},
        {ROW("a") GONE("c"), "3: cut: " CUT, 1},
        {ROW("a") DATED("b") END(2, 0) DATED("c"), "5: cut: " CUT, 3},
        {DATED("a") END(1, 0) DATED("b") GONE("c") END(1, 1) ROW("d"), "", 3},
        {DATED("a") "{\"id\":\"b\"", "2: cut: truncated: the last object does not end\n", 1},
        // A row that is wrong is there; behind one that is broken nobody can count.
        {ROW("a") "{\"id\":\n" ROW("b") END(3, 0), "4: not JSON: '}' expected near end of file\n",
         1},
        {ROW("a") "{\"titre\":\"T\"}\n" END(2, 0), "2: no \"id\"\n", 1},
        // Exports, and what others call so.
        {ROW("a") ROW("b") "{\"fin\":true,\"count\":2,\"generation\":7}\n", "", 2},
        {ROW("a") "{\"fin\":true,\"count\":2,\"generation\":7}",
         "2: announces 2 documents, but 1 found\n", 1},
        {"{\"fin\":true,\"count\":0,\"generation\":7}\n", "", 0},
        {ROW("a") "{\"fin\":true}\n", "", 1},
        {ROW("a") "{\"fin\":false,\"count\":1,\"detail\":\"L’index…\"}\n",
         "2: cut: truncated: an export that was broken off\n", 1},
        {ROW("a") "{\"fin\":\"oui\"}\n", "2: no \"id\"\n", 1},
        {"{\"id\":\"a\",\"titre\":\"T\",\"fin\":false}\n", "", 1},
        // Dumps that are not dated have no such record, whatever their roots are called.
        {DUMPED("a", "/q/a.jsonl:1", "/q") DUMPED("b", "-:1", "questions-0a1b2c3d"), "", 2},
        {DUMPED("a", "/q/dump.ndjson:1", "questions-0a1b2c3d"), "", 1},
        {DUMPED("a", "", "questions-0a1b2c3d") ROW("b"), "", 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        probe_parse(&probe, "jsonl", slice_from(rows[i].text));
        assert_problems(&probe, rows[i].problems);
        assert_int_equal(probe.count, rows[i].count);
    }
#undef ROW
#undef DUMPED
#undef DATED
#undef GONE
#undef END
#undef CUT
}

static void statut_is_the_word_of_the_source(void **state)
{
    (void)state;
    static const struct {
        const char *fields;
        enum exchange_status status;
        size_t replies;
    } rows[] = {
        {"\"statut\":\"Retirée\",\"date_cloture\":\"2024-05-06\",\"motif\":\"fin de mandat\"",
         EXCHANGE_WITHDRAWN, 0},
        {"\"statut\":\"caduque\"", EXCHANGE_LAPSED, 0},
        {"\"statut\":\"sans réponse\"", EXCHANGE_WAITING, 0},
        {"\"statut\":\"non-couverte\"", EXCHANGE_WAITING, 0},
        {"\"statut\":\"repondue\"", EXCHANGE_ANSWERED, 1},
        {"\"statut\":\"provisoire\"", EXCHANGE_PROVISIONAL, 1},
        {"\"statut\":\"provisoire\",\"reponse\":\"Je cherche.\"", EXCHANGE_PROVISIONAL, 1},
        {"\"statut\":\"retiree\",\"reponse\":\"Voici.\"", EXCHANGE_ANSWERED, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char line[300];
        int len = snprintf(line, sizeof line, "{\"id\":\"a\",\"titre\":\"T\",%s}", rows[i].fields);
        probe_parse(&probe, "jsonl", slice_of(line, (size_t)len));
        assert_problems(&probe, "");
        assert_int_equal(exchange_status(&probe.exchanges[0]), rows[i].status);
        assert_int_equal(probe.exchanges[0].reply_count, rows[i].replies);
    }
    probe_parse(&probe, "jsonl", SLICE("{\"id\":\"a\",\"titre\":\"T\",\"statut\":\"perdue\"}"));
    assert_problems(&probe, "1: unknown \"statut\" \"perdue\"\n");
}

static void a_debate_is_question_and_answer(void **state)
{
    (void)state;
    probe_parse(&probe, NULL,
                SLICE("{\"id\":\"a\",\"titre\":\"T\",\"date_reponse\":\"2024-03-11\","
                      "\"interventions\":["
                      "{\"orateur\":\"A. Verger\",\"role\":\"auteur\",\"texte\":\"Quand ?\"},"
                      "{\"texte\":\"Bravo !\"},"
                      "{\"orateur\":\"J. Ponton\",\"fonction\":\"ministre\",\"role\":\"ministre\","
                      "\"texte\":\"Lundi.\"}]}\n"
                      "{\"id\":\"b\",\"titre\":\"T\",\"interventions\":[{\"role\":\"public\"}]}\n"
                      "{\"id\":\"c\",\"titre\":\"T\",\"interventions\":\"Bravo\"}\n"));
    assert_problems(&probe, "2: unknown \"role\" \"public\"\n"
                            "3: \"interventions\" is not a list\n");
    const struct exchange *exchange = &probe.exchanges[0];
    assert_slice(exchange->question, "Quand ?");
    assert_int_equal(exchange->speech_count, 3);
    assert_int_equal(exchange->speeches[1].role, SPEECH_OTHER);
    assert_slice(exchange->replies[0].text, "Lundi.");
    assert_slice(exchange->replies[0].respondent, "J. Ponton");
    assert_int_equal(exchange->replies[0].date, 20240311);
}

static void lists_and_indentation_do_not_matter(void **state)
{
    (void)state;
    static const struct {
        const char *text;
    } rows[] = {
        {"[{\"id\":\"a\",\"titre\":\"T\"},{\"id\":\"b\",\"titre\":\"U\"}]"},
        {"[\n{\"id\":\"a\",\"titre\":\"T\"},\n{\"id\":\"b\",\"titre\":\"U\"}\n]\n"},
        {"[\n  {\n    \"id\": \"a\",\n    \"titre\": \"T\"\n  },\n  {\n    \"id\": \"b\",\n"
         "    \"titre\": \"U\",\n    \"reponses\": [\n      {\n        \"texte\": \"}{][\\\"\"\n"
         "      }\n    ]\n  }\n]\n"},
        {"[\n{\n\"id\": \"a\",\n\"titre\": \"T\"\n},\n{\n\"id\": \"b\",\n\"titre\": \"U\",\n"
         "\"reponses\": [\n{\n\"texte\": \"un\"\n},\n{\n\"texte\": \"deux\"\n}\n]\n}\n]"},
        {"{\"id\":\"a\",\n \"titre\":\"T\"}\n\n{\"id\":\"b\",\r\n \"titre\":\"U\"}\r\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        probe_parse(&probe, NULL, slice_from(rows[i].text));
        assert_problems(&probe, "");
        assert_int_equal(probe.count, 2);
        assert_slice(probe.exchanges[0].id, "a");
        assert_slice(probe.exchanges[1].title, "U");
    }
    assert_int_equal(probe.lines[1], 4);
}

// Lists that have lost what closes them, and what else may stand around documents.
static void a_list_that_does_not_end_is_cut(void **state)
{
    (void)state;
#define A "{\"id\":\"a\",\"titre\":\"T\"}"
#define B "{\"id\":\"b\",\"titre\":\"[U]\"}"
    static const struct {
        const char *text, *problems;
        size_t count;
    } rows[] = {
        {"[" A, "1: cut: truncated: the list does not end\n", 1},
        {"[" A ",", "1: cut: truncated: the list does not end\n", 1},
        {"[" A ",\n", "2: cut: truncated: the list does not end\n", 1},
        {"\xEF\xBB\xBF [\n" A ",\n" B "\n\n", "5: cut: truncated: the list does not end\n", 2},
        {"[[" A "," B "]", "1: cut: truncated: the list does not end\n", 2},
        {"[" A "]\n[" B, "2: cut: truncated: the list does not end\n", 2},
        {A "\n[" B "\n", "3: cut: truncated: the list does not end\n", 2},
        {"[" A ",\n{\"id\":\"b\"", "2: cut: truncated: the last object does not end\n", 1},
        {"[" A ",\n7,\n" B "\n",
         "2: not JSON: end of file expected near ','\n"
         "4: cut: truncated: the list does not end\n",
         2},
        {"[\n" A ",\n7,\n" B "\n]\n", "3: not JSON: end of file expected near ','\n", 2},
        {"[\n" A ",\n" B ",\n7]\n", "4: not JSON: end of file expected near ']'\n", 2},
        {A "\n[1]\n" B "\n", "2: not a JSON object\n", 2},
        {A "\n]\n" B "\n", "", 2},
        {"[[" A "],[" B "]]", "", 2},
        {"[" A "]\n" B "\n[]", "", 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        probe_parse(&probe, "jsonl", slice_from(rows[i].text));
        assert_problems(&probe, rows[i].problems);
        assert_int_equal(probe.count, rows[i].count);
    }
#undef A
#undef B
}

// Whatever is wrong with it, and however many lines it has.
static void one_bad_document_is_one_message(void **state)
{
    (void)state;
    static const struct {
        const char *text, *problems;
        size_t count;
    } rows[] = {
        {"[\n {\n  \"id\": \"a\",\n  \"titre\": \"T\"\n  \"type\": \"X\",\n  \"liste\": [\n   {\n"
         "    \"b\": 1\n   }\n  ]\n },\n {\n  \"id\": \"b\",\n  \"titre\": \"T\"\n }\n]\n",
         "5: not JSON: '}' expected near '\"type\"'\n", 1},
        {"[\n {\n  \"id\": \"a\",\n  \"titre\": \"T\n  u\",\n  \"liste\": [\n   {\n"
         "    \"b\": 1\n   }\n  ]\n },\n {\n  \"id\": \"b\",\n  \"titre\": \"T\"\n }\n]\n",
         "4: not JSON: unexpected newline near '\"T'\n", 1},
        {"{\"id\":\"a\",\"titre\":\"T\"\n{\"id\":\"b\",\"titre\":\"T\"}\n",
         "2: not JSON: '}' expected near end of file\n", 1},
        {"{\"id\":\"a\",\"reponses\":[\n{\"id\":\"b\",\"titre\":\"T\"}\n{\"id\":\"c\",\"titre\":"
         "\"T\"}\n",
         "3: not JSON: ']' expected near end of file\n", 1},
        {"nom;date\nun;2\ndeux;3\n{\"id\":\"b\",\"titre\":\"T\"}\n",
         "1: not JSON: invalid token near 'nom'\n", 1},
        {"{\n \"id\": \"a\",\n \"titre\": \"T\",\n \"liste\": [\n  {\n   \"b\": 1\n",
         "1: cut: truncated: the last object does not end\n", 0},
        {"{\"id\":\"a\",\"titre\":\"T\"} et puis\n{\"id\":\"b\",\"titre\":\"T\"}\n",
         "1: not JSON: invalid token near 'et'\n", 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        probe_parse(&probe, "jsonl", slice_from(rows[i].text));
        assert_problems(&probe, rows[i].problems);
        assert_int_equal(probe.count, rows[i].count);
    }
}

static void bytes_that_are_not_utf8_are_read_as_windows_1252(void **state)
{
    (void)state;
    probe_parse(&probe, NULL,
                SLICE("{\"id\":\"a\",\"titre\":\"L\x92\xE9t\xE9\"}\n"
                      "{\"id\":\"b\",\"titre\":\"L’été \xE0\"}\n"
                      "{\"id\":\"c\",\"titre\":\"déjà\"}\n"));
    assert_problems(&probe, "");
    assert_slice(buf_slice(&probe.notices), "1: not UTF-8: read as Windows-1252\n");
    assert_slice(probe.exchanges[0].title, "L’été");
    assert_slice(probe.exchanges[2].title, "déjà");

    probe_parse(&probe, "jsonl", SLICE("{\"id\":\"a\",\"titre\":\"T\0\"}\n"));
    assert_problems(&probe, "1: not text: it holds NUL bytes\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(french_names_give_every_field),
        cmocka_unit_test(english_names_and_partial_dates_are_understood),
        cmocka_unit_test(answers_may_be_several),
        cmocka_unit_test(the_document_completes_its_one_answer),
        cmocka_unit_test(ministers_are_split_only_where_a_name_stands_first),
        cmocka_unit_test(wrong_lines_are_rejected_and_the_rest_goes_in),
        cmocka_unit_test(persons_natures_and_assemblies_are_read),
        cmocka_unit_test(empty_names_are_nobody),
        cmocka_unit_test(a_dumped_document_brings_its_root),
        cmocka_unit_test(a_dump_or_export_without_its_end_is_cut),
        cmocka_unit_test(statut_is_the_word_of_the_source),
        cmocka_unit_test(a_debate_is_question_and_answer),
        cmocka_unit_test(lists_and_indentation_do_not_matter),
        cmocka_unit_test(a_list_that_does_not_end_is_cut),
        cmocka_unit_test(one_bad_document_is_one_message),
        cmocka_unit_test(bytes_that_are_not_utf8_are_read_as_windows_1252),
    };
    int failed = cmocka_run_group_tests_name("source_jsonl", tests, NULL, NULL);
    probe_close(&probe);
    return failed;
}
