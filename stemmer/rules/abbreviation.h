// What is written with dots: "S.N.C.B.", "L.1234-5", "www.data.gouv.fr"; and "R&D", "n°".
#ifndef STEMMER_ABBREVIATION_H
#define STEMMER_ABBREVIATION_H

#include "stemmer/rules/draft.h"

// Each looks at unit `at`, where a word starts; when it finds its thing there it puts the tokens and
// returns the end, else `at`.
size_t abbreviation_take_address(struct draft *draft, size_t at);
size_t abbreviation_take_acronym(struct draft *draft, size_t at);
size_t abbreviation_take_reference(struct draft *draft, size_t at);

#endif
