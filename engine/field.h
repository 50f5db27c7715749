// The fields of an exchange and their names: the same in JSON, URLs, the query language and columns.
#ifndef ENGINE_FIELD_H
#define ENGINE_FIELD_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum field {
    FIELD_TITLE, // the three text fields come first: they number the parts of a document's positions
    FIELD_QUESTION,
    FIELD_ANSWER,
    FIELD_ID,
    FIELD_TYPE,
    FIELD_SESSION,
    FIELD_YEAR,
    FIELD_NUMBER,
    FIELD_AUTHOR,
    FIELD_MINISTER,
    FIELD_RESPONDENT,
    FIELD_DATE, // date of the question
    FIELD_ANSWER_DATE,
    FIELD_DELAY,
    FIELD_STATUS,
    FIELD_SOURCE,
    FIELD_URL,
    FIELD_COUNT,
};

enum { TEXT_FIELD_COUNT = 3 };

// A set of text fields; FIELD_MASK_ALL is "anywhere".
#define FIELD_MASK(field) ((uint8_t)(1u << (field)))
#define FIELD_MASK_ALL ((uint8_t)7)

static inline bool field_is_text(enum field field)
{
    return (int)field < TEXT_FIELD_COUNT;
}

// Its French name without accents: "titre", "date_question"… Static storage.
const char *field_name(enum field field);

// The shortest name the query language knows it by: "date", "delai", else field_name. Static storage.
const char *field_short_name(enum field field);

// The field a person means by `name` in the query language or a URL (any case, accents, « date »,
// « année »…); FIELD_COUNT when there is none.
enum field field_by_name(struct slice name);

// The name nearest to a mistyped one by edit distance, among those the query language knows.
// Static storage; never NULL.
const char *field_nearest_name(struct slice name);

// Whether it is so near that it was meant: one error in a short name, two in a longer one.
bool field_is_nearly(struct slice name);

#endif
