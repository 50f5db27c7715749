// Sequences are rare, so the loop over a text asks for them only after words whose cache entry says so.
// What was found is a chunk with spaces inside, cached by its raw bytes like any other.
//
// What a chunk means must be seen in its bytes. So a word that another one only tells how to read takes in the space
// or point after it: "art " is the article of "art 12", "no " the number of "no 12", while "art" and "no" by themselves
// are what they are everywhere else. (What the word before tells: homograph.c.)
//
// A name with Saint, and a few compounds that people also write with a space, are read as if they had a
// hyphen: parts and joined form as in compound.c.
//
// Each kind of sequence is a row of the table at the end: which words begin it, where it ends, what it means. An elided
// article in front ("l'art. 12") is skipped. Cost: the table, once per distinct chunk; for words that begin a sequence
// a look at what follows, each time.
#include "stemmer/rules/sequence.h"

#include "stemmer/rules/abbreviation.h"
#include "stemmer/rules/compound.h"
#include "stemmer/rules/homograph.h"
#include "stemmer/rules/number_words.h"
#include "stemmer/rules/ordinal.h"
#include "stemmer/rules/reference.h"
#include "stemmer/text/peek.h"

#include <assert.h>

// Two words that are also written as one.
static const struct pair {
    const char *first;
    const char *second;
} pairs[] = {
    {"covid", "19"},    {"plate", "forme"}, {"plates", "formes"},
    {"week", "end"},    {"week", "ends"},   {"saint", NULL}, // NULL: any name
    {"sainte", NULL},   {"st", NULL},       {"ste", NULL},
    {"aujourd", "hui"}, {"prud", "homme"},  {"prud", "hommes"}, // without their apostrophe
};

// Abbreviations that stand for a word in front of a number, and of which number they do: some without their point, too;
// those of months, with it or without, in front of a year, where no day tells a date (day_scan.c).
static const struct abbreviation {
    const char *text;
    const char *meaning;
    enum { WITH_POINT, BARE, OF_YEAR } use;
} abbreviations[] = {
    {"art", "article", BARE},         {"arts", "article", BARE},     {"al", "alinéa", BARE},
    {"chap", "chapitre", WITH_POINT}, {"p", "page", WITH_POINT},     {"janv", "janvier", OF_YEAR},
    {"fév", "février", OF_YEAR},      {"févr", "février", OF_YEAR},  {"avr", "avril", OF_YEAR},
    {"juil", "juillet", OF_YEAR},     {"juill", "juillet", OF_YEAR}, {"sept", "septembre", OF_YEAR},
    {"oct", "octobre", OF_YEAR},      {"nov", "novembre", OF_YEAR},  {"déc", "décembre", OF_YEAR},
    {"fev", "février", OF_YEAR},      {"fevr", "février", OF_YEAR},  {"dec", "décembre", OF_YEAR},
};

// What is read as n° in front of a number.
static const char *const number_words[] = {
    "no", "nr", "num", "numéro", "numéros", "numero", "numeros", "nᵒ",
};

// What « premier » is the number of.
static const char *const numbered[] = {
    "article", "articles", "art",     "alinéa", "alinea",     "al",     "chapitre", "chap",
    "titre",   "livre",    "section", "annexe", "paragraphe", "partie", "tome",     "protocole",
};

// Signs, and the word each is read as.
static const struct sign {
    const char *text;
    const char *word;
} signs[] = {
    {"%", "pourcent"}, {"€", "euros"},           {"$", "dollars"},
    {"EUR", "euros"},  {"pourcent", "pourcent"}, {"p.c", "pourcent"},
};

// How the words above begin: most words of a text begin no sequence, and are told by that.
#define FIRST_LETTERS "acdfhijlmnopqstvwx"

static bool is_upper_at(struct slice text, size_t at)
{
    return char_is_capital((char)peek_byte(text, at));
}

// How many bytes of a chunk are an elided article and its apostrophe: "l'art", "d’E".
static size_t elision_len(struct slice chunk)
{
    if (chunk.len < 3 || !peek_is_letter(chunk, 0))
        return 0;
    if (chunk.ptr[1] == '\'')
        return 2;
    bool is_quote = chunk.len > 4 && peek_byte(chunk, 1) == 0xE2 && peek_byte(chunk, 2) == 0x80 &&
                    peek_byte(chunk, 3) == 0x99;
    return is_quote ? 4 : 0;
}

