// Which segments become one, and when.
#ifndef ENGINE_WRITE_MERGE_POLICY_H
#define ENGINE_WRITE_MERGE_POLICY_H

#include "engine/format/manifest.h"

#include <stdint.h>

// The next merge due among the segments of an index: their places, increasing, in `places`, which has room for all.
// Returns how many; 0 when all is well.
uint32_t merge_policy_choose(const struct segment_info *segments, uint32_t segment_count,
                             uint32_t *places);

#endif
