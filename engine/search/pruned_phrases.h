// Phrases of flat trees, document by document: those that must hold, and those that only add to the score.
//
// Positions are read last and as seldom as can be: of documents whose words have been found, that could
// still enter, rarest word first, and no further than until the words read cannot stand together.
#ifndef ENGINE_SEARCH_PRUNED_PHRASES_H
#define ENGINE_SEARCH_PRUNED_PHRASES_H

#include "engine/index/positions.h"
#include "engine/search/pruned_parts.h"

// Scratch memory for the positions of one phrase; `status` is the first failure.
struct phrase_reader {
    struct segment_lists *lists;
    struct position_array *positions, other; // one a slot of the longest phrase
    size_t position_count;
    struct position_array starts; // where the phrase looked at can begin, by the words read so far
    struct error *err;
    enum status status;
};

// The array is the arena's, what grows in it is freed by phrase_reader_close, which also gives back what the
// lists hold for reading positions.
enum status phrase_reader_open(struct phrase_reader *reader, struct segment_lists *lists,
                               struct error *err) STATUS_NODISCARD;
void phrase_reader_close(struct phrase_reader *reader);

// Whether all required phrases hold in a document that has all their words. Documents come in increasing order.
bool phrases_hold(struct phrase_reader *reader, uint32_t doc);

// The largest sum of what the optional phrases can add in documents [base, end); also kept a phrase each, for
// phrases_add.
uint32_t phrases_bound(struct segment_lists *lists, uint32_t base, uint32_t end);

// `score` and what the optional phrases that hold in the document add to it; 0 when that cannot reach
// `threshold`. Documents come in increasing order.
uint32_t phrases_add(struct phrase_reader *reader, uint32_t doc, uint32_t score,
                     uint32_t threshold);

#endif
