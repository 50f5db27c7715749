// The best k of a union in one segment by the bounds of its ranges of documents (engine/segment/range_table.h).
#ifndef ENGINE_SEARCH_MATCH_RANGE_UNION_H
#define ENGINE_SEARCH_MATCH_RANGE_UNION_H

#include "base/error.h"
#include "engine/search/match/segment_lists.h"

// Whether it is worth trying: the segment has tables for some of the words, few hits are wanted.
bool range_union_fits(const struct segment_lists *lists);

// Offers the hits of the segment that may be among the best. STATUS_NOT_FOUND where too many ranges would have to be
// looked at: then nothing has been offered, and the threshold is what was reached.
enum status range_union_run(struct segment_lists *lists, struct error *err) STATUS_NODISCARD;

#endif
