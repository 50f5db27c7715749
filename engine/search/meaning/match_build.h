// Making match trees (match_tree.h) in an arena. All return NULL without memory.
#ifndef ENGINE_SEARCH_MEANING_MATCH_BUILD_H
#define ENGINE_SEARCH_MEANING_MATCH_BUILD_H

#include "base/arena.h"
#include "base/vec.h"
#include "engine/match_tree.h"

// What a tree is made of while it is being made.
struct match_list {
    VEC_OF(struct match_node *);
};
struct term_list {
    VEC_OF(struct match_term);
};
struct slot_list {
    VEC_OF(struct match_slot);
};

// Adds a node; NULL nodes are ignored. Zeroed memory is an empty list. False without memory.
bool match_list_add(struct match_list *list, struct match_node *node, struct arena *arena);

struct match_node *match_new(struct arena *arena, enum match_kind kind);

// A node over the list's nodes: the only one itself, or one of `kind`; NULL for an empty list.
struct match_node *match_group(struct arena *arena, enum match_kind kind,
                               const struct match_list *list);

// A scoring leaf on terms (borrowed).
struct match_node *match_terms(struct arena *arena, uint8_t field_mask, float weight,
                               const struct match_term *terms, size_t count);

// A scoring leaf on slots (borrowed); of a single slot, on its terms.
struct match_node *match_slots(struct arena *arena, enum match_kind kind, uint8_t field_mask,
                               const struct match_slot *slots, size_t count);

struct match_node *match_not(struct arena *arena, struct match_node *child);

#endif
