// How many scores, or bounds of them, stand at each of 256 steps: where the best of many begin, without sorting.
#ifndef ENGINE_SEARCH_MATCH_SCORE_STEPS_H
#define ENGINE_SEARCH_MATCH_SCORE_STEPS_H

#include <stdint.h>

enum { SCORE_STEPS = 256, SCORE_STEP_WIDTH = (UINT16_MAX + 1) / SCORE_STEPS };

// A score that at least `wanted` of those counted reach, the border of a step; 0 where there are not so many. None of
// them is counted at step `end` or above.
static inline uint32_t score_steps_cut(const unsigned counts[SCORE_STEPS], unsigned end,
                                       unsigned wanted)
{
    unsigned step = end, reached = 0;
    while (step > 0 && reached < wanted)
        reached += counts[--step];
    return step * SCORE_STEP_WIDTH;
}

#endif
