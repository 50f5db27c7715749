// Why this score: what each part of the query contributed, in French.
#ifndef ENGINE_SEARCH_PRESENT_EXPLAIN_H
#define ENGINE_SEARCH_PRESENT_EXPLAIN_H

#include "engine/backend.h"
#include "engine/match_tree.h"
#include "engine/search/types.h"

// Fills hit->parts: the contributions other than 0, which add up to hit->score.
enum status explain_hit(struct view *view, const struct match_node *root, struct search_hit *hit,
                        struct arena *arena, struct error *err) STATUS_NODISCARD;

#endif
