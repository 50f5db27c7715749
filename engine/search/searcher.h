// What a searching thread owns between requests. Private to the search room.
#ifndef ENGINE_SEARCH_SEARCHER_H
#define ENGINE_SEARCH_SEARCHER_H

#include "engine/search/memory/token_cache.h"
#include "engine/search/memory/word_cache.h"
#include "engine/search/search.h"

struct searcher {
    struct analyzer *analyzer;
    const struct synonyms *synonyms; // borrowed; NULL: none
    struct token_memo tokens;        // of texts that extracts were cut from
    struct word_memo words;
};

#endif
