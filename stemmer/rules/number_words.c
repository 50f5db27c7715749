// See number_words.h. What they mean is worked out where their joined spellings are: the spaces of a number in words
// are read as hyphens (compound.c), the one before the ending of a Roman numeral as nothing (ordinal.c), and a day that
// begins with a word as one that begins with "1er" (number.c).
#include "stemmer/rules/number_words.h"

#include "stemmer/months.h"
#include "stemmer/rules/number.h"
#include "stemmer/rules/numeral.h"
#include "stemmer/text/day_scan.h"
#include "stemmer/text/peek.h"
#include "stemmer/words/roman.h"

// What begins a number of several words that no hyphen joins.
static const char *const tens[] = {
    "dix",      "vingt",   "trente",  "quarante",     "cinquante",     "soixante",     "septante",
    "huitante", "octante", "nonante", "quatre-vingt", "quatre-vingts", "soixante-dix", "quatre",
};

// --- "vingt et unième", "soixante douze", "quatre vingt-dix" ------------------------------------

static bool is_ten(struct slice word)
{
    return PEEK_IS_AMONG(word, tens);
}

// The value of the word [at, end) of a text, in capitals or not; 0 when it is no number.
static uint32_t number_at(struct slice text, size_t at, size_t end, bool *is_ordinal)
{
    enum { LONGEST = 16 };
    char small[LONGEST];
    if (end - at > sizeof small)
        return 0;
    for (size_t i = at; i < end; i++) {
        bool is_second = i > at && (unsigned char)text.ptr[i - 1] == 0xC3; // of È
        small[i - at] = is_second ? (char)(text.ptr[i] | 0x20) : char_lower(text.ptr[i]);
    }
    return numeral_word(slice_of(small, end - at), is_ordinal);
}

// After the space or hyphen at `at`; `at` where there is neither.
static size_t joint_end(struct slice text, size_t at)
{
    size_t space = peek_space_len(text, at);
    return at + (space ? space : peek_dash_len(text, at));
}

static size_t find_ten_end(struct slice text, size_t at, size_t end)
{
    uint32_t sum = 0;
    bool has_and = false, is_ordinal = false;
    size_t last = 0;
    for (size_t next = at; !is_ordinal;) {
        size_t word = peek_word_end(text, next), after = joint_end(text, word);
        bool is_and = sum > 0 && !has_and && peek_equals(peek_word_at(text, next), "et");
        uint32_t more = is_and ? 0 : number_at(text, next, word, &is_ordinal);
        if (!is_and) {
            sum = sum == 0 ? more : more ? numeral_join(sum, more, has_and) : 0;
            last = sum > 0 ? word : last;
        }
        has_and = is_and;
        if (sum == 0 || after == word)
            break;
        next = after;
    }
    return last > end && peek_byte(text, last) != '-' ? last : 0;
}

static void join_tens(struct token_builder *builder, size_t at)
{
    for (size_t i = at; i < builder->unit_count; i++) {
        if (builder->units[i].kind == UNIT_SPACE) {
            builder->units[i].kind = UNIT_HYPHEN;
            builder->units[i].cp = '-';
        }
    }
}

// --- "XVI ème", "V e" ----------------------------------------------------------------------------

// The value of a numeral of I, V and X, all in capitals or none, one letter in capitals only; 0 when it is none.
static uint32_t roman_of(struct slice word)
{
    enum { LONGEST = 6 };
    char small[LONGEST];
    bool is_regular = true;
    if (word.len == 0 || word.len > LONGEST || (word.len == 1 && !char_is_capital(word.ptr[0])))
        return 0;
    for (size_t i = 0; i < word.len; i++) {
        small[i] = char_lower(word.ptr[i]);
        if (!memchr("ivx", small[i], 3) ||
            char_is_capital(word.ptr[i]) != char_is_capital(word.ptr[0]))
            return 0;
    }
    uint32_t value = roman_value(slice_of(small, word.len), &is_regular);
    return is_regular ? value : 0;
}

