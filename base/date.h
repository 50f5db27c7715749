// Calendar days as numbers: 20230619 is 19 June 2023; 20230000 is "2023" without month and day;
// 20230600 is "June 2023"; 0 is no date. They sort, compare and print without a library.
// Moments are seconds; as text they are in UTC.
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DATE_NONE 0u
#define DATE_TEXT_SIZE 11 // "2023-06-19" and NUL

// The day if it exists in the Gregorian calendar and 1000 <= year <= 9999, else DATE_NONE.
uint32_t date_from_ymd(int year, int month, int day);

// "YYYY-MM-DD", "YYYY-MM" or "YYYY"; DATE_NONE when s is none of these or no such day exists.
uint32_t date_parse_iso(struct slice s);

// "DD/MM/YYYY" (also one-digit day or month); DATE_NONE when it is not or no such day exists.
uint32_t date_parse_dmy(struct slice s);

// "2023-06-19", "2023-06", "2023" or "" into text; returns its length.
size_t date_format_iso(uint32_t date, char text[DATE_TEXT_SIZE]);

static inline uint32_t date_year(uint32_t date)
{
    return date / 10000;
}
static inline uint32_t date_month(uint32_t date) // 0 when not known
{
    return date / 100 % 100;
}
static inline uint32_t date_day(uint32_t date) // 0 when not known
{
    return date % 100;
}
static inline bool date_is_full(uint32_t date)
{
    return date_day(date) != 0;
}

// Days since 1970-01-01 of a full date, and back (valid for years 1000 to 9999).
int32_t date_to_days(uint32_t date);
uint32_t date_from_days(int32_t days);

// The first and the last day that a possibly partial date stands for (2023 -> 20230101, 20231231).
uint32_t date_first_day(uint32_t date);
uint32_t date_last_day(uint32_t date);

// Years, or months, counted through, so that the next one is one more; and the date that such a number stands for. By
// month, the date must have one.
uint32_t date_step(uint32_t date, bool by_month);
uint32_t date_from_step(uint32_t step, bool by_month);

// --- moments: seconds since 1970 ------------------------------------------------------

enum { DATE_TIME_SIZE = 32 };

// "2026-01-31T04:05:06Z" (RFC 3339), or "" for 0; returns its length.
size_t date_time_iso(int64_t seconds, char text[DATE_TIME_SIZE]);

// Reads what date_time_iso writes; false when s is anything else.
bool date_time_parse_iso(struct slice s, int64_t *seconds);

// "Sat, 31 Jan 2026 04:05:06 GMT" (RFC 9110 IMF-fixdate), or "" for 0; returns its length.
size_t date_time_http(int64_t seconds, char text[DATE_TIME_SIZE]);

// Reads any of the three forms of RFC 9110, 5.6.7; `now` decides which century a year of two digits is of. False when s
// is none.
bool date_time_parse_http(struct slice s, int64_t now, int64_t *seconds);

#endif
