// The word that somebody meant who wrote one that no text has, or hardly any: « indemntié » is indemnité.
//
// It is looked for beside the word typed, for less; told as an event and undone by a plus: who insists is taken at his
// word. Numbers, acronyms, short words, and names of the index have no neighbours.
#ifndef ENGINE_SEARCH_MEANING_NEIGHBOURS_H
#define ENGINE_SEARCH_MEANING_NEIGHBOURS_H

#include "engine/search/meaning/context.h"
#include "engine/search/memory/word_cache.h"

// What looking for the words near another needs. The walks of one query share a budget.
struct neighbour_search {
    struct view *view;
    struct word_cache *cache; // where findings are kept
    struct arena *arena;
    size_t words_left;
};

// What to offer for a word that stands nowhere: the likeliest of the words near, or the word of a surname that is as
// near; ptr NULL: nothing.
enum status neighbours_offer(struct neighbour_search *search, const struct people *people,
                             struct slice word, struct slice *out,
                             struct error *err) STATUS_NODISCARD;

// A word of a query and how far it is known.
struct typed_word {
    const struct form *form;
    bool is_capital;    // typed with a capital that no sentence begins with: perhaps a name
    uint64_t documents; // that have one of its stems
    uint64_t written;   // that have the very word, or another spelling of it
};

// The word to look for beside it; ptr NULL where it is as it should be, and when something failed. It belongs to the
// cache or the arena.
struct slice neighbour_meant(struct resolver *r, const struct typed_word *word);

#endif
