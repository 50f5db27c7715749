// Making match trees. See match_build.h.
#include "engine/search/meaning/match_build.h"

bool match_list_add(struct match_list *list, struct match_node *node, struct arena *arena)
{
    if (!node)
        return true;
    if (!list->room.arena)
        list->room = vec_in(arena, VEC_NO_LIMIT);
    return vec_add(list, node);
}

struct match_node *match_new(struct arena *arena, enum match_kind kind)
{
    struct match_node *node = arena_calloc(arena, 1, sizeof *node);
    if (node) {
        node->kind = kind;
        node->field_mask = FIELD_MASK_ALL;
    }
    return node;
}

struct match_node *match_group(struct arena *arena, enum match_kind kind,
                               const struct match_list *list)
{
    if (list->count == 0)
        return NULL;
    if (list->count == 1)
        return list->items[0];
    struct match_node *node = match_new(arena, kind);
    if (node) {
        node->children = list->items;
        node->child_count = list->count;
    }
    return node;
}

struct match_node *match_terms(struct arena *arena, uint8_t field_mask, float weight,
                               const struct match_term *terms, size_t count)
{
    struct match_node *node = match_new(arena, MATCH_TERMS);
    if (node) {
        node->field_mask = field_mask;
        node->scores = true;
        node->weight = weight;
        node->terms = terms;
        node->term_count = count;
    }
    return node;
}

struct match_node *match_slots(struct arena *arena, enum match_kind kind, uint8_t field_mask,
                               const struct match_slot *slots, size_t count)
{
    if (count == 1)
        return match_terms(arena, field_mask, 1, slots[0].terms, slots[0].term_count);
    struct match_node *node = match_new(arena, kind);
    if (node) {
        node->field_mask = field_mask;
        node->scores = true;
        node->weight = 1;
        node->slots = slots;
        node->slot_count = count;
    }
    return node;
}

struct match_node *match_not(struct arena *arena, struct match_node *child)
{
    struct match_node *node = match_new(arena, MATCH_NOT);
    struct match_node **children = arena_calloc(arena, 1, sizeof(struct match_node *));
    if (!node || !children)
        return NULL;
    children[0] = child;
    node->children = children;
    node->child_count = 1;
    return node;
}
