// Where sentences begin, and which of them say nothing.
#ifndef ENGINE_SEARCH_PRESENT_SENTENCE_H
#define ENGINE_SEARCH_PRESENT_SENTENCE_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

// Where the sentence that holds byte `at` begins; looks back at most max_back bytes and returns SIZE_MAX when
// no beginning is found there.
size_t sentence_start(struct slice text, size_t at, size_t max_back);

// Where the sentence at byte `start` ends, its mark and closing quotes included, white space not; text.len
// at most.
size_t sentence_end(struct slice text, size_t start);

// Whether a sentence that starts at `start` is a formula of politeness or transmission.
bool sentence_is_formula(struct slice text, size_t start);

// Where the first sentence that is no formula begins; 0 when all are.
size_t sentence_first(struct slice text);

#endif