// Each kind below: `word` is text[at, end), without elided article. Ends are past `end`, or 0; or behind the point that
// glues the word to a number, which then is read by itself: « art.12 bis », « no.7 ».

static struct slice before_point(struct slice word)
{
    const char *point = memchr(word.ptr, '.', word.len);
    return point ? slice_of(word.ptr, (size_t)(point - word.ptr)) : word;
}

// --- "R & D", "R et D"; "L. 1234-5", "E 411" --------------------------------------------------

static bool is_letter_word(struct slice word)
{
    return word.len == 1 && char_is_letter(word.ptr[0]);
}

static size_t find_ampersand_end(struct slice text, size_t at, size_t end)
{
    size_t sign = end + peek_space_len(text, end), last = sign;
    if (sign == end)
        return 0;
    bool is_word = slice_equal(peek_word_at(text, sign), SLICE("et"));
    if (peek_byte(text, sign) == '&')
        last = sign + 1;
    else if (is_word && is_upper_at(text, at))
        last = sign + 2;
    size_t letter = last + peek_space_len(text, last);
    bool is_letter = last > sign && letter > last && is_letter_word(peek_word_at(text, letter)) &&
                     (!is_word || is_upper_at(text, letter));
    unsigned char next = peek_byte(text, letter + 1);
    bool is_bound = next == '\'' || next == 0xE2 || next == '.' || next == '-';
    return is_letter && !(is_bound && peek_is_word(text, letter + 2)) && next != 0xE2 ? letter + 1
                                                                                      : 0;
}

// Whether letters that end at `end` stand before a word that begins neither a Roman numeral nor « et »: most do.
static bool is_before_word(struct slice text, size_t end)
{
    unsigned char next = peek_byte(text, end + 1) | 0x20;
    bool may_belong = next == 'i' || next == 'v' || next == 'x' || next == 'e';
    return peek_byte(text, end) == ' ' && peek_is_letter(text, end - 1) &&
           peek_is_letter(text, end + 1) && !may_belong;
}

static size_t find_letter_end(struct slice text, size_t at, size_t end)
{
    if (is_before_word(text, end))
        return 0;
    size_t last = reference_end(text, at);
    if (last > end)
        return last;
    return is_letter_word(slice_of(text.ptr + at, end - at)) ? find_ampersand_end(text, at, end)
                                                             : 0;
}

static bool take_letter(struct token_builder *builder, size_t at)
{
    if (reference_take(builder, at) == at)
        abbreviation_put_ampersand(builder, at, builder->unit_count - 1);
    return true;
}

// --- "pour cent", "12 M€" -------------------------------------------------------------------------

// Millions and milliards where the sign of what they count follows, as they are cut short.
static const struct sign amounts[] = {
    {"m", "millions"},    {"md", "milliards"},   {"mds", "milliards"},
    {"mrd", "milliards"}, {"mrds", "milliards"},
};

static const struct sign *find_amount(struct slice word)
{
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
        if (peek_equals(word, amounts[i].text))
            return &amounts[i];
    return NULL;
}

static bool is_pour(struct slice word)
{
    return peek_equals(word, "pour");
}

static bool is_before_unit(struct slice word)
{
    return is_pour(word) || find_amount(word);
}

static size_t find_unit_end(struct slice text, size_t at, size_t end)
{
    size_t next = end + peek_space_len(text, end), sign = peek_currency_len(text, next);
    if ((text.ptr[at] | 0x20) == 'm')
        return sign > 0 ? next + sign : 0;
    bool is_percent = next > end && (peek_byte(text, next) | 0x20) == 'c' &&
                      peek_equals(peek_word_at(text, next), "cent");
    return is_percent ? peek_word_end(text, next) : 0;
}

// Puts bytes [start, end) as that word.
static void put_as(struct token_builder *builder, const char *word, size_t start, size_t end)
{
    const struct form *form = token_builder_word_form(builder, slice_from(word));
    token_builder_put_range(builder, form, start, end);
    builder->position_count += form ? 1 : 0;
}

