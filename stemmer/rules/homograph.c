// See homograph.h. The conjunction « car » is no bus, « a » no letter, « est » no point of the compass; but behind
// « en » a bus is meant, and a capital in the middle of a sentence is no verb.
// What stands for the other word are bytes that no text has as one chunk, so that a chunk means the same everywhere.
//
// Roman numerals that small letters, or capitals all through, make look like a word (vi, xi) or like nothing (ve, xe)
// are told by their neighbour, too: « titre vi », « ve république ». They stand for what they are when written as
// usual.
#include "stemmer/rules/homograph.h"

#include "stemmer/text/peek.h"

static const struct homograph {
    const char *word;
    const char *bytes; // see homograph_reading
} homographs[] = {{"car", "car "}, {"A", "A "}, {"Est", "Est "}, {"est", "Est "}};

enum { CAR, LETTER_A, EAST, SMALL_EAST, HOMOGRAPHS };

// Words after which « car » is a bus.
static const char *const before_bus[] = {
    "en",     "un",    "le",   "du",    "au",    "ce",      "par",     "de",
    "chaque", "autre", "d'un", "grand", "petit", "premier", "dernier", "l'autre",
};

// Words after which « l'est » is the East, and not what somebody is: « il l'est ».
static const char *const before_east[] = {"à", "de", "dans", "par", "vers"};

// Numerals that nothing but their neighbour tells, and how they are usually written. Others are read as they stand
// (ordinal.c); « vie » stays life.
static const struct numeral {
    const char *word;
    const char *usual;
    bool is_ordinal;
} numerals[] = {
    {"vi", "VI", false},    {"xi", "XI", false},    {"ie", "Ie", true},
    {"ve", "Ve", true},     {"xe", "Xe", true},     {"vème", "Vème", true},
    {"veme", "Veme", true}, {"xème", "Xème", true}, {"xeme", "Xeme", true},
};

enum { NUMERALS = sizeof numerals / sizeof *numerals };

// What has a number behind it.
static const char *const before_number[] = {
    "titre", "chapitre", "annexe", "livre",  "partie", "section",   "tome",      "article",
    "acte",  "phase",    "volume", "classe", "volet",  "protocole", "appendice", "paragraphe",
};

// What has an ordinal before it.
static const char *const behind_ordinal[] = {
    "siècle",      "siecle",         "république", "republique", "législature",
    "legislature", "arrondissement", "congrès",    "congres",    "dynastie",
    "édition",     "edition",        "session",    "plan",
};

// Whether the word is in a list, be it in the plural.
static bool is_among(struct slice word, const char *const *list, size_t count)
{
    struct slice one = word;
    one.len -= word.len > 0 && (word.ptr[word.len - 1] | 0x20) == 's';
    for (size_t i = 0; i < count; i++)
        if (peek_equals(word, list[i]) || peek_equals(one, list[i]))
            return true;
    return false;
}

#define IS_AMONG(word, list) is_among(word, list, sizeof(list) / sizeof *(list))

// Which numeral the word is; NUMERALS: none.
static size_t find_numeral(struct slice word)
{
    enum { LONGEST = 5 };
    bool may_be = word.len >= 2 && word.len <= LONGEST && memchr("vxiVXI", word.ptr[0], 6);
    size_t i = may_be ? 0 : NUMERALS;
    while (i < NUMERALS && !peek_equals(word, numerals[i].word))
        i++;
    return i;
}

// Which one the word is; HOMOGRAPHS: none.
static size_t find(struct slice word)
{
    size_t i = 0;
    while (i < HOMOGRAPHS && !slice_equal(word, slice_from(homographs[i].word)))
        i++;
    return i;
}

bool homograph_may_be(struct slice word)
{
    return find(word) < HOMOGRAPHS || find_numeral(word) < NUMERALS;
}

// The word before the space in front of `at`.
static struct slice word_before(struct slice text, size_t at)
{
    size_t end = at > 0 && text.ptr[at - 1] == ' ' ? at - 1 : 0, start = end;
    while (start > 0 && (peek_is_word(text, start - 1) || text.ptr[start - 1] == '\''))
        start--;
    return slice_of(text.ptr + start, end - start);
}

