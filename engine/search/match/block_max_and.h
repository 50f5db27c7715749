// The best k of a conjunction in one segment: block-max AND (Ding & Suel 2011), and how many match.
#ifndef ENGINE_SEARCH_MATCH_BLOCK_MAX_AND_H
#define ENGINE_SEARCH_MATCH_BLOCK_MAX_AND_H

#include "base/error.h"
#include "base/vec.h"
#include "engine/search/match/segment_lists.h"

#include <stdint.h>

// Offers the hits of the segment that may be among the best.
enum status block_max_and_run(struct segment_lists *lists, struct error *err) STATUS_NODISCARD;

// Adds to *total how many documents match, unscored.
enum status block_max_and_count(struct segment_lists *lists, uint64_t *total,
                                struct error *err) STATUS_NODISCARD;

struct document_list {
    VEC_OF(uint32_t);
};

// Puts all documents that match into the list, in increasing order, unscored.
enum status block_max_and_find(struct segment_lists *lists, struct document_list *out,
                               struct error *err) STATUS_NODISCARD;

#endif
