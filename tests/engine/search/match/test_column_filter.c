// Promises of column filters: a document passes by itself if and only if it is in the set of those that pass, and that
// is what its values say; however many values are wanted, whatever room the column has for one.
#include "engine/lmdb/view.h"
#include "engine/read/doc_ref.h"
#include "engine/read/snapshot.h"
#include "engine/search/match/column_filter.h"
#include "tests/engine/search/search_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { DOCUMENTS = 64 * 11 + 13, SESSIONS = 7, SINGLE = 300, MOST_VALUES = 320 };

// Sessions fit into a byte; of numbers there are more than that has room for.
static struct slice session_of(struct arena *arena, uint32_t doc)
{
    return arena_printf(arena, "s%u", doc % SESSIONS);
}

static struct slice number_of(struct arena *arena, uint32_t doc)
{
    return arena_printf(arena, "%u", doc % 2 ? doc % SINGLE : 1000 + doc);
}

static uint32_t date_of(uint32_t doc)
{
    static const uint32_t dates[] = {20200229, 20200301, 20200000, 20200300, DATE_NONE};
    return dates[doc % 5];
}

static void fill(struct search_world *w)
{
    for (uint32_t d = 0; d < DOCUMENTS; d++)
        search_world_add(w, (struct exchange){.id = arena_printf(&w->arena, "d%u", d),
                                              .question = SLICE("Combien de ponts ?"),
                                              .session = session_of(&w->arena, d),
                                              .number = number_of(&w->arena, d),
                                              .date_question = date_of(d)});
    search_world_open(w);
}

// Which document of the index it is tells its id.
static uint32_t row_of(struct search_world *w, uint32_t doc)
{
    struct exchange exchange;
    struct doc_key key = doc_key_of((struct doc_ref){.segment = 0, .doc = doc});
    must(view_document(w->view, key, EXCHANGE_SHORT, &w->arena, &exchange, &w->err));
    return (uint32_t)strtoul(exchange.id.ptr + 1, NULL, 10);
}

typedef bool expect(struct search_world *w, const struct match_column *test, uint32_t row);

static void check(struct search_world *w, const struct match_column *test, expect *is_wanted)
{
    struct column_filter filter;
    must(column_filter_open(lmdb_snapshot(w->view), 0, test, &w->arena, &filter, &w->err));
    const uint64_t *bits = column_filter_bits(&filter, &w->arena);
    assert_non_null(bits);
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        bool want = is_wanted(w, test, row_of(w, d));
        if (column_filter_passes(&filter, d) != want || (bits[d / 64] >> d % 64 & 1) != want)
            fail_msg("document %u, %zu values: not %d", d, test->value_count, want);
    }
    for (uint32_t d = DOCUMENTS; d % 64; d++)
        assert_int_equal(bits[d / 64] >> d % 64 & 1, 0);
}

static bool has_session(struct search_world *w, const struct match_column *test, uint32_t row)
{
    return slice_is_one_of(session_of(&w->arena, row), test->values, test->value_count);
}

static bool has_number(struct search_world *w, const struct match_column *test, uint32_t row)
{
    return slice_is_one_of(number_of(&w->arena, row), test->values, test->value_count);
}

static void strings_pass_that_are_wanted(void **state)
{
    struct search_world *w = *state;
    static struct slice sessions[SESSIONS + 1], numbers[MOST_VALUES];
    fill(w);
    for (uint32_t i = 0; i <= SESSIONS; i++) // the last is of no document
        sessions[i] = i == SESSIONS ? SLICE("s") : session_of(&w->arena, SESSIONS - i);
    for (uint32_t i = 0; i < MOST_VALUES; i++)
        numbers[i] = i == 2 ? SLICE("no such number") : number_of(&w->arena, 3 * i);
    for (size_t n = 0; n <= SESSIONS + 1; n++) {
        struct match_column test = {.field = FIELD_SESSION, .values = sessions, .value_count = n};
        check(w, &test, has_session);
    }
    for (size_t n = 0; n <= MOST_VALUES; n += n < 6 ? 1 : 157) {
        struct match_column test = {.field = FIELD_NUMBER, .values = numbers, .value_count = n};
        check(w, &test, has_number);
    }
}

// All of a date that is not known to the day must lie within.
static bool has_date(struct search_world *w, const struct match_column *test, uint32_t row)
{
    (void)w;
    uint32_t date = date_of(row);
    if (date == 20200000)
        return test->low <= 20200101 && test->high >= 20201231;
    if (date == 20200300)
        return test->low <= 20200301 && test->high >= 20200331;
    return date != DATE_NONE && date >= test->low && date <= test->high;
}

static void dates_pass_that_lie_within(void **state)
{
    struct search_world *w = *state;
    static const struct {
        int64_t low, high;
    } ranges[] = {{20200101, 20201231},
                  {20200301, 20200331},
                  {20200229, 20200229},
                  {20200230, 20200330},
                  {20210101, 20211231}};
    fill(w);
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        struct match_column test = {
            .field = FIELD_DATE, .low = ranges[i].low, .high = ranges[i].high};
        check(w, &test, has_date);
    }
}

static bool has_id(struct search_world *w, const struct match_column *test, uint32_t row)
{
    return slice_is_one_of(arena_printf(&w->arena, "d%u", row), test->values, test->value_count);
}

static void the_ids_that_are_listed_pass(void **state)
{
    struct search_world *w = *state;
    const struct slice ids[] = {SLICE("d0"), SLICE("d716"), SLICE("d1"), SLICE("d717"),
                                SLICE("d64")};
    fill(w);
    struct match_column test = {.field = FIELD_ID, .values = ids, .value_count = 5};
    check(w, &test, has_id);
}

static bool none(struct search_world *w, const struct match_column *test, uint32_t row)
{
    (void)w, (void)test, (void)row;
    return false;
}

static void nothing_passes_a_test_of_what_is_no_column(void **state)
{
    struct search_world *w = *state;
    fill(w);
    struct match_column test = {.field = FIELD_URL, .low = INT64_MIN, .high = INT64_MAX};
    check(w, &test, none);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, search_world_set_up, search_world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(strings_pass_that_are_wanted),
        TEST(dates_pass_that_lie_within),
        TEST(the_ids_that_are_listed_pass),
        TEST(nothing_passes_a_test_of_what_is_no_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