static bool take_unit(struct token_builder *builder, size_t at)
{
    struct slice text = builder->bytes;
    size_t start = builder->units[at].start, end = peek_word_end(text, start);
    const struct sign *amount = find_amount(slice_of(text.ptr + start, end - start));
    if (amount) {
        size_t sign = end + peek_space_len(text, end);
        put_as(builder, amount->word, start, end);
        put_as(builder, text.ptr[sign] == '$' ? "dollars" : "euros", sign, text.len);
    } else {
        put_as(builder, "pourcent", 0, text.len);
    }
    return true;
}

// --- "art. 12", "art 12" --------------------------------------------------------------------

static const struct abbreviation *find_abbreviation(struct slice word)
{
    for (size_t i = 0; i < sizeof abbreviations / sizeof *abbreviations; i++) {
        bool may_be = word.len > 0 && (word.ptr[0] | 0x20) == abbreviations[i].text[0];
        if (may_be && peek_equals(word, abbreviations[i].text))
            return &abbreviations[i];
    }
    return NULL;
}

static bool is_abbreviation(struct slice word)
{
    return find_abbreviation(before_point(word)) != NULL;
}

// Whether a sign of a mailbox stands behind what a text has at `at`: « al.12@example.be » is no paragraph.
static bool is_mailbox(struct slice text, size_t at)
{
    do
        at = peek_word_end(text, at) + 1;
    while (peek_is_word(text, at) && memchr(".-_", text.ptr[at - 1], 3));
    return peek_byte(text, at - 1) == '@';
}

// A number, a reference or a Roman numeral.
static bool is_number_at(struct slice text, size_t at)
{
    struct slice word = peek_word_at(text, at);
    size_t roman = 0;
    while (roman < word.len && strchr("IVX", word.ptr[roman]))
        roman++;
    return peek_is_digit(text, at) || reference_end(text, at) > 0 ||
           (roman > 0 && roman == word.len);
}

// « p.12 » is a page; « P.12 » is a name and its number, « P.V. » an acronym.
static bool is_initial(struct slice text, size_t at, size_t end)
{
    return end - at == 1 && peek_space_len(text, end + 1) == 0 &&
           (is_upper_at(text, at) || !peek_is_digit(text, end + 1));
}

// « 2008 », but no number that goes on: « déc. 2019-790 » is a decree.
static bool is_year_at(struct slice text, size_t at)
{
    enum { YEAR = 4 };
    size_t end = peek_digits_end(text, at);
    unsigned char first = peek_byte(text, at), second = peek_byte(text, at + 1);
    bool is_recent = (first == '1' && second == '9') || (first == '2' && second == '0');
    bool goes_on =
        peek_is_word(text, end) || peek_dash_len(text, end) > 0 || peek_byte(text, end) == '/';
    return is_recent && end - at == YEAR && !goes_on;
}

// Whether what the text has at `at` is the number that it stands for its word in front of.
static bool is_before_number(const struct abbreviation *abbreviation, struct slice text, size_t at)
{
    return abbreviation->use == OF_YEAR ? is_year_at(text, at) : is_number_at(text, at);
}

static size_t find_abbreviation_end(struct slice text, size_t at, size_t end)
{
    end = at + before_point(slice_of(text.ptr + at, end - at)).len;
    bool has_dot = peek_byte(text, end) == '.';
    size_t last = end + has_dot, space = peek_space_len(text, last);
    if (has_dot && is_initial(text, at, end))
        return 0;
    const struct abbreviation *found = find_abbreviation(slice_of(text.ptr + at, end - at));
    if (!has_dot && (space == 0 || found->use == WITH_POINT))
        return 0;
    bool is_one = is_before_number(found, text, last + space) && !is_mailbox(text, last + space);
    return is_one ? last + (has_dot ? 0 : space) : 0;
}

// The letters of the stretch, and a point after them if the token ends there.
static void put_abbreviation(struct token_builder *builder, struct stretch stretch, bool has_dot)
{
    size_t start = builder->units[stretch.first].start;
    size_t end = builder->units[stretch.last - 1].end;
    const struct abbreviation *found =
        find_abbreviation(slice_of(builder->bytes.ptr + start, end - start));
    struct form_recipe recipe = {.term_count = 0};
    token_builder_add_terms(builder, &recipe, slice_from(found->meaning));
    (void)token_builder_text(builder, stretch);
    if (has_dot)
        buf_append_char(&builder->text, '.');
    recipe.surface = buf_slice(&builder->text);
    token_builder_put_range(builder, token_builder_recipe_form(builder, &recipe), start,
                            end + has_dot);
    builder->position_count++;
}

