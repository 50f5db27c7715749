// The names of the months, for all who read or write a date in French.
#ifndef STEMMER_MONTHS_H
#define STEMMER_MONTHS_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

// "janvier" for 1 … "décembre" for 12, "" for any other number. Static storage.
const char *months_name(unsigned month);

// Whether a month's name can begin with these two bytes, in either case, its accent lost or not: to look no further.
bool months_may_begin(unsigned char first, unsigned char second);

// The month (1..12) whose name stands at the start of s, in either case, its accent lost or not, whatever follows;
// *len are the bytes of the name. 0 when there is none.
int months_at(struct slice s, size_t *len);

// The month that a word stands for, folded: its name, or a beginning of three letters or more that no other month
// has ("jui" is two), with or without a full stop. 0 when it is none.
int months_of_word(struct slice folded);

#endif
