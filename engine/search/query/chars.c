// Character classes and cutting for the query language.
//
// Everything here looks at one spot of the text and answers in constant time or in one pass. Which
// characters separate words in French text is the analyzer's business; this file only needs to know
// where a query's operators, quotes and fields may begin and end, and whether a piece of text holds
// anything that could be searched at all.
#include "engine/search/query/chars.h"

#include <stdint.h>

// The character at `at` and its length; 0 at the end. The text is valid UTF-8.
static uint32_t char_at(struct slice in, size_t at, size_t *len)
{
    *len = 0;
    if (at >= in.len)
        return 0;
    unsigned char lead = (unsigned char)in.ptr[at];
    size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (at + size > in.len) {
        *len = 1;
        return lead;
    }
    uint32_t c = size == 1 ? lead : lead & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++)
        c = c << 6 | ((unsigned char)in.ptr[at + i] & 0x3Fu);
    *len = size;
    return c;
}

static bool is_space(uint32_t c)
{
    return c <= 0x20 || c == 0x7F || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

// Whether c can be part of something to search. Signs that French text counts with are; emojis are in no word,
// whichever of Unicode's blocks they come from.
static bool is_word(uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '%' ||
               c == '$';
    if (c < 0xC0) { // ª ² ³ µ ¹ º ¼ ½ ¾ § °
        return c == 0xAA || c == 0xB2 || c == 0xB3 || c == 0xB5 ||
               (c >= 0xB9 && c != 0xBB && c != 0xBF) || c == 0xA7 || c == 0xB0;
    }
    bool is_punctuation = c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x206F) ||
                          (c >= 0x2190 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x303F) ||
                          (c >= 0xFE00 && c <= 0xFE6F) || c == 0xFEFF || c >= 0xFFF0;
    return !is_punctuation || (c >= 0x20000 && c <= 0x2FFFF); // Chinese names
}

// Letters of French field names: ASCII, Latin-1 and œ.
static bool is_name_char(uint32_t c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' ||
           (c >= 0xC0 && c <= 0x17F && c != 0xD7 && c != 0xF7);
}

// Brackets with letters inside, as in « élu(e)s »: their length, 0 when it is not that.
static size_t inner_bracket_len(struct slice in, size_t at)
{
    size_t len;
    size_t end = at + 1;
    for (int letters = 0; letters < 8; letters++) {
        uint32_t c = char_at(in, end, &len);
        if (c == ')' && letters > 0)
            return end + 1 - at;
        if (!is_name_char(c))
            return 0;
        end += len;
    }
    return 0;
}

size_t query_space_len(struct slice in, size_t at)
{
    size_t len;
    uint32_t c = char_at(in, at, &len);
    return len > 0 && is_space(c) ? len : 0;
}

// Where the character before byte `at` begins; 0 when none does.
static size_t char_before(struct slice in, size_t at)
{
    while (at > 0 && ((unsigned char)in.ptr[--at] & 0xC0) == 0x80)
        ;
    return at;
}

size_t query_space_before(struct slice in, size_t at)
{
    size_t start = char_before(in, at);
    return at > 0 && query_space_len(in, start) == at - start ? at - start : 0;
}

enum query_quote query_quote_at(struct slice in, size_t at, size_t *len)
{
    size_t size;
    uint32_t c = char_at(in, at, &size);
    if (len)
        *len = size;
    switch (c) {
    case '"':
        return QUOTE_STRAIGHT;
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0xFF02:
        return QUOTE_CURLY;
    case 0xAB:
        return QUOTE_GUILLEMET_OPEN;
    case 0xBB:
        return QUOTE_GUILLEMET_CLOSE;
    default:
        return QUOTE_NONE;
    }
}

// Whether `close` ends what `open` began; `loose` when the proper partner was not found.
static bool is_partner(enum query_quote open, enum query_quote close, bool loose)
{
    bool is_double = close == QUOTE_STRAIGHT || close == QUOTE_CURLY;
    switch (open) {
    case QUOTE_STRAIGHT:
        return loose ? is_double : close == QUOTE_STRAIGHT;
    case QUOTE_CURLY:
        return is_double;
    case QUOTE_GUILLEMET_OPEN:
        return loose ? is_double : close == QUOTE_GUILLEMET_CLOSE;
    case QUOTE_GUILLEMET_CLOSE:
        return close == QUOTE_GUILLEMET_OPEN;
    case QUOTE_NONE:
        return false;
    }
    return false;
}

