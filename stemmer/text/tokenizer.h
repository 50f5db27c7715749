// A stretch of text as a row of units: lower-cased letters and digits, and the few signs that can
// stand inside a word. This is where Unicode's variety ends; the rules after it see one
// apostrophe, one hyphen, one middle dot, and letters in NFC, each with the bytes of the text it
// came from.
#ifndef STEMMER_TOKENIZER_H
#define STEMMER_TOKENIZER_H

#include "base/leads.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

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

// How many of the sixteen bytes at `from`, from the first on, are BYTE_WORD or BYTE_DIGIT.
enum { TOKENIZER_RUN = 16 };
static inline unsigned tokenizer_word_run(const char *from)
{
    lead_bytes bytes = leads_load((const uint8_t *)from);
    lead_bytes is_odd = leads_are(bytes | 0x20, '\xe2'); // C2 or E2
    lead_bytes is_word = leads_in(bytes | 0x20, 'a', 'z') | leads_in(bytes, '0', '9') |
                         (leads_in(bytes, '\x80', '\xff') & ~is_odd);
    uint64_t other = ~leads_pack(is_word); // the bits above sixteen are other
    return (unsigned)__builtin_ctzll(other);
}

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
