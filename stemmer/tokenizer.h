// A stretch of text as a row of units: lower-cased letters and digits, and the few signs that can
// stand inside a word. This is where Unicode's variety ends; the rules behind it see one
// apostrophe, one hyphen, one middle dot, and letters in NFC, each with the bytes of the text it
// came from.
#ifndef STEMMER_TOKENIZER_H
#define STEMMER_TOKENIZER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum unit_kind {
    UNIT_BREAK, // ends any word: punctuation, bytes that are not UTF-8
    UNIT_SPACE, // any space: its code point reads U+0020
    UNIT_LETTER,
    UNIT_DIGIT,
    UNIT_APOSTROPHE,
    UNIT_HYPHEN,
    UNIT_DOT,
    UNIT_MIDDOT, // the separators of inclusive writing: · ‧ • ⋅
    UNIT_OPEN,   // (
    UNIT_CLOSE,  // )
    UNIT_SLASH,
    UNIT_AMPERSAND,
    UNIT_DEGREE, // ° and º
};

struct unit {
    uint32_t cp;    // lower-cased; the sign itself normalised (' - . · …)
    uint32_t start; // byte range in the text
    uint32_t end;
    uint8_t kind; // enum unit_kind
    bool is_upper;
};

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
extern const uint8_t tokenizer_byte_class[256];

// The end of the chunk that starts at byte `at`: the longest stretch that has to be analysed in one
// piece. Looks at no more than TOKENIZER_CHUNK_MAX bytes; the end is on a UTF-8 boundary and past
// `at`.
enum { TOKENIZER_CHUNK_MAX = 1000 };
size_t tokenizer_chunk_end(struct slice text, size_t at);

// The units of a chunk (at most TOKENIZER_CHUNK_MAX bytes) into units[TOKENIZER_UNITS_MAX]; offsets
// count from the chunk's start. Returns how many.
enum { TOKENIZER_UNITS_MAX = TOKENIZER_CHUNK_MAX * 4 };
size_t tokenizer_units(struct slice chunk, struct unit *units);

// The bytes of the lower-cased code points of units[first..last): at most `capacity`, whole code
// points.
struct slice tokenizer_spell(const struct unit *units, size_t count, char *to, size_t capacity);

#endif
