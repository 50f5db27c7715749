// See workdays.h. Spans are counted by whole weeks, then holidays on weekdays are taken off year by year, so that the
// cost is a few steps a year. The calendar has every day of two centuries with its place among the working days, so
// that a day so many of them ahead is two look-ups; it takes 0.6 MB and, to make, some milliseconds.
#include "engine/workdays.h"

#include "base/date.h"

#include <stdbool.h>

enum { HOLIDAYS = 10, WEEKEND = 5, EASTER_MONDAY = 1, ASCENSION = 39, WHIT_MONDAY = 50 };

// Easter Sunday of a year from 1583 on.
static uint32_t easter_of(uint32_t year)
{
    // Anonymous Gregorian computus, as given by J. Meeus, Astronomical Algorithms, chapter 8.
    uint32_t a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4;
    uint32_t f = (b + 8) / 25, g = (b - f + 1) / 3;
    uint32_t h = (19 * a + b - d - g + 15) % 30;
    uint32_t i = c / 4, k = c % 4;
    uint32_t l = (32 + 2 * e + 2 * i - h - k) % 7;
    uint32_t m = (a + 11 * h + 22 * l) / 451;
    uint32_t n = h + l - 7 * m + 114;
    return year * 10000 + n / 31 * 100 + n % 31 + 1;
}

// The holidays of a year, as days since 1970.
static void holidays_of(uint32_t year, int32_t days[HOLIDAYS])
{
    static const uint32_t fixed[] = {101, 501, 721, 815, 1101, 1111, 1225};
    enum { FIXED = sizeof fixed / sizeof *fixed };
    for (int i = 0; i < FIXED; i++)
        days[i] = date_to_days(year * 10000 + fixed[i]);
    int32_t easter = date_to_days(easter_of(year));
    days[FIXED] = easter + EASTER_MONDAY;
    days[FIXED + 1] = easter + ASCENSION;
    days[FIXED + 2] = easter + WHIT_MONDAY;
}

// 0 is Monday: day 0, 1 January 1970, was a Thursday.
static int32_t weekday(int32_t day)
{
    int32_t from_monday = (day + 3) % 7;
    return from_monday < 0 ? from_monday + 7 : from_monday;
}

static bool is_holiday(uint32_t date)
{
    int32_t days[HOLIDAYS], day = date_to_days(date);
    holidays_of(date_year(date), days);
    for (int i = 0; i < HOLIDAYS; i++)
        if (days[i] == day)
            return true;
    return false;
}

// Monday to Friday among the days from <= day < to.
static int32_t weekdays_between(int32_t from, int32_t to)
{
    int32_t count = (to - from) / 7 * 5;
    for (int32_t day = to - (to - from) % 7; day < to; day++)
        count += weekday(day) < WEEKEND;
    return count;
}

int32_t workdays_between(uint32_t from, uint32_t to)
{
    if (to <= from)
        return 0;
    int32_t first = date_to_days(from) + 1, end = date_to_days(to) + 1;
    int32_t count = weekdays_between(first, end);
    for (uint32_t year = date_year(from); year <= date_year(to); year++) {
        int32_t days[HOLIDAYS];
        holidays_of(year, days);
        for (int i = 0; i < HOLIDAYS; i++) {
            // 1 May and Ascension fall on one day when Easter is early (2008): it counts once.
            bool is_seen = false;
            for (int k = 0; k < i; k++)
                is_seen = is_seen || days[k] == days[i];
            count -= !is_seen && days[i] >= first && days[i] < end && weekday(days[i]) < WEEKEND;
        }
    }
    return count;
}

// One by one, for what no calendar has.
static uint32_t workdays_after(uint32_t from, uint32_t days)
{
    int32_t day = date_to_days(from);
    while (days > 0) {
        uint32_t date = date_from_days(++day);
        days -= weekday(day) < WEEKEND && !is_holiday(date);
    }
    return date_from_days(day);
}

enum { FIRST_YEAR = 1950, END_YEAR = 2150, CALENDAR_DAYS = 200 * 366 };

struct workday_calendar {
    int32_t first_day; // since 1970
    int32_t end_day;
    uint32_t count;
    uint32_t next[CALENDAR_DAYS]; // of each day: how many working days come before the one after it
    uint32_t dates[CALENDAR_DAYS]; // of the working days
};

const struct workday_calendar *workday_calendar_make(struct arena *arena)
{
    struct workday_calendar *calendar = arena_calloc(arena, 1, sizeof *calendar);
    if (!calendar)
        return NULL;
    calendar->first_day = date_to_days(FIRST_YEAR * 10000 + 101);
    calendar->end_day = date_to_days(END_YEAR * 10000 + 101);
    for (int32_t day = calendar->first_day; day < calendar->end_day; day++) {
        uint32_t date = date_from_days(day);
        if (weekday(day) < WEEKEND && !is_holiday(date))
            calendar->dates[calendar->count++] = date;
        calendar->next[day - calendar->first_day] = calendar->count;
    }
    return calendar;
}

uint32_t workday_calendar_after(const struct workday_calendar *calendar, uint32_t from,
                                uint32_t days)
{
    int32_t day = date_to_days(from);
    if (day >= calendar->first_day && day < calendar->end_day && days > 0) {
        uint32_t at = calendar->next[day - calendar->first_day] + days - 1;
        if (at < calendar->count)
            return calendar->dates[at];
    }
    return workdays_after(from, days);
}
