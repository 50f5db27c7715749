// Acronyms with signs between their letters: "S.N.C.B.", "R&D".
#ifndef STEMMER_ABBREVIATION_H
#define STEMMER_ABBREVIATION_H

#include "stemmer/rules/token_builder.h"

// If one starts at unit `at`, where a word starts, puts its token and returns its end; else `at`.
size_t abbreviation_take(struct token_builder *builder, size_t at);

#endif
