// How far one search goes: what keeps the dearest query that a person can type at a price one can pay.
//
// The bounds of the query language itself (bytes, words, brackets) are the parser's, query/query.h.
#ifndef ENGINE_SEARCH_LIMITS_H
#define ENGINE_SEARCH_LIMITS_H

#include <stdint.h>

enum {
    // Words that one star, tilde or missing accent may become.
    EXPAND_MAX_WORDS = 256,
    EXPAND_MAX_ACCENTS = 24,
    // Words of the vocabulary that one query may walk: some 100 ms. Enough for a star in front in an index of 200,000
    // questions.
    EXPAND_MAX_WALK = 250000,

    // How many words the expansions of one query may come to, and postings to read: some 100 ms.
    RESOLVE_MAX_EXPANSIONS = 4 * EXPAND_MAX_WORDS,

    // Persons and offices of one query that are shown.
    RESOLVE_MAX_CARDS = 6,

    // Of a match tree, and of the hits it is asked for.
    RETRIEVE_MAX_DEPTH = 48,
    RETRIEVE_MAX_TERMS = 4096,
    RETRIEVE_MAX_K = 100000,
};
#define RESOLVE_MAX_POSTINGS ((uint64_t)10000000)

#endif
