// Where a passage may be cut: at the borders of words, else of letters.
#ifndef ENGINE_SEARCH_PRESENT_WORDS_CUT_H
#define ENGINE_SEARCH_PRESENT_WORDS_CUT_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// ASCII white space: what a text is broken at.
bool cut_is_space(char c);

// The beginning of the word at or after `at`: after white space.
size_t cut_next_word(struct slice text, size_t at);

// The end of the last word that ends at or before `at`: before white space.
size_t cut_last_word_end(struct slice text, size_t start, size_t at);

// Where the words begin that stand before `end`, so many letters of them at most; of one longer word its last letters.
size_t cut_before(struct slice text, size_t end, size_t letters);

// Where the words end that stand from `start` on, likewise.
size_t cut_after(struct slice text, size_t start, size_t letters);

// The text with every run of white space as one space; points into it when it is so already, else from
// the arena; ptr NULL without memory.
struct slice cut_squeeze(struct slice text, struct arena *arena);

// Where each byte of the text, and its end, stand in it then: text.len + 1 places.
void cut_squeezed_places(struct slice text, uint32_t *places);

#endif
