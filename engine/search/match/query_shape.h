// The shapes most queries have, for which the best k are found without looking at every match.
//
//   union        OR of words
//   conjunction  AND of words, phrases, proximity
//
// and with either: optional words, optional phrases, column filters.
//
// A group is one leaf's alternatives (a word), or one slot of a phrase. What is optional only scores. A word that
// must stand in certain fields is a phrase of one slot: its positions tell. A phrase that is an alternative to others,
// of a union or within a conjunction, is terms like theirs, whose lists have to be made first (phrase_lists.h).
#ifndef ENGINE_SEARCH_MATCH_QUERY_SHAPE_H
#define ENGINE_SEARCH_MATCH_QUERY_SHAPE_H

#include "base/arena.h"
#include "engine/search/match/plan.h"

#include <stdbool.h>

enum shape_kind { SHAPE_UNION, SHAPE_CONJUNCTION };

struct shape_group {
    struct plan_term *terms;
    size_t term_count;
    uint32_t offset; // within its phrase
    uint64_t cost;   // documents of all its terms
};

// Consecutive groups whose positions must be looked at.
struct shape_phrase {
    const struct match_node *node;
    const struct shape_group *groups;
    size_t count;
};

// A phrase among alternatives.
struct shape_alternative {
    struct query_shape *phrase; // a conjunction of it and perhaps a word that all matches have
    struct plan_term *terms;    // of its slots, one after the other; not yet looked up
    size_t term_count;
};

struct query_shape {
    enum shape_kind kind;
    bool all_score;             // every word of a union scores; else it can be counted only
    struct shape_group *groups; // the required ones
    size_t group_count;
    struct shape_group *optional;
    size_t optional_count;
    struct shape_phrase *phrases;
    size_t phrase_count;
    struct shape_group *phrase_groups; // of the optional phrases
    size_t phrase_group_count;
    struct shape_phrase *optional_phrases;
    size_t optional_phrase_count;
    struct shape_alternative *alternatives;
    size_t alternative_count;
    const struct match_column **columns;
    size_t column_count;
};

// Whether the plan has such a shape; if so, the shape, from the arena. False also without memory: the general
// strategy answers then.
bool query_shape_of(const struct plan *plan, struct arena *arena, struct query_shape *out);

#endif
