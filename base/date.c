// Days and moments: read from text, written as text, counted.
//
// The idea: the Gregorian calendar by arithmetic only. No time zone, no locale, no libc time functions, which are slow
// (strftime looks at /etc/localtime each time), stateful and cannot express "June 2023". Days are counted with the
// method of Howard Hinnant ("chrono-Compatible Low-Level Date Algorithms"): the year begins in March, so that the leap
// day is its last, and 400 years are 146,097 days.
//
// Invariants: what is read is a day that exists, or DATE_NONE; what is written is read back as the same.
//
// Cost: some divisions; nothing is allocated.
#include "base/date.h"

#include <assert.h>
#include <stdio.h>

#define YEAR_MIN 1000
#define YEAR_MAX 9999

static bool is_leap_year(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month)
{
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return DAYS[month - 1] + (month == 2 && is_leap_year(year));
}

static uint32_t pack(int year, int month, int day)
{
    return (uint32_t)(year * 10000 + month * 100 + day);
}

static bool is_year(int year)
{
    return year >= YEAR_MIN && year <= YEAR_MAX;
}

uint32_t date_from_ymd(int year, int month, int day)
{
    bool exists =
        is_year(year) && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
    return exists ? pack(year, month, day) : DATE_NONE;
}

// The number that `min` to `max` digits at the start of *s make, which are taken off; -1 without.
static int take_number(struct slice *s, size_t min, size_t max)
{
    int value = 0;
    size_t len = 0;
    while (len < s->len && len < max && s->ptr[len] >= '0' && s->ptr[len] <= '9')
        value = value * 10 + (s->ptr[len++] - '0');
    if (len < min)
        return -1;
    *s = slice_from_offset(*s, len);
    return value;
}

static bool take_char(struct slice *s, char c)
{
    if (s->len == 0 || s->ptr[0] != c)
        return false;
    *s = slice_from_offset(*s, 1);
    return true;
}

uint32_t date_parse_iso(struct slice s)
{
    int year = take_number(&s, 4, 4);
    if (!is_year(year))
        return DATE_NONE;
    if (s.len == 0)
        return pack(year, 0, 0);
    int month = take_char(&s, '-') ? take_number(&s, 2, 2) : -1;
    if (month < 1 || month > 12)
        return DATE_NONE;
    if (s.len == 0)
        return pack(year, month, 0);
    int day = take_char(&s, '-') ? take_number(&s, 2, 2) : -1;
    return s.len == 0 ? date_from_ymd(year, month, day) : DATE_NONE;
}

uint32_t date_parse_dmy(struct slice s)
{
    int day = take_number(&s, 1, 2);
    int month = take_char(&s, '/') ? take_number(&s, 1, 2) : -1;
    int year = take_char(&s, '/') ? take_number(&s, 4, 4) : -1;
    return s.len == 0 ? date_from_ymd(year, month, day) : DATE_NONE;
}

static char *put_digits(char *text, uint32_t value, int count)
{
    for (int i = count - 1; i >= 0; i--, value /= 10)
        text[i] = (char)('0' + value % 10);
    return text + count;
}

size_t date_format_iso(uint32_t date, char text[DATE_TEXT_SIZE])
{
    char *end = text;
    if (date != DATE_NONE)
        end = put_digits(end, date_year(date), 4);
    if (date_month(date) != 0) {
        *end++ = '-';
        end = put_digits(end, date_month(date), 2);
    }
    if (date_day(date) != 0) {
        *end++ = '-';
        end = put_digits(end, date_day(date), 2);
    }
    *end = '\0';
    return (size_t)(end - text);
}

