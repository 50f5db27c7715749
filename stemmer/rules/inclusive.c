// Two words written as one. The masculine stands there whole; the feminine has to be put together from
// it and the ending:
//
//     député + e            -> députée          the ending is added
//     professionnel + le    -> professionnelle  likewise, when the base ends in its first letter
//     travailleur + euse    -> travailleuse     the ending starts at its own first letter in the base
//     acteur + rice         -> actrice          no such letter in place: three letters go (eur)
//     actif + ve            -> active           one letter goes
//
// A final s behind another separator (or behind the parenthesis) makes both plural. Only endings of the
// list count: with dots, slashes and hyphens the same signs separate ordinary words. Both words get one
// position; the masculine marks the base, the feminine all of it.
#include "stemmer/rules/inclusive.h"

enum joining {
    JOIN_ADD,    // the ending goes behind the base
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

static bool stretch_is(const struct draft *draft, struct stretch s, const char *text)
{
    size_t len = strlen(text);
    if (s.last - s.first != len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if (fold_letter(draft->units[s.first + i].cp) != (unsigned char)text[i]) {
            return false;
        }
    }
    return true;
}

static bool ends_with(const struct draft *draft, struct stretch s, const char *end)
{
    size_t len = strlen(end);
    return s.last - s.first > len && stretch_is(draft, (struct stretch){s.last - len, s.last}, end);
}

static bool is_letters(const struct draft *draft, struct stretch s)
{
    for (size_t i = s.first; i < s.last; i++) {
        if (draft->units[i].kind != UNIT_LETTER) {
            return false;
        }
    }
    return s.last > s.first;
}

static const struct ending *find_ending(const struct draft *draft, struct stretch base,
                                        struct stretch spelled)
{
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (stretch_is(draft, spelled, endings[i].text) &&
            ends_with(draft, base, endings[i].base_end)) {
            return &endings[i];
        }
    }
    return NULL;
}

// "s" alone behind a separator; sets *last behind it.
static bool is_plural_at(const struct draft *draft, size_t at, size_t *last)
{
    size_t end = draft_core_end(draft, at);
    if (!stretch_is(draft, (struct stretch){at, end}, "s")) {
        return false;
    }
    *last = end;
    return true;
}

// The base without the s of a plural, if it has one.
static struct stretch singular_of(const struct draft *draft, struct stretch base)
{
    return (struct stretch){base.first, base.last - (ends_with(draft, base, "s") ? 1 : 0)};
}

// Reads the ending at parsed->spelled: its plural may be its own last letter, or stand apart; so may
// that of the base ("employés·es").
static bool read_ending(const struct draft *draft, struct stretch base, struct parsed *parsed)
{
    struct stretch *spelled = &parsed->spelled;
    parsed->ending = find_ending(draft, base, *spelled);
    if (!parsed->ending && spelled->last - spelled->first > 1 && ends_with(draft, *spelled, "s")) {
        spelled->last--;
        parsed->is_plural = true;
        parsed->ending = find_ending(draft, base, *spelled);
        if (!parsed->ending) {
            parsed->ending = find_ending(draft, singular_of(draft, base), *spelled);
        }
    }
    return parsed->ending != NULL;
}

// "(e)", "(e)s", "(trice)s", "(s)".
static bool parse_parentheses(const struct draft *draft, struct stretch base, struct parsed *parsed)
{
    size_t end = draft_core_end(draft, base.last + 1);
    parsed->spelled = (struct stretch){base.last + 1, end};
    if (draft_kind(draft, end) != UNIT_CLOSE) {
        return false;
    }
    parsed->last = end + 1;
    if (is_plural_at(draft, base.last + 1, &end)) {
        parsed->is_plural = true;
        return true;
    }
    if (!read_ending(draft, base, parsed)) {
        return false;
    }
    size_t last = parsed->last;
    if (is_plural_at(draft, last, &parsed->last)) {
        parsed->is_plural = true;
    } else if (draft_is_core(draft, last)) {
        return false; // "(e)mail"
    }
    return true;
}

