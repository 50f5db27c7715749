// A part of a number or date: bytes [start, end) of the text.
#ifndef STEMMER_NUMBER_FIELD_H
#define STEMMER_NUMBER_FIELD_H

#include <stddef.h>

struct number_field {
    size_t start;
    size_t end;
};

static inline size_t number_field_len(struct number_field field)
{
    return field.end - field.start;
}

#endif
