// See homograph.h. The conjunction « car » is no bus, « a » no letter, « est » no point of the compass; but behind
// « en » a bus is meant, and a capital in the middle of a sentence is no verb.
// What stands for the other word are bytes that no text has as one chunk, so that a chunk means the same everywhere.
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
    return find(word) < HOMOGRAPHS;
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

struct slice homograph_reading(struct slice text, size_t start, size_t at, size_t end)
{
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
