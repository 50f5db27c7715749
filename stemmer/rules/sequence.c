// Sequences are rare, so the loop over a text asks for them only behind words whose cache entry says so.
// What was found is a chunk with spaces inside, cached by its raw bytes like any other.
//
// A name with Saint, and a few compounds that people also write with a space, are read as if they had a
// hyphen: parts and joined form as in compound.c.
#include "stemmer/rules/sequence.h"

#include "stemmer/rules/abbreviation.h"
#include "stemmer/rules/compound.h"

// Two words that are also written as one.
static const struct pair {
    const char *first;
    const char *second;
} pairs[] = {
    {"covid", "19"},  {"plate", "forme"}, {"plates", "formes"},
    {"week", "end"},  {"week", "ends"},   {"saint", NULL}, // NULL: any name
    {"sainte", NULL}, {"st", NULL},       {"ste", NULL},
};

// Abbreviations that stand for a word in front of a number.
static const struct abbreviation {
    const char *text;
    const char *meaning;
} abbreviations[] = {
    {"art.", "article"},
    {"al.", "alinéa"},
    {"chap.", "chapitre"},
    {"p.", "page"},
};

// Signs, and the word each is read as.
static const struct sign {
    const char *text;
    const char *word;
} signs[] = {
    {"%", "pourcent"}, {"€", "euros"}, {"$", "dollars"}, {"EUR", "euros"}, {"pourcent", "pourcent"},
};

static unsigned char byte_at(struct slice text, size_t at)
{
    return at < text.len ? (unsigned char)text.ptr[at] : 0;
}

static bool is_digit_at(struct slice text, size_t at)
{
    return tokenizer_byte_class[byte_at(text, at)] == BYTE_DIGIT;
}

static bool is_word_at(struct slice text, size_t at)
{
    return tokenizer_byte_class[byte_at(text, at)] == BYTE_WORD || is_digit_at(text, at);
}

static bool is_upper_at(struct slice text, size_t at)
{
    return byte_at(text, at) >= 'A' && byte_at(text, at) <= 'Z';
}

static bool equals_ignoring_case(struct slice s, const char *lower)
{
    size_t len = strlen(lower);
    if (s.len != len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if ((s.ptr[i] | 0x20) != lower[i] && s.ptr[i] != lower[i]) {
            return false;
        }
    }
    return true;
}

// A space or a no-break space.
static size_t space_len(struct slice text, size_t at)
{
    if (byte_at(text, at) == ' ') {
        return 1;
    }
    return byte_at(text, at) == 0xC2 && byte_at(text, at + 1) == 0xA0 ? 2 : 0;
}

static size_t word_end(struct slice text, size_t at)
{
    while (is_word_at(text, at)) {
        at++;
    }
    return at;
}

static struct slice word_at(struct slice text, size_t at)
{
    return slice_of(text.ptr + at, word_end(text, at) - at);
}

static bool is_part_letter(struct slice word)
{
    return word.len == 1 &&
           (word.ptr[0] == 'L' || word.ptr[0] == 'R' || word.ptr[0] == 'D' || word.ptr[0] == 'A');
}

// "L. 1234-5", "L 1234-5", "L. 12" (but not "L 12").
static size_t reference_end(struct slice text, size_t end)
{
    bool has_dot = byte_at(text, end) == '.';
    size_t at = end + (has_dot ? 1 : 0);
    at += space_len(text, at);
    size_t last = at;
    size_t hyphens = 0;
    while (is_digit_at(text, last) ||
           (last > at && byte_at(text, last) == '-' && is_digit_at(text, last + 1))) {
        hyphens += byte_at(text, last) == '-';
        last++;
    }
    bool is_reference =
        last > at && last - at < 40 && (has_dot || hyphens > 0) && !is_word_at(text, last);
    return is_reference ? last : end;
}

static const struct abbreviation *find_abbreviation(struct slice word)
{
    for (size_t i = 0; i < sizeof abbreviations / sizeof *abbreviations; i++) {
        size_t len = strlen(abbreviations[i].text) - 1;
        char text[8] = "";
        memcpy(text, abbreviations[i].text, len);
        if (equals_ignoring_case(word, text)) {
            return &abbreviations[i];
        }
    }
    return NULL;
}

