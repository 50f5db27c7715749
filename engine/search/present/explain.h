// Why this score: what each part of the query contributed, in French.
#ifndef ENGINE_SEARCH_PRESENT_EXPLAIN_H
#define ENGINE_SEARCH_PRESENT_EXPLAIN_H

#include "engine/backend.h"
#include "engine/match_tree.h"
#include "engine/search/types.h"

// Hits of one tree, which is weighed.
struct explained_hits {
    const struct match_node *root;
    const struct retrieve_hit *found;
    size_t count;
    const double *values; // what each leaf gave, of one hit after the other
};

// Finds what their scores are made of, of all runs in one question to the view.
enum status explain_ask(struct view *view, struct explained_hits *runs, size_t run_count,
                        struct arena *arena, struct error *err) STATUS_NODISCARD;

// Fills the parts of the hits: the contributions other than 0, which add up to the score.
enum status explain_tell(const struct explained_hits *run, struct search_hit *hits,
                         struct arena *arena, struct error *err) STATUS_NODISCARD;

#endif
