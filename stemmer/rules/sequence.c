// Sequences are rare, so the loop over a text asks for them only behind words whose cache entry says so.
// What was found is a chunk with spaces inside, cached by its raw bytes like any other.
//
// A name with Saint, and a few compounds that people also write with a space, are read as if they had a
// hyphen: parts and joined form as in compound.c.
#include "stemmer/rules/sequence.h"

#include "stemmer/rules/reference.h"
#include "stemmer/text/peek.h"

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

static bool is_upper_at(struct slice text, size_t at)
{
    return peek_byte(text, at) >= 'A' && peek_byte(text, at) <= 'Z';
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
    if (peek_byte(text, at) == ' ') {
        return 1;
    }
    return peek_byte(text, at) == 0xC2 && peek_byte(text, at + 1) == 0xA0 ? 2 : 0;
}

static size_t word_end(struct slice text, size_t at)
{
    while (peek_is_word(text, at)) {
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
    bool has_dot = peek_byte(text, end) == '.';
    size_t at = end + (has_dot ? 1 : 0);
    at += space_len(text, at);
    size_t last = at;
    size_t hyphens = 0;
    while (peek_is_digit(text, last) ||
           (last > at && peek_byte(text, last) == '-' && peek_is_digit(text, last + 1))) {
        hyphens += peek_byte(text, last) == '-';
        last++;
    }
    bool is_reference =
        last > at && last - at < 40 && (has_dot || hyphens > 0) && !peek_is_word(text, last);
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
        peek_is_digit(text, next) || (is_part_letter(word_at(text, next)) &&
                                      peek_is_digit(text, reference_end(text, next + 1) - 1));
    return peek_byte(text, end) == '.' && is_number ? end + 1 : end;
}

static size_t pair_end(struct slice text, struct slice word, size_t end)
{
    if (peek_byte(text, end) != ' ' || !peek_is_word(text, end + 1)) {
        return end;
    }
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        bool is_name = !pairs[i].second;
        if (!equals_ignoring_case(word, pairs[i].first)) {
            continue;
        }
        bool is_pair = is_name ? is_upper_at(text, end + 1) || peek_byte(text, end + 1) == 0xC3
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

static void put_read_as(struct token_builder *builder, struct slice word)
{
    const struct form *form = token_builder_word_form(builder, word);
    token_builder_put_range(builder, form, 0, builder->bytes.len);
    builder->position_count += form ? 1 : 0;
}

static bool take_abbreviation(struct token_builder *builder)
{
    struct slice word = slice_of(builder->bytes.ptr, builder->bytes.len - 1);
    const struct abbreviation *found = find_abbreviation(word);
    if (peek_byte(builder->bytes, builder->bytes.len - 1) != '.' || !found) {
        return false;
    }
    struct form_recipe recipe = {.surface = slice_from(found->text)};
    token_builder_add_terms(builder, &recipe, slice_from(found->meaning));
    token_builder_put_range(builder, token_builder_recipe_form(builder, &recipe), 0,
                            builder->bytes.len);
    builder->position_count++;
    return true;
}

// The space is read as a hyphen.
static bool take_pair(struct token_builder *builder)
{
    for (size_t i = 0; i < builder->unit_count; i++) {
        if (builder->units[i].kind == UNIT_SPACE) {
            builder->units[i].kind = UNIT_HYPHEN;
            builder->units[i].cp = '-';
            break;
        }
    }
    return false; // the ordinary rules take it from here
}

bool sequence_take(struct token_builder *builder)
{
    struct slice word = word_at(builder->bytes, 0);
    if (builder->bytes.len == word.len) {
        return false;
    }
    if (is_part_letter(word)) {
        return reference_take(builder, 0) > 0;
    }
    if (equals_ignoring_case(word, "pour") && is_percent(builder->bytes, word.len)) {
        put_read_as(builder, SLICE("pourcent"));
        return true;
    }
    return take_abbreviation(builder) || take_pair(builder);
}

bool sequence_take_sign(struct token_builder *builder)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (slice_equal(builder->bytes, slice_from(signs[i].text))) {
            put_read_as(builder, slice_from(signs[i].word));
            return true;
        }
    }
    return false;
}
