// One table of names for everything that names a field: JSON keys, URL parameters, the query
// language.
//
// Each field has one name, given out by field_name, and aliases, only ever understood: the short
// forms of the query language (« date », « delai »), and the English names that JSON Lines input
// may use. Names are compared folded, so « Année » finds « annee ». The table has some forty rows
// and is walked from the top: a query names few fields, and a hash would not be faster.
#include "engine/field.h"

#include "base/buf.h"
#include "base/edit_distance.h"
#include "stemmer/text/fold.h"

#include <assert.h>

enum { MAX_NAME_LEN = 32 };

static const char *const NAMES[FIELD_COUNT] = {
    [FIELD_TITLE] = "titre",
    [FIELD_QUESTION] = "question",
    [FIELD_ANSWER] = "reponse",
    [FIELD_ID] = "id",
    [FIELD_TYPE] = "type",
    [FIELD_SESSION] = "session",
    [FIELD_YEAR] = "annee",
    [FIELD_NUMBER] = "numero",
    [FIELD_AUTHOR] = "auteur",
    [FIELD_MINISTER] = "ministre",
    [FIELD_RESPONDENT] = "repondant",
    [FIELD_DATE] = "date_question",
    [FIELD_ANSWER_DATE] = "date_reponse",
    [FIELD_DELAY] = "delai_jours",
    [FIELD_STATUS] = "statut",
    [FIELD_SOURCE] = "source",
    [FIELD_URL] = "url",
};

struct alias {
    const char *name;
    enum field field;
};

// French short forms first: field_nearest_name offers them, but never the English ones.
enum { FRENCH_ALIASES = 6 };
static const struct alias ALIASES[] = {
    {"date", FIELD_DATE},         {"delai", FIELD_DELAY},       {"autrice", FIELD_AUTHOR},
    {"auteure", FIELD_AUTHOR},    {"texte", FIELD_QUESTION},    {"an", FIELD_YEAR},
    {"title", FIELD_TITLE},       {"text", FIELD_QUESTION},     {"answer", FIELD_ANSWER},
    {"author", FIELD_AUTHOR},     {"kind", FIELD_TYPE},         {"year", FIELD_YEAR},
    {"minister", FIELD_MINISTER}, {"number", FIELD_NUMBER},     {"status", FIELD_STATUS},
    {"delay", FIELD_DELAY},       {"datequestion", FIELD_DATE}, {"datereponse", FIELD_ANSWER_DATE},
};
enum { ALIAS_COUNT = sizeof ALIASES / sizeof *ALIASES };

const char *field_name(enum field field)
{
    assert(field < FIELD_COUNT);
    return NAMES[field];
}

const char *field_short_name(enum field field)
{
    return field == FIELD_DATE ? "date" : field == FIELD_DELAY ? "delai" : field_name(field);
}

// Where a name is folded.
struct folded_name {
    char bytes[MAX_NAME_LEN * FOLD_MAX_GROWTH + 1];
};

// The first MAX_NAME_LEN bytes of the name without accents, in `room`.
static struct slice fold_name(struct slice name, struct folded_name *room)
{
    struct buf folded = buf_over(room->bytes, sizeof room->bytes);
    fold_append(&folded, fold_cut(name, MAX_NAME_LEN));
    return fold_cut(buf_slice(&folded), MAX_NAME_LEN);
}

enum field field_by_name(struct slice name)
{
    if (name.len > MAX_NAME_LEN)
        return FIELD_COUNT;
    struct folded_name room;
    struct slice folded = fold_name(name, &room);

    for (int i = 0; i < FIELD_COUNT; i++)
        if (slice_equal(folded, slice_from(NAMES[i])))
            return (enum field)i;
    for (size_t i = 0; i < ALIAS_COUNT; i++)
        if (slice_equal(folded, slice_from(ALIASES[i].name)))
            return ALIASES[i].field;
    return FIELD_COUNT;
}

const char *field_nearest_name(struct slice name)
{
    struct folded_name room;
    struct slice folded = fold_name(name, &room);

    const char *nearest = NAMES[FIELD_TITLE];
    unsigned least = edit_distance(folded, slice_from(nearest));
    for (size_t i = 1; i < FIELD_COUNT + FRENCH_ALIASES; i++) {
        const char *candidate = i < FIELD_COUNT ? NAMES[i] : ALIASES[i - FIELD_COUNT].name;
        unsigned distance = edit_distance(folded, slice_from(candidate));
        if (distance < least) {
            least = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

bool field_is_nearly(struct slice name)
{
    enum { SHORT = 4 };
    struct folded_name room;
    struct slice folded = fold_name(name, &room);
    unsigned most = folded.len > SHORT ? 2 : 1;
    return name.len <= MAX_NAME_LEN &&
           edit_distance(folded, slice_from(field_nearest_name(name))) <= most;
}
