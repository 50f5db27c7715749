// Documents counted by month and by year, against counting each bucket by looking at every date.
#include "base/date.h"
#include "engine/counts/months.h"
#include "engine/exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MOST_DATES = 300 };

struct dates {
    uint32_t found[MOST_DATES], all[MOST_DATES]; // those found are some of all
    size_t found_count, all_count;
};

static bool is_in(uint32_t date, const struct histogram_bucket *bucket, bool by_month)
{
    if (bucket->date == DATE_NONE)
        return date_month(date) == 0;
    return by_month ? date / 100 == bucket->date / 100 : date / 10000 == bucket->date / 10000;
}

static uint32_t count_in(const uint32_t *dates, size_t count, const struct histogram_bucket *bucket,
                         bool by_month)
{
    uint32_t in = 0;
    for (size_t i = 0; i < count; i++)
        in += is_in(dates[i], bucket, by_month);
    return in;
}

// Each match has the words of its day: so that sums differ from counts.
static uint64_t words_in(const struct dates *dates, const struct histogram_bucket *bucket,
                         bool by_month)
{
    uint64_t words = 0;
    for (size_t i = 0; i < dates->found_count; i++)
        if (is_in(dates->found[i], bucket, by_month))
            words += dates->found[i] % 97;
    return words;
}

static uint32_t number_of(const struct histogram_bucket *bucket, bool by_month)
{
    uint32_t year = date_year(bucket->date);
    return by_month ? year * 12 + date_month(bucket->date) - 1 : year;
}

static void check(const struct dates *dates, bool by_month, bool with_all)
{
    struct arena arena;
    struct months found, all;
    struct facet_result out = {0};
    arena_init(&arena, 0);
    months_init(&found, &arena);
    months_init(&all, &arena);
    for (size_t i = 0; i < dates->found_count; i++)
        months_add(&found, dates->found[i], 1, dates->found[i] % 97);
    for (size_t i = 0; i < dates->all_count; i++)
        months_add(&all, dates->all[i], 1, 0);
    assert_true(months_histogram(&found, with_all ? &all : NULL, by_month, &out));
    uint32_t sum = 0;
    for (size_t i = 0; i < out.histogram_count; i++) {
        const struct histogram_bucket *bucket = &out.histogram[i];
        bool is_last = i + 1 == out.histogram_count;
        bool is_monthless = bucket->date == DATE_NONE;
        assert_true(!is_monthless || (by_month && is_last));
        assert_int_equal(bucket->count,
                         count_in(dates->found, dates->found_count, bucket, by_month));
        assert_int_equal(bucket->documents,
                         with_all ? count_in(dates->all, dates->all_count, bucket, by_month) : 0);
        assert_int_equal(bucket->words, words_in(dates, bucket, by_month));
        if (i > 0 && !is_monthless) // no gap
            assert_int_equal(number_of(bucket, by_month), number_of(bucket - 1, by_month) + 1);
        if (i == 0 || is_last) // nothing empty at the ends
            assert_true(bucket->count > 0);
        sum += bucket->count;
    }
    assert_int_equal(sum, dates->found_count);
    arena_clear(&arena);
}

static void check_all(const struct dates *dates)
{
    for (int way = 0; way < 4; way++)
        check(dates, way & 1, way & 2);
}

// Around some year, some of them far away, some without a day or a month.
static uint32_t any_date(uint32_t year)
{
    switch (rand() % 10) {
    case 0:
        return ((uint32_t)rand() % 9999 + 1) * 10000;
    case 1:
        return year * 10000;
    case 2:
        return year * 10000 + ((uint32_t)rand() % 12 + 1) * 100;
    default:
        return (year + (uint32_t)rand() % 5) * 10000 + ((uint32_t)rand() % 12 + 1) * 100 +
               (uint32_t)rand() % 28 + 1;
    }
}

static void random_dates_are_counted_as_by_hand(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 60; seed++) {
        struct dates dates = {0};
        srand(seed);
        uint32_t year = (uint32_t)rand() % 9990 + 1;
        dates.all_count = (size_t)rand() % (seed % 3 ? 9 : MOST_DATES);
        for (size_t i = 0; i < dates.all_count; i++) {
            dates.all[i] = any_date(year);
            if (rand() % 2)
                dates.found[dates.found_count++] = dates.all[i];
        }
        check_all(&dates);
    }
}

static void the_ends_of_time_are_years(void **state)
{
    (void)state;
    const struct dates ends = {{10101, 99991231}, {10101, 99991231, 20240000}, 2, 3};
    check_all(&ends);
    const struct dates years = {{20240000}, {20240000, 20230000, 20240115}, 1, 3};
    check_all(&years);
    const struct dates none = {{0}, {20240115}, 0, 1};
    check_all(&none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_dates_are_counted_as_by_hand),
        cmocka_unit_test(the_ends_of_time_are_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