int32_t date_to_days(uint32_t date)
{
    assert(date_is_full(date));
    int month = (int)date_month(date);
    int year = (int)date_year(date) - (month <= 2);
    int era = year / 400;
    int year_of_era = year - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + (int)date_day(date) - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

uint32_t date_from_days(int32_t days)
{
    int shifted = days + 719468;
    int era = shifted / 146097;
    int day_of_era = shifted - era * 146097;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int march_month = (5 * day_of_year + 2) / 153;
    int day = day_of_year - (153 * march_month + 2) / 5 + 1;
    int month = march_month + (march_month < 10 ? 3 : -9);
    int year = year_of_era + era * 400 + (month <= 2);
    return date_from_ymd(year, month, day);
}

uint32_t date_first_day(uint32_t date)
{
    if (date == DATE_NONE || date_is_full(date))
        return date;
    return date_month(date) ? date + 1 : date + 101;
}

uint32_t date_last_day(uint32_t date)
{
    if (date == DATE_NONE || date_is_full(date))
        return date;
    if (date_month(date) == 0)
        return date + 1231;
    return date + (uint32_t)days_in_month((int)date_year(date), (int)date_month(date));
}

uint32_t date_step(uint32_t date, bool by_month)
{
    return by_month ? date_year(date) * 12 + date_month(date) - 1 : date_year(date);
}

uint32_t date_from_step(uint32_t step, bool by_month)
{
    return by_month ? step / 12 * 10000 + (step % 12 + 1) * 100 : step * 10000;
}

static const int64_t MAX_SECONDS = INT64_C(253402300799); // the end of the year 9999

// strftime would look at /etc/localtime each time, though nothing local is asked of it.
static uint32_t split_time(int64_t seconds, unsigned clock[3])
{
    int64_t days = seconds / 86400;
    unsigned rest = (unsigned)(seconds % 86400);
    clock[0] = rest / 3600;
    clock[1] = rest / 60 % 60;
    clock[2] = rest % 60;
    return date_from_days((int32_t)days);
}

size_t date_time_iso(int64_t seconds, char text[DATE_TIME_SIZE])
{
    text[0] = '\0';
    if (seconds <= 0 || seconds > MAX_SECONDS)
        return 0;
    unsigned clock[3];
    uint32_t date = split_time(seconds, clock);
    return (size_t)snprintf(text, DATE_TIME_SIZE, "%04u-%02u-%02uT%02u:%02u:%02uZ", date_year(date),
                            date_month(date), date_day(date), clock[0], clock[1], clock[2]);
}

// Two digits below `limit`, -1 when they are not.
static int two_digits(const char *p, int limit)
{
    if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
        return -1;
    int value = (p[0] - '0') * 10 + (p[1] - '0');
    return value < limit ? value : -1;
}

bool date_time_parse_iso(struct slice s, int64_t *seconds)
{
    enum { DAY_LEN = 10, LEN = 20 };
    if (s.len != LEN || s.ptr[10] != 'T' || s.ptr[13] != ':' || s.ptr[16] != ':' ||
        s.ptr[19] != 'Z')
        return false;
    uint32_t date = date_parse_iso(slice_of(s.ptr, DAY_LEN));
    int hour = two_digits(s.ptr + 11, 24), minute = two_digits(s.ptr + 14, 60);
    int second = two_digits(s.ptr + 17, 60);
    if (!date_is_full(date) || hour < 0 || minute < 0 || second < 0)
        return false;
    *seconds = (int64_t)date_to_days(date) * 86400 + hour * 3600 + minute * 60 + second;
    return true;
}

static const char DAYS[7][4] = {"Thu", "Fri", "Sat", "Sun",
                                "Mon", "Tue", "Wed"}; // from 1970-01-01 on
static const char MONTHS[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

size_t date_time_http(int64_t seconds, char text[DATE_TIME_SIZE])
{
    text[0] = '\0';
    if (seconds <= 0 || seconds > MAX_SECONDS)
        return 0;
    unsigned clock[3];
    uint32_t date = split_time(seconds, clock);
    return (size_t)snprintf(text, DATE_TIME_SIZE, "%s, %02u %s %04u %02u:%02u:%02u GMT",
                            DAYS[seconds / 86400 % 7], date_day(date), MONTHS[date_month(date) - 1],
                            date_year(date), clock[0], clock[1], clock[2]);
}

// 1 to 12; 0 when p begins with no month's name.
static unsigned month_named(const char *p)
{
    for (unsigned m = 0; m < 12; m++)
        if (memcmp(p, MONTHS[m], 3) == 0)
            return m + 1;
    return 0;
}

// How much of s the name of a day takes, short or (RFC 850) long; 0 when it begins with none.
static size_t day_name_len(struct slice s, bool is_long)
{
    static const char *const rest[7] = {"rsday", "day", "urday", "day", "day", "sday", "nesday"};
    for (size_t d = 0; d < 7; d++) {
        struct slice after = slice_from_offset(s, s.len < 3 ? s.len : 3);
        if (!slice_starts_with(s, slice_from(DAYS[d])))
            continue;
        if (!is_long)
            return 3;
        return slice_starts_with(after, slice_from(rest[d])) ? 3 + strlen(rest[d]) : 0;
    }
    return 0;
}

// "08:49:37"; a leap second is the next minute's first.
static int clock_seconds(const char *p)
{
    int hour = two_digits(p, 24), minute = two_digits(p + 3, 60), second = two_digits(p + 6, 61);
    bool is_clock = p[2] == ':' && p[5] == ':' && hour >= 0 && minute >= 0 && second >= 0;
    return is_clock ? hour * 3600 + minute * 60 + second : -1;
}

static bool join_time(int year, unsigned month, int day, int clock, int64_t *seconds)
{
    if (year < 1 || month == 0 || day < 1 || clock < 0 || day > days_in_month(year, (int)month))
        return false;
    uint32_t date = (uint32_t)year * 10000 + month * 100 + (uint32_t)day;
    *seconds = (int64_t)date_to_days(date) * 86400 + clock;
    return true;
}

static int four_digits(const char *p)
{
    int high = two_digits(p, 100), low = two_digits(p + 2, 100);
    return high < 0 || low < 0 ? -1 : high * 100 + low;
}

bool date_time_parse_http(struct slice s, int64_t now, int64_t *seconds)
{
    enum { IMF_LEN = 29, ASCTIME_LEN = 24, RFC850_REST = 24 };
    const char *p = s.ptr;
    if (s.len == IMF_LEN && memcmp(p + 3, ", ", 2) == 0) { // Sun, 06 Nov 1994 08:49:37 GMT
        bool is_form = day_name_len(s, false) && p[7] == ' ' && p[11] == ' ' && p[16] == ' ' &&
                       memcmp(p + 25, " GMT", 4) == 0;
        return is_form && join_time(four_digits(p + 12), month_named(p + 8), two_digits(p + 5, 32),
                                    clock_seconds(p + 17), seconds);
    }
    if (s.len == ASCTIME_LEN) { // Sun Nov  6 08:49:37 1994
        bool is_form =
            day_name_len(s, false) && p[3] == ' ' && p[7] == ' ' && p[10] == ' ' && p[19] == ' ';
        char day[2] = {p[8] == ' ' ? '0' : p[8], p[9]};
        return is_form && join_time(four_digits(p + 20), month_named(p + 4), two_digits(day, 32),
                                    clock_seconds(p + 11), seconds);
    }
    size_t name = day_name_len(s, true); // Sunday, 06-Nov-94 08:49:37 GMT
    if (name == 0 || s.len != name + RFC850_REST)
        return false;
    p += name;
    bool is_form = memcmp(p, ", ", 2) == 0 && p[4] == '-' && p[8] == '-' && p[11] == ' ' &&
                   memcmp(p + 20, " GMT", 4) == 0;
    int this_year = (int)date_year(date_from_days((int32_t)(now / 86400)));
    int year = two_digits(p + 9, 100);
    if (!is_form || year < 0)
        return false;
    year += this_year / 100 * 100;
    if (year > this_year + 50) // would be more than fifty years ahead: the century before
        year -= 100;
    return join_time(year, month_named(p + 5), two_digits(p + 2, 32), clock_seconds(p + 12),
                     seconds);
}
