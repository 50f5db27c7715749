// The few words that mean something else together with what follows them: "pour cent", "L. 1234-5", "art. 12",
// "no 12", "Saint Etienne", "covid 19", "R & D", "article premier", "vingt et unième"; and the signs that are words:
// "%", "€".
#ifndef STEMMER_SEQUENCE_H
#define STEMMER_SEQUENCE_H

#include "stemmer/rules/token_builder.h"

// The kinds of sequence that the chunk (as it stands in a text) may begin, a bit each: asked once per distinct chunk.
uint8_t sequence_kinds(struct slice chunk);

// The bytes to read in place of the chunk text[*start, *end): a sequence of one of these kinds that starts there and
// ends past *end, or at a point within it; or, without elided article (*start moves) and what a point glues to it (*end
// moves), what a homograph stands for. ptr NULL: it is neither.
struct slice sequence_find(struct slice text, size_t *start, size_t *end, uint8_t may_start);

// Puts the tokens of a sequence: builder->bytes is what sequence_find found. False: it is none, or the ordinary rules
// may take it from here.
bool sequence_take(struct token_builder *builder);

// Puts the token of a sign that is a word; false when builder->bytes is none.
bool sequence_take_sign(struct token_builder *builder);

// "art" of "loi-art.12", where the point and the number are in one chunk and something before them: puts its token and
// returns its end, else `at`.
size_t sequence_take_abbreviation(struct token_builder *builder, size_t at);

#endif
