// The best k of a union in one segment: MaxScore (Turtle & Flood 1995) in windows of documents.
#ifndef ENGINE_SEARCH_MATCH_MAXSCORE_H
#define ENGINE_SEARCH_MATCH_MAXSCORE_H

#include "base/error.h"
#include "engine/search/match/segment_lists.h"

// Offers the hits of the segment that may be among the best.
enum status maxscore_run(struct segment_lists *lists, struct error *err) STATUS_NODISCARD;

#endif
