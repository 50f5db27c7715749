// What checking an exchange and storing it share: its short strings, one after the other, and its dates.
#ifndef ENGINE_RECORD_EXCHANGE_CHECKS_H
#define ENGINE_RECORD_EXCHANGE_CHECKS_H

#include "engine/exchange.h"
#include "engine/field.h"

#include <stddef.h>
#include <string.h>

enum { EXCHANGE_STRING_COUNT = 13 };

// The text fields of a record's head, in its order; `at` lets one loop serve encoding, decoding and checks.
struct exchange_string {
    enum field field;
    size_t at;
};
extern const struct exchange_string EXCHANGE_STRINGS[EXCHANGE_STRING_COUNT];

static inline struct slice exchange_string(const struct exchange *exchange, size_t i)
{
    struct slice value;
    memcpy(&value, (const char *)exchange + EXCHANGE_STRINGS[i].at, sizeof value);
    return value;
}

// DATE_NONE, or a day of the calendar, a month or a year.
bool exchange_date_exists(uint32_t date);

#endif
