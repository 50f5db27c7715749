// A test on a column, of one segment: asked of single documents, or made into a set of all that pass.
//
// Whoever finds documents by their words asks of these alone; only who counts or looks at whole windows needs the set.
#ifndef ENGINE_SEARCH_MATCH_COLUMN_FILTER_H
#define ENGINE_SEARCH_MATCH_COLUMN_FILTER_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/match_tree.h"
#include "engine/read/segments.h"

#include <stdbool.h>
#include <stdint.h>

enum column_filter_kind {
    COLUMN_PASSES_NONE,
    COLUMN_PASSES_STRINGS,
    COLUMN_PASSES_RANGE,
    COLUMN_PASSES_DATES,
    COLUMN_PASSES_STATUSES,
    COLUMN_PASSES_LISTED,
};

struct column_filter {
    enum column_filter_kind kind;
    const struct segment *segment;
    const struct column *column;
    const bool *wanted;     // of each string's ordinal, or of each status
    int64_t low, high;      // a closed range,
    int64_t none;           // but for this value, which is none
    const uint64_t *listed; // the documents themselves, a bit each
};

// The test in segment `number`; what it needs is the arena's.
enum status column_filter_open(struct snapshot *snapshot, uint32_t number,
                               const struct match_column *test, struct arena *arena,
                               struct column_filter *out, struct error *err) STATUS_NODISCARD;

// Whether a document of the segment passes.
bool column_filter_passes(const struct column_filter *filter, uint32_t doc);

// All that pass: one bit a document, rounded up to whole windows; from the arena. NULL without memory.
uint64_t *column_filter_bits(const struct column_filter *filter, struct arena *arena);

#endif