// "·e", "·e·s", "·es", ".trice.s".
static bool parse_separated(const struct draft *draft, struct stretch base, struct parsed *parsed)
{
    enum unit_kind separator = draft_kind(draft, base.last);
    size_t end = draft_core_end(draft, base.last + 1);
    parsed->spelled = (struct stretch){base.last + 1, end};
    parsed->last = end;
    if (!read_ending(draft, base, parsed)) {
        return false;
    }
    if (draft_kind(draft, end) == separator && is_plural_at(draft, end + 1, &parsed->last)) {
        parsed->is_plural = true;
        return true;
    }
    enum unit_kind next = draft_kind(draft, end);
    return next == UNIT_BREAK || next == UNIT_SPACE || next == UNIT_SLASH ||
           separator == UNIT_MIDDOT;
}

// "tou·te·s", whose base is no word.
static bool is_all_of_them(const struct draft *draft, struct stretch base)
{
    return stretch_is(draft, base, "tou") && draft_kind(draft, base.last) != UNIT_BREAK &&
           stretch_is(draft, (struct stretch){base.last + 1, draft_core_end(draft, base.last + 1)},
                      "te");
}

static bool parse(const struct draft *draft, struct stretch base, struct parsed *parsed)
{
    *parsed = (struct parsed){.ending = NULL};
    if (base.last - base.first < 2 || !is_letters(draft, base)) {
        return false;
    }
    switch (draft_kind(draft, base.last)) {
    case UNIT_OPEN:
        return parse_parentheses(draft, base, parsed);
    case UNIT_MIDDOT:
    case UNIT_DOT:
    case UNIT_HYPHEN:
    case UNIT_SLASH:
        return parse_separated(draft, base, parsed);
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
static size_t kept_end(const struct draft *draft, struct stretch base, const struct parsed *parsed)
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
    uint32_t first = fold_letter(draft->units[parsed->spelled.first].cp);
    for (size_t i = base.last; i > base.first + 1 && i > base.last - 4; i--) {
        if (fold_letter(draft->units[i - 1].cp) == first) {
            return i - 1;
        }
    }
    return base.last;
}

static void append_plural(struct draft *draft, bool is_plural, struct stretch word)
{
    if (is_plural && !ends_with(draft, word, "s") && !ends_with(draft, word, "x")) {
        buf_append_char(&draft->text, 's');
    }
}

static void put_pair(struct draft *draft, struct stretch base, const struct parsed *parsed)
{
    buf_reset(&draft->text);
    draft_spell(draft, base, &draft->text);
    append_plural(draft, parsed->is_plural, base);
    draft_put(draft, draft_word_form(draft, buf_slice(&draft->text)), base);
    if (!parsed->ending) {
        return;
    }
    struct stretch singular = parsed->is_plural ? singular_of(draft, base) : base;
    buf_reset(&draft->text);
    draft_spell(draft, (struct stretch){base.first, kept_end(draft, singular, parsed)},
                &draft->text);
    draft_spell(draft, parsed->spelled, &draft->text);
    append_plural(draft, parsed->is_plural, parsed->spelled);
    draft_put(draft, draft_word_form(draft, buf_slice(&draft->text)),
              (struct stretch){base.first, parsed->last});
}

// "tou·te·s": the base is no word, and both are stop words.
static size_t take_all_of_them(struct draft *draft, struct stretch base)
{
    size_t last = draft_core_end(draft, base.last + 1);
    if (draft_kind(draft, last) == draft_kind(draft, base.last)) {
        (void)is_plural_at(draft, last + 1, &last);
    }
    draft_put(draft, draft_word_form(draft, SLICE("tous")), base);
    draft_put(draft, draft_word_form(draft, SLICE("toutes")), (struct stretch){base.first, last});
    draft->position_count++;
    return last;
}

size_t inclusive_take(struct draft *draft, struct stretch base)
{
    struct parsed parsed;
    if (is_all_of_them(draft, base)) {
        return take_all_of_them(draft, base);
    }
    if (!parse(draft, base, &parsed)) {
        return base.last;
    }
    put_pair(draft, base, &parsed);
    draft->position_count++;
    return parsed.last;
}
