// The few words that mean something else together with what follows them: "pour cent", "L. 1234-5",
// "art. 12", "Saint Etienne", "covid 19"; and the signs that are words: "%", "€".
#ifndef STEMMER_SEQUENCE_H
#define STEMMER_SEQUENCE_H

#include "stemmer/rules/token_builder.h"

// Whether the word (as it stands in a text) may begin a sequence: asked once per distinct word.
bool sequence_may_start(struct slice word);

// The end of the sequence that starts with the word text[start, end), past `end`; `end` if it is none.
size_t sequence_end(struct slice text, size_t start, size_t end);

// Puts the tokens of a sequence: builder->bytes is what sequence_end found. False: it is none.
bool sequence_take(struct token_builder *builder);

// Puts the token of a sign that is a word; false when builder->bytes is none.
bool sequence_take_sign(struct token_builder *builder);

#endif
