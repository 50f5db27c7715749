// Two words written as one. The masculine stands there whole; the feminine has to be put together from
// it and the ending:
//
//     député + e            -> députée          the ending is added
//     professionnel + le    -> professionnelle  likewise, when the base ends in its first letter
//     travailleur + euse    -> travailleuse     the ending starts at its own first letter in the base
//     acteur + rice         -> actrice          no such letter in place: three letters go (eur)
//     actif + ve            -> active           one letter goes
//
// A final s after another separator (or after the parenthesis) makes both plural. Only endings of the
// list count: with dots, slashes and hyphens the same signs separate ordinary words. Both words get one
// position; the masculine marks the base, the feminine all of it.
#include "stemmer/rules/inclusive.h"

enum joining {
    JOIN_ADD,    // the ending goes after the base
    JOIN_DOUBLE, // the same, but the base must end in the ending's first letter
    JOIN_ALIGN,  // the base is cut where the ending's first letter stands in its last four letters
    JOIN_CUT_1,  // so many letters of the base go
    JOIN_CUT_2,
    JOIN_CUT_3,
};

// Singular endings, without accents.
static const struct ending {
    const char *text;
    enum joining joining;
    const char *base_end; // the base must end so; "" for any
} endings[] = {
    {"e", JOIN_ADD, ""},         {"ne", JOIN_DOUBLE, "n"},    {"te", JOIN_DOUBLE, "t"},
    {"le", JOIN_DOUBLE, "l"},    {"se", JOIN_DOUBLE, "s"},    {"se", JOIN_CUT_1, "x"},
    {"sse", JOIN_ADD, "e"},      {"esse", JOIN_ALIGN, ""},    {"euse", JOIN_ALIGN, ""},
    {"rice", JOIN_CUT_3, "eur"}, {"trice", JOIN_ALIGN, "r"},  {"ere", JOIN_ALIGN, "r"},
    {"iere", JOIN_ALIGN, "r"},   {"ve", JOIN_CUT_1, "f"},     {"ive", JOIN_ALIGN, "f"},
    {"enne", JOIN_ALIGN, "n"},   {"ienne", JOIN_ALIGN, "n"},  {"onne", JOIN_ALIGN, "n"},
    {"elle", JOIN_ALIGN, "l"},   {"elle", JOIN_CUT_3, "eau"}, {"ente", JOIN_ALIGN, "t"},
    {"ante", JOIN_ALIGN, "t"},   {"que", JOIN_CUT_1, "c"},    {"aux", JOIN_CUT_2, "al"},
    {"ale", JOIN_ALIGN, "l"},
};

struct parsed {
    const struct ending *ending; // NULL for a bare plural: "article(s)"
    struct stretch spelled;      // the ending's letters, without the plural's s
    size_t last;                 // the end of it all
    bool is_plural;
};

static uint32_t fold_letter(uint32_t cp)
{
    return cp == 0xE8 || cp == 0xE9 ? 'e' : cp; // è é
}

static bool stretch_is(const struct token_builder *builder, struct stretch s, const char *text)
{
    size_t len = strlen(text);
    if (s.last - s.first != len)
        return false;
    for (size_t i = 0; i < len; i++)
        if (fold_letter(builder->units[s.first + i].cp) != (unsigned char)text[i])
            return false;
    return true;
}

static bool ends_with(const struct token_builder *builder, struct stretch s, const char *end)
{
    size_t len = strlen(end);
    return s.last - s.first > len &&
           stretch_is(builder, (struct stretch){s.last - len, s.last}, end);
}

static bool is_letters(const struct token_builder *builder, struct stretch s)
{
    for (size_t i = s.first; i < s.last; i++)
        if (builder->units[i].kind != UNIT_LETTER)
            return false;
    return s.last > s.first;
}

static const struct ending *find_ending(const struct token_builder *builder, struct stretch base,
                                        struct stretch spelled)
{
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (stretch_is(builder, spelled, endings[i].text) &&
            ends_with(builder, base, endings[i].base_end))
            return &endings[i];
    return NULL;
}

// "s" alone after a separator; sets *last past it.
static bool is_plural_at(const struct token_builder *builder, size_t at, size_t *last)
{
    size_t end = token_builder_core_end(builder, at);
    if (!stretch_is(builder, (struct stretch){at, end}, "s"))
        return false;
    *last = end;
    return true;
}

// The base without the s of a plural, if it has one.
static struct stretch singular_of(const struct token_builder *builder, struct stretch base)
{
    return (struct stretch){base.first, base.last - (ends_with(builder, base, "s") ? 1 : 0)};
}

// Reads the ending at parsed->spelled: its plural may be its own last letter, or stand apart; so may
// that of the base ("employés·es").
static bool read_ending(const struct token_builder *builder, struct stretch base,
                        struct parsed *parsed)
{
    struct stretch *spelled = &parsed->spelled;
    parsed->ending = find_ending(builder, base, *spelled);
    if (!parsed->ending && spelled->last - spelled->first > 1 &&
        ends_with(builder, *spelled, "s")) {
        spelled->last--;
        parsed->is_plural = true;
        parsed->ending = find_ending(builder, base, *spelled);
        if (!parsed->ending)
            parsed->ending = find_ending(builder, singular_of(builder, base), *spelled);
    }
    return parsed->ending != NULL;
}

