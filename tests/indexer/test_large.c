// Promises about files that are too large to be held: each document is read alone, wherever the pieces of the file
// are cut, and what is wrong with one keeps no other out.
#include "tests/indexer/source_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DOCUMENTS = 6, FILLER = 1024 * 1024 };

static struct probe probe;
static struct buf file;

static void append(const char *text)
{
    buf_append_slice(&file, slice_from(text));
}

// White space is as long as anything, and nobody keeps it.
static void append_filler(size_t len)
{
    char *at = buf_reserve(&file, len);
    assert_non_null(at);
    memset(at, ' ', len);
    file.len += len;
}

static void append_question(int number, const char *more)
{
    buf_printf(
        &file,
        "{\"question\": {\"identifiant\": {\"numero\": \"%d\", \"legislature\": \"17\"}, "
        "\"type\": \"QE\",\n \"indexationAN\": {\"analyses\": [{\"analyse\": \"Le \\\"[bac\"}]},"
        "\"textesQuestion\": {\"texteQuestion\": {\"texte\": \"M. Guy Roland demande.\"}}%s",
        number, more);
    append_filler(FILLER);
    append("}}");
}

// What the file's documents are called, and what was said.
static void assert_read(const char *format, const char *ids, const char *problems)
{
    struct buf seen = {0};
    probe_parse(&probe, format, buf_slice(&file));
    for (size_t i = 0; i < probe.count; i++)
        buf_printf(&seen, "%s%.*s", i > 0 ? " " : "", SLICE_ARG(probe.exchanges[i].id));
    assert_slice(buf_slice(&seen), ids);
    assert_problems(&probe, problems);
    buf_clear(&seen);
    buf_reset(&file);
}

#define ALL_SIX "an-17-1QE an-17-2QE an-17-3QE an-17-4QE an-17-5QE an-17-6QE"

static void documents_in_any_wrapping_are_read_one_by_one(void **state)
{
    (void)state;
    static const struct {
        const char *before, *between, *after;
    } wrappings[] = {
        {"[", ",", "]"},
        {"\xEF\xBB\xBF [\n", "\n,\n", "\n]\n"},
        {"{\"questionsEcrites\": {\"question\":\n [", ",\n", "]}}\n"},
        {"{\"debut\": 0, \"total\": -1.5e3, \"nom\": \"a]\\\"}\", \"questions\": [", ",",
         "], \"vide\": null, \"fin\": [true, \"{\", [2]], \"pied\": {\"numero\": {\"a\": 1}}}"},
        {"", "\n", "\n"},
        {"", "", ""},
    };
    for (size_t i = 0; i < sizeof wrappings / sizeof *wrappings; i++) {
        append(wrappings[i].before);
        for (int d = 1; d <= DOCUMENTS; d++) {
            append_question(d, "");
            append(d < DOCUMENTS ? wrappings[i].between : wrappings[i].after);
        }
        assert_read("an-json", ALL_SIX, "");
    }
}

