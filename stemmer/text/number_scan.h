// Numbers as French writes them: "4 874", "170.000", "3,5", "2022-2023", "19/06/2023", "19 juin 2023",
// "14 h 30". Spaces inside a number make it longer than a chunk of letters, so numbers find their own end.
#ifndef STEMMER_NUMBER_SCAN_H
#define STEMMER_NUMBER_SCAN_H

#include "base/slice.h"
#include "stemmer/text/number_field.h"

#include <stddef.h>
#include <stdint.h>

enum number_kind {
    NUMBER_WORD,     // letters follow
    NUMBER_PLAIN,    // digits
    NUMBER_JOINED,   // digits in groups, perhaps with decimals
    NUMBER_ROW,      // 2022-2023, 2023/1234, 14-82234
    NUMBER_CASE,     // 14-82.234: two digits, and five in two groups
    NUMBER_SUFFIXED, // 12 bis
    NUMBER_LETTER,   // 5 G
    NUMBER_FIRST,    // 1 er
    NUMBER_ORDINAL,  // 19 e
    NUMBER_LEVELS,   // 3.2.1
    NUMBER_DATE,     // three fields of digits
    NUMBER_WRITTEN,  // a day or several, a month's name, a year: day_scan.h
    NUMBER_TIME,     // hours and minutes
    NUMBER_HOURS,    // hours alone, which may be a duration, and their unit
};

struct number {
    enum number_kind kind;
    size_t end;
    struct number_field
        fields[3];        // dates: day, month, year in the order of the text; times: two; suffixed,
                          // letter: the number and what follows it
    uint32_t date;        // NUMBER_DATE
    uint32_t field_count; // NUMBER_ROW, NUMBER_CASE: at least two
};

// The number, date or time that all of a chunk is, which number_scan_end found.
struct number number_scan(struct slice chunk);

// Where it ends; a plain number ends with its digits. 0 when letters follow, so that it is no number but a
// word ("5G").
size_t number_scan_end(struct slice text, size_t at);

// The end of the groups of three after the digits [at, end); `end` when there are none.
size_t number_scan_groups_end(struct slice text, size_t at, size_t end);

// The end of a case number of the year (two digits) and five more, grouped in three in whatever way ("20.12-234",
// "20-12.234"), whose digits begin at `at`; 0 when it is none.
size_t number_scan_case_end(struct slice text, size_t at);

#endif
