// Dates, years and days of delay as people write them, and back.
//
//     2023   2023-06   2023-06-19   19/06/2023   19.6.2023   06/2023   juin 2023   1er juin 2023
//     2020..2023   2020..   ..2023   >2020   >=2020   <2020   <=2020
//     aucun                                                      (delai: without one)
//
// To `depuis` a date is the first day of a period without end.
//
// A date that is not full stands for all its days: « >2020 » begins in 2021. Documents may carry such
// dates too (base/date.h), stored as 20230000; so the lower bound of a period that begins with a year or
// month is that number, which lies below its first day.
#include "engine/search/query/value.h"

#include "base/date.h"
#include "engine/exchange.h"
#include "stemmer/months.h"
#include "stemmer/text/fold.h"

enum { MAX_NUMBER = 1000000 }; // no year and no delay comes near

struct period {
    int64_t first, last; // INT64_MIN and INT64_MAX: open
};

bool query_field_is_range(enum field field)
{
    return field == FIELD_YEAR || field == FIELD_DATE || field == FIELD_ANSWER_DATE ||
           field == FIELD_DELAY || field == FIELD_CHANGED || field == FIELD_SINCE;
}

// Reads digits off the front of *s: their value, -1 when there are none or too many.
static int32_t take_number(struct slice *s)
{
    int32_t value = 0;
    size_t len = 0;
    while (len < s->len && char_is_digit(s->ptr[len]) && len < 9)
        value = value * 10 + (s->ptr[len++] - '0');
    *s = slice_from_offset(*s, len);
    return len == 0 || (s->len && char_is_digit(s->ptr[0])) ? -1 : value;
}

// A year, month and day as base/date.h writes it; month and day may be 0.
static uint32_t make_date(int32_t year, int32_t month, int32_t day)
{
    if (day > 0)
        return date_from_ymd(year, month, day);
    bool is_valid = year >= 1000 && year <= 9999 && month >= 0 && month <= 12;
    return is_valid ? (uint32_t)(year * 10000 + month * 100) : DATE_NONE;
}

// « 19 juin 2023 », « 1er juin 2023 », « juin 2023 », folded.
static uint32_t parse_written_date(struct slice s)
{
    int32_t day = 0;
    if (char_is_digit(s.ptr[0])) {
        day = take_number(&s);
        if (slice_starts_with(s, SLICE("er")))
            s = slice_from_offset(s, 2);
        s = slice_trim(s);
    }
    size_t len = 0;
    while (len < s.len && s.ptr[len] != ' ')
        len++;
    int month = months_of_word(slice_of(s.ptr, len));
    s = slice_trim(slice_from_offset(s, len));
    int32_t year = take_number(&s);
    return month && day >= 0 && s.len == 0 ? make_date(year, month, day) : DATE_NONE;
}

// Two or three numbers with - / or . between them, the year at one end.
static uint32_t parse_numeric_date(struct slice s)
{
    int32_t parts[3] = {0, 0, 0};
    size_t widths[3] = {0, 0, 0};
    size_t count = 0;
    while (count < 3) {
        size_t before = s.len;
        parts[count] = take_number(&s);
        widths[count] = before - s.len;
        if (parts[count++] < 0)
            return DATE_NONE;
        if (s.len < 2 || !memchr("-/.", s.ptr[0], 3))
            break;
        s = slice_from_offset(s, 1);
    }
    if (s.len > 0)
        return DATE_NONE;
    if (widths[0] == 4) {
        bool is_zero = (count > 1 && parts[1] == 0) || (count > 2 && parts[2] == 0);
        return is_zero ? DATE_NONE : make_date(parts[0], parts[1], parts[2]);
    }
    if (widths[count - 1] != 4 || count < 2 || parts[0] == 0 || parts[1] == 0)
        return DATE_NONE;
    return count == 2 ? make_date(parts[1], parts[0], 0) : make_date(parts[2], parts[1], parts[0]);
}

