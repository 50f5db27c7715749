// One table of names for everything that names a field: JSON keys, URL parameters, the query
// language.
//
// Each field has one name, given out by field_name, and aliases, only ever understood: the short forms of the query
// language (« date », « delai »), and the English names that JSON Lines input may use. Names in queries are compared
// folded, so « Année » finds « annee »; keys of JSON byte by byte. The table has some sixty rows and is walked from the
// top: a query names few fields, and a hash would not be faster.
#include "engine/field.h"

#include "base/buf.h"
#include "base/edit_distance.h"
#include "stemmer/text/fold.h"

#include <assert.h>

enum { MAX_NAME_LEN = 32 };

static const char *const NAMES[FIELD_END] = {
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
    [FIELD_CHANGED] = "modifie",
    [FIELD_SINCE] = "depuis",
    [FIELD_SERIES] = "serie",
    [FIELD_SOURCE] = "source",
    [FIELD_URL] = "url",
    [FIELD_REFERRAL] = "renvoi",
    [FIELD_ASSEMBLY] = "assemblee",
    [FIELD_GROUP] = "groupe",
    [FIELD_OFFICE] = "fonction",
    [FIELD_CITE] = "cite",
    [FIELD_COMMUNE] = "commune",
    [FIELD_PROVINCE] = "province",
    [FIELD_WORKDAYS] = "delai_jours_ouvrables",
    [FIELD_DUE] = "echeance",
    [FIELD_OVERDUE] = "hors_delai",
    [FIELD_REPLIES] = "reponses",
    [FIELD_REPLY_TEXT] = "texte",
    [FIELD_REPLY_DATE] = "date",
    [FIELD_NATURE] = "nature",
    [FIELD_AUTHORS] = "auteurs",
    [FIELD_MINISTERS] = "ministres",
    [FIELD_NAME] = "nom",
    [FIELD_FIRST_MINISTER] = "ministre_depot",
    [FIELD_CLOSED] = "date_cloture",
    [FIELD_MOTIVE] = "motif",
    [FIELD_SPEECHES] = "interventions",
    [FIELD_SPEAKER] = "orateur",
    [FIELD_ROLE] = "role",
    [FIELD_ORIGINAL_URL] = "url_originale",
    [FIELD_LICENCE] = "licence",
    [FIELD_FIRST_SEEN] = "premiere_vue",
    [FIELD_ROW_RANK] = "reponse_rang",
    [FIELD_ROW_NATURE] = "reponse_nature",
    [FIELD_ROW_DATE] = "reponse_date",
    [FIELD_ROW_DELAY] = "reponse_delai_jours",
    [FIELD_ROW_RESPONDENT] = "reponse_repondant",
    [FIELD_ROW_OFFICE] = "reponse_fonction",
};

struct alias {
    const char *name;
    enum field field;
};

// What queries call fields besides. French short forms first: field_nearest_name offers them, but never the English
// ones.
enum { FRENCH_ALIASES = 6 };
static const struct alias ALIASES[] = {
    {"date", FIELD_DATE},         {"delai", FIELD_DELAY},
    {"autrice", FIELD_AUTHOR},    {"auteure", FIELD_AUTHOR},
    {"texte", FIELD_QUESTION},    {"an", FIELD_YEAR},
    {"title", FIELD_TITLE},       {"text", FIELD_QUESTION},
    {"answer", FIELD_ANSWER},     {"author", FIELD_AUTHOR},
    {"kind", FIELD_TYPE},         {"year", FIELD_YEAR},
    {"minister", FIELD_MINISTER}, {"number", FIELD_NUMBER},
    {"status", FIELD_STATUS},     {"delay", FIELD_DELAY},
    {"assembly", FIELD_ASSEMBLY}, {"group", FIELD_GROUP},
    {"datequestion", FIELD_DATE}, {"datereponse", FIELD_ANSWER_DATE},
};
enum { ALIAS_COUNT = sizeof ALIASES / sizeof *ALIASES };

// What JSON calls fields besides, in the order in which the names are tried: a table by field, as each document is
// asked for each field by all of its names.
enum { MOST_KEYS = 2 };
static const char *const KEYS[FIELD_END][MOST_KEYS] = {
    [FIELD_TITLE] = {"title"},
    [FIELD_QUESTION] = {"texte", "text"},
    [FIELD_ANSWER] = {"answer"},
    [FIELD_TYPE] = {"kind"},
    [FIELD_YEAR] = {"year"},
    [FIELD_NUMBER] = {"number"},
    [FIELD_AUTHOR] = {"author"},
    [FIELD_MINISTER] = {"minister"},
    [FIELD_DATE] = {"date"},
    [FIELD_ASSEMBLY] = {"assembly"},
    [FIELD_GROUP] = {"group"},
    [FIELD_OFFICE] = {"office"},
    [FIELD_REPLIES] = {"answers"},
    [FIELD_REPLY_TEXT] = {"text", "reponse"},
    [FIELD_REPLY_DATE] = {"date_reponse"},
    [FIELD_AUTHORS] = {"authors"},
    [FIELD_MINISTERS] = {"ministers"},
    [FIELD_NAME] = {"name"},
    [FIELD_SPEAKER] = {"speaker"},
};

