// Passes over the arrays of a window: which scores reach a threshold, which marks are set.
//
// Chosen at run time like block_codec; every set of functions gives the same results.
#ifndef ENGINE_SEARCH_MATCH_WINDOW_OPS_H
#define ENGINE_SEARCH_MATCH_WINDOW_OPS_H

#include <stdint.h>

struct window_ops {
    // Indexes i with scores[i] >= least >= 1, in increasing order, into out; returns how many. Only groups of 64
    // scores whose bit is set in `groups` are looked at.
    unsigned (*collect)(const uint16_t *scores, uint64_t groups, uint16_t least, uint16_t *out);

    // n bytes, each 0 or 1, as bits; n is a multiple of 64.
    void (*to_bits)(const uint8_t *marks, unsigned n, uint64_t *bits);

    // How many bits are set in `words` words.
    unsigned (*count)(const uint64_t *bits, unsigned words);
};

const struct window_ops *window_ops_best(void);
const struct window_ops *window_ops_scalar(void);

#endif
