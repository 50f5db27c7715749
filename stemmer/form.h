// What the room passes from hand to hand: a distinct word with its terms, and one place where it stands.
#ifndef STEMMER_FORM_H
#define STEMMER_FORM_H

#include "base/slice.h"

#include <stdint.h>

enum {
    // The longest surface or term in bytes (longer ones are cut on a UTF-8 boundary): fits an index key.
    FORM_TERM_MAX_LEN = 240,
    FORM_TERMS_MAX = 4,
};

enum form_flags {
    FORM_STOP = 1 << 0,      // a stop word: no terms, only the surface
    FORM_NUMBER = 1 << 1,    // holds a digit: no typo tolerance
    FORM_SYNTHETIC = 1 << 2, // not in the text as such: a date key, a joined compound
    FORM_ACRONYM = 1 << 3,   // bypassed the stemmer
    FORM_PARTS =
        1 << 4, // the terms after the first are its parts: found by them, never asked for by them
    FORM_LOOSE = 1 << 5, // the terms after the first mean it less surely: 1er, and 1
    FORM_CAPITALS =
        1
        << 6, // spelt like a common word but for its capitals (CE): its term knows it, not its surface
};

// One distinct surface form. Lives, unmoved, until analyzer_forget or analyzer_close.
struct form {
    uint32_t id; // dense: 0 .. analyzer_form_count() - 1, in order of first sight
    uint8_t term_count;
    uint8_t flags;        // enum form_flags
    struct slice surface; // lower-cased, NFC, accents kept, ligatures kept; never empty
    struct slice folded;  // the surface without accents and ligatures
    struct slice terms[FORM_TERMS_MAX]; // folded stems, distinct; none for a stop word
};

struct token {
    const struct form *form;
    uint32_t position;
    uint32_t start;   // byte range in the text, without elided article or punctuation: what a
    uint32_t end;     // highlight marks; on UTF-8 boundaries, start < end
    uint32_t form_id; // form->id, for those who need no more of the form
};

#endif
