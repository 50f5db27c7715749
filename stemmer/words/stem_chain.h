// From a French word to its terms: stop list, override list, Snowball, folding. The home of
// libstemmer.
#ifndef STEMMER_STEM_CHAIN_H
#define STEMMER_STEM_CHAIN_H

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "stemmer/form.h"

#include <stdint.h>

struct stem_chain;

// The caller closes it. Belongs to one thread.
enum status stem_chain_open(struct stem_chain **chain, struct error *err) STATUS_NODISCARD;
void stem_chain_close(struct stem_chain *chain); // NULL is fine

struct stemmed_word {
    uint8_t flags; // enum form_flags
    uint8_t term_count;
    struct slice terms[FORM_TERMS_MAX]; // point into the stemmer's buffers until its next call
};

// What the chain makes of a word: `surface` is lower-cased NFC, at most FORM_TERM_MAX_LEN
// bytes.
enum status stem_chain_run(struct stem_chain *chain, struct slice surface,
                           struct stemmed_word *word, struct error *err) STATUS_NODISCARD;

// A hash of what the installed libstemmer does to a few telling words: it has no version to ask
// for.
uint64_t stem_chain_fingerprint(const struct stem_chain *chain);

#endif
