// Is this a question in plain French, and which of its words only make it one?
//
// « Combien de places d'accueil la Wallonie a-t-elle créées ? » asks for places d'accueil, Wallonie and
// créées; « combien » stands in no document that answers.
#ifndef ENGINE_SEARCH_QUERY_QUESTION_H
#define ENGINE_SEARCH_QUERY_QUESTION_H

#include "base/slice.h"

#include <stdbool.h>

// Whether a run of plain words reads as a question: a question mark, or an interrogative or an inverted
// verb among the first words, and at least three words.
bool question_is(struct slice text);

// Whether a word (lower-case, accents kept) only asks: « combien », « peut », « faut »…
bool question_word_is_weak(struct slice surface);

// Whether it says what is wanted of the topic rather than which: « obtenir », « règles », « différence »… Texts that
// have it come first, others may answer as well.
bool question_word_helps(struct slice surface);

#endif
