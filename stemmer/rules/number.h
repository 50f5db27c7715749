// Numbers as French writes them: "4 874", "170.000", "3,5", "2022-2023", "19/06/2023", "19 juin 2023",
// "14 h 30". Spaces inside a number make it longer than a chunk, so numbers find their own end.
#ifndef STEMMER_NUMBER_H
#define STEMMER_NUMBER_H

#include "stemmer/rules/draft.h"

// The end of the number, date or time that starts with the digit at byte `at`; a plain number ends with its
// digits. 0 when letters follow, so that it is no number but a word ("5G").
size_t number_end(struct slice text, size_t at);

// Puts the tokens of a number: draft->bytes starts with a digit, and number_end found its end. Returns
// false, nothing put, when it is a plain word after all.
bool number_take(struct draft *draft);

#endif
