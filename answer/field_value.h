// The value of a field of an exchange, found by the field: for answers that show many of them one after another.
#ifndef ANSWER_FIELD_VALUE_H
#define ANSWER_FIELD_VALUE_H

#include "base/arena.h"
#include "base/slice.h"
#include "engine/exchange.h"
#include "engine/field.h"

#include <stdint.h>

enum field_value_kind { VALUE_NONE, VALUE_TEXT, VALUE_NUMBER, VALUE_DATE, VALUE_TIME };

struct field_value {
    enum field_value_kind kind; // VALUE_NONE: not known
    struct slice text;          // not empty
    int64_t number;             // or a date (base/date.h), or seconds since 1970
};

// Borrowed from the exchange; the text of several answers from the arena, which no other field needs. Not for what
// an exchange alone does not say: FIELD_URL, FIELD_DUE, FIELD_OVERDUE, FIELD_SOURCE, nor for the list of answers.
struct field_value field_value_of(const struct exchange *exchange, enum field field,
                                  struct arena *arena);

// Of one of its answers, where that is a row by itself: FIELD_ANSWER, the text, and FIELD_ROW_RANK to FIELD_ROW_OFFICE.
// VALUE_NONE where there is no answer of that number (0: the first). Borrowed from the exchange.
struct field_value field_value_of_reply(const struct exchange *exchange, size_t reply,
                                        enum field field);

#endif
