// Days as French writes them: "19 juin 2023", "1er févr. 2021", "14 au 16 juillet 2021", "5, 6 et 7 mai 2020".
//
// Of several days in a row the last alone has the year, and often the month; each is a day of its own, since people ask
// for the flood of the 14th.
#ifndef STEMMER_DAY_SCAN_H
#define STEMMER_DAY_SCAN_H

#include "base/slice.h"
#include "stemmer/text/number_field.h"

#include <stdbool.h>
#include <stdint.h>

enum { DAY_SCAN_MAX = 6 };

struct day_scan {
    size_t count;
    struct {
        struct number_field day;
        struct number_field month; // empty: that of the next
        unsigned number;           // of the month, 1..12
        uint32_t date;
    } days[DAY_SCAN_MAX];
    struct number_field year; // also where it all ends
};

// Whether the digits [at, end), or the word « premier » there, begin a day or several. More than DAY_SCAN_MAX begin
// with a number that is none.
bool day_scan(struct slice text, size_t at, size_t end, struct day_scan *scan);

// Whether a month's name stands behind a day that ends at `end`, with or without a year.
bool day_scan_has_month(struct slice text, size_t end);

#endif
