#include "base/time_text.h"

#include "base/date.h"

#include <stdio.h>

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

size_t time_text_iso(int64_t seconds, char text[TIME_TEXT_SIZE])
{
    text[0] = '\0';
    if (seconds <= 0 || seconds > MAX_SECONDS)
        return 0;
    unsigned clock[3];
    uint32_t date = split_time(seconds, clock);
    return (size_t)snprintf(text, TIME_TEXT_SIZE, "%04u-%02u-%02uT%02u:%02u:%02uZ", date_year(date),
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

bool time_text_parse_iso(struct slice s, int64_t *seconds)
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

size_t time_text_http(int64_t seconds, char text[TIME_TEXT_SIZE])
{
    static const char days[7][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    text[0] = '\0';
    if (seconds <= 0 || seconds > MAX_SECONDS)
        return 0;
    unsigned clock[3];
    uint32_t date = split_time(seconds, clock);
    return (size_t)snprintf(text, TIME_TEXT_SIZE, "%s, %02u %s %04u %02u:%02u:%02u GMT",
                            days[seconds / 86400 % 7], date_day(date), months[date_month(date) - 1],
                            date_year(date), clock[0], clock[1], clock[2]);
}
