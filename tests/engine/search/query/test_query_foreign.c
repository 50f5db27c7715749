// Promises of what other engines and typographers write: it is read as it is meant, and told; what only looks like
// it is text.
#include "engine/search/query/parse.h"
#include "tests/engine/search/query_equal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct query parse(struct arena *arena, const char *text)
{
    struct query query;
    struct error err = {0};
    if (query_parse(slice_from(text), LANGUAGE_FRENCH, arena, &query, &err) != STATUS_OK)
        fail_msg("`%s`: %s", text, err.message);
    return query;
}

static void foreign_signs_are_read_with_a_notice(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"foo ET NON bar", "foo ET SAUF bar"},
        {"foo ET  PAS (bar OU baz)", "foo ET SAUF (bar OU baz)"},
        {"foo && NON bar", "foo ET SAUF bar"},
    };
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct query typed = parse(&arena, rows[i][0]), meant = parse(&arena, rows[i][1]);
        if (!query_equal(typed.root, meant.root) || typed.notice_count == 0)
            fail_msg("`%s` is not `%s`, or not told", rows[i][0], rows[i][1]);
    }
    arena_clear(&arena);
}

static void a_title_in_capitals_excludes_nothing(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    struct query typed = parse(&arena, "VITESSE ET NON RESPECT");
    assert_true(query_equal(typed.root, parse(&arena, "VITESSE ET (NON RESPECT)").root));
    arena_clear(&arena);
}

static void what_looks_like_them_is_text(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "foo|bar",          "foo | bar",

        "foo NON bar",      "'plan' l'essai d'été'",
        "rock 'n' roll",    "c' est ' l' essai",
        "‘plan inondation", "km^2 10^6 abc^d",
    };
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct query query = parse(&arena, rows[i]);
        bool is_text =
            query.root->kind == QUERY_WORDS && slice_equal(query.root->text, slice_from(rows[i]));
        if (!is_text || query.notice_count > 0)
            fail_msg("`%s` is more than text", rows[i]);
    }
    struct query lone = parse(&arena, "| foo |"), negated = parse(&arena, "foo ET NON");
    assert_int_equal(lone.notice_count, 0);
    assert_true(query_equal(lone.root, parse(&arena, "foo").root));
    assert_int_equal(negated.notice_count, 0);
    assert_int_equal(negated.root->child_count, 2);
    arena_clear(&arena);
}

static void a_point_in_a_number_with_a_star_is_none(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    assert_true(query_equal(parse(&arena, "L.1234*").root, parse(&arena, "L1234*").root));
    assert_true(query_equal(parse(&arena, "x R.12* y").root, parse(&arena, "x R12* y").root));
    assert_false(query_equal(parse(&arena, "M.12*").root, parse(&arena, "M12*").root));
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(foreign_signs_are_read_with_a_notice),
        cmocka_unit_test(a_title_in_capitals_excludes_nothing),
        cmocka_unit_test(what_looks_like_them_is_text),
        cmocka_unit_test(a_point_in_a_number_with_a_star_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
