// The word lists of stemmer/words/data, compiled in: sorted tables and their look-ups.
#ifndef STEMMER_LEXICON_H
#define STEMMER_LEXICON_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lexicon_entry {
    const char *word;  // lower-cased, accents kept
    const char *value; // what the list says about it; "" in plain lists
    uint64_t
        beginning; // the word's first eight bytes as a number, 0 behind its end: compares as they do
};

// One list, sorted by word in byte order (stemmer/words/data/compile.cmake sorts it).
struct lexicon {
    const struct lexicon_entry *entries;
    size_t count;
};

extern const struct lexicon lexicon_stopwords; // words without terms
extern const struct lexicon lexicon_stems;     // word -> its terms, separated by spaces
extern const struct lexicon lexicon_verbs; // form of an irregular verb -> its infinitive, folded
extern const struct lexicon lexicon_exceptions; // "rule word": see inflection.c

extern const struct lexicon lexicon_acronyms; // of the synonyms; they go past the stemmer
extern const char *const lexicon_synonyms[];  // the lines of synonyms.txt, NULL after the last

// The value of `word`, NUL-terminated, static; NULL when the list does not hold it.
const char *lexicon_find(const struct lexicon *lexicon, struct slice word);

// A hash over all lists.
uint64_t lexicon_fingerprint(void);

#endif
