// Numbers that count something, in French prose: « 1 234,5 », « 3 millions d'euros », « 12 % », « trois cents agents »,
// « une centaine de places ». Not what only has the looks of one: dates and years, articles and decrees, references,
// the numbers of lists, telephones, times of the day.
#ifndef ENGINE_TEXT_QUANTITY_H
#define ENGINE_TEXT_QUANTITY_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What a unit measures, as far as its word says.
enum quantity_kind {
    QUANTITY_COUNT, // anything else
    QUANTITY_TIME,
    QUANTITY_MONEY,
    QUANTITY_SHARE,
};

struct quantity {
    size_t start, end; // bytes of the sentence: number and unit
    double value;
    double scale; // what its words multiply its number by: 1000000 in « 3 millions »
    struct slice
        unit; // as written, points into the sentence; « % », « euros »: static storage; empty: none stands there
    size_t unit_start; // where it stands; 0: nowhere
    enum quantity_kind kind;
};

// A year that is named, alone or in a date.
struct quantity_year {
    size_t start;
    uint32_t year;
};

enum { QUANTITY_MOST = 24 };
struct quantities {
    struct quantity items[QUANTITY_MOST]; // as they stand
    size_t count;
    struct quantity_year years[QUANTITY_MOST];
    size_t year_count;
};

// All of a sentence, or the first of a very long one.
void quantity_find(struct slice sentence, struct quantities *out);

#endif
