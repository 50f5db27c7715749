// Whether « de », « le » and their like lose their vowel before a word: « d’Ypres », « de Hollande ».
#ifndef STEMMER_ELISION_H
#define STEMMER_ELISION_H

#include "base/slice.h"

#include <stdbool.h>

// Whether « de » becomes « d’ » in front of it: vowels and silent h, but not « onze », « oui », « Yann ».
bool elision_before(struct slice word);

#endif
