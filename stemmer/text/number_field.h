// A part of a number or date: bytes [start, end) of the text.
#ifndef STEMMER_NUMBER_FIELD_H
#define STEMMER_NUMBER_FIELD_H

#include "base/slice.h"
#include "stemmer/text/peek.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct number_field {
    size_t start;
    size_t end;
};

static inline size_t number_field_len(struct number_field field)
{
    return field.end - field.start;
}

// The number that the digits are, of which no more than eight count.
static inline uint32_t number_field_value(struct slice text, struct number_field field)
{
    uint32_t value = 0;
    for (size_t i = field.start; i < field.end && i < field.start + 8; i++)
        value = value * 10 + (uint32_t)(text.ptr[i] - '0');
    return value;
}

// Whether digits that end at `end` are only the beginning of something longer: "13 juillet 2022-2023".
static inline bool number_field_goes_on(struct slice text, size_t end)
{
    size_t dash = peek_dash_len(text, end);
    return peek_is_letter(text, end) || (dash && peek_is_digit(text, end + dash));
}

#endif
