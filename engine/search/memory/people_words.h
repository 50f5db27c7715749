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

// Whether a folded word only leads to a surname: de, van, der…
bool people_is_particle(struct slice word);

#endif
