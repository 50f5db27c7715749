// Answers that only point elsewhere: « Je renvoie l'honorable membre à ma réponse à la question n° 123 », « voir
// annexe », « la réponse figure au Bulletin », « cette question doit être adressée au ministre du Budget ». A long
// answer that also points somewhere is an answer, and so is « cette matière relève du Fédéral, mais la Région … ».
#ifndef ENGINE_TEXT_REFERRAL_H
#define ENGINE_TEXT_REFERRAL_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

// The question pointed at, as far as the text says.
struct referral {
    uint32_t number;       // 0: none
    uint32_t session_from; // 2022 of « 2022-2023 »; 0: not said
};

// Whether `answer` does nothing but point elsewhere: each of its sentences points or greets, and one points.
bool referral_find(struct slice answer, struct referral *out);

// The number a question's own number begins with (« 123 (2022-2023) 1 »: 123); 0 when it begins otherwise.
uint32_t referral_number(struct slice number);

#endif
