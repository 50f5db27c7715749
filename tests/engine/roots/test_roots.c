// Promises of engine/roots/roots.h: which root a path stands under, which roots have no answers, and that damage is
// seen.
#include "engine/roots/roots.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_path_is_below_whole_names_only(void **state)
{
    (void)state;
    const struct {
        int line;
        const char *path, *root;
        bool is_below;
    } rows[] = {
        {__LINE__, "/q", "/q", true},
        {__LINE__, "/q/a", "/q", true},
        {__LINE__, "/q-b", "/q", false},
        {__LINE__, "/", "/q", false},
        {__LINE__, "/q", "/", true},
        {__LINE__, "/q", "", false},
        {__LINE__, "https://a.be/x/y.zip", "https://a.be/x/", true},
        {__LINE__, "https://a.be/x", "https://a.be/x/", false},
        {__LINE__, "https://a.be/xy", "https://a.be/x", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (roots_is_below(slice_from(rows[i].path), slice_from(rows[i].root)) != rows[i].is_below)
            fail_msg("line %d", rows[i].line);
}

// Encodes and decodes; the bytes must live as long as what is decoded.
static void pass_through(const struct roots *roots, struct roots *back, struct arena *arena)
{
    struct buf record;
    struct error err = {0};
    buf_init(&record, 0);
    roots_encode(roots, &record);
    *back = (struct roots){.arena = arena};
    assert_int_equal(roots_decode(arena_copy(arena, buf_slice(&record)), back, &err), STATUS_OK);
    buf_clear(&record);
}

static bool is_uncovered(const struct roots *roots, const char *path)
{
    const struct source_root *root = roots_find(roots, slice_from(path));
    assert_non_null(root);
    return root->is_uncovered;
}

static void the_outermost_folder_speaks_for_those_in_it_and_a_section_for_itself(void **state)
{
    (void)state;
    struct arena arena;
    struct roots roots = {.arena = &arena}, back;
    arena_init(&arena, 0);
    const struct source_root sections[] = {
        {.path = SLICE("/q/senat"), .coverage = COVERAGE_NO_ANSWERS, .licence = SLICE("CC0")},
        {.path = SLICE("/q/new")},
        {.path = SLICE("/r/all"), .coverage = COVERAGE_ANSWERS},
    };
    assert_true(roots_tell(&roots, SLICE("text"), sections, 3));
    const char *const paths[] = {"/q/2024", "/q", "/q-b", "/q/2023", "/r", "/r/all"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_non_null(roots_put(&roots, slice_from(paths[i])));
    roots_find(&roots, SLICE("/q/2023"))->was_answered = true;
    roots_find(&roots, SLICE("/q/senat"))->was_answered = true;
    pass_through(&roots, &back, &arena);
    assert_int_equal(back.count, 8);
    assert_true(slice_equal(back.told, SLICE("text")));
    assert_false(is_uncovered(&back, "/q"));
    assert_false(is_uncovered(&back, "/q/2024"));
    assert_true(is_uncovered(&back, "/q-b"));
    assert_true(is_uncovered(&back, "/q/senat")); // the operator's word goes before what was seen
    assert_true(is_uncovered(&back, "/q/new"));
    assert_true(is_uncovered(&back, "/r"));
    assert_false(is_uncovered(&back, "/r/all"));
    assert_true(slice_equal(roots_find(&back, SLICE("/q/senat"))->licence, SLICE("CC0")));
    assert_true(slice_equal(roots_outermost(&back, SLICE("/q/2023/a.txt"))->path, SLICE("/q")));
    assert_null(roots_outermost(&back, SLICE("/s/a.txt")));

    // What is no section any more is a folder like others, and what was answered stays so.
    assert_true(roots_tell(&back, SLICE(""), NULL, 0));
    pass_through(&back, &roots, &arena);
    assert_false(is_uncovered(&roots, "/q/senat"));
    assert_false(is_uncovered(&roots, "/q/new"));
    assert_int_equal(roots_find(&roots, SLICE("/q/senat"))->licence.len, 0);
    arena_clear(&arena);
}

static void a_damaged_list_is_seen(void **state)
{
    (void)state;
    struct arena arena;
    struct roots roots = {.arena = &arena}, back = {.arena = &arena};
    struct buf record;
    arena_init(&arena, 0);
    buf_init(&record, 0);
    assert_non_null(roots_put(&roots, SLICE("/q")));
    assert_non_null(roots_put(&roots, SLICE("/r")));
    roots_encode(&roots, &record);
    for (size_t len = 0; len < record.len; len++)
        assert_int_equal(roots_decode(slice_of(record.data, len), &back, NULL), STATUS_CORRUPT);
    for (size_t i = 0; i < record.len; i++) {
        record.data[i] ^= 0x10;
        assert_int_equal(roots_decode(buf_slice(&record), &back, NULL), STATUS_CORRUPT);
        record.data[i] ^= 0x10;
    }
    assert_int_equal(roots_decode(buf_slice(&record), &back, NULL), STATUS_OK);
    buf_clear(&record);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_is_below_whole_names_only),
        cmocka_unit_test(the_outermost_folder_speaks_for_those_in_it_and_a_section_for_itself),
        cmocka_unit_test(a_damaged_list_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
