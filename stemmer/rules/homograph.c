// See homograph.h. The conjunction « car » is no bus, « a » no letter, « est » no point of the compass; but behind
// « en » a bus is meant, and a capital in the middle of a sentence is no verb.
// What stands for the other word are bytes that no text has as one chunk, so that a chunk means the same everywhere.
//
// Roman numerals that small letters, or capitals all through, make look like a word (vi, xi) or like nothing (ve, xe),
// and single letters (I, V, X), are told by their neighbour, too: « titre vi », « chapitre I », « ve république ».
#include "stemmer/rules/homograph.h"

#include "stemmer/rules/ordinal.h"
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

// What tells a numeral.
enum neighbour {
    NOUN_BEFORE,    // titre vi
    NOUN_BEHIND,    // ve république
    CENTURY_BEHIND, // vie siècle
};

// Numerals that nothing but their neighbour tells, and the bytes to read for them: how they are usually written, or
// what homograph_take knows. Others are read as they stand (ordinal.c).
static const struct numeral {
    const char *word;
    const char *bytes;
    enum neighbour neighbour;
} numerals[] = {
    {"vi", "VI", NOUN_BEFORE},       {"xi", "XI", NOUN_BEFORE},     {"ie", "Ie", NOUN_BEHIND},
    {"ve", "Ve", NOUN_BEHIND},       {"xe", "Xe", NOUN_BEHIND},     {"vème", "Vème", NOUN_BEHIND},
    {"veme", "Veme", NOUN_BEHIND},   {"xème", "Xème", NOUN_BEHIND}, {"xeme", "Xeme", NOUN_BEHIND},
    {"vie", "vie ", CENTURY_BEHIND}, {"i", "i ", NOUN_BEFORE},      {"v", "v ", NOUN_BEFORE},
    {"x", "x ", NOUN_BEFORE},
};

enum { NUMERALS = sizeof numerals / sizeof *numerals };

// What has a number behind it.
static const char *const nouns_before[] = {
    "titre",     "chapitre",   "annexe", "livre",     "partie",    "section",  "tome",
    "article",   "acte",       "phase",  "volume",    "classe",    "volet",    "protocole",
    "appendice", "paragraphe", "groupe", "catégorie", "categorie", "niveau",   "type",
    "axe",       "pilier",     "étape",  "etape",     "division",  "interreg", "euro",
};

// What has an ordinal before it.
static const char *const nouns_behind[] = {
    "siècle",      "siecle",         "république", "republique", "législature",
    "legislature", "arrondissement", "congrès",    "congres",    "dynastie",
    "édition",     "edition",        "session",    "plan",
};

// Whether the word is in a list, be it in the plural.
static bool is_among(struct slice word, const char *const *list, size_t count)
{
    struct slice one = word;
    one.len -= word.len > 0 && (word.ptr[word.len - 1] | 0x20) == 's';
    for (size_t i = 0; one.len > 0 && i < count; i++)
        if ((word.ptr[0] | 0x20) == list[i][0] &&
            (peek_equals(word, list[i]) || peek_equals(one, list[i])))
            return true;
    return false;
}

#define IS_AMONG(word, list) is_among(word, list, sizeof(list) / sizeof *(list))

static bool may_be_numeral(struct slice word)
{
    char first = word.len > 0 ? char_lower(word.ptr[0]) : 0;
    return first == 'i' || first == 'v' || first == 'x';
}

