#include "engine/counts/field_number.h"

#include "engine/exchange.h"

enum { DELAY_CLASSES = 5, YEARS = 10000 };

// As the query language and filters write them.
static const char *const DELAY_CLASS_NAMES[DELAY_CLASSES] = {"0..30", "31..60", "61..120", ">120",
                                                             "aucun"};

bool field_number_is(enum field field)
{
    return field == FIELD_YEAR || field == FIELD_STATUS || field == FIELD_DELAY;
}

size_t field_number_count(enum field field)
{
    return field == FIELD_YEAR     ? (size_t)YEARS
           : field == FIELD_STATUS ? (size_t)EXCHANGE_STATUS_COUNT
                                   : (size_t)DELAY_CLASSES;
}

int64_t field_number_of_delay(int64_t days)
{
    return days < 0 ? 4 : days <= 30 ? 0 : days <= 60 ? 1 : days <= 120 ? 2 : 3;
}

struct slice field_number_name(enum field field, size_t number, struct arena *arena)
{
    if (field == FIELD_YEAR)
        return number == 0 ? SLICE("") : arena_printf(arena, "%zu", number);
    return slice_from(field == FIELD_STATUS ? exchange_status_name((enum exchange_status)number)
                                            : DELAY_CLASS_NAMES[number]);
}

static int class_of(struct slice name)
{
    int i = 0;
    while (i < DELAY_CLASSES && !slice_equal(name, slice_from(DELAY_CLASS_NAMES[i])))
        i++;
    return i;
}

int field_number_compare_delays(struct slice a, struct slice b)
{
    return class_of(a) - class_of(b);
}
