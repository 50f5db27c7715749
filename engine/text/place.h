// The communes and provinces of Wallonia that a text names: a closed list, as of 2025, when Bertogne had joined
// Bastogne.
//
// A name that is also a word, a person's or another place's counts only where the text says that a place is meant:
// « à Visé », « la commune de Silly », « Huy » in a list behind Waremme. Streets are none, nor who stands behind
// « M. ».
#ifndef ENGINE_TEXT_PLACE_H
#define ENGINE_TEXT_PLACE_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

struct place {
    struct slice
        commune; // its official name, of static storage; empty: the province alone is named
    struct slice province; // its name, likewise
    struct slice text;     // as written
};

// Visits the places that `text` names, in its order, until that returns false; false: it did.
bool places_each(struct slice text, bool (*visit)(void *context, const struct place *place),
                 void *context);

// The province of a commune's official name; empty: there is no such commune.
struct slice place_province(struct slice commune);

// Whether a word without accents is one of the names of communes and provinces, or of those of several words:
// « lessines », « soignies », « aiseau ».
bool place_has_word(struct slice folded);

#endif
