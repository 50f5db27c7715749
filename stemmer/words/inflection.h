// From an inflected word to the form a dictionary would list it under, where Snowball misses it.
#ifndef STEMMER_INFLECTION_H
#define STEMMER_INFLECTION_H

#include "base/buf.h"

#include <stdbool.h>

// Reduces the word in place (lower-cased, ligatures spelled out): plural to singular, feminine to
// masculine, verb forms to infinitives. True when the result is to be kept as it is: Snowball would
// take a part of the word for an ending.
bool inflection_reduce(struct buf *word);

// Whether Snowball's stem of the reduced word is too short to mean anything: "châtiment" must not
// become "chât", which folds to the cat.
bool inflection_is_cut_too_far(struct slice word, struct slice stem);

#endif
