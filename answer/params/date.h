// Dates as people type them into a form.
#ifndef ANSWER_PARAMS_DATE_H
#define ANSWER_PARAMS_DATE_H

#include "base/date.h"

// "2023", "2023-06", "2023-06-19", "19/06/2023", "juin 2023", "19 juin 2023", "1er juin 2023" (any
// case, with or without accents); DATE_NONE when s is none of these or no such day exists.
uint32_t params_date(struct slice s);

#endif
