// What a searching thread owns between requests. Private to the search room.
#ifndef ENGINE_SEARCH_SEARCHER_H
#define ENGINE_SEARCH_SEARCHER_H

#include "engine/search/search.h"

struct searcher {
    struct analyzer *analyzer;
    const struct synonyms *synonyms; // borrowed; NULL: none
};

// Between requests: gives the analyzer's memory back when it holds more than a searcher will spare.
void searcher_rest(struct searcher *searcher);

#endif