const char *field_name(enum field field)
{
    assert(field < FIELD_END && NAMES[field]);
    return NAMES[field];
}

const char *field_key(enum field field, size_t n)
{
    return n == 0 ? field_name(field) : n <= MOST_KEYS ? KEYS[field][n - 1] : NULL;
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
    struct folded_name room;
    struct slice folded = fold_name(name, &room);
    return name.len <= MAX_NAME_LEN && edit_is_slip(folded, slice_from(field_nearest_name(name)));
}

const char *field_foreign_name(struct slice name)
{
    struct folded_name room;
    struct slice folded = fold_name(name, &room);
    for (size_t i = FRENCH_ALIASES; name.len <= MAX_NAME_LEN && i < ALIAS_COUNT; i++)
        if (edit_is_slip(folded, slice_from(ALIASES[i].name)))
            return field_short_name(ALIASES[i].field);
    return NULL;
}

// --- values ----------------------------------------------------------------------------------------

// Where the word after that at byte `at` begins; key.len: at the end.
static size_t next_word(struct slice key, size_t at)
{
    const char *space = memchr(key.ptr + at, ' ', key.len - at);
    return space ? (size_t)(space - key.ptr) + 1 : key.len;
}

// The byte at `at` of the words that begin at `start` and go on, after the last, with the first.
static char turned_byte(struct slice words, size_t start, size_t at)
{
    at += start;
    return at < words.len ? words.ptr[at] : at == words.len ? ' ' : words.ptr[at - words.len - 1];
}

static bool is_lesser_turn(struct slice words, size_t a, size_t b)
{
    for (size_t i = 0; i < words.len; i++) {
        unsigned char x = (unsigned char)turned_byte(words, a, i);
        unsigned char y = (unsigned char)turned_byte(words, b, i);
        if (x != y)
            return x < y;
    }
    return false;
}

// Turns the words from byte `start` of the buffer on, so that what comes first does not depend on where they began.
static void turn_words(struct buf *out, size_t start)
{
    enum { LONGEST_NAME = 256 };
    char turned[LONGEST_NAME];
    struct slice words = slice_from_offset(buf_slice(out), start);
    if (words.len > LONGEST_NAME)
        return; // nobody's name: in the order it has
    size_t least = 0;
    for (size_t at = next_word(words, 0); at < words.len; at = next_word(words, at))
        least = is_lesser_turn(words, at, least) ? at : least;
    for (size_t i = 0; i < words.len; i++)
        turned[i] = turned_byte(words, least, i);
    memcpy(out->data + start, turned, words.len);
}

void field_value_key(enum field field, struct slice value, struct buf *out)
{
    size_t start = out->len;
    fold_append_words(out, value, '\0');
    if (!out->failed && out->len == start)
        fold_append(out, slice_trim(value));
    else if (!out->failed && field_is_person(field))
        turn_words(out, start);
}

bool field_values_are_same(enum field field, struct slice a, struct slice b)
{
    if (slice_equal(a, b))
        return true;
    struct buf x, y;
    buf_init(&x, 0);
    buf_init(&y, 0);
    field_value_key(field, a, &x);
    field_value_key(field, b, &y);
    bool are_same = !x.failed && !y.failed && slice_equal(buf_slice(&x), buf_slice(&y));
    buf_clear(&x);
    buf_clear(&y);
    return are_same;
}

struct slice field_query(enum field field, struct slice value, struct arena *arena)
{
    char *blanked = arena_alloc(arena, value.len + 1);
    if (!blanked)
        return SLICE_NONE;
    for (size_t i = 0; i < value.len; i++)
        blanked[i] = value.ptr[i] == '"' ? ' ' : value.ptr[i];
    return arena_printf(arena, "%s:\"%.*s\"", field_short_name(field), (int)value.len, blanked);
}

struct letter_cases {
    size_t capitals, small;
};

static struct letter_cases count_cases(struct slice value)
{
    struct letter_cases cases = {0, 0};
    for (size_t i = 0; i < value.len; i++) {
        cases.capitals += char_is_capital(value.ptr[i]);
        cases.small += value.ptr[i] >= 'a' && value.ptr[i] <= 'z';
    }
    return cases;
}

bool field_spelling_is_better(struct field_spelling a, struct field_spelling b)
{
    if (a.count != b.count)
        return a.count > b.count;
    struct letter_cases x = count_cases(a.value), y = count_cases(b.value);
    if ((x.small > 0) != (y.small > 0))
        return x.small > 0;
    if ((x.capitals > 0) != (y.capitals > 0))
        return x.capitals > 0;
    if (x.capitals != y.capitals)
        return x.capitals < y.capitals;
    return slice_compare(a.value, b.value) < 0;
}
