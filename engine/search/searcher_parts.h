// The inside of a searcher, for the files that answer requests with one.
#ifndef ENGINE_SEARCH_SEARCHER_PARTS_H
#define ENGINE_SEARCH_SEARCHER_PARTS_H

#include "engine/search/search.h"

struct searcher {
    struct index *index;       // borrowed
    struct analyzer *analyzer; // owned; forgets its forms between requests when they grow too large
};

#endif
