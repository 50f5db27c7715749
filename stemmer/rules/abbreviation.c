// Dots inside a stretch without spaces mean one of four things. Between single letters they make an
// acronym (S.N.C.B. = SNCB); behind the letter of a code's part they belong to an article's number
// (L.1234-5); between the labels of an Internet address they are part of a name; and else the author forgot
// the space behind a sentence (etc.Il), which the caller splits.
#include "stemmer/rules/abbreviation.h"

// Last labels that make an address of words joined by dots. A closed list on purpose: "emploi.L" and
// "Mme.Morreale" must stay two words.
static const char *const top_labels[] = {
    "be",       "fr",    "com",    "org",  "net", "eu",  "info", "int",      "gov",
    "edu",      "ca",    "ch",     "lu",   "uk",  "de",  "nl",   "es",       "it",
    "io",       "tv",    "qc",     "re",   "nc",  "pf",  "biz",  "brussels", "vlaanderen",
    "wallonie", "paris", "europa", "gouv", "bzh", "app", "dev",
};

static bool text_is(struct draft *draft, struct stretch s, const char *text)
{
    return slice_equal(draft_text(draft, s), slice_from(text));
}

static bool is_top_label(struct draft *draft, struct stretch label)
{
    for (size_t i = label.first; i < label.last; i++) {
        if (draft->units[i].is_upper) {
            return false;
        }
    }
    struct slice text = draft_text(draft, label);
    for (size_t i = 0; i < sizeof top_labels / sizeof *top_labels; i++) {
        if (slice_equal(text, slice_from(top_labels[i]))) {
            return true;
        }
    }
    return false;
}

static size_t label_end(const struct draft *draft, size_t at)
{
    while (draft_is_core(draft, at) ||
           (draft_kind(draft, at) == UNIT_HYPHEN && draft_is_core(draft, at + 1))) {
        at++;
    }
    return at;
}

// The end of labels joined by dots, and the last of them.
static size_t address_end(const struct draft *draft, size_t at, struct stretch *top)
{
    size_t end = label_end(draft, at);
    *top = (struct stretch){at, end};
    while (draft_kind(draft, end) == UNIT_DOT && draft_is_core(draft, end + 1)) {
        *top = (struct stretch){end + 1, label_end(draft, end + 1)};
        end = top->last;
    }
    return end;
}

// The form of a stretch that goes past the stemmer: its term is its folded spelling.
static const struct form *spelled_form(struct draft *draft, struct stretch stretch, uint8_t flags)
{
    struct form_recipe recipe = {.surface = draft_text(draft, stretch), .flags = flags};
    draft_add_folded(draft, &recipe, recipe.surface);
    return draft_recipe_form(draft, &recipe);
}

size_t abbreviation_take_address(struct draft *draft, size_t at)
{
    struct stretch top;
    struct stretch whole = {at, address_end(draft, at, &top)};
    if (top.first == at || top.first - at < 3 || !is_top_label(draft, top)) {
        return at;
    }
    size_t first_end = label_end(draft, at);
    if (text_is(draft, (struct stretch){at, first_end}, "www")) {
        whole.first = first_end + 1;
    }
    size_t words_end = whole.first < top.first ? top.first : whole.last;
    for (size_t i = whole.first; i < words_end;) {
        size_t end = draft_core_end(draft, i);
        if (end > i) {
            draft_word(draft, (struct stretch){i, end});
        }
        if (end > i && i == whole.first) {
            draft_put_beside(draft, spelled_form(draft, whole, FORM_SYNTHETIC), whole);
        }
        i = end > i ? end : i + 1;
    }
    return whole.last;
}

static bool is_single_letter(const struct draft *draft, size_t at)
{
    return draft_kind(draft, at) == UNIT_LETTER && !draft_is_core(draft, at + 1);
}

// Appends the letters of "S.N.C.B", without dots; returns the end and how many they are.
static size_t spell_acronym(struct draft *draft, size_t at, size_t *letters)
{
    size_t end = at;
    *letters = 0;
    buf_reset(&draft->text);
    while (is_single_letter(draft, end)) {
        draft_spell(draft, (struct stretch){end, end + 1}, &draft->text);
        (*letters)++;
        end++;
        if (draft_kind(draft, end) != UNIT_DOT || !is_single_letter(draft, end + 1)) {
            break;
        }
        end++;
    }
    return end;
}

// "R&D": kept with its sign.
static size_t take_ampersand(struct draft *draft, size_t at)
{
    if (draft_kind(draft, at + 1) != UNIT_AMPERSAND || !is_single_letter(draft, at) ||
        !is_single_letter(draft, at + 2)) {
        return at;
    }
    struct stretch whole = {at, at + 3};
    draft_put(draft, spelled_form(draft, whole, FORM_ACRONYM), whole);
    draft->position_count++;
    return whole.last;
}

size_t abbreviation_take_acronym(struct draft *draft, size_t at)
{
    size_t letters = 0;
    size_t end = spell_acronym(draft, at, &letters);
    if (letters < 2) {
        return take_ampersand(draft, at);
    }
    const struct form *form = draft_word_form(draft, buf_slice(&draft->text));
    draft_put(draft, form, (struct stretch){at, end});
    draft->position_count += form ? 1 : 0;
    return end;
}

static bool is_part_letter(uint32_t cp)
{
    return cp == 'l' || cp == 'r' || cp == 'd' || cp == 'a';
}

static size_t digits_end(const struct draft *draft, size_t at)
{
    while (draft_kind(draft, at) == UNIT_DIGIT) {
        at++;
    }
    return at;
}

// The end of "1234-5-1" from `at` on; `at` when no digit stands there or a letter follows.
static size_t article_number_end(const struct draft *draft, size_t at)
{
    size_t end = digits_end(draft, at);
    while (end > at && draft_kind(draft, end) == UNIT_HYPHEN &&
           draft_kind(draft, end + 1) == UNIT_DIGIT) {
        end = digits_end(draft, end + 1);
    }
    return draft_is_core(draft, end) ? at : end;
}

// "L. 1234-5", "L.1234-5", "L1234-5": the caller has looked that nothing but signs and spaces stand
// between the letter and its number.
size_t abbreviation_take_reference(struct draft *draft, size_t at)
{
    bool is_letter = draft_kind(draft, at) == UNIT_LETTER && is_part_letter(draft->units[at].cp) &&
                     draft->units[at].is_upper;
    size_t number = at + 1;
    while (draft_kind(draft, number) == UNIT_DOT || draft_kind(draft, number) == UNIT_SPACE) {
        number++;
    }
    size_t end = is_letter ? article_number_end(draft, number) : number;
    if (end == number) {
        return at;
    }
    bool is_plain_word = number == at + 1 && end == digits_end(draft, number); // "A8", "L12"
    if (is_plain_word) {
        return at;
    }
    buf_reset(&draft->text);
    draft_spell(draft, (struct stretch){at, at + 1}, &draft->text);
    draft_spell(draft, (struct stretch){number, end}, &draft->text);
    struct form_recipe recipe = {.surface = buf_slice(&draft->text),
                                 .flags = FORM_NUMBER,
                                 .terms = {buf_slice(&draft->text)},
                                 .term_count = 1};
    draft_put(draft, draft_recipe_form(draft, &recipe), (struct stretch){at, end});
    draft->position_count++;
    return end;
}
