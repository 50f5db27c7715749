// docs/query-language.md and hemicycle-query(7) tell the truth: their examples parse, what they call the same is the
// same tree, what they call repaired is told, and their limits are the parser's.
#include "answer/params/refusal.h"
#include "engine/search/limits.h"
#include "engine/search/meaning/expand.h"
#include "engine/search/meaning/resolve.h"
#include "engine/search/query/parse.h"
#include "engine/search/query/query.h"
#include "tests/engine/search/query_equal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct page {
    struct arena arena;
    struct slice text;
};

static void open_page(struct page *page, const char *path)
{
    arena_init(&page->arena, 0);
    const char *source = getenv("HEMICYCLE_SOURCE");
    struct slice full = arena_printf(&page->arena, "%s/%s", source ? source : ".", path);
    char name[1024];
    snprintf(name, sizeof name, "%.*s", SLICE_ARG(full));
    FILE *file = fopen(name, "r");
    if (!file)
        fail_msg("%s cannot be read", name);
    enum { MOST = 1 << 20 };
    char *text = arena_alloc(&page->arena, MOST);
    page->text = slice_of(text, fread(text, 1, MOST, file));
    fclose(file);
}

// The next line, without its end; false at the end of the page.
static bool next_line(struct slice *text, struct slice *line)
{
    if (text->len == 0)
        return false;
    size_t end = slice_find(*text, SLICE("\n"));
    *line = slice_of(text->ptr, end);
    *text = slice_from_offset(*text, end < text->len ? end + 1 : end);
    return true;
}

// The next `code` of the text; false when there is none.
static bool next_code(struct slice *text, struct slice *code)
{
    size_t open = slice_find(*text, SLICE("`"));
    if (open == text->len)
        return false;
    struct slice rest = slice_from_offset(*text, open + 1);
    size_t close = slice_find(rest, SLICE("`"));
    assert_true(close < rest.len);
    *code = slice_of(rest.ptr, close);
    *text = slice_from_offset(rest, close + 1);
    return true;
}

static struct query parse(struct page *page, struct slice text)
{
    struct query query;
    struct error err = {0};
    if (query_parse(text, LANGUAGE_FRENCH, &page->arena, &query, &err) != STATUS_OK)
        fail_msg("`%.*s`: %s", SLICE_ARG(text), err.message);
    return query;
}

static void assert_parses(struct page *page, struct slice text)
{
    struct query query = parse(page, text);
    if (query.notice_count > 0 || query.root->kind == QUERY_ALL)
        fail_msg("`%.*s` is repaired", SLICE_ARG(text));
}

// « | `a` | `b` | »: the same query; with `repairs`, a is told to be repaired.
static void assert_row_equal(struct page *page, struct slice row, bool repairs)
{
    struct slice a = SLICE(""), b = SLICE("");
    assert_true(next_code(&row, &a) && next_code(&row, &b));
    struct query typed = parse(page, a), understood = parse(page, b);
    if (!query_equal(typed.root, understood.root))
        fail_msg("`%.*s` is not `%.*s`", SLICE_ARG(a), SLICE_ARG(b));
    if ((typed.notice_count > 0) != repairs || understood.notice_count > 0)
        fail_msg("`%.*s` has %zu notices", SLICE_ARG(a), typed.notice_count);
}

static void every_example_of_the_page_is_what_it_says(void **state)
{
    (void)state;
    struct page page;
    open_page(&page, "docs/query-language.md");
    struct slice text = page.text, line, heading = SLICE("");
    size_t examples = 0, pairs = 0;
    while (next_line(&text, &line)) {
        if (slice_starts_with(line, SLICE("## ")))
            heading = line;
        bool is_precedence = slice_equal(heading, SLICE("## Precedence"));
        bool is_repair = slice_equal(heading, SLICE("## What is repaired"));
        if (!slice_starts_with(line, SLICE("| `")))
            continue;
        if (is_precedence || is_repair) {
            assert_row_equal(&page, line, is_repair);
            pairs++;
            continue;
        }
        struct slice column = slice_of(line.ptr, slice_find(line, SLICE("` |")) + 1), code;
        for (; next_code(&column, &code); examples++)
            assert_parses(&page, code);
    }
    assert_true(examples > 40 && pairs > 12);
    arena_clear(&page.arena);
}

static void assert_says(const struct page *page, struct slice what)
{
    if (slice_find(page->text, what) == page->text.len)
        fail_msg("the page does not say « %.*s »", SLICE_ARG(what));
}

static void the_limits_of_the_page_are_the_parsers(void **state)
{
    (void)state;
    struct page page;
    open_page(&page, "docs/query-language.md");
    assert_says(&page, arena_printf(&page.arena, "| %d,%03d bytes |", PARAMS_MAX_TEXT_LEN / 1000,
                                    PARAMS_MAX_TEXT_LEN % 1000));
    assert_says(&page, arena_printf(&page.arena, "not counted | %d |", QUERY_MAX_WORDS));
    assert_says(&page, arena_printf(&page.arena, "within groups | %d |", QUERY_MAX_DEPTH));
    assert_says(&page, arena_printf(&page.arena, "`\"a b\"~%d` | %d |", QUERY_MAX_DISTANCE,
                                    QUERY_MAX_DISTANCE));
    assert_says(&page, arena_printf(&page.arena, "| %d each, %d,%03d in all,", EXPAND_MAX_WORDS,
                                    RESOLVE_MAX_EXPANSIONS / 1000, RESOLVE_MAX_EXPANSIONS % 1000));
    arena_clear(&page.arena);
}

static void every_example_of_the_manual_parses(void **state)
{
    (void)state;
    struct page page;
    open_page(&page, "docs/man/hemicycle-query.7");
    struct slice text = page.text, line;
    bool is_example = false;
    size_t examples = 0;
    while (next_line(&text, &line)) {
        is_example = is_example && !slice_equal(line, SLICE(".Ed"));
        if (is_example) {
            assert_parses(&page, line);
            examples++;
        }
        is_example = is_example || slice_starts_with(line, SLICE(".Bd"));
    }
    assert_true(examples > 4);
    arena_clear(&page.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_example_of_the_page_is_what_it_says),
        cmocka_unit_test(the_limits_of_the_page_are_the_parsers),
        cmocka_unit_test(every_example_of_the_manual_parses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
