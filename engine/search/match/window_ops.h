// Windows of documents, and passes over their arrays: which scores reach a threshold, which marks are set.
//
// The passes are chosen at run time like block_codec; every set of functions gives the same results.
#ifndef ENGINE_SEARCH_MATCH_WINDOW_OPS_H
#define ENGINE_SEARCH_MATCH_WINDOW_OPS_H

#include <stddef.h>
#include <stdint.h>

// Documents evaluated together: their scores (8 KiB) and sets (512 bytes each) stay in the first cache.
enum { WINDOW_DOCS = 4096, WINDOW_WORDS = WINDOW_DOCS / 64 };

// The words of a set of so many documents, a bit each, in whole windows: one at least.
static inline size_t window_set_words(uint32_t docs)
{
    return ((size_t)docs / WINDOW_DOCS + 1) * WINDOW_WORDS;
}

// Scores of a window that knows where it is not zero.
struct window_scores {
    uint64_t touched; // bit g: documents 64 g to 64 g + 63 of the window may have a score
    uint16_t scores[WINDOW_DOCS];
};

// Makes all scores zero again; a window_scores must start zeroed.
void window_scores_clear(struct window_scores *window);

struct window_ops {
    // Indexes i with scores[i] >= least >= 1, in increasing order, into out; returns how many. Only groups of 64
    // scores whose bit is set in `groups` are looked at.
    unsigned (*collect)(const uint16_t *scores, uint64_t groups, uint16_t least, uint16_t *out);

    // ORs n bytes, each 0 or 1, into as many bits; n is a multiple of 64.
    void (*or_marks)(const uint8_t *marks, unsigned n, uint64_t *bits);

    // How many bits are set in `words` words.
    unsigned (*count)(const uint64_t *bits, unsigned words);

    // ORs n bits, one at least, into those of `words` words, the first of them into bit `at`, which may lie before
    // them, as others may lie behind them; those are dropped. `from` has whole words of 8 bytes.
    void (*or_at)(uint64_t *bits, uint32_t words, const unsigned char *from, uint32_t n,
                  int64_t at);
};

// The fastest for this processor.
const struct window_ops *window_ops_best(void);

const struct window_ops *window_ops_scalar(void);
const struct window_ops *window_ops_avx2(void); // NULL where the processor has none, and the next
const struct window_ops *window_ops_avx512(void);

#endif
