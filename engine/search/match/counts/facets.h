// How the matches spread over ministers, years, delays: counts over whole result sets.
#ifndef ENGINE_SEARCH_MATCH_COUNTS_FACETS_H
#define ENGINE_SEARCH_MATCH_COUNTS_FACETS_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/read/segments.h"
#include "engine/retrieval.h"

// Counting for one request: begun once, fed with every window of matches, finished once.
struct facet_counts;

enum status facet_counts_begin(const struct facet_wish *wish, struct snapshot *snapshot,
                               struct arena *arena, struct facet_counts **out,
                               struct error *err) STATUS_NODISCARD;

// The windows that follow belong to this segment.
enum status facet_counts_segment(struct facet_counts *counts, uint32_t segment,
                                 struct error *err) STATUS_NODISCARD;

// `bits`: matches among the 64 * words documents from `base` on.
void facet_counts_add(struct facet_counts *counts, uint32_t base, const uint64_t *bits,
                      size_t words);

// What was counted.
enum status facet_counts_finish(struct facet_counts *counts, struct facet_result *out,
                                struct error *err) STATUS_NODISCARD;

#endif
