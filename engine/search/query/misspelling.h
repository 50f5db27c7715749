// How badly would somebody have to type to write this word for that one?
//
// Not all errors are alike: one letter for two (« comission »), two letters exchanged (« indemntié »), the same
// sound in other letters (« farmacie », « orientassion ») and a neighbour on the keyboard are what people write; any
// other letter seldom.
#ifndef ENGINE_SEARCH_QUERY_MISSPELLING_H
#define ENGINE_SEARCH_QUERY_MISSPELLING_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/vec.h"

#include <stdint.h>

enum {
    MISSPELLING_USUAL = 7,   // at most so much costs an error of those that people make
    MISSPELLING_ERROR = 10,  // any letter missing or added
    MISSPELLING_WRONG = 13,  // any letter for any other
    MISSPELLING_NEVER = 255, // more than can be told; or a word too long to compare
};

// What it costs to write `typed` for `meant`, both without accents: 0 for the same word.
uint32_t misspelling_cost(struct slice typed, struct slice meant);

// Adds all that may have been meant if `typed` has one usual error, which where the word begins costs more: some five
// times as many words as it has letters, most of which are none. From the arena; `failed` without memory.
void misspelling_usual(struct slice typed, struct arena *arena, struct slice_list *out);

#endif
