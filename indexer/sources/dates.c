// See dates.h.
#include "indexer/sources/dates.h"

#include "base/date.h"
#include "indexer/sources/text.h"
#include "stemmer/months.h"

static int number_at(struct slice s, size_t at, size_t len)
{
    int value = 0;
    for (size_t i = 0; i < len; i++)
        value = value * 10 + (s.ptr[at + i] - '0');
    return value;
}

// "7 janvier 2014" or "1er avril 1986" from `at`: sets its length and day.
static bool written_date(struct slice s, size_t at, size_t *len, uint32_t *date)
{
    size_t day_len = text_digits_at(s, at), month_len, i = at + day_len;
    if (slice_starts_with(slice_from_offset(s, i), SLICE("er")))
        i += 2;
    size_t space = text_space_length(slice_from_offset(s, i));
    int month = months_at(slice_from_offset(s, i + space), &month_len);
    if (day_len == 0 || day_len > 2 || space == 0 || month == 0)
        return false;
    i += space + month_len;
    space = text_space_length(slice_from_offset(s, i));
    if (space == 0 || text_digits_at(s, i + space) != 4)
        return false;
    *date = date_from_ymd(number_at(s, i + space, 4), month, number_at(s, at, day_len));
    *len = i + space + 4 - at;
    return true;
}

// "07/01/2014" or "2014-01-07" from `at`.
static bool numbered_date(struct slice s, size_t at, size_t *len, uint32_t *date)
{
    size_t first = text_digits_at(s, at), second, third;
    char mark = at + first < s.len ? s.ptr[at + first] : ' ';
    if (first == 0 || (mark != '/' && mark != '-'))
        return false;
    second = text_digits_at(s, at + first + 1);
    size_t behind = at + first + 1 + second;
    if (second == 0 || second > 2 || behind >= s.len || s.ptr[behind] != mark)
        return false;
    third = text_digits_at(s, behind + 1);
    *len = behind + 1 + third - at;
    struct slice text = slice_of(s.ptr + at, *len);
    *date = mark == '/' ? date_parse_dmy(text) : date_parse_iso(text);
    return (mark == '/' && third == 4) || (mark == '-' && first == 4 && third == 2);
}

uint32_t dates_find(struct slice text, struct slice *looks_like)
{
    *looks_like = SLICE_NONE;
    for (size_t at = 0; at < text.len; at++) {
        size_t digits = text_digits_at(text, at), len;
        uint32_t date;
        if (digits == 0)
            continue;
        if (numbered_date(text, at, &len, &date) || written_date(text, at, &len, &date)) {
            *looks_like = slice_of(text.ptr + at, len);
            return date;
        }
        at += digits - 1;
    }
    return DATE_NONE;
}
