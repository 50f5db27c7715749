// See query_shape.h.
#include "engine/search/match/query_shape.h"

enum { MAX_GROUPS = 64, MAX_PHRASES = 16, MAX_OPTIONAL = 32, MAX_COLUMNS = 16 };

// Room for everything a flat tree may hold; what does not fit is not flat.
static bool reserve(struct flat *flat, struct arena *arena)
{
    flat->groups = arena_calloc(arena, MAX_GROUPS, sizeof *flat->groups);
    flat->optional = arena_calloc(arena, MAX_GROUPS, sizeof *flat->optional);
    flat->phrases = arena_calloc(arena, MAX_PHRASES, sizeof *flat->phrases);
    flat->phrase_groups = arena_calloc(arena, MAX_GROUPS, sizeof *flat->phrase_groups);
    flat->optional_phrases = arena_calloc(arena, MAX_OPTIONAL, sizeof *flat->optional_phrases);
    flat->columns = arena_calloc(arena, MAX_COLUMNS, sizeof *flat->columns);
    return flat->groups && flat->optional && flat->phrases && flat->phrase_groups &&
           flat->optional_phrases && flat->columns;
}

static struct flat_group group_of(struct plan_slot *slot)
{
    struct flat_group group = {slot->terms, slot->term_count, slot->offset, 0};
    for (size_t t = 0; t < slot->term_count; t++)
        group.cost += slot->terms[t].doc_count;
    return group;
}

static bool is_word(const struct plan_node *node)
{
    return node->node->kind == MATCH_TERMS && node->node->field_mask == FIELD_MASK_ALL;
}

static bool add_optional_phrase(struct flat *flat, const struct plan_node *node)
{
    if (flat->optional_phrase_count == MAX_OPTIONAL ||
        flat->phrase_group_count + node->slot_count > MAX_GROUPS)
        return false;
    flat->optional_phrases[flat->optional_phrase_count++] = (struct flat_phrase){
        node->node, flat->phrase_groups + flat->phrase_group_count, node->slot_count};
    for (size_t s = 0; s < node->slot_count; s++)
        flat->phrase_groups[flat->phrase_group_count++] = group_of(&node->slots[s]);
    return true;
}

static bool add_optional(struct flat *flat, const struct plan_node *node)
{
    for (size_t c = 0; c < node->child_count; c++) {
        const struct plan_node *child = node->children[c];
        if (!child->scores || child->slot_count == 0)
            return false;
        if (!is_word(child)) {
            if (!add_optional_phrase(flat, child))
                return false;
            continue;
        }
        if (flat->optional_count == MAX_GROUPS)
            return false;
        flat->optional[flat->optional_count++] = group_of(&child->slots[0]);
    }
    return true;
}

// A leaf every match must satisfy.
static bool add_required(struct flat *flat, const struct plan_node *node)
{
    if (flat->kind == FLAT_UNION || flat->group_count + node->slot_count > MAX_GROUPS ||
        node->slot_count == 0)
        return false;
    if (!is_word(node)) {
        if (flat->phrase_count == MAX_PHRASES)
            return false;
        flat->phrases[flat->phrase_count++] =
            (struct flat_phrase){node->node, flat->groups + flat->group_count, node->slot_count};
    }
    for (size_t s = 0; s < node->slot_count; s++)
        flat->groups[flat->group_count++] = group_of(&node->slots[s]);
    return true;
}

static bool add_union(struct flat *flat, const struct plan_node *node)
{
    for (size_t c = 0; c < node->child_count; c++) {
        const struct plan_node *child = node->children[c];
        if (!is_word(child) || flat->group_count == MAX_GROUPS)
            return false;
        flat->all_score = flat->all_score && child->scores;
        flat->groups[flat->group_count++] = group_of(&child->slots[0]);
    }
    flat->kind = FLAT_UNION;
    return true;
}

static bool add_child(struct flat *flat, const struct plan_node *node, bool *has_union)
{
    switch (node->node->kind) {
    case MATCH_TERMS:
    case MATCH_PHRASE:
    case MATCH_NEAR:
        return add_required(flat, node);
    case MATCH_OPTIONAL:
        return add_optional(flat, node);
    case MATCH_COLUMN:
        if (flat->column_count == MAX_COLUMNS)
            return false;
        flat->columns[flat->column_count++] = &node->node->column;
        return true;
    case MATCH_OR:
        if (*has_union || flat->group_count)
            return false;
        *has_union = true;
        return add_union(flat, node);
    case MATCH_AND:
        for (size_t c = 0; c < node->child_count; c++) {
            if (!add_child(flat, node->children[c], has_union))
                return false;
        }
        return true;
    case MATCH_NONE:
    case MATCH_ALL:
    case MATCH_NOT:
        return false;
    }
    return false;
}

bool flat_shape(const struct plan *plan, struct arena *arena, struct flat *out)
{
    bool has_union = false;
    *out = (struct flat){.kind = FLAT_CONJUNCTION, .all_score = true};
    if (!reserve(out, arena) || !add_child(out, plan->root, &has_union) || out->group_count == 0)
        return false;
    return true;
}
