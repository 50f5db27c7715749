// See filter.h.
//
// Names are whatever the index has and are not judged here; a year, a status, a delay or a date that cannot be is
// refused, since it would find nothing and not say why.
#include "answer/params/filter.h"

#include "answer/params/date.h"
#include "answer/params/refusal.h"
#include "engine/search/search.h"

static bool read_year(struct params_reader *reader, struct slice value)
{
    uint32_t year;
    return params_number(reader, value, 1000, 9999, &year);
}

static bool read_status(struct params_reader *reader, struct slice value)
{
    struct params_choice choices[EXCHANGE_STATUS_COUNT];
    for (int s = 0; s < EXCHANGE_STATUS_COUNT; s++)
        choices[s] = (struct params_choice){exchange_status_name((enum exchange_status)s), s};
    return params_choice_read(reader, value, choices, COUNT(choices)) >= 0;
}

static bool read_referral(struct params_reader *reader, struct slice value)
{
    static const struct params_choice choices[] = {{"oui", 1}, {"non", 0}};
    return params_choice_read(reader, value, choices, COUNT(choices)) >= 0;
}

// As in the query language: days of delay (30, 31..60, >120, aucun), a period (2026-11-01..2026-11-27).
static bool read_range(struct params_reader *reader, enum field field, struct slice *value)
{
    struct error err;
    struct slice example = field == FIELD_DELAY ? SLICE(">30") : SLICE("");
    if (!params_short_text(reader, *value, value))
        return false;
    if (search_check_filter(&(struct search_filter){field, *value}, reader->language, &err) ==
        STATUS_OK)
        return true;
    params_add_problem(reader->problems, reader->name,
                       arena_copy(reader->arena, slice_from(err.message)), example);
    return false;
}

// A date as the form takes it, kept as we write it.
static bool read_since(struct params_reader *reader, struct slice *value)
{
    char iso[DATE_TEXT_SIZE];
    uint32_t date = params_date_read(reader, *value);
    if (date == DATE_NONE)
        return false;
    *value = arena_copy(reader->arena, slice_of(iso, date_format_iso(date, iso)));
    return true;
}

bool params_filter_read(struct params_reader *reader, enum field field, struct slice *value)
{
    switch (field) {
    case FIELD_YEAR:
        return read_year(reader, *value);
    case FIELD_STATUS:
        return read_status(reader, *value);
    case FIELD_REFERRAL:
        return read_referral(reader, *value);
    case FIELD_DELAY:
    case FIELD_CHANGED:
        return read_range(reader, field, value);
    case FIELD_SINCE:
        return read_since(reader, value);
    default: // a name, a number, an identifier
        return params_short_text(reader, *value, value);
    }
}
