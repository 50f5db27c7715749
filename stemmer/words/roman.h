// Roman numerals, wherever one is read.
#ifndef STEMMER_WORDS_ROMAN_H
#define STEMMER_WORDS_ROMAN_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

// The value of a numeral in lower case whose digits fall from m to i, up to 3 of a kind in a row; 0 when the text is
// none. It is regular unless a subtraction stands beside other digits of its decade, as in "ixi" or "viv" (the word
// is « vive »).
uint32_t roman_value(struct slice numeral, bool *is_regular);

#endif