static bool take_abbreviation(struct token_builder *builder, size_t at)
{
    size_t last = token_builder_core_end(builder, at);
    bool has_dot = token_builder_kind(builder, last) == UNIT_DOT;
    put_abbreviation(builder, (struct stretch){at, last}, has_dot);
    return true;
}

size_t sequence_take_abbreviation(struct token_builder *builder, size_t at)
{
    size_t last = token_builder_core_end(builder, at);
    size_t start = builder->units[at].start, end = builder->units[last - 1].end;
    struct slice word = slice_of(builder->bytes.ptr + start, end - start);
    if (start == elision_len(builder->bytes)) // the text behind it told that it is none
        return at;
    const struct abbreviation *found = find_abbreviation(word);
    if (token_builder_kind(builder, last) != UNIT_DOT || !found ||
        is_initial(builder->bytes, start, end) || !is_before_number(found, builder->bytes, end + 1))
        return at;
    put_abbreviation(builder, (struct stretch){at, last}, true);
    return last + 1;
}

// --- "no 12", "numéro 12" ---------------------------------------------------------------------

static bool is_number_word(struct slice word)
{
    return PEEK_IS_AMONG(before_point(word), number_words);
}

static size_t find_number_word_end(struct slice text, size_t at, size_t end)
{
    end = at + before_point(slice_of(text.ptr + at, end - at)).len;
    size_t last = end + (peek_byte(text, end) == '.');
    size_t next = last + peek_space_len(text, last);
    bool is_number = next > end && (peek_is_digit(text, next) || reference_end(text, next) > 0);
    return is_number ? next : 0;
}

static bool take_number_word(struct token_builder *builder, size_t at)
{
    size_t last = token_builder_core_end(builder, at);
    const struct form *form = token_builder_word_form(builder, SLICE("n°"));
    token_builder_put(builder, form, (struct stretch){at, last});
    builder->position_count += form ? 1 : 0;
    return true;
}

// --- "article premier" --------------------------------------------------------------------------

static bool is_numbered(struct slice word)
{
    return PEEK_IS_AMONG(word, numbered);
}

// A point is part of it behind an abbreviation; behind a word a sentence ends there: « voir l'annexe. Premier point ».
static size_t find_first_end(struct slice text, size_t at, size_t end)
{
    bool has_dot =
        peek_byte(text, end) == '.' && is_abbreviation(slice_of(text.ptr + at, end - at));
    size_t last = end + has_dot;
    size_t next = last + peek_space_len(text, last);
    if (next == last || (peek_byte(text, next) | 0x20) != 'p')
        return 0;
    struct slice word = peek_word_at(text, next);
    bool is_first = peek_equals(word, "premier") || peek_equals(word, "premiers");
    bool is_feminine = peek_equals(word, "première") || peek_equals(word, "premiere");
    return is_first || is_feminine ? next + word.len : 0;
}

static bool take_first(struct token_builder *builder, size_t at)
{
    size_t last = token_builder_core_end(builder, at), first = last;
    struct stretch word = {at, last};
    bool has_dot = token_builder_kind(builder, last) == UNIT_DOT; // then it is an abbreviation
    if (has_dot || peek_equals(token_builder_text(builder, word), "art"))
        put_abbreviation(builder, word, has_dot);
    else
        token_builder_word(builder, word);
    while (first < builder->unit_count && !token_builder_is_core(builder, first))
        first++;
    struct slice surface =
        token_builder_text(builder, (struct stretch){first, builder->unit_count});
    ordinal_put_first(builder, surface, builder->units[first].start, builder->bytes.len);
    return true;
}

// --- "Saint Etienne", "covid 19" ----------------------------------------------------------------

static bool is_first_of_pair(struct slice word)
{
    for (size_t i = 0; word.len > 0 && i < sizeof pairs / sizeof *pairs; i++)
        if ((word.ptr[0] | 0x20) == pairs[i].first[0] && peek_equals(word, pairs[i].first))
            return true;
    return false;
}

static size_t find_pair_end(struct slice text, size_t at, size_t end)
{
    struct slice word = slice_of(text.ptr + at, end - at);
    if (peek_byte(text, end) != ' ' || !peek_is_word(text, end + 1))
        return 0;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        bool is_name = !pairs[i].second;
        if (!peek_equals(word, pairs[i].first))
            continue;
        bool is_pair = is_name ? is_upper_at(text, end + 1) || peek_byte(text, end + 1) == 0xC3
                               : peek_equals(peek_word_at(text, end + 1), pairs[i].second);
        if (is_pair)
            return is_name ? tokenizer_chunk_end(text, end + 1) : peek_word_end(text, end + 1);
    }
    return 0;
}

