// A sentence as words, numbers and signs: what reads numbers and names out of prose looks at these.
#ifndef ENGINE_TEXT_PIECES_H
#define ENGINE_TEXT_PIECES_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

enum { PIECES_MOST = 400, PIECE_FOLDED_SIZE = 20 };

enum piece_kind { PIECE_WORD, PIECE_NUMBER, PIECE_SIGN };

struct piece {
    size_t start, end;
    enum piece_kind kind;
    bool is_glued; // to the piece before it
    bool is_plain; // a number of digits alone
    double value;
    char folded[PIECE_FOLDED_SIZE]; // of a word; of a longer one its beginning
};

struct pieces {
    struct slice text; // that is cut
    struct piece items[PIECES_MOST];
    size_t count;
    size_t behind; // the bytes of the text that are cut
};

// Cuts a text, or the beginning of a very long one. A number is digits, groups of three of them (« 1 234 », « 1.234 »)
// and decimals; accents and case of words are folded.
void pieces_cut(struct slice text, struct pieces *out);

// Cuts a text as far as its pieces are asked for below.
void pieces_begin(struct slice text, struct pieces *out);

// The piece of that number; behind the last, an empty sign.
const struct piece *piece_at(struct pieces *pieces, size_t at);

// Whether it is one of these signs, of one byte each; whether it is this text.
bool piece_is_sign(struct pieces *pieces, size_t at, const char *signs);
bool piece_is(struct pieces *pieces, size_t at, struct slice text);

// The length of a hyphen or short dash, a soft one among them, at a byte of a text; 0 when there is none.
size_t pieces_hyphen_len(struct slice text, size_t at);
bool piece_is_hyphen(struct pieces *pieces, size_t at);

// Whether it is the sign of a degree, or the raised o that looks like it: « n° », « 12º ».
bool piece_is_degree(struct pieces *pieces, size_t at);

// Whether it is this word, or one of these, as folded; the list ends in NULL.
bool piece_is_word(struct pieces *pieces, size_t at, const char *word);
bool piece_is_any(struct pieces *pieces, size_t at, const char *const *words);

// The same of a piece at hand.
bool piece_is_among(const struct piece *piece, const char *const *words);

// Whether the character that begins at that byte is of a word; the text is UTF-8.
bool pieces_has_letter(struct slice text, size_t at);

// Whether a piece that is a word begins at that byte, wherever the text is cut from.
bool pieces_has_word(struct slice text, size_t at);

// Where to begin for some words to stand before that byte; nearer where many bytes are none.
size_t pieces_words_before(struct slice text, size_t at, size_t words);

#endif
