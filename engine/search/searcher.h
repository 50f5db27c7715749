// What a searching thread owns between requests: the analyzer and what is worth remembering.
#ifndef ENGINE_SEARCH_SEARCHER_H
#define ENGINE_SEARCH_SEARCHER_H

#include "base/error.h"
#include "engine/backend.h"
#include "engine/search/memory/people.h"
#include "engine/search/memory/token_cache.h"
#include "engine/search/memory/word_cache.h"
#include "stemmer/analyzer.h"
#include "stemmer/synonyms.h"

// The fields are the search room's own.
struct searcher {
    struct analyzer *analyzer;
    const struct synonyms *synonyms; // borrowed; NULL: none
    struct token_cache tokens;       // of texts that extracts were cut from
    struct word_cache words;
    struct people people;
};

// `synonyms` (shared; must outlive the searcher) are the other names that queries look for too; NULL: none.
enum status searcher_open(struct backend *backend, const struct synonyms *synonyms,
                          struct searcher **searcher, struct error *err) STATUS_NODISCARD;
void searcher_close(struct searcher *searcher);
struct analyzer *searcher_analyzer(struct searcher *searcher);

// Between requests: gives the analyzer's memory back when it holds more than a searcher will spare. The searches of
// search.h end with it; whoever uses the analyzer otherwise has to.
void searcher_rest(struct searcher *searcher);

#endif
