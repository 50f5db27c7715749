// Matches in groups, by one or two fields: how many, how many answered, and how late.
#ifndef ENGINE_SEARCH_MATCH_COUNTS_GROUPS_H
#define ENGINE_SEARCH_MATCH_COUNTS_GROUPS_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/read/segments.h"
#include "engine/retrieval.h"

// Counting for one request: begun once, fed with every window of matches, finished once. All memory is the arena's,
// but for the tables of words that `end` frees.
struct group_counts;

enum status group_counts_begin(const struct group_wish *wish, struct snapshot *snapshot,
                               struct arena *arena, struct group_counts **out,
                               struct error *err) STATUS_NODISCARD;
void group_counts_end(struct group_counts *counts); // NULL is fine

// The windows that follow belong to this segment.
enum status group_counts_segment(struct group_counts *counts, uint32_t segment,
                                 struct error *err) STATUS_NODISCARD;

// `bits`: matches among the 64 * words documents from `base` on. What goes wrong is told at the end.
void group_counts_add(struct group_counts *counts, uint32_t base, const uint64_t *bits,
                      size_t words);

// What was counted. STATUS_TOO_LARGE for more than GROUP_MAX_GROUPS groups.
enum status group_counts_finish(struct group_counts *counts, struct group_result *out,
                                struct error *err) STATUS_NODISCARD;

#endif
