// How far words are from one another.
#include "base/edit_distance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void distance_counts_edits(void **state)
{
    (void)state;
    const struct {
        const char *a, *b;
        unsigned distance;
    } rows[] = {{"", "", 0},
                {"abc", "", 3},
                {"abc", "ABC", 0},
                {"abc", "acb", 1},
                {"abc", "abd", 1},
                {"abc", "abcd", 1},
                {"kitten", "sitting", 3},
                {"ministre", "minister", 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(edit_distance(slice_from(rows[i].a), slice_from(rows[i].b)),
                         rows[i].distance);
        assert_int_equal(edit_distance(slice_from(rows[i].b), slice_from(rows[i].a)),
                         rows[i].distance);
    }
}

static void only_what_is_near_is_proposed(void **state)
{
    (void)state;
    const struct {
        const char *typed, *name;
        bool is_slip, is_near;
    } rows[] = {{"limit", "cite", false, false},
                {"ministr", "ministre", true, true},
                {"mnistere", "ministre", true, true},
                {"facettes", "facets", true, true},
                {"tr", "tri", true, true},
                {"t", "tri", false, false},
                {"b", "a", false, false},
                {"date_reponse", "date", false, false},
                {"SES", "session", false, true},
                {"se", "session", false, false},
                {"SNCB", "session", false, false},
                {"dates", "date", true, true},
                {"", "q", false, false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(edit_is_slip(slice_from(rows[i].typed), slice_from(rows[i].name)),
                         rows[i].is_slip);
        assert_int_equal(edit_is_near(slice_from(rows[i].typed), slice_from(rows[i].name)),
                         rows[i].is_near);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distance_counts_edits),
        cmocka_unit_test(only_what_is_near_is_proposed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
