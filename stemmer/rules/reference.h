// A letter and a number that are one name, however they are spaced: articles of codes ("L. 1234-5", "R*421-1",
// "D.IV.4"), roads, planes and forms ("E 411", "F-16", "C4"), and two capitals with a number ("IC 12").
#ifndef STEMMER_REFERENCE_H
#define STEMMER_REFERENCE_H

#include "stemmer/rules/token_builder.h"

// Whether a text's word may be the letter of one: asked once per distinct word.
bool reference_may_start(struct slice word);

// The end of the reference whose letter stands at byte `at`; 0 when there is none.
size_t reference_end(struct slice text, size_t at);

// If one starts at unit `at`, where a word starts, puts its token and returns its end; else `at`.
size_t reference_take(struct token_builder *builder, size_t at);

#endif
