// Other names of the same thing: "CPAS" for "centre public d'action sociale", as phrases.
//
// A table of names is compiled in (stemmer/words/data/synonyms.txt); an operator's file of the same form adds to
// it at run time:
//
//     # a note
//     CPAS = centre public d'action sociale           each finds the other
//     FWB = Fédération Wallonie-Bruxelles > Communauté française
//                                                     FWB and the long name find each other, and both find
//                                                     the Communauté française, but not the other way round
//     ! CPAS                                          forget what was said about CPAS so far
//
// Names are compared as the analyzer reads them, so that case, accents, articles, hyphens and plurals do
// not matter. The table knows nothing of queries: it is asked with the tokens of a text and answers where
// a name stands and what else to look for, each alternative a text to analyse and match as a phrase.
#ifndef STEMMER_SYNONYMS_H
#define STEMMER_SYNONYMS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "stemmer/analyzer.h"

struct synonyms;

// Reads the compiled-in table and, unless `path` is NULL, the operator's file. STATUS_INVALID names file
// and line of a mistake; STATUS_IO. The caller closes the table; between the two it does not change, so
// threads may share it.
enum status synonyms_open(const char *path, struct synonyms **out,
                          struct error *err) STATUS_NODISCARD;
void synonyms_close(struct synonyms *synonyms); // NULL is fine

// A hash of all that was read: another table may give other answers.
uint64_t synonyms_fingerprint(const struct synonyms *synonyms);

// A name found in a text.
struct synonym {
    uint32_t first; // positions [first, last] of the text
    uint32_t last;
    uint32_t start; // its bytes
    uint32_t end;
    const struct slice
        *alternatives;        // other names, as the table spells them; borrowed from the table
    size_t alternative_count; // at least one
};

struct synonym_list {
    const struct synonym *items; // in reading order, not overlapping; from the arena
    size_t count;
};

// The names among the tokens of a text, the longest at each place. Fails only for want of memory.
enum status synonyms_find(const struct synonyms *synonyms, const struct token_list *tokens,
                          struct arena *arena, struct synonym_list *out,
                          struct error *err) STATUS_NODISCARD;

#endif
