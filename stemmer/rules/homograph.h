// Common words that are also spelt like another, which the word before tells: « voyage en car », « catégorie A »,
// « Grand Est ». So are Roman numerals of small letters, or of one: « titre vi », « ve république », « chapitre I ».
#ifndef STEMMER_HOMOGRAPH_H
#define STEMMER_HOMOGRAPH_H

#include "stemmer/rules/token_builder.h"

// Whether the word (a chunk without elided article) may be read as another one: asked once per distinct chunk.
bool homograph_may_be(struct slice word);

// The bytes that stand for the other word where text[at, *end) is meant so, as many as those, or the word and a space:
// a chunk that means one thing everywhere. ptr NULL: it is the common word. `start`: where its chunk starts. *end moves
// before a point that glues a number to a numeral.
struct slice homograph_reading(struct slice text, size_t start, size_t at, size_t *end);

// Puts the token of such bytes; false when builder->bytes is none.
bool homograph_take(struct token_builder *builder);

#endif
