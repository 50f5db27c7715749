// Numbers that spaces part, or that begin with a word: "vingt et unième", "XVI ème", "premier mai 2022".
#ifndef STEMMER_NUMBER_WORDS_H
#define STEMMER_NUMBER_WORDS_H

#include "stemmer/rules/token_builder.h"

// Whether a word may begin one.
bool number_words_may_start(struct slice word);

// The end of the one that begins with the word text[at, end), which is more than that; 0 when there is none.
size_t number_words_end(struct slice text, size_t at, size_t end);

// Puts the tokens of one, all of builder->bytes from unit `at` on. False: its units are joined now, and the ordinary
// rules may take it from here.
bool number_words_take(struct token_builder *builder, size_t at);

#endif
