// Promises of indexer/rules: what an operator's file says, which mistakes are told with their line, what is left out,
// and what addresses are made.
#include "indexer/rules/address.h"
#include "indexer/rules/rules.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void assert_text(struct slice text, const char *expected)
{
    char got[500];
    (void)snprintf(got, sizeof got, "%.*s", SLICE_ARG(text));
    assert_string_equal(got, expected);
}

static const char SAMPLE[] = "\xEF\xBB\xBF# Les sources\r\n"
                             "[/nowhere/questions/]\r\n"
                             "  assemblee =  Conseil des Rivi\u00E8res \r\n"
                             "adresse=https://x.be/?n={numero}&d={iddoc}\r\n"
                             "reponses = oui\n"
                             "licence = CC BY 4.0\n"
                             "exclure = *.bak\n"
                             "\n"
                             "exclure = 2019/vieux # pas un commentaire\n"
                             "[/nowhere/questions/avec un blanc]\n"
                             "reponses = non\n"
                             "[https://data.example.be/q.zip]\n"
                             "licence = a = b";

static void a_file_says_what_holds_for_each_source(void **state)
{
    (void)state;
    struct rules rules, again;
    struct error err = {0};
    if (rules_parse(slice_from(SAMPLE), "s", &rules, &err) != STATUS_OK)
        fail_msg("%s", err.message);
    assert_int_equal(rules.count, 3);
    const struct section *first = rules_section(&rules, SLICE("/nowhere/questions/2020/a.txt"));
    assert_ptr_equal(first, &rules.sections[0]);
    assert_text(first->path, "/nowhere/questions");
    assert_text(first->assembly, "Conseil des Rivi\u00E8res");
    assert_text(first->address, "https://x.be/?n={numero}&d={iddoc}");
    assert_int_equal(first->coverage, COVERAGE_ANSWERS);
    assert_text(first->licence, "CC BY 4.0");
    assert_text(first->excluded->pattern, "*.bak");
    assert_text(first->excluded->next->pattern, "2019/vieux # pas un commentaire");
    assert_null(first->excluded->next->next);
    const struct section *second =
        rules_section(&rules, SLICE("/nowhere/questions/avec un blanc/a"));
    assert_ptr_equal(second, &rules.sections[1]);
    assert_int_equal(second->coverage, COVERAGE_NO_ANSWERS);
    assert_int_equal(second->assembly.len, 0);
    assert_ptr_equal(rules_section(&rules, SLICE("https://data.example.be/q.zip")),
                     &rules.sections[2]);
    assert_text(rules.sections[2].licence, "a = b");
    assert_int_equal(rules.sections[2].rank, 2);
    assert_null(rules_section(&rules, SLICE("/nowhere/questions2/a.txt")));

    // What is kept of it says the same, and is the same when it is read again.
    assert_int_equal(rules_parse(rules.told, "told", &again, &err), STATUS_OK);
    assert_true(slice_equal(again.told, rules.told));
    for (size_t i = 0; i < rules.count; i++)
        assert_true(again.sections[i].hash == rules.sections[i].hash);
    rules_clear(&again);
    rules_clear(&rules);
}

