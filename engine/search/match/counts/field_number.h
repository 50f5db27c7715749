// Fields whose values are numbers in the columns: years, statuses, classes of delay.
#ifndef ENGINE_SEARCH_MATCH_COUNTS_FIELD_NUMBER_H
#define ENGINE_SEARCH_MATCH_COUNTS_FIELD_NUMBER_H

#include "base/arena.h"
#include "engine/segment/segment.h"

#include <stdbool.h>
#include <stdint.h>

bool field_number_is(enum field field);

// How many numbers there are: a document's is less, or there is none.
size_t field_number_count(enum field field);

// The number of a document, less than 0 where it has none.
int64_t field_number_of(const struct segment *segment, enum field field, uint32_t document);

// The value that a number stands for, as filters take it: "2023", "repondue", "31..60"; empty for no year. From the
// arena or static; ptr NULL without memory.
struct slice field_number_name(enum field field, size_t number, struct arena *arena);

// The order of classes of delay, shortest first; the last is that of no delay.
int field_number_compare_delays(struct slice a, struct slice b);

#endif