static bool date_period(struct slice s, struct period *out)
{
    uint32_t date = DATE_NONE;
    bool has_letters = false;
    for (size_t i = 0; i < s.len; i++)
        has_letters = has_letters || s.ptr[i] >= 'a';
    if (s.len > 0)
        date = has_letters ? parse_written_date(s) : parse_numeric_date(s);
    if (date == DATE_NONE)
        return false;
    out->first = date_first_day(date);
    out->last = date_last_day(date);
    return true;
}

static bool number_period(enum field field, struct slice s, struct period *out)
{
    int32_t value = take_number(&s);
    if (field == FIELD_DELAY && (slice_equal(s, SLICE("j")) || slice_equal(s, SLICE(" j")) ||
                                 slice_equal(s, SLICE("jours")) || slice_equal(s, SLICE(" jours"))))
        s.len = 0;
    if (value < 0 || s.len > 0)
        return false;
    value = value < MAX_NUMBER ? value : MAX_NUMBER;
    *out = (struct period){value, value};
    return true;
}

static bool parse_period(enum field field, struct slice s, struct period *out)
{
    s = slice_trim(s);
    bool is_number = field == FIELD_YEAR || field == FIELD_DELAY;
    return is_number ? number_period(field, s, out) : date_period(s, out);
}

// The value after (by 1) or before (by -1) a bound; the bound itself at the end of what can be said.
static int64_t step(enum field field, int64_t value, int by)
{
    if (field == FIELD_YEAR || field == FIELD_DELAY)
        return value + by > MAX_NUMBER ? MAX_NUMBER : value + by;
    bool is_last = by > 0 ? value == 99991231 : value == 10000101;
    return is_last ? value : date_from_days(date_to_days((uint32_t)value) + by);
}

// Reads < <= > >= = off the front of *s.
static struct slice take_comparison(struct slice *s)
{
    size_t len = 0;
    while (len < s->len && memchr("<>=", s->ptr[len], 3))
        len++;
    struct slice sign = slice_of(s->ptr, len);
    *s = slice_from_offset(*s, len);
    return sign;
}

static bool parse_comparison(enum field field, struct slice sign, struct slice value,
                             struct period *out)
{
    struct period period;
    if (!parse_period(field, value, &period))
        return false;
    *out = (struct period){INT64_MIN, INT64_MAX};
    if (slice_equal(sign, SLICE(">")))
        out->first = step(field, period.last, 1);
    else if (slice_equal(sign, SLICE(">=")))
        out->first = period.first;
    else if (slice_equal(sign, SLICE("<")))
        out->last = step(field, period.first, -1);
    else if (slice_equal(sign, SLICE("<=")))
        out->last = period.last;
    else if (sign.len == 0 || slice_equal(sign, SLICE("=")))
        *out = period;
    return out->last >= 0 && (out->first != INT64_MIN || out->last != INT64_MAX);
}

// `a..b`, `a..`, `..b`; bounds the wrong way round are exchanged.
static bool parse_interval(enum field field, struct slice low, struct slice high,
                           struct period *out)
{
    struct period a = {INT64_MIN, INT64_MIN}, b = {INT64_MAX, INT64_MAX};
    low = slice_trim(low);
    high = slice_trim(high);
    if ((low.len == 0 && high.len == 0) || (low.len && !parse_period(field, low, &a)) ||
        (high.len && !parse_period(field, high, &b)))
        return false;
    bool is_reversed = a.first > b.last;
    *out = is_reversed ? (struct period){b.first, a.last} : (struct period){a.first, b.last};
    return true;
}