static void a_mistake_is_told_with_its_line(void **state)
{
    (void)state;
#define REST(text) text, sizeof(text) - 1
    const struct {
        int line;
        const char *text;
        size_t len;
        const char *message; // the beginning
    } rows[] = {
        {__LINE__, REST("# a\nassemblee = X\n"), "F:2: before the first section"},
        {__LINE__, REST("[/a]\n[/b\n"), "F:2: no ] at the end"},
        {__LINE__, REST("[]\n"), "F:1: a section without a path"},
        {__LINE__, REST("[ \t]\n"), "F:1: a section without a path"},
        {__LINE__, REST("[/a]\r\n\r\n[/a/]\r\n"), "F:3: the same section stands in line 1"},
        {__LINE__, REST("[https://x/]\n[https://x/]\n"), "F:2: the same section stands in line 1"},
        {__LINE__, REST("[/a]\nassembl\u00E9e = X\n"), "F:2: unknown; there are"},
        {__LINE__, REST("[/a]\nAssemblee = X\n"), "F:2: unknown; there are"},
        {__LINE__, REST("[/a]\n= X\n"), "F:2: unknown; there are"},
        {__LINE__, REST("[/a]\nassemblee\n"), "F:2: neither [PATH or URL] nor KEY = VALUE"},
        {__LINE__, REST("[/a]\nassemblee =\n"), "F:2: no value"},
        {__LINE__, REST("[/a]\nlicence = A\nlicence = A\n"), "F:3: a second time"},
        {__LINE__, REST("[/a]\nreponses = yes\n"), "F:2: reponses is neither oui nor non"},
        {__LINE__, REST("[/a]\nreponses = oui non\n"), "F:2: reponses is neither oui nor non"},
        {__LINE__, REST("[/a]\nadresse = ftp://x\n"), "F:2: adresse begins neither"},
        {__LINE__, REST("[/a]\nadresse = https://x y\n"), "F:2: adresse has a blank"},
        {__LINE__, REST("[/a]\nadresse = https://x/{number}\n"), "F:2: adresse has {id}"},
        {__LINE__, REST("[/a]\nadresse = https://x/id\n"), "F:2: adresse has no placeholder"},
        {__LINE__, REST("[/a]\nadresse = https://x/{}\n"), "F:2: adresse has {id}"},
        {__LINE__, REST("[/a]\nadresse = https://x/{id\n"), "F:2: adresse has a brace"},
        {__LINE__, REST("[/a]\nadresse = https://x/id}\n"), "F:2: adresse has a brace"},
        {__LINE__, REST("[/a]\nadresse = https://x/}{id}\n"), "F:2: adresse has a brace"},
        {__LINE__, REST("[/a]\nlicence = A\0B\n"), "F:2: a NUL byte"},
        {__LINE__, REST("[/a]\n# \xE9\n"), "F:2: not UTF-8"},
        {__LINE__, REST("[/a]\n\xEF\xBB\xBF[/b]\n"), "F:2: neither [PATH or URL]"},
        {__LINE__, REST("\xFF\xFE[\0/\0a\0]\0"), "F:1: not UTF-8"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rules rules;
        struct error err = {0};
        enum status status = rules_parse(slice_of(rows[i].text, rows[i].len), "F", &rules, &err);
        if (status != STATUS_INVALID ||
            strncmp(err.message, rows[i].message, strlen(rows[i].message)) != 0)
            fail_msg("line %d: %s", rows[i].line, err.message);
        rules_clear(&rules);
    }
}

static void what_is_too_long_is_refused_and_what_is_empty_says_nothing(void **state)
{
    (void)state;
    struct rules rules;
    struct error err = {0};
    struct buf text;
    buf_init(&text, 0);
    buf_printf(&text, "[/a]\nlicence = %02100d\n", 7);
    assert_int_equal(rules_parse(buf_slice(&text), "F", &rules, &err), STATUS_INVALID);
    assert_string_equal(err.message, "F:2: a value longer than 2000 bytes: \"licence\"");
    rules_clear(&rules);
    buf_reset(&text);
    buf_printf(&text, "[/%05000d]\n", 7);
    assert_int_equal(rules_parse(buf_slice(&text), "F", &rules, &err), STATUS_INVALID);
    assert_memory_equal(err.message, "F:1: a path that cannot be", 26);
    rules_clear(&rules);
    buf_reset(&text);
    for (int i = 0; i < 1001; i++)
        buf_printf(&text, "[/a%d]\n", i);
    assert_int_equal(rules_parse(buf_slice(&text), "F", &rules, &err), STATUS_INVALID);
    assert_string_equal(err.message, "F:1001: more than 1000 sections");
    rules_clear(&rules);
    buf_clear(&text);

    assert_int_equal(rules_parse(SLICE("\n # nothing\n"), "F", &rules, &err), STATUS_OK);
    assert_int_equal(rules.count, 0);
    assert_int_equal(rules.told.len, 0);
    rules_clear(&rules);
}

// A path below the working folder is longer once it is whole: what is taken then is taken again as it was kept.
static void a_path_that_is_taken_is_short_enough_when_it_is_whole(void **state)
{
    (void)state;
    char here[PATH_MAX], text[PATH_MAX + 8];
    assert_non_null(getcwd(here, sizeof here));
    size_t taken = 0, refused = 0;
    for (size_t whole = PATH_MAX - 12; whole < PATH_MAX + 4; whole++) {
        size_t len = whole - strlen(here) - 1;
        text[0] = '[';
        memset(text + 1, 'a', len);
        for (size_t slash = 100; slash + 1 < len; slash += 100)
            text[1 + slash] = '/';
        text[1 + len] = ']';
        struct rules rules, again;
        struct error err = {0};
        enum status status = rules_parse(slice_of(text, len + 2), "F", &rules, &err);
        taken += status == STATUS_OK;
        refused += status == STATUS_INVALID;
        if (status == STATUS_OK) {
            assert_int_equal(rules.sections[0].path.len, whole);
            assert_int_equal(rules_parse(rules.told, "told", &again, &err), STATUS_OK);
            rules_clear(&again);
        }
        rules_clear(&rules);
    }
    assert_true(taken > 0 && refused > 0 && taken + refused == 16);
}

static void a_pattern_leaves_out_names_or_paths(void **state)
{
    (void)state;
    const struct {
        int line;
        const char *pattern, *path;
        bool is_out;
    } rows[] = {
        {__LINE__, "*.bak", "/q/a.bak", true},
        {__LINE__, "*.bak", "/q/2019/x/a.bak", true},
        {__LINE__, "*.bak", "/q/a.bak.txt", false},
        {__LINE__, "vieux", "/q/2019/vieux/a.txt", true}, // a folder: all below it
        {__LINE__, "vieux", "/q/vieux.txt", false},
        {__LINE__, "q", "/q/a.txt", false}, // the root's own name is none of its paths
        {__LINE__, "2019/*", "/q/2019/a.txt", true},
        {__LINE__, "/2019/*", "/q/2019/x/a.txt", true},
        {__LINE__, "2019/*.txt", "/q/2019/x/a.txt", false}, // * stops at a slash
        {__LINE__, "2019/*", "/q/x/2019/a.txt", false},     // from the root on
        {__LINE__, "/a.txt", "/q/a.txt", true},
        {__LINE__, "/a.txt", "/q/x/a.txt", false},
        {__LINE__, "[ab].txt", "/q/b.txt", true},
        {__LINE__, "*", "/q/a.txt", true},
        {__LINE__, "*", "/r/a.txt", false}, // not below the root
        {__LINE__, "[", "/q/a.txt", false},
        {__LINE__, "vieux//", "/q/2019/vieux/a.txt", true}, // as people write of folders
        {__LINE__, "./vieux/", "/q/vieux/a.txt", true},
        {__LINE__, "./vieux/", "/q/2019/vieux/a.txt", false},
        {__LINE__, "/", "/q/a.txt", false},
        {__LINE__, "x.pdf", "/q/a.zip/d/x.pdf", true}, // a member
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct exclusion out = {.pattern = slice_from(rows[i].pattern)};
        if (exclusions_match(&out, SLICE("/q"), slice_from(rows[i].path)) != rows[i].is_out)
            fail_msg("line %d", rows[i].line);
    }
    const struct exclusion second = {.pattern = SLICE("a.txt")};
    const struct exclusion first = {.next = &second, .pattern = SLICE("b.txt")};
    assert_true(exclusions_match(&first, SLICE("/q"), SLICE("/q/a.txt")));
    assert_true(exclusions_match(&second, SLICE("/q/a.txt"), SLICE("/q/a.txt")));
    assert_false(exclusions_match(NULL, SLICE("/q"), SLICE("/q/a.txt")));
}

static void an_address_is_made_of_what_the_document_has(void **state)
{
    (void)state;
    const struct exchange exchange = {.id = SLICE("cr/7"), .number = SLICE("516 (2022) \u00E9")};
    const struct {
        int line;
        const char *template, *name, *address, *missing;
    } rows[] = {
        {__LINE__, "https://x/{id}", "a", "https://x/cr%2F7", ""},
        {__LINE__, "https://x?n={numero}#a", "a", "https://x?n=516%20%282022%29%20%C3%A9#a", ""},
        {__LINE__, "https://x/{iddoc}", "PW_36256.html", "https://x/36256", ""},
        {__LINE__, "https://x/{iddoc}", "2019-12b.v", "https://x/12", ""},
        {__LINE__, "https://x/{fichier}{id}", "a.b.txt", "https://x/a.bcr%2F7", ""},
        {__LINE__, "https://x/{iddoc}", "questions.mp3", "", "iddoc"},
        {__LINE__, "https://x/{session}/{id}", "a", "", "session"},
    };
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct slice missing, wrong;
        struct slice template = slice_from(rows[i].template);
        if (address_problem(template, &wrong))
            fail_msg("line %d", rows[i].line);
        struct slice address =
            address_of(template, &exchange, slice_from(rows[i].name), &arena, &missing);
        assert_text(address, rows[i].address);
        assert_text(missing, rows[i].missing);
    }
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_says_what_holds_for_each_source),
        cmocka_unit_test(a_mistake_is_told_with_its_line),
        cmocka_unit_test(what_is_too_long_is_refused_and_what_is_empty_says_nothing),
        cmocka_unit_test(a_path_that_is_taken_is_short_enough_when_it_is_whole),
        cmocka_unit_test(a_pattern_leaves_out_names_or_paths),
        cmocka_unit_test(an_address_is_made_of_what_the_document_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
