// Every spelling of an ordinal has one term, its number in figures with an e:
//
//     1er 1re 1ère premier première    1e (and, in figures, less surely 1)
//     2e 2ème 2nd second deuxième      2e
//     XIXe 19e dix-neuvième            19e
//     XIX                              xix, less surely 19 and 19e: a king, a chapter, a century
//
// Ordinals of one word are in words/data/stems.txt. A Roman numeral by itself is two letters or more of I, V and X, in
// capitals, or in small letters when no word looks like it. With an ending it may have L and C, too, and be a single V
// or X; but « vie » is life, and « ce », « de », « le » and « me » are no numbers at all.
//
// Invariant: a token stands for the whole word. Cost: a look at the first letter for most words.
#include "stemmer/rules/ordinal.h"

#include "stemmer/rules/numeral.h"
#include "stemmer/words/roman.h"

#include <stdio.h>

enum { KEY_SIZE = 16, MAX_DIGITS = 4, ROMAN_MAX = 12, ENDING_MAX = 5 };

// What makes an ordinal of a number; of the number `only`, if not 0.
static const struct ending {
    const char *text;
    uint32_t only;
} endings[] = {
    {"e", 0},     {"es", 0},   {"ème", 0},   {"èmes", 0}, {"eme", 0},  {"emes", 0}, {"ième", 0},
    {"ièmes", 0}, {"ieme", 0}, {"iemes", 0}, {"er", 1},   {"ers", 1},  {"re", 1},   {"res", 1},
    {"ère", 1},   {"ères", 1}, {"ere", 1},   {"eres", 1}, {"ier", 1},  {"ière", 1}, {"d", 2},
    {"de", 2},    {"nd", 2},   {"nde", 2},   {"nds", 2},  {"ndes", 2},
};

static bool is_ending(struct slice text, uint32_t value)
{
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (slice_equal(text, slice_from(endings[i].text)))
            return endings[i].only == 0 || endings[i].only == value;
    return false;
}

// "19e" (or "19") into key.
static struct slice spell_key(char key[KEY_SIZE], uint32_t value, const char *ending)
{
    int len = snprintf(key, KEY_SIZE, "%u%s", (unsigned)value, ending);
    return slice_of(key, (size_t)len);
}

// The word of the stretch means the ordinal of `value`; written in figures, a first may be a one.
static void put_ordinal(struct token_builder *builder, struct stretch stretch, uint32_t value,
                        bool is_figure)
{
    char key[KEY_SIZE], number[KEY_SIZE];
    struct form_recipe recipe = {
        .flags = FORM_NUMBER, .terms = {spell_key(key, value, "e")}, .term_count = 1};
    bool is_roman = token_builder_kind(builder, stretch.first) == UNIT_LETTER && is_figure;
    recipe.surface =
        is_roman ? recipe.terms[0] : token_builder_text(builder, stretch); // VIe is no « vie »
    if (is_figure && value == 1) {
        recipe.flags |= FORM_LOOSE;
        recipe.terms[recipe.term_count++] = spell_key(number, value, "");
    }
    token_builder_put(builder, token_builder_recipe_form(builder, &recipe), stretch);
    builder->position_count++;
}

void ordinal_put_first(struct token_builder *builder, struct slice surface, size_t start,
                       size_t end)
{
    struct form_recipe recipe = {.surface = surface,
                                 .flags = FORM_NUMBER | FORM_LOOSE,
                                 .terms = {SLICE("1e"), SLICE("1")},
                                 .term_count = 2};
    token_builder_put_range(builder, token_builder_recipe_form(builder, &recipe), start, end);
    builder->position_count++;
}

// "19e", "1er".
static size_t take_figures(struct token_builder *builder, size_t at, size_t end)
{
    size_t digits = at;
    uint32_t value = 0;
    while (token_builder_kind(builder, digits) == UNIT_DIGIT && digits - at < MAX_DIGITS) {
        value = value * 10 + (builder->units[digits].cp - '0') % 10;
        digits++;
    }
    bool is_ordinal = digits < end && value > 0 &&
                      is_ending(token_builder_text(builder, (struct stretch){digits, end}), value);
    if (is_ordinal)
        put_ordinal(builder, (struct stretch){at, end}, value, true);
    return is_ordinal ? end : at;
}

struct roman {
    size_t end; // of its digits
    uint32_t value;
    bool is_plain; // of I, V and X only
    bool is_upper; // all of it
    bool is_lower;
};

