// One sentence of an answer: whether it says that another is to answer. See referral.h.
#ifndef ENGINE_TEXT_REFERRAL_COMPETENCE_H
#define ENGINE_TEXT_REFERRAL_COMPETENCE_H

#include "engine/text/referral_words.h"

#include <stdbool.h>

// It says nothing besides: « cette matière relève du ministre fédéral, qui a donné son accord » answers.
bool referral_competence_is_of_another(const struct referral_sentence *sentence);

#endif