// The space is read as a hyphen.
static bool take_pair(struct token_builder *builder, size_t at)
{
    for (size_t i = at; i < builder->unit_count; i++) {
        if (builder->units[i].kind == UNIT_SPACE) {
            builder->units[i].kind = UNIT_HYPHEN;
            builder->units[i].cp = '-';
            break;
        }
    }
    return false; // the ordinary rules take it from here
}

// ------------------------------------------------------------------------------------------------

static const struct kind {
    bool (*may_start)(struct slice word);
    size_t (*find_end)(struct slice text, size_t at, size_t end);
    bool (*take)(struct token_builder *builder, size_t at); // `at`: the unit where the word starts
    bool
        is_alone; // nothing but a point and spaces after the word is part of it: what follows is read by itself
} kinds[] = {
    {is_abbreviation, find_abbreviation_end, take_abbreviation, true},
    {is_numbered, find_first_end, take_first, false},
    {is_number_word, find_number_word_end, take_number_word, true},
    {reference_may_start, find_letter_end, take_letter, false},
    {is_before_unit, find_unit_end, take_unit, false},
    {number_words_may_start, number_words_end, number_words_take, false},
    {is_first_of_pair, find_pair_end, take_pair, false},
};

enum { KINDS = sizeof kinds / sizeof *kinds };
enum { KIND_HOMOGRAPH = 1 << 7 };
static_assert(KINDS <= 7, "a bit of sequence_kinds each");

uint8_t sequence_kinds(struct slice chunk)
{
    enum { LONGEST = 13 }; // "quatre-vingts"
    struct slice word = slice_from_offset(chunk, elision_len(chunk));
    bool may_be_letter = word.len < 2 || !peek_is_letter(word, 1) || word.len == 2;
    uint8_t found = homograph_may_be(word) ? KIND_HOMOGRAPH : 0;
    if (!may_be_letter &&
        (!strchr(FIRST_LETTERS, word.ptr[0] | 0x20) || before_point(word).len > LONGEST))
        return found;
    for (size_t k = 0; k < KINDS; k++)
        if (kinds[k].may_start(word))
            found |= (uint8_t)(1u << k);
    return found;
}

struct slice sequence_find(struct slice text, size_t *start, size_t *end, uint8_t may_start)
{
    size_t at = *start + elision_len(slice_of(text.ptr + *start, *end - *start));
    bool may_be_other = (may_start & KIND_HOMOGRAPH) != 0;
    for (may_start &= KIND_HOMOGRAPH - 1; may_start; may_start &= (uint8_t)(may_start - 1)) {
        size_t last = kinds[__builtin_ctz(may_start)].find_end(text, at, *end);
        if (last > 0)
            return slice_of(text.ptr + *start, last - *start);
    }
    struct slice other = may_be_other ? homograph_reading(text, *start, at, end) : SLICE_NONE;
    *start = other.ptr ? at : *start;
    return other;
}

static bool has_words(struct slice text, size_t at)
{
    while (at < text.len && !peek_is_word(text, at) && peek_class(text, at) != BYTE_SIGN)
        at++;
    return at < text.len;
}

bool sequence_take(struct token_builder *builder)
{
    struct slice text = builder->bytes;
    size_t end = tokenizer_chunk_end(text, 0), at = elision_len(slice_of(text.ptr, end));
    struct slice word = slice_of(text.ptr + at, end - at);
    bool is_alone = !has_words(text, end);
    size_t unit = token_builder_unit_from(builder, 0, at);
    for (size_t k = 0; end < text.len && k < KINDS; k++)
        if (kinds[k].is_alone == is_alone && kinds[k].may_start(word) &&
            (is_alone || kinds[k].find_end(text, at, end) == text.len))
            return kinds[k].take(builder, unit);
    return false;
}

bool sequence_take_sign(struct token_builder *builder)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (slice_equal(builder->bytes, slice_from(signs[i].text))) {
            put_as(builder, signs[i].word, 0, builder->bytes.len);
            return true;
        }
    }
    return false;
}