static void one_wrong_document_is_one_message(void **state)
{
    (void)state;
    static const struct {
        const char *more; // of the third document
        size_t filler;
        const char *problem;
    } rows[] = {
        {", \"a\" \"b\"", 0, "6: not JSON: ':' expected near '\"b\"'\n"},
        {", \"a\": [1, 2}", 0, "6: not JSON: ']' expected near '}'\n"},
        {"", 33 * (size_t)FILLER, "5: a document larger than 32 MiB\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        append("[");
        for (int d = 1; d <= DOCUMENTS; d++) {
            append_question(d, d == 3 ? rows[i].more : "");
            file.len -= d == 3 ? 2 : 0;
            append_filler(d == 3 ? rows[i].filler : 0);
            append(d == 3 ? strchr(rows[i].more, '[') ? "]}," : "}}," : d < 6 ? ",\n" : "]");
        }
        assert_read("an-json", "an-17-1QE an-17-2QE an-17-4QE an-17-5QE an-17-6QE",
                    rows[i].problem);
    }
}

static void a_file_that_is_cut_gives_what_is_whole(void **state)
{
    (void)state;
    for (int d = 1; d <= DOCUMENTS; d++) {
        append(d > 1 ? ",\n" : "[");
        append_question(d, "");
    }
    size_t len = file.len;
    struct buf whole = file;
    file = (struct buf){0};
    buf_append(&file, whole.data, len);
    assert_read("an-json", ALL_SIX, "12: cut: truncated JSON\n");
    buf_append(&file, whole.data, len - 1);
    assert_read("an-json", "an-17-1QE an-17-2QE an-17-3QE an-17-4QE an-17-5QE",
                "12: cut: truncated JSON\n");
    // Behind the documents, in what is passed over.
    static const char *const rests[] = {"]", "], \"pied\": {\"a\": [1", "], \"pied\": \"Voi",
                                        "], \"pied\": 12, \"s\": \"a\\"};
    for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
        append("{\"questions\": ");
        buf_append(&file, whole.data, len);
        append(rests[i]);
        assert_read("an-json", ALL_SIX, "12: cut: truncated JSON\n");
    }
    buf_append(&file, whole.data, len);
    append("; Voici");
    assert_read("an-json", ALL_SIX,
                "12: not JSON: neither a document nor what may stand between two\n");
    buf_append(&file, whole.data, len);
    append("}]");
    assert_read("an-json", ALL_SIX, "12: not JSON: a bracket that nothing opened\n");
    buf_clear(&whole);
}

static void other_lists_of_json_are_read_too(void **state)
{
    (void)state;
    append("{\"start\": 0, \"items\": [");
    for (int d = 1; d <= DOCUMENTS; d++) {
        buf_printf(&file, "%s{\"SDOCNAME\": \"56-B0-8-%04d-%d\", \"LEGISL\": \"56\", ",
                   d > 1 ? "," : "", d, d);
        append_filler(FILLER);
        buf_printf(&file, "\"QUESTNUM\": \"%d\", \"DEPTPRES\": \"8\", \"TITF\": \"Le quai\"}", d);
    }
    append("]}");
    probe_parse(&probe, NULL, buf_slice(&file));
    assert_problems(&probe, "");
    assert_int_equal(probe.count, DOCUMENTS);
    buf_reset(&file);

    append("{\"questions\": [");
    for (int d = 1; d <= DOCUMENTS; d++) {
        buf_printf(&file, "%s{\"question\": {\"numero\": %d, \"legislature\": \"15\", ",
                   d > 1 ? "," : "", d);
        append_filler(FILLER);
        append("\"motif_retrait\": null, \"question\": \"Où passe le bac ?\"}}");
    }
    append("]}");
    assert_read("nosdeputes", "an-15-1QE an-15-2QE an-15-3QE an-15-4QE an-15-5QE an-15-6QE", "");
}

// A text that is a list of lines begins before anything in its document ends.
static void a_document_is_no_wrapping_of_the_lists_in_it(void **state)
{
    (void)state;
    static const struct {
        const char *before, *between, *after;
    } wrappings[] = {
        {"", "\n", "\n"},
        {"{\"total\": 6, \"items\": [", ",", "]}"},
        {"[", ",\n", "]"},
    };
    static const char *const documents[][2] = {
        {"{\"SDOCNAME\": \"56-B0-8-1-1\", \"LEGISL\": 56, \"TEXTQF\": {\"br\": [\"Où passe\", ",
         "\"le bac ?\"]}, \"DEPTPRES\": \"8\", \"TITF\": \"Le bac\"}"},
        {"{\"TEXTQF\": {\"br\": [\"Où passe \\\"SDOCNAME\\\":\", ",
         "\"le bac ?\"]}, \"DEPTPRES\": \"8\", \"LEGISL\": 56, \"SDOCNAME\" : \"56-B0-8-1-1\"}"},
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
        for (size_t w = 0; w < sizeof wrappings / sizeof *wrappings; w++) {
            append(wrappings[w].before);
            for (int d = 1; d <= DOCUMENTS; d++) {
                append(documents[i][0]);
                append_filler(FILLER);
                append(documents[i][1]);
                append(d < DOCUMENTS ? wrappings[w].between : wrappings[w].after);
            }
            probe_parse(&probe, "chambre-json", buf_slice(&file));
            assert_problems(&probe, "");
            assert_int_equal(probe.count, DOCUMENTS);
            buf_reset(&file);
        }

    for (int d = 1; d <= DOCUMENTS; d++) {
        append("{\"question\": {\"indexationAN\": {\"analyses\": [\"Le bac\"]},");
        append_filler(FILLER);
        buf_printf(
            &file,
            "\"type\": \"QE\", \"textesQuestion\": {\"texteQuestion\": {\"texte\": \"Où ?\"}},"
            "\"identifiant\": {\"numero\": %d, \"legislature\": 17}}}\n",
            d);
    }
    assert_read("an-json", ALL_SIX, "");
}

static void a_file_without_a_document_is_rejected(void **state)
{
    (void)state;
    static const char *const texts[] = {"{\"items\": [", "[", "{\"a\": {\"br\": ["};
    static const char *const ends[] = {"]}", "]", "]}}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        append(texts[i]);
        append("\"Là ?\", ");
        append_filler(5 * (size_t)FILLER);
        append(ends[i]);
        assert_read("chambre-json", "", "1: JSON without a question in it\n");
    }
}

static void a_large_dump_is_read_with_its_answers(void **state)
{
    (void)state;
    append("-- PostgreSQL database dump\nCOPY q.sortquestion (sorquecod, sorquelib) FROM stdin;\n"
           "2\tRetir\xE9"
           "e\n\\.\nCOPY q.tam_questions (id, natquecod, legislature, numero, sorquecod, "
           "titre, txtque) FROM stdin;\n");
    for (int d = 1; d <= DOCUMENTS; d++) {
        buf_printf(&file, "%d\tQE\t16\t%d\t%d\tLe bac\tO\xF9 ?", d, d, d == 3 ? 2 : 1);
        append_filler(FILLER);
        append("\n");
    }
    append("\\.\nCOPY q.tam_reponses (idque, datejorep, txtrep) FROM stdin;\n");
    for (int d = DOCUMENTS; d > 0; d -= 2) {
        buf_printf(&file, "%d\t2021-02-0%d 00:00:00\tL\xE0.", d, d);
        append_filler(FILLER);
        append("\n");
    }
    append("\\.\n-- PostgreSQL database dump complete\n");
    assert_read("senat",
                "senat-16-1QE senat-16-2QE senat-16-3QE senat-16-4QE senat-16-5QE senat-16-6QE",
                "");
    assert_slice(buf_slice(&probe.notices), "3: not UTF-8: read as Windows-1252\n");
    assert_slice(probe.exchanges[3].question, "Où ?");
    assert_int_equal(probe.exchanges[3].reply_count, 1);
    assert_slice(probe.exchanges[3].replies[0].text, "Là.");
    assert_int_equal(probe.exchanges[3].replies[0].date, 20210204);
    assert_int_equal(probe.exchanges[4].reply_count, 0);
    assert_slice(probe.exchanges[2].motive, "Retirée");
}

static void a_large_table_is_read_row_by_row(void **state)
{
    (void)state;
    append("Sort;Nature;R\xE9"
           "f\xE9rence;\"Titre\"\n");
    for (int d = 1; d <= 2 * DOCUMENTS; d++) {
        buf_printf(&file, "En cours;QE;%d;\"L'\xE9tang ", d);
        append_filler(FILLER);
        append("\"\n");
    }
    append("En cours;QE;13;\"Le bac\n");
    append_filler(FILLER);
    probe_parse(&probe, "senat", buf_slice(&file));
    assert_problems(&probe, "14: cut: truncated: a quote without its end\n");
    assert_int_equal(probe.count, 2 * DOCUMENTS);
    assert_slice(probe.exchanges[11].id, "senat-12");
    assert_slice(probe.exchanges[0].title, "L'étang");
    buf_reset(&file);
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
    buf_clear(&file);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_in_any_wrapping_are_read_one_by_one),
        cmocka_unit_test(one_wrong_document_is_one_message),
        cmocka_unit_test(a_file_that_is_cut_gives_what_is_whole),
        cmocka_unit_test(other_lists_of_json_are_read_too),
        cmocka_unit_test(a_document_is_no_wrapping_of_the_lists_in_it),
        cmocka_unit_test(a_file_without_a_document_is_rejected),
        cmocka_unit_test(a_large_dump_is_read_with_its_answers),
        cmocka_unit_test(a_large_table_is_read_row_by_row),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
