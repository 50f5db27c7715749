// Dates as people type them into a form.
#ifndef ANSWER_PARAMS_DATE_H
#define ANSWER_PARAMS_DATE_H

#include "answer/params/choice.h"
#include "base/date.h"

// "2023", "2023-06", "2023-06-19", "19/06/2023", "juin 2023", "19 juin 2023", "1er juin 2023" (any
// case, with or without accents); DATE_NONE when s is none of these or no such day exists.
uint32_t params_date(struct slice s);

// The same of a parameter; DATE_NONE, with a problem noted, when it is no date.
uint32_t params_date_read(struct params_reader *reader, struct slice value);

// A date that must be a whole day.
uint32_t params_day_read(struct params_reader *reader, struct slice value);

// A moment as date_time_iso writes it, or the first of a date; 0, with a problem noted, when it is neither.
// Of what lies before 1970-01-02 that day, which means the same: no index is as old.
int64_t params_moment_read(struct params_reader *reader, struct slice value);

#endif
