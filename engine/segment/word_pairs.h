// Which documents have two frequent words side by side: the pair lists of index_format.h, read.
//
// A phrase of common words is mostly found out by reading positions of documents in which it does not stand. Of pairs
// of a segment's most frequent words it is therefore kept in which documents the second follows the first. A pair that
// is not listed stands nowhere in the segment; one that stands in more documents than word_pairs_limit is listed
// without them.
#ifndef ENGINE_SEGMENT_WORD_PAIRS_H
#define ENGINE_SEGMENT_WORD_PAIRS_H

#include "base/buf.h"
#include "base/error.h"
#include "engine/format/index_format.h"

#include <stdint.h>

// The words whose pairs are listed, in byte order; points into the bytes given to word_pairs_open. Zeroed: none.
struct word_pairs {
    const unsigned char *ends; // u32 each
    const char *words;
    uint32_t count;
};

// How many documents of a pair are listed, at most, in a segment of doc_limit.
static inline uint32_t word_pairs_limit(uint32_t doc_limit)
{
    uint32_t share = doc_limit / PAIR_ONE_IN;
    return share < PAIR_LEAST_LIMIT ? PAIR_LEAST_LIMIT
           : share > PAIR_MAX_DOCS  ? PAIR_MAX_DOCS
                                    : share;
}

#define PAIR_NO_WORD UINT32_MAX

// STATUS_CORRUPT when the bytes are not `count` words.
enum status word_pairs_open(struct slice bytes, uint32_t count, struct word_pairs *out,
                            struct error *err) STATUS_NODISCARD;

// The number of a word among them; PAIR_NO_WORD.
uint32_t word_pairs_number(const struct word_pairs *pairs, struct slice word);

// The documents in which word `second` follows the one that the row is of, increasing, each below doc_limit; how many
// into *count. STATUS_NOT_FOUND: they are more than are kept. STATUS_CORRUPT: the row is damaged.
enum status word_pairs_documents(struct slice row, uint32_t second, uint32_t doc_limit,
                                 uint32_t docs[PAIR_MAX_DOCS], uint32_t *count,
                                 struct error *err) STATUS_NODISCARD;

#endif