size_t query_quote_close(struct slice in, size_t start, enum query_quote open, size_t *close_len)
{
    for (int loose = 0; loose < 2; loose++) {
        size_t len;
        for (size_t at = start; at < in.len; at += len ? len : 1) {
            enum query_quote quote = query_quote_at(in, at, &len);
            if (quote != QUOTE_NONE && is_partner(open, quote, loose == 1)) {
                *close_len = len;
                return at;
            }
        }
    }
    *close_len = 0;
    return in.len;
}

size_t query_chunk_len(struct slice in, size_t at)
{
    size_t end = at;
    size_t len;
    while (end < in.len) {
        uint32_t c = char_at(in, end, &len);
        if (is_space(c)) {
            bool joins_digits =
                len > 1 && end > at && slice_digit_at(in, end - 1) && slice_digit_at(in, end + len);
            if (!joins_digits)
                break;
        } else if (c == ')' || query_quote_at(in, end, NULL) != QUOTE_NONE) {
            break;
        } else if (c == '(') {
            len = end > at ? inner_bracket_len(in, end) : 0;
            if (len == 0)
                break;
        }
        end += len;
    }
    return end - at;
}

size_t query_name_len(struct slice in, size_t at)
{
    size_t end = at;
    size_t len;
    uint32_t c;
    while ((c = char_at(in, end, &len)) != 0 && is_name_char(c))
        end += len;
    return end - at;
}

bool query_starts_value(struct slice in, size_t at)
{
    size_t len;
    uint32_t c = char_at(in, at, &len);
    return len > 0 && (is_word(c) || query_quote_at(in, at, NULL) != QUOTE_NONE ||
                       (c < 0x80 && c != 0 && strchr("(<>=+-*.", (int)c)));
}

bool query_has_word(struct slice s)
{
    size_t len;
    for (size_t at = 0; at < s.len; at += len)
        if (is_word(char_at(s, at, &len)))
            return true;
    return false;
}

size_t query_count_words(struct slice s)
{
    size_t words = 0;
    bool was_space = true;
    size_t len;
    for (size_t at = 0; at < s.len; at += len) {
        bool is_now = is_space(char_at(s, at, &len));
        words += was_space && !is_now;
        was_space = is_now;
    }
    return words;
}

struct slice query_squeeze(struct slice s, bool drop_quotes, struct arena *arena)
{
    char *copy = arena_alloc(arena, s.len + 1);
    if (!copy)
        return SLICE_NONE;
    size_t used = 0;
    size_t spaces = 0, space_at = 0, space_len = 0; // the run of spaces just passed
    size_t len;
    for (size_t at = 0; at < s.len; at += len) {
        uint32_t c = char_at(s, at, &len);
        if (is_space(c) || (drop_quotes && query_quote_at(s, at, NULL) != QUOTE_NONE)) {
            spaces++;
            space_at = at;
            space_len = is_space(c) ? len : 1;
            continue;
        }
        if (spaces == 1 && space_len > 1 && used > 0) {
            memcpy(copy + used, s.ptr + space_at, space_len); // a no-break space stays one
            used += space_len;
        } else if (spaces > 0 && used > 0) {
            copy[used++] = ' ';
        }
        spaces = 0;
        memcpy(copy + used, s.ptr + at, len);
        used += len;
    }
    used = query_drop_code_stars(copy, used); // what stood between may be gone
    copy[used] = '\0';
    return slice_of(copy, used);
}

struct slice query_squeeze_stars(struct slice s, struct arena *arena)
{
    char *copy = arena_alloc(arena, s.len + 1);
    if (!copy)
        return SLICE_NONE;
    size_t used = 0;
    for (size_t at = 0; at < s.len; at++)
        if (s.ptr[at] != '*' || used == 0 || copy[used - 1] != '*')
            copy[used++] = s.ptr[at];
    return slice_of(copy, used);
}

struct slice query_trim_punctuation(struct slice s)
{
    while (s.len > 0 && memchr(",;.!?:", s.ptr[s.len - 1], 6))
        s.len--;
    return s;
}

