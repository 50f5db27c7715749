// Working days in Belgium: Monday to Friday, but for the ten legal holidays.
//
// The holidays (royal decree of 18 April 1974, article 1): 1 January, Easter Monday, 1 May, Ascension, Whit Monday,
// 21 July, 15 August, 1 November, 11 November, 25 December. Days that stand in for a holiday at a weekend are
// agreed by each employer, and the feasts of the communities are no legal holidays: neither counts here.
#ifndef ENGINE_WORKDAYS_H
#define ENGINE_WORKDAYS_H

#include "base/arena.h"

#include <stdint.h>

// The working days after `from` up to and including `to`, both full dates; 0 when to <= from.
int32_t workdays_between(uint32_t from, uint32_t to);

// The working days of some two hundred years, to look many of such days up. NULL without memory.
struct workday_calendar;
const struct workday_calendar *workday_calendar_make(struct arena *arena);

// The day on which `days` working days after `from` have passed: the last to act within a delay.
uint32_t workday_calendar_after(const struct workday_calendar *calendar, uint32_t from,
                                uint32_t days);

#endif