// « Grand Est », but « article 9 Est puni … ».
static bool is_behind_word(struct slice text, size_t at)
{
    struct slice before = word_before(text, at);
    return before.len > 0 && !char_is_digit(before.ptr[before.len - 1]);
}

// « un car scolaire », « transport par car ».
static bool is_bus(struct slice text, size_t at, size_t end)
{
    unsigned char next = peek_byte(text, end);
    bool is_separated = next == ' ' || next == ',' || next == '.' || next == ')' || next == ';' ||
                        next == '?' || next == '\n' || next == 0;
    return is_separated && SLICE_IS_AMONG(word_before(text, at), before_bus);
}

// « catégorie A », « RER A »: not « aide A DOMICILE », and no initial, « madame A. Dupont ».
static bool is_letter_a(struct slice text, size_t at, size_t end)
{
    struct slice before = word_before(text, at);
    unsigned char next = peek_byte(text, end), second = peek_byte(text, end + 1);
    bool is_initial = next == '.' && second != 0 && second != '\n';
    bool is_shouted = before.len > 0 && char_is_capital(before.ptr[before.len - 1]);
    bool is_bound = next == ' ' && (char_is_capital((char)second) || second == 0xC3);
    return before.len > 2 && is_behind_word(text, at) && next != '\'' && next != 0xE2 &&
           !is_initial && !(is_shouted && is_bound);
}

// The same without an elided article, whatever its apostrophe, of which the typographic one ends so.
static struct slice bare_word_before(struct slice text, size_t at)
{
    struct slice word = word_before(text, at), end = SLICE("\x80\x99");
    size_t plain = slice_find(word, SLICE("'")), other = slice_find(word, end);
    if (plain < word.len)
        return slice_from_offset(word, plain + 1);
    return other < word.len ? slice_from_offset(word, other + end.len) : word;
}

// « titre vi », « XE SIÈCLE »: the numeral as it is usually written. SLICE_NONE where it is none, or stands so.
static struct slice numeral_reading(struct slice text, size_t start, size_t at, size_t end)
{
    struct slice word = slice_of(text.ptr + at, end - at);
    size_t which = find_numeral(word), next = end + peek_space_len(text, end), last = next;
    while (peek_is_word(text, last))
        last++;
    if (which == NUMERALS || slice_equal(word, slice_from(numerals[which].usual)))
        return SLICE_NONE;
    bool is_one =
        numerals[which].is_ordinal
            ? next > end && IS_AMONG(slice_of(text.ptr + next, last - next), behind_ordinal)
            : start == at && slice_equal(word, slice_from(numerals[which].word)) && // no « Xi »
                  IS_AMONG(bare_word_before(text, at), before_number);
    return is_one ? slice_from(numerals[which].usual) : SLICE_NONE;
}

struct slice homograph_reading(struct slice text, size_t start, size_t at, size_t end)
{
    struct slice numeral = numeral_reading(text, start, at, end);
    if (numeral.ptr)
        return numeral;
    size_t which = find(slice_of(text.ptr + at, end - at));
    bool is_elided = at > start && (text.ptr[start] | 0x20) == 'l';
    bool is_meant = (which == CAR && at == start && is_bus(text, at, end)) ||
                    (which == LETTER_A && at == start && is_letter_a(text, at, end)) ||
                    (which == EAST && (is_elided || is_behind_word(text, start))) ||
                    (which == SMALL_EAST && is_elided &&
                     (start == 0 || SLICE_IS_AMONG(word_before(text, start), before_east)));
    return is_meant ? slice_from(homographs[which].bytes) : SLICE_NONE;
}

bool homograph_take(struct token_builder *builder)
{
    struct slice word = builder->bytes;
    bool is_one = false;
    for (size_t i = 0; i < HOMOGRAPHS; i++)
        is_one = is_one || slice_equal(word, slice_from(homographs[i].bytes));
    if (!is_one)
        return false;
    struct slice spelt =
        token_builder_text(builder, (struct stretch){0, token_builder_core_end(builder, 0)});
    struct form_recipe recipe = {.surface = spelt, .terms = {spelt}, .term_count = 1};
    token_builder_put_range(builder, token_builder_recipe_form(builder, &recipe), 0, word.len - 1);
    builder->position_count++;
    return true;
}
