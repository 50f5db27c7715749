// One sentence of an answer: whether it points elsewhere, and whether it only greets. See referral.h.
#ifndef ENGINE_TEXT_REFERRAL_SENTENCE_H
#define ENGINE_TEXT_REFERRAL_SENTENCE_H

#include "base/slice.h"
#include "engine/text/referral_words.h"

#include <stdbool.h>
#include <stdint.h>

// From the sentence as it is written, its words and the number.
struct referral_sentence referral_sentence_of(struct slice raw, struct slice words,
                                              uint32_t number);

bool referral_sentence_points(const struct referral_sentence *sentence);
bool referral_sentence_greets(const struct referral_sentence *sentence);

// Whether it only goes with one that points: why the answer is not printed, or that it is to follow.
bool referral_sentence_accompanies(const struct referral_sentence *sentence);

#endif
