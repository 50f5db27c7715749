// Looks at the raw bytes of a text, also past its end, where a NUL is read: what stands there decides where numbers,
// references and other chunks end.
#ifndef STEMMER_PEEK_H
#define STEMMER_PEEK_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

// What the first byte of a code point can be for a word; a table lookup.
enum byte_class {
    BYTE_BREAK, // never part of a word
    BYTE_WORD,  // ASCII letters, leads of letters, continuation bytes
    BYTE_DIGIT,
    BYTE_SIGN,   // % $: read as words
    BYTE_JOINER, // ' - . ( / &: inside a word when a word character follows
    BYTE_C2,     // leads of characters that may be either
    BYTE_E2,
};
extern const uint8_t peek_byte_class[256];

static inline unsigned char peek_byte(struct slice text, size_t at)
{
    return at < text.len ? (unsigned char)text.ptr[at] : 0;
}

static inline enum byte_class peek_class(struct slice text, size_t at)
{
    return (enum byte_class)peek_byte_class[peek_byte(text, at)];
}

static inline bool peek_is_digit(struct slice text, size_t at)
{
    return peek_class(text, at) == BYTE_DIGIT;
}

// A letter: a byte of the ASCII alphabet, or of a longer code point that is not known to be a sign.
static inline bool peek_is_letter(struct slice text, size_t at)
{
    return peek_class(text, at) == BYTE_WORD;
}

static inline bool peek_is_word(struct slice text, size_t at)
{
    enum byte_class class = peek_class(text, at);
    return class == BYTE_WORD || class == BYTE_DIGIT;
}

static inline size_t peek_digits_end(struct slice text, size_t at)
{
    while (peek_is_digit(text, at))
        at++;
    return at;
}

// The same as below, where it is more than the usual byte of ASCII.
size_t peek_wide_space_len(struct slice text, size_t at);
size_t peek_wide_dash_len(struct slice text, size_t at);
size_t peek_wide_gap_len(struct slice text, size_t at);

// Whether a word is the one given in small letters, but for the case of its letters, é and its like among them.
static inline bool peek_equals(struct slice word, const char *small)
{
    size_t len = strlen(small);
    if (word.len != len)
        return false;
    for (size_t i = 0; i < len; i++)
        if ((word.ptr[i] | 0x20) != small[i] && word.ptr[i] != small[i])
            return false;
    return true;
}

// The same of one in a list of such words.
bool peek_is_among(struct slice word, const char *const *list, size_t count);

#define PEEK_IS_AMONG(word, list) peek_is_among(word, list, sizeof(list) / sizeof *(list))

// The end of the letters and digits from `at` on, and these; empty past the end of the text.
static inline size_t peek_word_end(struct slice text, size_t at)
{
    while (peek_is_word(text, at))
        at++;
    return at;
}

static inline struct slice peek_word_at(struct slice text, size_t at)
{
    at = at < text.len ? at : text.len;
    return slice_of(text.ptr + at, peek_word_end(text, at) - at);
}

// Whether a text has that word of small letters at `at`, be it in capitals (of ASCII: "Août", "JUIN"), and no letter
// behind it.
bool peek_has_word(struct slice text, size_t at, struct slice small);

// The length of the sign of a currency; 0 when there is none.
static inline size_t peek_currency_len(struct slice text, size_t at)
{
    unsigned char byte = peek_byte(text, at);
    bool is_euro =
        byte == 0xE2 && peek_byte(text, at + 1) == 0x82 && peek_byte(text, at + 2) == 0xAC;
    return is_euro ? 3 : byte == '$';
}

// Whether a letter of its own, and a capital, stands at `at`: the G of "5 G". "A" may be « à », "M." a person, and "M€"
// millions.
bool peek_is_lone_capital(struct slice text, size_t at);

// The length of a space, no-break and thin ones included; 0 when there is none.
static inline size_t peek_space_len(struct slice text, size_t at)
{
    unsigned char byte = peek_byte(text, at);
    return byte < 0x80 ? byte == ' ' : peek_wide_space_len(text, at);
}

// The length of a hyphen or short dash; 0 when there is none.
static inline size_t peek_dash_len(struct slice text, size_t at)
{
    unsigned char byte = peek_byte(text, at);
    return byte < 0x80 ? byte == '-' : peek_wide_dash_len(text, at);
}

// The length of what may stand for a space where lines are broken and columns are set: a few spaces, with one line's
// end among them at most. Two are a new paragraph.
static inline size_t peek_gap_len(struct slice text, size_t at)
{
    if (peek_is_word(text, at))
        return 0;
    bool is_one = peek_byte(text, at) == ' ' && peek_is_word(text, at + 1);
    return is_one ? 1 : peek_wide_gap_len(text, at);
}

#endif
