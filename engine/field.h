// The fields of an exchange and their names: the same in JSON, URLs, the query language and columns. The code speaks
// English of them, everybody outside reads French; this table is the only place that knows both.
#ifndef ENGINE_FIELD_H
#define ENGINE_FIELD_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
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
    FIELD_ASSEMBLY,
    FIELD_GROUP,    // the author's
    FIELD_REFERRAL, // whether the answer only points elsewhere
    FIELD_OFFICE, // of the ministers when they were asked; its values are portfolios (engine/text/portfolio.h)
    FIELD_CITE,     // the norms, articles, questions and dates of the Moniteur that its texts cite
    FIELD_COMMUNE,  // of Wallonia, that its texts name (engine/text/place.h)
    FIELD_PROVINCE, // likewise; those of its communes, too
    FIELD_CHANGED,  // the day on which what a reader sees of it was last changed
    FIELD_SINCE,    // the same; a value is the first of all days on which it was
    FIELD_SERIES, // of exchanges whose questions are nearly the same; a value is the id of one of them
    FIELD_SOURCE,
    FIELD_URL,   // where a site shows it
    FIELD_COUNT, // as many as queries can name; also: none of them

    // What documents have besides, which no query names.
    FIELD_WORKDAYS, // the working days of the delay
    FIELD_DUE,      // by when an answer is due, and whether it was late
    FIELD_OVERDUE,
    FIELD_REPLIES, // the list of answers; of each its text, date and nature, FIELD_RESPONDENT and FIELD_OFFICE
    FIELD_REPLY_TEXT,
    FIELD_REPLY_DATE,
    FIELD_NATURE,
    FIELD_AUTHORS, // lists of persons; of each FIELD_NAME and FIELD_OFFICE
    FIELD_MINISTERS,
    FIELD_NAME,
    FIELD_FIRST_MINISTER, // who was asked first
    FIELD_CLOSED,         // when the question was withdrawn, lapsed or closed, and why
    FIELD_MOTIVE,
    FIELD_SPEECHES, // the list of who said what; of each FIELD_SPEAKER, FIELD_OFFICE, FIELD_ROLE, FIELD_REPLY_TEXT
    FIELD_SPEAKER,
    FIELD_ROLE,
    FIELD_ORIGINAL_URL, // where its publisher shows it
    FIELD_LICENCE,      // of its source
    FIELD_FIRST_SEEN,

    // Where an answer is a row by itself: which one it is, and what is known of it.
    FIELD_ROW_RANK, // 1: the first
    FIELD_ROW_NATURE,
    FIELD_ROW_DATE,
    FIELD_ROW_DELAY,
    FIELD_ROW_RESPONDENT,
    FIELD_ROW_OFFICE,
    FIELD_END,
};

enum { TEXT_FIELD_COUNT = 3 };

// A set of text fields; FIELD_MASK_ALL is "anywhere".
#define FIELD_MASK(field) ((uint8_t)(1u << (field)))
#define FIELD_MASK_ALL ((uint8_t)7)

static inline bool field_is_text(enum field field)
{
    return (int)field < TEXT_FIELD_COUNT;
}

// Whether its values are names of persons, several in one value where several asked or answered (engine/persons.h).
static inline bool field_is_person(enum field field)
{
    return field == FIELD_AUTHOR || field == FIELD_MINISTER || field == FIELD_RESPONDENT;
}

// Whether it is read from the places that texts name.
static inline bool field_is_place(enum field field)
{
    return field == FIELD_COMMUNE || field == FIELD_PROVINCE;
}

// Whether one value of the field is a list, PERSON_SEPARATOR (engine/exchange.h) between its members.
static inline bool field_is_list(enum field field)
{
    return field_is_person(field) || field == FIELD_CITE || field_is_place(field);
}

// Its French name without accents: "titre", "date_question"… Static storage.
const char *field_name(enum field field);

// The keys under which JSON of others may have it, the best first: n = 0 is field_name, then English and shorter ones;
// NULL after the last. Static storage.
const char *field_key(enum field field, size_t n);

// The shortest name the query language knows it by: "date", "delai", else field_name. Static storage.
const char *field_short_name(enum field field);

// The field a person means by `name` in the query language or a URL (any case, accents, « date »,
// « année »…); FIELD_COUNT when there is none.
enum field field_by_name(struct slice name);

// The name nearest to a mistyped one by edit distance, among those the query language knows.
// Static storage; never NULL.
const char *field_nearest_name(struct slice name);

// Whether it is so near that it was meant (base/edit_distance.h).
bool field_is_nearly(struct slice name);

// The French short name of the field whose English name is nearly `name` (« titl »); NULL: of none. English names are
// near to many a word that is no field.
const char *field_foreign_name(struct slice name);

// Appends what a value of the field is compared by: two values are the same if their keys are. The key is the folded
// words (stemmer/text/fold.h), of a value without words what it folds to; of one person's name, which is written
// « NOM Prénom » and « Prénom NOM », the words in a circle: the least of its turns.
void field_value_key(enum field field, struct slice value, struct buf *out);
bool field_values_are_same(enum field field, struct slice a, struct slice b);

// auteur:"Albert Bébert Durand": what a query says for that value, from the arena; ptr NULL without memory. A quotation
// mark in it would end it and is left out, as it is of what values are compared by.
struct slice field_query(enum field field, struct slice value, struct arena *arena);

// Of two spellings of one value and how often each is used, whether the first is the one to show: the more frequent,
// then the one with small letters, then the one with fewer capitals, but some; the last word has the order of bytes.
struct field_spelling {
    struct slice value;
    uint64_t count;
};
bool field_spelling_is_better(struct field_spelling a, struct field_spelling b);

#endif
