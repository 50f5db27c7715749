// One sentence of an answer: whether it says that the answer was given already, or is one of another's. See referral.h.
#ifndef ENGINE_TEXT_REFERRAL_GIVEN_H
#define ENGINE_TEXT_REFERRAL_GIVEN_H

#include "engine/text/referral_words.h"

#include <stdbool.h>

// It does not say what that answer was.
bool referral_given_before(const struct referral_sentence *sentence);

#endif