bool query_starts_word(struct slice s)
{
    size_t len;
    uint32_t c = char_at(s, 0, &len);
    return is_word(c) || c == '*';
}

struct slice query_trim_word(struct slice s)
{
    size_t start = 0, end = 0;
    bool found = false;
    int open = 0; // brackets within the word
    size_t len;
    for (size_t at = 0; at < s.len; at += len) {
        uint32_t c = char_at(s, at, &len);
        if (c == ')' && open == 0)
            break;
        open += found && c == '(' ? 1 : c == ')' ? -1 : 0;
        if (is_word(c) || c == '*' || c == ')') {
            start = found ? start : at;
            found = true;
            end = at + len;
        }
    }
    return slice_of(s.ptr + start, end - start);
}

size_t query_trailing_tilde(struct slice s)
{
    size_t at = s.len;
    while (at > 0 && slice_digit_at(s, at - 1))
        at--;
    return at > 0 && s.ptr[at - 1] == '~' ? at - 1 : s.len;
}

// Where words end without the spaces behind them; *letter is the place of the letter of a part of a code that they end
// in, with a point behind it or not: their length when there is none.
static size_t part_letter_end(struct slice words, size_t *letter)
{
    size_t end = words.len, space;
    while ((space = query_space_before(words, end)) > 0)
        end -= space;
    size_t behind = end - (end > 0 && words.ptr[end - 1] == '.');
    bool is_letter = behind > 0 && memchr("lrdaLRDA", words.ptr[behind - 1], 8);
    *letter = is_letter ? behind - 1 : words.len;
    return end;
}

size_t query_without_part_letter(struct slice words)
{
    size_t letter;
    (void)part_letter_end(words, &letter);
    bool is_alone =
        letter == 0 || query_space_before(words, letter) > 0 || words.ptr[letter - 1] == '\'';
    return is_alone ? letter : words.len;
}

// Where what is left of a code that has a star behind `words` ends: behind its letter, or the point behind that. 0:
// there is none. « a *12 » is none, as a letter that stands alone is mostly a word.
static size_t code_letter_end(struct slice words)
{
    size_t letter, len, end = part_letter_end(words, &letter);
    if (letter == words.len)
        return 0;
    bool is_alone = letter == 0 || !is_word(char_at(words, char_before(words, letter), &len));
    bool is_near = end == words.len || words.ptr[end - 1] == '.' || !(words.ptr[letter] & 0x20);
    return is_alone && is_near ? end : 0;
}

size_t query_drop_code_stars(char *text, size_t len)
{
    size_t out = 0;
    for (size_t at = 0; at < len; at++) {
        size_t end = text[at] == '*' ? code_letter_end(slice_of(text, out)) : 0, behind = at, space;
        while (end > 0 && behind < len && text[behind] == '*')
            behind++;
        while (end > 0 && (space = query_space_len(slice_of(text, len), behind)) > 0)
            behind += space;
        if (end > 0 && behind < len && char_is_digit(text[behind])) {
            out = end;
            at = behind;
        }
        text[out++] = text[at];
    }
    return out;
}

bool query_is_star_of_form(struct slice chunk, size_t star)
{
    enum { FORM = 5, EDITION = 2 };
    size_t behind = star, start = star - FORM, len; // a form is that long, or it is none
    while (behind < chunk.len && chunk.ptr[behind] == '*')
        behind++;
    size_t end = behind + EDITION;
    bool is_form = star >= FORM && end <= chunk.len;
    for (size_t i = start; is_form && i < end; i++)
        is_form = (i >= star && i < behind) || char_is_digit(chunk.ptr[i]);
    if (!is_form)
        return false;
    uint32_t before = start > 0 ? char_at(chunk, char_before(chunk, start), &len) : ' ';
    return (!is_word(before) || before == 0xB0 || before == 0xBA) && // « n° »
           (end == chunk.len || !is_word(char_at(chunk, end, &len))) &&
           !memchr(chunk.ptr + end, '*', chunk.len - end);
}

size_t query_and_not_len(struct slice text)
{
    bool excludes = slice_starts_with(text, SLICE("NON")) || slice_starts_with(text, SLICE("PAS"));
    return excludes ? 3 : 0;
}
