// From one word of a query to words of the index: other accents, stars, typing errors.
//
// All of these look surfaces up in the vocabulary; the caller turns them into terms. Lists are borrowed
// from the arena, most frequent first.
#ifndef ENGINE_SEARCH_MEANING_EXPAND_H
#define ENGINE_SEARCH_MEANING_EXPAND_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "base/vec.h"
#include "engine/backend.h"
#include "engine/search/memory/word_cache.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A row of them in the making.
struct expansion_list {
    VEC_OF(struct expansion);
};

struct expansions {
    struct expansion *items;
    size_t count;
    uint32_t left_out; // how many more there were
    size_t
        words_left; // in: how many words of the vocabulary may be walked; out: what is left of that
    bool is_incomplete; // there were more words to walk than that
};

// s with œ and æ spelled oe and ae; points into s when it has none, else from the arena.
struct slice expand_ligatures(struct slice s, struct arena *arena);

// The surfaces of the index that may be meant by `surface`, itself first: typed without accents, all that
// fold to it; typed with accents, only other spellings of œ and æ.
enum status expand_accents(struct view *view, struct slice surface, struct slice folded,
                           struct arena *arena, struct expansions *out,
                           struct error *err) STATUS_NODISCARD;

// The surfaces that match a pattern with stars (lower-case, at least one other character). Accents count
// only if the pattern has some. Set out->words_left first.
enum status expand_wildcard(struct view *view, struct slice pattern, struct arena *arena,
                            struct expansions *out, struct error *err) STATUS_NODISCARD;

// The surfaces within `distance` typing errors (letters missing, added, wrong, exchanged with their
// neighbour), accents apart; the first letter is right, missing, or exchanged with the second.
// The word itself comes first when it is in the index. Words with digits have no neighbours. Set
// out->words_left first.
enum status expand_fuzzy(struct view *view, struct slice folded, uint32_t distance,
                         struct arena *arena, struct expansions *out,
                         struct error *err) STATUS_NODISCARD;

// Errors allowed in a word of that many bytes when the person did not say: 0, 1 or 2.
uint32_t expand_distance(struct slice folded);

// Whether `pattern`, whose stars stand for any characters, matches all of `text`.
bool expand_matches(struct slice pattern, struct slice text);

// Typing errors between two folded words; more than `limit` when there are more.
uint32_t expand_errors(struct slice a, struct slice b, uint32_t limit);

#endif
