// From a French word to its terms: stop list, override list, Snowball, folding. The home of
// libstemmer.
#ifndef STEMMER_FRENCH_H
#define STEMMER_FRENCH_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "stemmer/analyzer.h"

struct french;

// The caller closes it. Belongs to one thread.
enum status french_open(struct french **french, struct error *err) STATUS_NODISCARD;
void french_close(struct french *french); // NULL is fine

struct french_word {
    uint8_t flags; // enum form_flags
    uint8_t term_count;
    struct slice terms[ANALYZER_MAX_TERMS]; // point into the stemmer's buffers until its next call
};

// What the chain makes of a word: `surface` is lower-cased NFC, at most ANALYZER_MAX_TERM_LEN
// bytes.
enum status french_analyze(struct french *french, struct slice surface, struct french_word *word,
                           struct error *err) STATUS_NODISCARD;

// A hash of what the installed libstemmer does to a few telling words: it has no version to ask
// for.
uint64_t french_fingerprint(const struct french *french);

#endif