// By its first two bytes: « et » and « est » follow more numerals than « ème ».
static bool may_be_ending(struct slice text, size_t at)
{
    unsigned char first = peek_byte(text, at) | 0x20, second = peek_byte(text, at + 1) | 0x20;
    bool is_second = second == 'm' || second == 'r' || second == 's' || !peek_is_word(text, at + 1);
    return first == 'e' ? is_second
                        : first == 0xE3 || ((first == 'i' || first == 'r') &&
                                            (second == 'e' || second == 0xE3)); // È or the like
}

// Only one that a number's point or bracket does not follow: « XVI e) ».
static size_t find_ending_end(struct slice text, size_t at, size_t end)
{
    static const char *const endings[] = {"e", "ème", "eme", "ième", "ieme", "es", "èmes"};
    static const char *const of_first[] = {"er", "re", "ère", "ere"};
    size_t next = end + peek_space_len(text, end);
    if (next == end || !may_be_ending(text, next))
        return 0;
    struct slice word = peek_word_at(text, next);
    bool is_of_first = PEEK_IS_AMONG(word, of_first);
    bool is_shouted = end - at == 1 && char_is_capital(word.ptr[0]);
    unsigned char after = peek_byte(text, next + word.len);
    bool is_ending = (is_of_first || PEEK_IS_AMONG(word, endings)) && !is_shouted && after != '.' &&
                     after != ')' && after != '\'';
    uint32_t value = is_ending ? roman_of(slice_of(text.ptr + at, end - at)) : 0;
    return value == 1 || (value > 1 && !is_of_first) ? next + word.len : 0;
}

static void drop_spaces(struct token_builder *builder, size_t at)
{
    size_t kept = at;
    for (size_t i = at; i < builder->unit_count; i++)
        if (builder->units[i].kind != UNIT_SPACE)
            builder->units[kept++] = builder->units[i];
    builder->unit_count = kept;
}

// --- "premier mai 2022" --------------------------------------------------------------------------

static bool is_first(struct slice word)
{
    return peek_equals(word, "premier");
}

// Whether a month or « au » may stand behind « premier », which mostly is no day.
static bool may_be_day(struct slice text, size_t end)
{
    size_t next = end + peek_gap_len(text, end);
    unsigned char first = peek_byte(text, next), second = peek_byte(text, next + 1);
    return months_may_begin(first, second) || (first == 'a' && second == 'u');
}

// ------------------------------------------------------------------------------------------------

bool number_words_may_start(struct slice word)
{
    return is_ten(word) || is_first(word) || roman_of(word) > 0;
}

// Whether a word that may start one is a numeral: of the others, only « vingt » begins like them.
static bool is_roman(struct slice word)
{
    char first = char_lower(word.ptr[0]), last = char_lower(word.ptr[word.len - 1]);
    return first == 'i' || first == 'x' || (first == 'v' && last != 't');
}

size_t number_words_end(struct slice text, size_t at, size_t end)
{
    struct slice word = slice_of(text.ptr + at, end - at);
    struct day_scan days;
    unsigned char behind = peek_byte(text, end);
    if (behind == '.' || behind == ',' || behind == ')' || behind == 0) // most numerals
        return 0;
    if (is_roman(word))
        return find_ending_end(text, at, end);
    if ((word.ptr[0] | 0x20) == 'p')
        return may_be_day(text, end) && day_scan(text, at, end, &days) ? days.year.end : 0;
    return find_ten_end(text, at, end);
}

bool number_words_take(struct token_builder *builder, size_t at)
{
    size_t start = builder->units[at].start;
    struct slice word = peek_word_at(builder->bytes, start);
    if (is_first(word)) {
        number_put_days(builder, start, start + word.len);
        return true;
    }
    if (is_roman(word))
        drop_spaces(builder, at);
    else
        join_tens(builder, at);
    return false; // the ordinary rules take it from here
}