static bool parse_folded(enum field field, struct slice value, struct period *out)
{
    if (field == FIELD_SINCE) {
        struct slice sign = take_comparison(&value);
        bool is_sign =
            sign.len == 0 || slice_equal(sign, SLICE(">=")) || slice_equal(sign, SLICE("="));
        bool is_read = is_sign && parse_period(field, value, out);
        out->last = INT64_MAX;
        return is_read;
    }
    if (field == FIELD_DELAY && slice_equal(value, SLICE("aucun"))) {
        *out = (struct period){DELAY_NONE, DELAY_NONE};
        return true;
    }
    size_t dots = slice_find(value, SLICE(".."));
    if (dots < value.len) {
        size_t after = dots + 2;
        while (after < value.len && value.ptr[after] == '.')
            after++;
        return parse_interval(field, slice_of(value.ptr, dots), slice_from_offset(value, after),
                              out);
    }
    size_t dash = slice_find(value, SLICE("-"));
    bool is_years = dash == 4 && value.len == 9; // 2020-2023
    if (dash < value.len && (field == FIELD_DELAY || is_years)) {
        return parse_interval(field, slice_of(value.ptr, dash), slice_from_offset(value, dash + 1),
                              out);
    }
    struct slice sign = take_comparison(&value);
    return parse_comparison(field, sign, value, out);
}

// The year or month that begins with this day; the day itself when none does.
static uint32_t longest_from(uint32_t day)
{
    if (day % 100 != 1)
        return day;
    return day / 100 % 100 == 1 ? day / 10000 * 10000 : day / 100 * 100;
}

enum status query_range_parse(enum field field, struct slice value, enum language language,
                              int64_t *low, int64_t *high, struct error *err)
{
    struct buf folded;
    buf_init(&folded, 0);
    fold_append(&folded, value);
    struct period period;
    bool is_valid = folded.len > 0 && parse_folded(field, slice_trim(buf_slice(&folded)), &period);
    bool is_out_of_memory = folded.failed;
    buf_clear(&folded);
    if (is_out_of_memory)
        return error_set(err, STATUS_NO_MEMORY, "query: out of memory");
    if (!is_valid)
        return refusal_not_a_value(language, field, fold_cut(value, 100), err);
    *low = period.first;
    *high = period.last;
    return STATUS_OK;
}

static void print_bound(enum field field, int64_t value, struct buf *out)
{
    if (field == FIELD_DELAY && value == DELAY_NONE) {
        buf_append_slice(out, SLICE("aucun"));
        return;
    }
    if (field == FIELD_YEAR || field == FIELD_DELAY) {
        buf_printf(out, "%lld", (long long)value);
        return;
    }
    char text[DATE_TEXT_SIZE];
    size_t len = date_format_iso((uint32_t)value, text);
    buf_append(out, text, len);
}

// The year or month that stands for exactly low..high; DATE_NONE when there is none.
static uint32_t whole_period(const struct query_node *range)
{
    bool is_date = range->field == FIELD_DATE || range->field == FIELD_ANSWER_DATE ||
                   range->field == FIELD_CHANGED;
    uint32_t day = (uint32_t)range->low, month = day / 100 * 100;
    if (!is_date || day % 100 != 1)
        return DATE_NONE;
    if (date_last_day(month) == (uint64_t)range->high)
        return month;
    uint32_t year = longest_from(day);
    return date_last_day(year) == (uint64_t)range->high ? year : DATE_NONE;
}

void query_range_print(const struct query_node *range, struct buf *out)
{
    buf_printf(out, "%s:", field_short_name(range->field));
    if (range->low == INT64_MIN && range->high == INT64_MAX) {
        buf_append_char(out, '*');
    } else if (range->low == INT64_MIN) {
        buf_append(out, "<=", 2);
        print_bound(range->field, range->high, out);
    } else if (range->high == INT64_MAX) {
        buf_append(out, ">=", range->field == FIELD_SINCE ? 0 : 2);
        print_bound(range->field, range->low, out);
    } else {
        uint32_t whole = whole_period(range);
        bool is_one = whole != DATE_NONE || range->low == range->high;
        print_bound(range->field, whole != DATE_NONE ? whole : range->low, out);
        if (!is_one) {
            buf_append(out, "..", 2);
            print_bound(range->field, range->high, out);
        }
    }
}