// Which numeral the word is; NUMERALS: none.
static size_t find_numeral(struct slice word)
{
    enum { LONGEST = 5 };
    size_t i = word.len <= LONGEST && may_be_numeral(word) ? 0 : NUMERALS;
    while (i < NUMERALS &&
           ((word.ptr[0] | 0x20) != numerals[i].word[0] || !peek_equals(word, numerals[i].word)))
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

// The numeral of a chunk without what a point glues to it: « annexe xi.2 ».
static struct slice before_number(struct slice word)
{
    const char *point = memchr(word.ptr, '.', word.len);
    size_t end = point ? (size_t)(point - word.ptr) : word.len;
    return peek_is_digit(word, end + 1) ? slice_of(word.ptr, end) : word;
}

bool homograph_may_be(struct slice word)
{
    return find(word) < HOMOGRAPHS || find_numeral(before_number(word)) < NUMERALS;
}

// The word before the space in front of `at`.
static struct slice word_before(struct slice text, size_t at)
{
    size_t end = at > 0 && text.ptr[at - 1] == ' ' ? at - 1 : 0, start;
    for (size_t len = 2; len <= 3 && end == 0; len++) // no-break spaces
        end = at > len && peek_space_len(text, at - len) == len ? at - len : 0;
    start = end;
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
    if (word.len == 0)
        return word;
    size_t plain = slice_find(word, SLICE("'")), other = slice_find(word, end);
    if (plain < word.len)
        return slice_from_offset(word, plain + 1);
    return other < word.len ? slice_from_offset(word, other + end.len) : word;
}

// Whether what is numerals[which] is meant so: « titre vi », « chapitre I », « XE SIÈCLE », « vie siècle »; but not the
// « Xi » of a name.
static bool is_numeral(struct slice text, size_t at, struct slice word, size_t which)
{
    static const char *const centuries[] = {"siècle", "siecle"};
    size_t end = at + word.len, next = end + peek_space_len(text, end), last = next;
    while (peek_is_word(text, last))
        last++;
    struct slice noun = slice_of(text.ptr + next, last - next);
    switch (numerals[which].neighbour) {
    case NOUN_BEFORE:
        return (word.len == 1 || slice_equal(word, slice_from(numerals[which].word))) &&
               IS_AMONG(bare_word_before(text, at), nouns_before);
    case NOUN_BEHIND:
        return next > end && IS_AMONG(noun, nouns_behind);
    case CENTURY_BEHIND:
        return next > end && IS_AMONG(noun, centuries) && !slice_equal(word, SLICE("VIe"));
    }
    return false;
}

// Whether a president is named all in capitals: « XI JINPING » has nothing of eleven.
static bool is_xi_jinping(struct slice text, size_t at, size_t end)
{
    struct slice rest = slice_from_offset(text, end + peek_space_len(text, end));
    return slice_equal(slice_of(text.ptr + at, end - at), SLICE("XI")) &&
           rest.ptr > text.ptr + end && peek_has_word(rest, 0, SLICE("jinping"));
}

// The bytes to read for a numeral, which may be less than its chunk; SLICE_NONE where it is none, or stands so.
static struct slice numeral_reading(struct slice text, size_t start, size_t at, size_t *end)
{
    struct slice chunk = slice_of(text.ptr + at, *end - at);
    struct slice word = may_be_numeral(chunk) ? before_number(chunk) : chunk;
    size_t which = find_numeral(word);
    if (which == NUMERALS)
        return SLICE_NONE;
    if (is_xi_jinping(text, at, *end))
        return SLICE("Xi");
    bool stands_so = slice_equal(word, slice_from(numerals[which].bytes));
    bool is_elided = start < at && numerals[which].neighbour == NOUN_BEFORE;
    if (stands_so || is_elided || !is_numeral(text, at, word, which))
        return SLICE_NONE;
    *end = at + word.len;
    return slice_from(numerals[which].bytes);
}

struct slice homograph_reading(struct slice text, size_t start, size_t at, size_t *end)
{
    struct slice numeral = numeral_reading(text, start, at, end);
    if (numeral.ptr)
        return numeral;
    size_t which = find(slice_of(text.ptr + at, *end - at));
    bool is_elided = at > start && (text.ptr[start] | 0x20) == 'l';
    bool is_meant = (which == CAR && at == start && is_bus(text, at, *end)) ||
                    (which == LETTER_A && at == start && is_letter_a(text, at, *end)) ||
                    (which == EAST && (is_elided || is_behind_word(text, start))) ||
                    (which == SMALL_EAST && is_elided &&
                     (start == 0 || SLICE_IS_AMONG(word_before(text, start), before_east)));
    return is_meant ? slice_from(homographs[which].bytes) : SLICE_NONE;
}

// « vie siècle » is the sixth, and for half of it life.
static void put_sixth(struct token_builder *builder, struct slice spelt)
{
    struct form_recipe recipe = {.surface = spelt,
                                 .flags = FORM_NUMBER | FORM_LOOSE,
                                 .terms = {SLICE("6e"), spelt},
                                 .term_count = 2};
    token_builder_put_range(builder, token_builder_recipe_form(builder, &recipe), 0, spelt.len);
    builder->position_count++;
}

// The numeral whose bytes end in a space; false when builder->bytes is none.
static bool take_numeral(struct token_builder *builder)
{
    struct slice bytes = builder->bytes;
    struct stretch word = {0, token_builder_core_end(builder, 0)};
    if (!slice_ends_with(bytes, SLICE(" ")))
        return false;
    if (slice_equal(bytes, SLICE("vie ")))
        put_sixth(builder, token_builder_text(builder, word));
    else if (slice_equal(bytes, SLICE("i ")))
        ordinal_put_roman(builder, word, 1);
    else if (slice_equal(bytes, SLICE("v ")))
        ordinal_put_roman(builder, word, 5);
    else if (slice_equal(bytes, SLICE("x ")))
        ordinal_put_roman(builder, word, 10);
    else
        return false;
    return true;
}

bool homograph_take(struct token_builder *builder)
{
    struct slice word = builder->bytes;
    if (take_numeral(builder))
        return true;
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
