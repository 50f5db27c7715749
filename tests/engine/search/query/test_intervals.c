// How a period is written: its bounds quoted or not, with spaces or without, in a group or alone.
#include "base/error.h"
#include "engine/search/query/parse.h"
#include "engine/search/query/print.h"
#include "engine/search/query/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

// NULL: refused.
static void expect(const char *text, const char *want, size_t notices)
{
    struct arena arena;
    struct error err = {0};
    struct query query;
    struct buf printed;
    arena_init(&arena, 0);
    buf_init(&printed, 0);
    enum status status = query_parse(slice_from(text), LANGUAGE_FRENCH, &arena, &query, &err);
    if ((status == STATUS_OK) != (want != NULL))
        fail_msg("%s: %s", text, err.message);
    if (want) {
        query_print(query.root, NULL, &printed);
        buf_append_char(&printed, '\0');
        if (strcmp(printed.data, want) != 0 || query.notice_count != notices)
            fail_msg("%s: %s, %zu notices", text, printed.data, query.notice_count);
    }
    buf_clear(&printed);
    arena_clear(&arena);
}

static void bounds_may_be_quoted(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"date:\"juin 2020\"..\"août 2020\"", "date:2020-06-01..2020-08-31"},
        {"date:« juin 2020 »..« août 2020 »", "date:2020-06-01..2020-08-31"},
        {"date:\"juin 2020\"..2021", "date:2020-06-01..2021-12-31"},
        {"date:2020..\"août 2021\"", "date:2020-01-01..2021-08-31"},
        {"date:\"1 juin 2020\"..", "date:>=2020-06-01"},
        {"date:..\"juin 2020\"", "date:<=2020-06-30"},
        {"date:>\"juin 2020\"", "date:>=2020-07-01"},
        {"date:> \"juin 2020\" pont", "date:>=2020-07-01 pont"},
        {"date:(\"juin 2020\"..\"août 2020\" OU 2022)", "date:2020-06-01..2020-08-31 OU date:2022"},
        {"delai:\"10 jours\"..\"30 jours\"", "delai:10..30"},
        {"-date:\"juin 2020\"..\"juin 2020\"", "-date:2020-06"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect(rows[i][0], rows[i][1], 0);
}

static void bounds_may_stand_apart(void **state)
{
    (void)state;
    expect("annee:2020 .. 2021", "annee:2020..2021", 0);
    expect("date:2020-06 .. 2020-08 pont", "date:2020-06-01..2020-08-31 pont", 0);
    expect("date:\"juin 2020\" .. \"août 2020\"", "date:2020-06-01..2020-08-31", 0);
    expect("date:2020 .. pont", "date:2020 pont", 0); // no bound
}

static void what_follows_a_quotation_is_no_bound(void **state)
{
    (void)state;
    expect("date:\"juin 2020\"pont", "date:2020-06 pont", 0);
    expect("date:\"juin 2020\"\"pont\"", "date:2020-06 \"pont\"", 0);
    expect("date:\"juin 2020\", pont", "date:2020-06 pont", 0);
    expect("date:\"juin 2020\"~3", "date:2020-06", 0);
    expect("date:2020..\"août 2020", "date:>=2020-01-01 \"août 2020\"", 1); // not closed
    expect("date:\"\"", "", 1);
}

static void what_is_no_interval_is_refused(void **state)
{
    (void)state;
    expect("annee:2020-05", NULL, 0);
    expect("annee:2020-1", NULL, 0);
    expect("annee:2020-2021", "annee:2020..2021", 0);
    expect("delai:30-10", "delai:10..30", 0);
    expect("date:\"juin 2020\"..pont", NULL, 0);
    expect("date:..", NULL, 0);
    expect("date:>", NULL, 0);
}

// And what signs before a word mean together.
static void a_minus_is_not_lost_before_a_plus(void **state)
{
    (void)state;
    expect("-+pont", "-pont", 0);
    expect("+-pont", "-pont", 0);
    expect("-titre:+pont", "-titre:pont", 0);
    expect("++pont", "+pont", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_may_be_quoted),
        cmocka_unit_test(bounds_may_stand_apart),
        cmocka_unit_test(what_follows_a_quotation_is_no_bound),
        cmocka_unit_test(what_is_no_interval_is_refused),
        cmocka_unit_test(a_minus_is_not_lost_before_a_plus),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
