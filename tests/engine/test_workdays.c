// Working days are what a Belgian calendar says.
#include "base/date.h"
#include "engine/workdays.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static uint32_t day_before(uint32_t date)
{
    return date_from_days(date_to_days(date) - 1);
}

static bool is_working(uint32_t date)
{
    return workdays_between(day_before(date), date) == 1;
}

// Its Monday and the Thursday of Ascension are holidays; the Monday of the week before is none.
static void easter_is_when_it_was(void **state)
{
    (void)state;
    static const uint32_t sundays[] = {
        15830410, 17000411, 18180322, 18860425, 19430425, 19540418, 19610402, 19810419,
        20000423, 20080323, 20110424, 20160327, 20190421, 20200412, 20210404, 20220417,
        20230409, 20240331, 20250420, 20260405, 20270328, 20380425, 20490418, 22850322,
    };
    for (size_t i = 0; i < sizeof sundays / sizeof *sundays; i++) {
        int32_t easter = date_to_days(sundays[i]);
        if (is_working(date_from_days(easter + 1)) || is_working(date_from_days(easter + 39)) ||
            !is_working(date_from_days(easter - 6)))
            fail_msg("%u", sundays[i]);
    }
}

static void the_ten_holidays_are_those_of_the_law(void **state)
{
    (void)state;
    static const uint32_t holidays[] = {
        // those that are no Saturdays and Sundays, of two years
        20230410, 20230501, 20230518, 20230529, 20230721, 20230815, 20231101, 20231225, 20240101,
        20240401, 20240501, 20240509, 20240520, 20240815, 20241101, 20241111, 20241225,
    };
    size_t at = 0;
    for (int32_t day = date_to_days(20230101); day <= date_to_days(20241231); day++) {
        uint32_t date = date_from_days(day);
        bool is_weekend = ((day + 3) % 7) >= 5;
        if (at < sizeof holidays / sizeof *holidays && date == holidays[at]) {
            at++;
            if (is_weekend || is_working(date))
                fail_msg("%u is a holiday", date);
        } else if (is_working(date) == is_weekend) {
            fail_msg("%u is none", date);
        }
    }
    assert_int_equal(at, sizeof holidays / sizeof *holidays);
    assert_false(is_working(20080501)); // also Ascension
}

static void spans_are_counted_from_the_day_after(void **state)
{
    (void)state;
    static const struct {
        int line;
        uint32_t from, to;
        int32_t days;
    } rows[] = {
        {__LINE__, 20230619, 20230713, 18}, // 24 days
        {__LINE__, 20230619, 20230619, 0},   {__LINE__, 20230619, 20230618, 0},
        {__LINE__, 20230616, 20230617, 0},   // Friday to Saturday
        {__LINE__, 20230616, 20230619, 1},   // … to Monday
        {__LINE__, 20230720, 20230724, 1},   // 21 July is a Friday
        {__LINE__, 20230405, 20230412, 4},   // Easter Monday between
        {__LINE__, 20080430, 20080502, 1},   // 1 May and Ascension on one day
        {__LINE__, 20221223, 20230102, 6},   // both holidays are Sundays
        {__LINE__, 20221231, 20231231, 252}, // 260 weekdays, 8 holidays on them
        {__LINE__, 19691231, 19700105, 2},   // before and behind day 0
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (workdays_between(rows[i].from, rows[i].to) != rows[i].days)
            fail_msg("line %d: %d", rows[i].line, workdays_between(rows[i].from, rows[i].to));
}

static void counting_days_one_by_one_gives_the_same(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    const struct workday_calendar *calendar = workday_calendar_make(&arena);
    assert_non_null(calendar);
    for (uint32_t year = 1990; year <= 2040; year += 3) {
        uint32_t start = year * 10000 + 315;
        int32_t count = 0;
        for (int32_t ahead = 1; ahead < 800; ahead++) {
            uint32_t date = date_from_days(date_to_days(start) + ahead);
            count += is_working(date);
            if (workdays_between(start, date) != count)
                fail_msg("%u to %u: %d, not %d", start, date, workdays_between(start, date), count);
            if (is_working(date))
                assert_int_equal(workday_calendar_after(calendar, start, (uint32_t)count), date);
        }
    }
    assert_int_equal(workday_calendar_after(calendar, 20230619, 0), 20230619);
    arena_clear(&arena);
}

// Within the years that it has, at their ends and beyond.
static void a_calendar_says_what_counting_says(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    const struct workday_calendar *calendar = workday_calendar_make(&arena);
    assert_non_null(calendar);
    static const uint32_t from[] = {19000101, 19491231, 19500101, 20080430, 20221223,
                                    20230716, 21491220, 21491231, 21500101, 99980101};
    for (size_t i = 0; i < sizeof from / sizeof *from; i++)
        for (int32_t ahead = 0; ahead < 9; ahead++)
            for (uint32_t days = 1; days < 30; days++) {
                uint32_t date = date_from_days(date_to_days(from[i]) + ahead);
                uint32_t after = workday_calendar_after(calendar, date, days);
                assert_true(is_working(after));
                assert_int_equal(workdays_between(date, after), days);
            }
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(easter_is_when_it_was),
        cmocka_unit_test(the_ten_holidays_are_those_of_the_law),
        cmocka_unit_test(spans_are_counted_from_the_day_after),
        cmocka_unit_test(counting_days_one_by_one_gives_the_same),
        cmocka_unit_test(a_calendar_says_what_counting_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
