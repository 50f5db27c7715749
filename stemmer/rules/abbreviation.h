// Acronyms: with signs between their letters ("S.N.C.B.", "R&D"), in the plural ("SDFs", "PME's"), and in capitals
// where they are spelt like a common word ("CE", "MES").
#ifndef STEMMER_ABBREVIATION_H
#define STEMMER_ABBREVIATION_H

#include "stemmer/rules/token_builder.h"

// If one starts at unit `at`, where a word starts, puts its token and returns its end; else `at`.
size_t abbreviation_take(struct token_builder *builder, size_t at);

// Puts the letters of units `first` and `last` as if joined by "&", marking all between them.
void abbreviation_put_ampersand(struct token_builder *builder, size_t first, size_t last);

#endif
