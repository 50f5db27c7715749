// The words of a name or of a query, folded, as names are compared.
#ifndef ENGINE_SEARCH_MEMORY_PEOPLE_WORDS_H
#define ENGINE_SEARCH_MEMORY_PEOPLE_WORDS_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A word of a text, folded, and where it stands.
struct people_word {
    struct slice folded;
    uint32_t start, end;
    bool is_initial; // « V. », but not « M. », which is a title
    bool is_capital; // it begins with a capital and goes on with a small letter
};

struct people_words {
    VEC_OF(struct people_word);
};

// The words of a text, from the arena.
void people_split(struct slice text, struct arena *arena, struct people_words *out);

// The folded words from `first` to before `end` with a blank between; ptr NULL without memory.
struct slice people_join(const struct people_words *words, size_t first, size_t end,
                         struct arena *arena);

// Takes the next word off words with a blank between.
bool people_next_word(struct slice *words, struct slice *word);

// Whether two folded words of names are the same: « st » is « saint ».
bool people_are_same(struct slice a, struct slice b);

// « st » for « saint », « sainte » for « ste »…; ptr NULL: there is no other spelling.
struct slice people_other_spelling(struct slice word);

// « vanderstraeten » for van der Straeten: how many words of the name in a row, particles and what they lead to, are
// `typed` when they are joined, and which is the first; 0: none are.
size_t people_find_joined(const struct slice *words, size_t count, struct slice typed,
                          size_t *first);

// Whether a folded word only leads to a surname: de, van, der…
bool people_is_particle(struct slice word);

#endif
