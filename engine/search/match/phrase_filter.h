// Phrases of such trees as query_shape.h knows: those that must hold, and those that only add to the score.
//
// Positions are read last and as seldom as can be: of documents whose words have been found, that could still enter,
// rarest word first. Of many documents at once, if there are, as one sequence of keys (position_keys.h).
#ifndef ENGINE_SEARCH_MATCH_PHRASE_FILTER_H
#define ENGINE_SEARCH_MATCH_PHRASE_FILTER_H

#include "engine/format/positions.h"
#include "engine/search/match/segment_lists.h"

// Scratch memory for the positions of one phrase; `status` is the first failure.
struct phrase_reader {
    struct segment_lists *lists;
    unsigned batch;            // documents whose keys are made at once; 0: none were yet
    struct position_keys keys; // of the phrase looked at, by the words read so far
    struct position_keys more; // of one word more
    struct position_array
        *positions; // for proximity: one a slot of the longest; NULL: none was looked at
    size_t position_count;
    struct position_array few; // of one document: starts, or another list's positions
    struct error *err;
    enum status status;
};

// Costs nothing in segments where no position is read. What grows in it is freed by phrase_reader_close, which also
// gives back what the lists hold for reading positions.
void phrase_reader_open(struct phrase_reader *reader, struct segment_lists *lists,
                        struct error *err);
void phrase_reader_close(struct phrase_reader *reader);

enum { PHRASES_BATCH = POSTING_BLOCK_LEN };

// Leaves of n documents, at most PHRASES_BATCH, which have all words of the required phrases, those in which all these
// phrases hold, and returns how many. Documents come in increasing order, from call to call too.
unsigned phrases_keep(struct phrase_reader *reader, uint32_t *docs, unsigned n);

// The largest sum of what the optional phrases can add in documents [base, end); also kept a phrase each, for
// phrases_add.
uint32_t phrases_bound(struct segment_lists *lists, uint32_t base, uint32_t end);

// `score` and what the optional phrases that hold in the document add to it; 0 when that cannot reach
// `threshold`. Documents come in increasing order.
uint32_t phrases_add(struct phrase_reader *reader, uint32_t doc, uint32_t score,
                     uint32_t threshold);

// After this documents of phrases_add may come that stand before those that came last.
void phrase_reader_restart(struct phrase_reader *reader);

#endif