// The dot of "art. 12", "art. L. 1234-5".
static size_t abbreviation_end(struct slice text, size_t end)
{
    size_t next = end + 1 + space_len(text, end + 1);
    bool is_number =
        is_digit_at(text, next) || (is_part_letter(word_at(text, next)) &&
                                    is_digit_at(text, reference_end(text, next + 1) - 1));
    return byte_at(text, end) == '.' && is_number ? end + 1 : end;
}

static size_t pair_end(struct slice text, struct slice word, size_t end)
{
    if (byte_at(text, end) != ' ' || !is_word_at(text, end + 1)) {
        return end;
    }
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        bool is_name = !pairs[i].second;
        if (!equals_ignoring_case(word, pairs[i].first)) {
            continue;
        }
        bool is_pair = is_name ? is_upper_at(text, end + 1) || byte_at(text, end + 1) == 0xC3
                               : equals_ignoring_case(word_at(text, end + 1), pairs[i].second);
        if (is_pair) {
            return is_name ? tokenizer_chunk_end(text, end + 1) : word_end(text, end + 1);
        }
    }
    return end;
}

static bool is_percent(struct slice text, size_t end)
{
    size_t next = end + space_len(text, end);
    return next > end && equals_ignoring_case(word_at(text, next), "cent");
}

bool sequence_may_start(struct slice word)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (equals_ignoring_case(word, pairs[i].first)) {
            return true;
        }
    }
    return is_part_letter(word) || equals_ignoring_case(word, "pour") ||
           find_abbreviation(word) != NULL;
}

size_t sequence_end(struct slice text, size_t start, size_t end)
{
    struct slice word = slice_of(text.ptr + start, end - start);
    if (is_part_letter(word)) {
        return reference_end(text, end);
    }
    if (equals_ignoring_case(word, "pour")) {
        return is_percent(text, end) ? word_end(text, end + space_len(text, end)) : end;
    }
    return find_abbreviation(word) ? abbreviation_end(text, end) : pair_end(text, word, end);
}

static void put_read_as(struct draft *draft, struct slice word)
{
    const struct form *form = draft_word_form(draft, word);
    draft_put_range(draft, form, 0, draft->bytes.len);
    draft->position_count += form ? 1 : 0;
}

static bool take_abbreviation(struct draft *draft)
{
    struct slice word = slice_of(draft->bytes.ptr, draft->bytes.len - 1);
    const struct abbreviation *found = find_abbreviation(word);
    if (byte_at(draft->bytes, draft->bytes.len - 1) != '.' || !found) {
        return false;
    }
    struct form_recipe recipe = {.surface = slice_from(found->text)};
    draft_add_terms(draft, &recipe, slice_from(found->meaning));
    draft_put_range(draft, draft_recipe_form(draft, &recipe), 0, draft->bytes.len);
    draft->position_count++;
    return true;
}

// The space is read as a hyphen.
static bool take_pair(struct draft *draft)
{
    for (size_t i = 0; i < draft->unit_count; i++) {
        if (draft->units[i].kind == UNIT_SPACE) {
            draft->units[i].kind = UNIT_HYPHEN;
            draft->units[i].cp = '-';
            break;
        }
    }
    return false; // the ordinary rules take it from here
}

bool sequence_take(struct draft *draft)
{
    struct slice word = word_at(draft->bytes, 0);
    if (draft->bytes.len == word.len) {
        return false;
    }
    if (is_part_letter(word)) {
        return abbreviation_take_reference(draft, 0) > 0;
    }
    if (equals_ignoring_case(word, "pour") && is_percent(draft->bytes, word.len)) {
        put_read_as(draft, SLICE("pourcent"));
        return true;
    }
    return take_abbreviation(draft) || take_pair(draft);
}

size_t sequence_sign_len(struct slice text, size_t at)
{
    unsigned char byte = byte_at(text, at);
    if (byte == '%' || byte == '$') {
        return 1;
    }
    bool is_euro = byte == 0xE2 && byte_at(text, at + 1) == 0x82 && byte_at(text, at + 2) == 0xAC;
    return is_euro ? 3 : 0;
}

bool sequence_take_sign(struct draft *draft)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (slice_equal(draft->bytes, slice_from(signs[i].text))) {
            put_read_as(draft, slice_from(signs[i].word));
            return true;
        }
    }
    return false;
}
