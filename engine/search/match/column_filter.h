// A test on a column as a set of documents: made once per segment and request, intersected early.
#ifndef ENGINE_SEARCH_MATCH_COLUMN_FILTER_H
#define ENGINE_SEARCH_MATCH_COLUMN_FILTER_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/match_tree.h"
#include "engine/read/segments.h"

// In segment `number`: one bit a document, rounded up to whole windows; from the arena. NULL without memory.
uint64_t *column_filter_bits(struct snapshot *snapshot, uint32_t number,
                             const struct match_column *test, struct arena *arena,
                             struct error *err);

#endif
