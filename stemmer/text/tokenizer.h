// A stretch of text as a row of units: lower-cased letters and digits, and the few signs that can
// stand inside a word. This is where Unicode's variety ends; the rules after it see one
// apostrophe, one hyphen, one middle dot, and letters in NFC, each with the bytes of the text it
// came from.
#ifndef STEMMER_TOKENIZER_H
#define STEMMER_TOKENIZER_H

#include "base/bytes.h"
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

// How many of the eight bytes at `from`, from the first on, are BYTE_WORD or BYTE_DIGIT: all at once, by adding to the
// low seven bits of each byte what carries into its top bit when the byte is large enough.
static inline unsigned tokenizer_word_run(const char *from)
{
    const uint64_t each = 0x0101010101010101u, top = 0x80 * each, low = 0x7f * each;
    uint64_t bytes = load_u64(from), small = bytes & low, lower = small | 0x20 * each;
    uint64_t letter = (lower + (0x80 - 'a') * each) & ~(lower + (0x7f - 'z') * each);
    uint64_t digit = (small + (0x80 - '0') * each) & ~(small + (0x7f - '9') * each);
    uint64_t odd = (bytes | 0x20 * each) ^ 0xe2 * each; // 0 where C2 or E2 is
    uint64_t is_not_odd = ((odd & low) + low) | odd;
    uint64_t is_word = ((letter | digit) & ~bytes) | (bytes & is_not_odd);
    uint64_t other = ~is_word & top;
    return other ? (unsigned)__builtin_ctzll(other) / 8 : 8;
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
