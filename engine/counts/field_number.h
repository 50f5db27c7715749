// Fields whose values are numbers in the columns: years, statuses, classes of delay.
#ifndef ENGINE_COUNTS_FIELD_NUMBER_H
#define ENGINE_COUNTS_FIELD_NUMBER_H

#include "base/arena.h"
#include "base/slice.h"
#include "engine/field.h"

#include <stdbool.h>
#include <stdint.h>

bool field_number_is(enum field field);

// How many numbers there are: a document's is less, or there is none.
size_t field_number_count(enum field field);

// The class of a delay, and that of no delay, for which `days` is less than 0.
int64_t field_number_of_delay(int64_t days);

// The value that a number stands for, as filters take it: "2023", "repondue", "31..60"; empty for no year. From the
// arena or static; ptr NULL without memory.
struct slice field_number_name(enum field field, size_t number, struct arena *arena);

// The order of classes of delay, shortest first; the last is that of no delay.
int field_number_compare_delays(struct slice a, struct slice b);

#endif
