// Passes over the bounds of ranges: adding up what tables say, and finding what reaches a threshold.
//
// The passes are chosen at run time like block_codec; every set of functions gives the same results.
#ifndef ENGINE_SEARCH_MATCH_RANGES_RANGE_OPS_H
#define ENGINE_SEARCH_MATCH_RANGES_RANGE_OPS_H

#include "engine/segment/range_table.h"

#include <stdint.h>

// A document that some rare words of a question have.
struct range_candidate {
    uint32_t doc;
    uint16_t score; // of the words that were looked up
    uint16_t bound; // and what the others give at most
};

// The documents of a chunk, on which rare words were added up.
struct range_window {
    uint32_t base;
    uint16_t *scores;     // RANGE_CHUNK_DOCS
    const uint16_t *sums; // RANGES_PER_CHUNK
};

// Of the window's documents at n different places those with a score that reach `least` together with their range's
// sum, into out, which has room for one more than n; returns how many. All scores there are 0 afterwards. One plain
// loop for all processors: fetching eight scores at once takes longer where it is microcode.
unsigned range_take(const struct range_window *window, const uint16_t *places, unsigned n,
                    uint32_t least, struct range_candidate *out);

// Candidates that are parted: of those in `list` the best are moved away, and of the others those left that can enter.
struct range_split {
    struct range_candidate *list;
    struct range_candidate *best; // with room for one more than `room`
    unsigned kept, taken;         // of list and best; 0 at first
    unsigned room;
    uint32_t cut;   // the bound of the best at least; above 65535: none is
    uint32_t least; // that of the others
};

struct range_ops {
    // Adds to sums[r] the value of the level that the table has for range r of a chunk; more than 65535 becomes that.
    void (*add)(const struct range_table *table, uint32_t chunk,
                const uint16_t values[RANGE_LEVELS], uint16_t sums[RANGES_PER_CHUNK]);

    // The levels of the ranges in which n candidates lie.
    void (*levels)(const struct range_table *table, const struct range_candidate *list, unsigned n,
                   uint8_t *levels);

    // Indexes i with sums[i] >= least >= 1, in increasing order, into out, which has room for n; returns how many. n
    // is a multiple of 64.
    uint32_t (*collect)(const uint16_t *sums, uint32_t n, uint16_t least, uint32_t *out);

    // Parts the n candidates of the list, whose order stays.
    void (*split)(struct range_split *split, unsigned n);
};

// The fastest for this processor.
const struct range_ops *range_ops_best(void);

const struct range_ops *range_ops_scalar(void);
const struct range_ops *range_ops_avx2(void); // NULL where the processor has none, and the next
const struct range_ops *range_ops_avx512(void);

#endif
