// Queries typed in capitals: their letters say nothing, so that none makes an acronym of a common word.
#ifndef ENGINE_SEARCH_QUERY_CAPITALS_H
#define ENGINE_SEARCH_QUERY_CAPITALS_H

#include "base/slice.h"

#include <stdbool.h>

bool capitals_has_small(struct slice text); // whether it has a small letter

// Whether a text is a sentence or several words, in capitals throughout: « LOI SUR LE GAZ », but not « TVA RSA », which
// may be acronyms.
bool capitals_is_shouted(struct slice text);

// Whether it has two words or more, and all in capitals, acronyms or not.
bool capitals_are_all(struct slice text);

// Whether the word that begins at byte `at` is the ET of a number: « VINGT ET UN », « SOIXANTE ET ONZIÈME ».
bool capitals_is_et_of_number(struct slice text, size_t at);

#endif
