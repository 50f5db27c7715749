// Dates as people type them: base/date.c reads the numeric forms, the months’ names are read here.
//
// What is no date is told with the forms that are. A moment may be a day: its first second, in UTC.

#include "answer/params/date.h"

#include "answer/params/refusal.h"
#include "base/buf.h"
#include "stemmer/months.h"
#include "stemmer/text/fold.h"

static struct slice next_word(struct slice *rest)
{
    *rest = slice_trim(*rest);
    size_t len = 0;
    while (len < rest->len && rest->ptr[len] != ' ' && rest->ptr[len] != '\t')
        len++;
    struct slice word = slice_of(rest->ptr, len);
    *rest = slice_from_offset(*rest, len);
    return word;
}

// 0 when the word is no number of at most four digits.
static int number(struct slice word)
{
    enum { MOST = 9999 };
    uint32_t value;
    return word.len <= 4 && slice_read_number(word, MOST, &value) ? (int)value : 0;
}

static uint32_t from_words(struct slice folded)
{
    struct slice first = next_word(&folded);
    int day = 0, month = months_of_word(first);
    if (month == 0) {
        if (slice_equal(first, SLICE("1er")))
            first = SLICE("1");
        day = number(first);
        if (day < 1 || day > 31)
            return DATE_NONE;
        month = months_of_word(next_word(&folded));
    }
    struct slice year_word = next_word(&folded);
    int year = number(year_word);
    if (month == 0 || year < 1000 || slice_trim(folded).len > 0)
        return DATE_NONE;
    if (day == 0)
        return (uint32_t)(year * 10000 + month * 100);
    return date_from_ymd(year, month, day);
}

uint32_t params_date(struct slice s)
{
    s = slice_trim(s);
    uint32_t date = date_parse_iso(s);
    if (date == DATE_NONE)
        date = date_parse_dmy(s);
    if (date != DATE_NONE || s.len > 40)
        return date;

    struct buf folded;
    buf_init(&folded, 0);
    fold_append(&folded, s);
    if (!folded.failed)
        date = from_words(buf_slice(&folded));
    buf_clear(&folded);
    return date;
}

uint32_t params_date_read(struct params_reader *reader, struct slice value)
{
    uint32_t date = params_date(value);
    if (date == DATE_NONE)
        refuse_date(reader, value);
    return date;
}

uint32_t params_day_read(struct params_reader *reader, struct slice value)
{
    uint32_t date = params_date_read(reader, value);
    if (date == DATE_NONE || date_is_full(date))
        return date;
    refuse_part_of_day(reader);
    return DATE_NONE;
}

int64_t params_moment_read(struct params_reader *reader, struct slice value)
{
    enum { DAY_SECONDS = 86400 };
    int64_t moment;
    if (!date_time_parse_iso(value, &moment)) {
        uint32_t date = params_date_read(reader, value);
        if (date == DATE_NONE)
            return 0;
        moment = (int64_t)date_to_days(date_first_day(date)) * DAY_SECONDS;
    }
    return moment < DAY_SECONDS ? DAY_SECONDS : moment;
}
