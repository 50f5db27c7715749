// Reading one value that is one of a few words, a field, or a number; what is wrong becomes a problem with the nearest
// valid value. What the rows of the table of parameters (params.h) share.
#ifndef ANSWER_PARAMS_CHOICE_H
#define ANSWER_PARAMS_CHOICE_H

#include "answer/params/refusal.h"
#include "engine/field.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct params_choice {
    const char *name;
    int value;
};

// The chosen value; -1, with a problem noted, when it is none of them.
int params_choice_read(struct params_reader *reader, struct slice value,
                       const struct params_choice *choices, size_t count);

// The choice that may have been meant by a value that is none of them, the first of the nearest; empty where none is
// near. Static storage.
struct slice params_choice_nearest(struct slice value, const struct params_choice *choices,
                                   size_t count);

// All of them, with commas, in the arena.
struct slice params_choice_list(struct arena *arena, const struct params_choice *choices,
                                size_t count);

// The same as params_choice_read of fields, which go by their short names.
int params_choice_field(struct params_reader *reader, struct slice value, const enum field *fields,
                        size_t count);

// Takes the next name off a list with commas; false at its end.
bool params_choice_next(struct slice *list, struct slice *name);

// Such a list, each name one of the choices: adds 1 << value of each to the set.
void params_choice_set(struct params_reader *reader, struct slice list,
                       const struct params_choice *choices, size_t count, unsigned *set);

// 0 or 1; leaves *flag as it is when it is neither.
void params_choice_flag(struct params_reader *reader, struct slice value, bool *flag);

// The name of a value; empty when none of them has it.
const char *params_choice_name(int value, const struct params_choice *choices, size_t count);

// A number from low to high; false, with a problem noted, when it is none.
bool params_number(struct params_reader *reader, struct slice value, uint32_t low, uint32_t high,
                   uint32_t *out);

// A text that is not too long; false, with a problem noted, when it is.
bool params_short_text(struct params_reader *reader, struct slice value, struct slice *out);

#endif
