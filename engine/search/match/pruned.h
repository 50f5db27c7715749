// The best k of a flat tree, without looking at documents that cannot be among them.
//
// Exact: a document is passed over only where a sum of bounds says that its score is below the threshold, the
// score of the worst hit kept so far. Bounds are maxima of the same integer tables that score.
#ifndef ENGINE_SEARCH_MATCH_PRUNED_H
#define ENGINE_SEARCH_MATCH_PRUNED_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/search/match/query_shape.h"
#include "engine/search/match/top_k.h"
#include "engine/search/types.h"

// What both strategies work with, for one segment after the other.
struct pruned {
    struct snapshot *snapshot;
    const struct flat *flat;
    const struct search_after *after;
    struct top_k *top; // receives the hits
    struct arena *arena;
};

// Runs one segment; the kind of the flat tree decides how.
enum status pruned_run(struct pruned *pruned, uint32_t segment, struct error *err) STATUS_NODISCARD;

// How many documents of one segment match, unscored.
enum status pruned_count(struct pruned *pruned, uint32_t segment, uint64_t *total,
                         struct error *err) STATUS_NODISCARD;

#endif
