// Which stars belong to what is written, and stand for nothing.
#include "base/error.h"
#include "engine/search/query/chars.h"
#include "engine/search/query/parse.h"
#include "engine/search/query/print.h"
#include "engine/search/query/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void stars_of_codes_are_taken_out(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"R.* 421-1", "R.421-1"},
        {"R. *421-1", "R.421-1"},
        {"R. * 421-1", "R.421-1"},
        {"l'article R *421-1, r* 12", "l'article R421-1, r12"},
        {"l’R.*421-1", "l’R.421-1"},
        {"+(R. *421-1) -R*12", "+(R.421-1) -R12"},
        {"R**421-1 R.* 421-*", "R421-1 R.421-*"},
        {"titre:R.*\u00a0421-1", "titre:R.421-1"},
        {"a. *2020", "a.2020"},
        {"a *2020", NULL},
        {"La *2020", NULL},
        {"E* 411", NULL},
        {"R.*", NULL},
        {"R.* code", NULL},
        {"=R.*12 »l*4 )d*2", "=R.12 »l4 )d2"},
        {"éd.*12", NULL},
        {"R.* (12)", NULL},
        {"L. 1234*", NULL},
        {"mot* 12", NULL},
        {"* 12", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[64];
        size_t len = strlen(rows[i][0]);
        memcpy(text, rows[i][0], len);
        text[query_drop_code_stars(text, len)] = '\0';
        assert_string_equal(text, rows[i][1] ? rows[i][1] : rows[i][0]);
    }
}

static void stars_of_forms_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *chunk;
        bool is_form;
    } rows[] = {
        {"12345*01", true},    {"n°12345*01", true}, {"12345*01,", true},  {"[12345*01].", true},
        {"12345*01/02", true}, {"123456*01", false}, {"a12345*01", false}, {"12345*012", false},
        {"12345*01*", false},  {"12345*1", false},   {"1234*01", false},   {"12345*0a", false},
        {"12345*", false},     {"*12345", false},    {"12345**01", true},  {"ʠ12345*01", false},
        {"12345*01é", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct slice chunk = slice_from(rows[i].chunk);
        if (query_is_star_of_form(chunk, slice_find(chunk, SLICE("*"))) != rows[i].is_form)
            fail_msg("%s", rows[i].chunk);
    }
}

// Parsing what is printed gives the same, whatever stands beside the star.
static void what_is_printed_makes_no_codes(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"article R.* 421-1", "article R.421-1"},
        {"R. *421-1", "R.421-1"},
        {"R.* 421-*", "R421-*"},
        {"SAUF d. *2", "-d.2"},
        {"SAUF (d.) *2", "-d. (*2)"},
        {"titre:R*421-1", "titre:R421-1"},
        {"question:(Cerfa n°12345*01, R. *421-1)", "question:(Cerfa n°12345*01, R.421-1)"},
        {"question:R.* 421-1", "question:R.421-1"},
        {"R.*) 421-1", "R.* (421-1)"},
        {"R.*) 421~", "R.* (421~)"},
        {"-(R*) 421-1", "-R* (421-1)"},
        {"d. (*2 a)", "d. (*2 a)"},
        {"\"b\"~2A*6", "\"b\"~2 A6"},
        {"d. (*2)", "d. (*2)"},
        {"titre:d. (*2)", "titre:d. (*2)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t from = 0; from < 2; from++) {
            struct arena arena;
            struct error err = {0};
            struct query query;
            struct buf printed;
            arena_init(&arena, 0);
            buf_init(&printed, 0);
            assert_int_equal(
                query_parse(slice_from(rows[i][from]), LANGUAGE_FRENCH, &arena, &query, &err),
                STATUS_OK);
            query_print(query.root, NULL, &printed);
            buf_append_char(&printed, '\0');
            assert_string_equal(printed.data, rows[i][1]);
            buf_clear(&printed);
            arena_clear(&arena);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stars_of_codes_are_taken_out),
                                       cmocka_unit_test(stars_of_forms_are_told),
                                       cmocka_unit_test(what_is_printed_makes_no_codes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
