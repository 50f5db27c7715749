// Days of the calendar in words, one or several that share a month and a year. See day_scan.h.
//
// It is asked about every number of one or two digits. Most are told by the two or three bytes behind them, which begin
// neither a month nor a link to another day.
#include "stemmer/text/day_scan.h"

#include "base/buf.h"
#include "base/date.h"
#include "stemmer/months.h"
#include "stemmer/text/fold.h"
#include "stemmer/text/peek.h"

enum { YEAR_DIGITS = 4, MONTH_BYTES = 12 };

// The name at `at`, or its beginning with or without a full stop ("févr."), as bytes; returns the month, 0 when there
// is none.
static unsigned month_at(struct slice text, size_t at, struct number_field *name)
{
    if (!months_may_begin(peek_byte(text, at), peek_byte(text, at + 1)))
        return 0;
    size_t end = at;
    while (end - at <= MONTH_BYTES && peek_is_letter(text, end))
        end++;
    struct slice typed = slice_of(text.ptr + at, end - at);
    if (typed.len > MONTH_BYTES || !fold_is_utf8(typed))
        return 0;
    char room[MONTH_BYTES * FOLD_MAX_GROWTH + 1];
    struct buf folded = buf_over(room, sizeof room);
    fold_append(&folded, typed);
    int month = months_of_word(buf_slice(&folded));
    bool is_cut = month > 0 && folded.len < strlen(months_name((unsigned)month));
    *name = (struct number_field){at, end + (is_cut && peek_byte(text, end) == '.')};
    return (unsigned)month;
}

// Where the name of a month may begin behind a day, or a year behind one: past a few spaces, or a hyphen.
static size_t behind(struct slice text, size_t end)
{
    size_t gap = peek_gap_len(text, end);
    return end + (gap > 0 ? gap : peek_dash_len(text, end));
}

bool day_scan_has_month(struct slice text, size_t end)
{
    struct number_field name;
    size_t at = behind(text, end);
    return at > end && month_at(text, at, &name) > 0;
}

// "1er", "1ᵉʳ", "1 er", also in capitals.
static size_t ordinal_end(struct slice text, struct number_field day)
{
    static const char raised[] = "\xE1\xB5\x89\xCA\xB3"; // ᵉʳ
    if (number_field_len(day) != 1 || text.ptr[day.start] != '1')
        return day.end;
    size_t at = day.end + peek_space_len(text, day.end);
    bool is_written = (peek_byte(text, at) | 0x20) == 'e' &&
                      (peek_byte(text, at + 1) | 0x20) == 'r' && !peek_is_word(text, at + 2);
    if (is_written)
        return at + 2;
    bool is_raised = slice_starts_with(slice_from_offset(text, day.end), slice_from(raised));
    return is_raised ? day.end + sizeof raised - 1 : day.end;
}

// Past what joins a day to the next: ", ", " et ", " ou le ", " au ", " à ", "-"; 0 when that is nothing, or no digit
// follows.
static size_t link_end(struct slice text, size_t at)
{
    static const struct slice words[] = {{.ptr = "et", .len = 2},
                                         {.ptr = "ou", .len = 2},
                                         {.ptr = "au", .len = 2},
                                         {.ptr = "à", .len = 2}};
    size_t space = peek_gap_len(text, at), dash = peek_dash_len(text, at + space), end = at + space;
    if (dash > 0) {
        end += dash + peek_gap_len(text, end + dash);
    } else if (space == 0) {
        end += peek_byte(text, at) == ',' ? 1 + peek_gap_len(text, at + 1) : 0;
    } else {
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            struct slice word = words[i];
            size_t gap = slice_starts_with(slice_from_offset(text, end), word)
                             ? peek_gap_len(text, end + word.len)
                             : 0;
            if (gap > 0) {
                end += word.len + gap;
                break;
            }
        }
        if (slice_starts_with(slice_from_offset(text, end), SLICE("le ")))
            end += 3;
    }
    return end > at + space && peek_is_digit(text, end) ? end : 0;
}

// The year behind the last month; its digits are none where more follow: "13 juillet 2022-2023".
static bool read_year(struct slice text, size_t end, struct number_field *year)
{
    size_t at = behind(text, end), last = peek_digits_end(text, at);
    *year = (struct number_field){at, last};
    return at > end && last - at == YEAR_DIGITS && !number_field_goes_on(text, last);
}

// The number of the day at `at`: a word is « premier ».
static int day_number(struct slice text, size_t at)
{
    struct number_field digits = {at, peek_digits_end(text, at)};
    return number_field_len(digits) > 0 ? (int)number_field_value(text, digits) : 1;
}

// Gives each day its date; false when one is no day of the calendar, or they do not come in order.
static bool date_all(struct slice text, struct day_scan *scan)
{
    uint32_t later = UINT32_MAX;
    unsigned month = 0;
    for (size_t i = scan->count; i-- > 0;) {
        unsigned number = scan->days[i].number ? scan->days[i].number : month;
        uint32_t date = date_from_ymd((int)number_field_value(text, scan->year), (int)number,
                                      day_number(text, scan->days[i].day.start));
        if (date == DATE_NONE || date >= later)
            return false;
        scan->days[i].number = month = number;
        scan->days[i].date = later = date;
    }
    return true;
}

// Reads the day whose digits are [at, end), with its month where it has one; returns where that ends.
static size_t read_day(struct slice text, size_t at, size_t end, struct day_scan *scan)
{
    size_t i = scan->count++;
    struct number_field day = {at, end};
    day.end = ordinal_end(text, day);
    size_t name = behind(text, day.end);
    scan->days[i].day = day;
    scan->days[i].month = (struct number_field){name, name};
    scan->days[i].number = name > day.end ? month_at(text, name, &scan->days[i].month) : 0;
    return scan->days[i].number > 0 ? scan->days[i].month.end : day.end;
}

bool day_scan(struct slice text, size_t at, size_t end, struct day_scan *scan)
{
    bool is_comma = false; // the last link: « page 3, 4 mai 2019 » is one day
    scan->count = 0;
    while ((end - at <= 2 || !peek_is_digit(text, at)) && scan->count < DAY_SCAN_MAX) {
        size_t last = read_day(text, at, end, scan);
        if (scan->days[scan->count - 1].number > 0 && read_year(text, last, &scan->year))
            return !is_comma && date_all(text, scan);
        at = link_end(text, last);
        if (at == 0)
            return false;
        is_comma = peek_byte(text, last) == ',';
        end = peek_digits_end(text, at);
    }
    return false;
}
