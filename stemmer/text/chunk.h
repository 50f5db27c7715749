// One chunk of text, taken apart by all the rules.
#ifndef STEMMER_CHUNK_H
#define STEMMER_CHUNK_H

#include "stemmer/rules/draft.h"

// The end of the chunk that starts at byte `at`; 0 when nothing starts there.
size_t chunk_end(struct slice text, size_t at);

// Takes `bytes`, a chunk or a sequence, apart into draft->tokens. Fails only for want of memory.
enum status chunk_analyze(struct draft *draft, struct slice bytes,
                          struct error *err) STATUS_NODISCARD;

#endif
