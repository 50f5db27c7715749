// Flat trees: the shapes most queries have, for which pruned strategies exist.
//
//   union        OR of words
//   conjunction  AND of words, phrases, proximity
//
// and with either: optional words, optional phrases, column filters.
//
// A group is one leaf's alternatives (a word), or one slot of a phrase. What is optional only scores. A word that
// must stand in certain fields is a phrase of one slot: its positions tell.
#ifndef ENGINE_SEARCH_MATCH_QUERY_SHAPE_H
#define ENGINE_SEARCH_MATCH_QUERY_SHAPE_H

#include <stdbool.h>

#include "base/arena.h"
#include "engine/search/match/plan.h"

enum flat_kind { FLAT_UNION, FLAT_CONJUNCTION };

struct flat_group {
    struct plan_term *terms;
    size_t term_count;
    uint32_t offset; // within its phrase
    uint64_t cost;   // documents of all its terms
};

// Consecutive groups whose positions must be looked at.
struct flat_phrase {
    const struct match_node *node;
    const struct flat_group *groups;
    size_t count;
};

struct flat {
    enum flat_kind kind;
    bool all_score; // every word of a union scores; else it can be counted but not pruned
    struct flat_group *groups; // the required ones
    size_t group_count;
    struct flat_group *optional;
    size_t optional_count;
    struct flat_phrase *phrases;
    size_t phrase_count;
    struct flat_group *phrase_groups; // of the optional phrases
    size_t phrase_group_count;
    struct flat_phrase *optional_phrases;
    size_t optional_phrase_count;
    const struct match_column **columns;
    size_t column_count;
};

// Whether the plan has such a shape; if so, the shape, from the arena. False also without memory: the general
// strategy answers then.
bool flat_shape(const struct plan *plan, struct arena *arena, struct flat *out);

#endif