// "(e)", "(e)s", "(trice)s", "(s)".
static bool parse_parentheses(const struct token_builder *builder, struct stretch base,
                              struct parsed *parsed)
{
    size_t end = token_builder_core_end(builder, base.last + 1);
    parsed->spelled = (struct stretch){base.last + 1, end};
    if (token_builder_kind(builder, end) != UNIT_CLOSE)
        return false;
    parsed->last = end + 1;
    if (is_plural_at(builder, base.last + 1, &end)) {
        parsed->is_plural = true;
        return true;
    }
    if (!read_ending(builder, base, parsed))
        return false;
    size_t last = parsed->last;
    if (is_plural_at(builder, last, &parsed->last))
        parsed->is_plural = true;
    else if (token_builder_is_core(builder, last))
        return false; // "(e)mail"
    return true;
}

// "·e", "·e·s", "·es", ".trice.s".
static bool parse_separated(const struct token_builder *builder, struct stretch base,
                            struct parsed *parsed)
{
    enum unit_kind separator = token_builder_kind(builder, base.last);
    size_t end = token_builder_core_end(builder, base.last + 1);
    parsed->spelled = (struct stretch){base.last + 1, end};
    parsed->last = end;
    if (!read_ending(builder, base, parsed))
        return false;
    if (token_builder_kind(builder, end) == separator &&
        is_plural_at(builder, end + 1, &parsed->last)) {
        parsed->is_plural = true;
        return true;
    }
    enum unit_kind next = token_builder_kind(builder, end);
    return next == UNIT_BREAK || next == UNIT_SPACE || next == UNIT_SLASH ||
           separator == UNIT_MIDDOT;
}

// "tou·te·s", whose base is no word.
static bool is_all_of_them(const struct token_builder *builder, struct stretch base)
{
    return stretch_is(builder, base, "tou") &&
           token_builder_kind(builder, base.last) != UNIT_BREAK &&
           stretch_is(
               builder,
               (struct stretch){base.last + 1, token_builder_core_end(builder, base.last + 1)},
               "te");
}

static bool parse(const struct token_builder *builder, struct stretch base, struct parsed *parsed)
{
    *parsed = (struct parsed){.ending = NULL};
    if (base.last - base.first < 2 || !is_letters(builder, base))
        return false;
    switch (token_builder_kind(builder, base.last)) {
    case UNIT_OPEN:
        return parse_parentheses(builder, base, parsed);
    case UNIT_MIDDOT:
    case UNIT_DOT:
    case UNIT_HYPHEN:
    case UNIT_SLASH:
        return parse_separated(builder, base, parsed);
    case UNIT_BREAK:
    case UNIT_SPACE:
    case UNIT_LETTER:
    case UNIT_DIGIT:
    case UNIT_APOSTROPHE:
    case UNIT_CLOSE:
    case UNIT_AMPERSAND:
    case UNIT_DEGREE:
        break;
    }
    return false;
}

// How many letters of the base the feminine keeps.
static size_t kept_end(const struct token_builder *builder, struct stretch base,
                       const struct parsed *parsed)
{
    switch (parsed->ending->joining) {
    case JOIN_ADD:
    case JOIN_DOUBLE:
        return base.last;
    case JOIN_CUT_1:
        return base.last - 1;
    case JOIN_CUT_2:
        return base.last - 2;
    case JOIN_CUT_3:
        return base.last - 3;
    case JOIN_ALIGN:
        break;
    }
    uint32_t first = fold_letter(builder->units[parsed->spelled.first].cp);
    for (size_t i = base.last; i > base.first + 1 && i > base.last - 4; i--)
        if (fold_letter(builder->units[i - 1].cp) == first)
            return i - 1;
    return base.last;
}

static void append_plural(struct token_builder *builder, bool is_plural, struct stretch word)
{
    if (is_plural && !ends_with(builder, word, "s") && !ends_with(builder, word, "x"))
        buf_append_char(&builder->text, 's');
}

static void put_pair(struct token_builder *builder, struct stretch base,
                     const struct parsed *parsed)
{
    buf_reset(&builder->text);
    token_builder_spell(builder, base, &builder->text);
    append_plural(builder, parsed->is_plural, base);
    token_builder_put(builder, token_builder_word_form(builder, buf_slice(&builder->text)), base);
    if (!parsed->ending)
        return;
    struct stretch singular = parsed->is_plural ? singular_of(builder, base) : base;
    buf_reset(&builder->text);
    token_builder_spell(builder, (struct stretch){base.first, kept_end(builder, singular, parsed)},
                        &builder->text);
    token_builder_spell(builder, parsed->spelled, &builder->text);
    append_plural(builder, parsed->is_plural, parsed->spelled);
    token_builder_put(builder, token_builder_word_form(builder, buf_slice(&builder->text)),
                      (struct stretch){base.first, parsed->last});
}

// "tou·te·s": the base is no word, and both are stop words.
static size_t take_all_of_them(struct token_builder *builder, struct stretch base)
{
    size_t last = token_builder_core_end(builder, base.last + 1);
    if (token_builder_kind(builder, last) == token_builder_kind(builder, base.last))
        (void)is_plural_at(builder, last + 1, &last);
    token_builder_put(builder, token_builder_word_form(builder, SLICE("tous")), base);
    token_builder_put(builder, token_builder_word_form(builder, SLICE("toutes")),
                      (struct stretch){base.first, last});
    builder->position_count++;
    return last;
}

size_t inclusive_take(struct token_builder *builder, struct stretch base)
{
    struct parsed parsed;
    if (is_all_of_them(builder, base))
        return take_all_of_them(builder, base);
    if (!parse(builder, base, &parsed))
        return base.last;
    put_pair(builder, base, &parsed);
    builder->position_count++;
    return parsed.last;
}
