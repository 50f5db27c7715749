// One sentence of an answer: whether it points elsewhere, and whether it only greets. See referral.h.
#ifndef ENGINE_TEXT_REFERRAL_SENTENCE_H
#define ENGINE_TEXT_REFERRAL_SENTENCE_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Its words are folded, with a space before and after each. Borrowed.
struct referral_sentence {
    struct slice words;
    uint32_t number; // of a question that it names; 0: it names none
    size_t count;    // of words
    bool is_short, has_digit;
    bool has_colon;   // or a semicolon: what follows may say something
    bool has_clauses; // a colon or a comma
};

// From the sentence as it is written, its words and the number.
struct referral_sentence referral_sentence_of(struct slice raw, struct slice words,
                                              uint32_t number);

bool referral_sentence_points(const struct referral_sentence *sentence);
bool referral_sentence_greets(const struct referral_sentence *sentence);

#endif