static struct roman read_roman(struct token_builder *builder, size_t at)
{
    struct roman roman = {at, 0, true, true, true};
    bool is_regular = true;
    for (; token_builder_kind(builder, roman.end) == UNIT_LETTER && roman.end - at < ROMAN_MAX;
         roman.end++) {
        uint32_t cp = builder->units[roman.end].cp;
        bool is_digit = cp == 'i' || cp == 'v' || cp == 'x';
        if (!is_digit && cp != 'l' && cp != 'c')
            break;
        roman.is_plain &= is_digit;
        roman.is_upper &= builder->units[roman.end].is_upper;
        roman.is_lower &= !builder->units[roman.end].is_upper;
    }
    if (roman.end > at && token_builder_core_end(builder, roman.end) - roman.end <= ENDING_MAX)
        roman.value =
            roman_value(token_builder_text(builder, (struct stretch){at, roman.end}), &is_regular);
    roman.value = is_regular ? roman.value : 0;
    return roman;
}

static bool has_capitals(const struct token_builder *builder, struct stretch stretch)
{
    for (size_t i = stretch.first; i < stretch.last; i++)
        if (builder->units[i].is_upper)
            return true;
    return false;
}

// "XIXe", "Ier", "xixe", and "ier", which is no word; not "vie" and "VIE".
static bool is_roman_ordinal(struct token_builder *builder, size_t at, size_t end,
                             const struct roman *roman)
{
    size_t letters = roman->end - at;
    struct stretch ending = {roman->end, end};
    bool is_usual = roman->is_upper && !has_capitals(builder, ending);
    bool is_single = letters == 1 && is_usual && roman->is_plain;
    bool is_longer =
        letters > 1 && (is_usual || (roman->is_plain && (roman->is_upper || roman->is_lower)));
    bool is_first = letters == 1 && roman->value == 1 &&
                    slice_equal(token_builder_text(builder, ending), SLICE("er"));
    if (is_first)
        return true;
    if ((!is_single && !is_longer) || !is_ending(token_builder_text(builder, ending), roman->value))
        return false;
    struct slice all = token_builder_text(builder, (struct stretch){at, end});
    return is_usual || (!slice_equal(all, SLICE("vie")) && !slice_equal(all, SLICE("vies")));
}

// "Albert II", "chapitre iv"; not a first name (Xi), nor "vi", which is an editor's.
static bool is_roman_number(struct token_builder *builder, size_t at, const struct roman *roman)
{
    if (roman->end - at < 2 || !roman->is_plain || !(roman->is_upper || roman->is_lower))
        return false;
    struct slice text = token_builder_text(builder, (struct stretch){at, roman->end});
    return roman->is_upper || (!slice_equal(text, SLICE("vi")) && !slice_equal(text, SLICE("xi")));
}

void ordinal_put_roman(struct token_builder *builder, struct stretch stretch, uint32_t value)
{
    char number[KEY_SIZE], ordinal[KEY_SIZE];
    struct slice surface = token_builder_text(builder, stretch);
    struct form_recipe recipe = {
        .surface = surface,
        .flags = FORM_NUMBER | FORM_LOOSE,
        .terms = {surface, spell_key(number, value, ""), spell_key(ordinal, value, "e")},
        .term_count = 3};
    token_builder_put(builder, token_builder_recipe_form(builder, &recipe), stretch);
    builder->position_count++;
}

static size_t take_roman(struct token_builder *builder, size_t at, size_t end)
{
    struct roman roman = read_roman(builder, at);
    if (roman.value == 0)
        return at;
    if (roman.end < end && is_roman_ordinal(builder, at, end, &roman)) {
        put_ordinal(builder, (struct stretch){at, end}, roman.value, true);
        return end;
    }
    if (roman.end == end && is_roman_number(builder, at, &roman)) {
        ordinal_put_roman(builder, (struct stretch){at, end}, roman.value);
        return end;
    }
    return at;
}

size_t ordinal_take(struct token_builder *builder, size_t at)
{
    size_t end = token_builder_core_end(builder, at);
    if (token_builder_kind(builder, at) == UNIT_DIGIT)
        return take_figures(builder, at, end);
    size_t roman_end = take_roman(builder, at, end);
    struct numeral numeral;
    bool is_joined = token_builder_kind(builder, end) == UNIT_HYPHEN ||
                     token_builder_kind(builder, end) == UNIT_SPACE;
    if (roman_end == at && is_joined && numeral_read(builder, at, &numeral) && numeral.is_ordinal) {
        put_ordinal(builder, (struct stretch){at, numeral.end}, numeral.value, false);
        return numeral.end;
    }
    return roman_end;
}
