// Sorts the nodes of a plan into what must match, what may, and what filters. See query_shape.h.
//
// The tree is walked once. What does not fit, a NOT, an OR within an AND that has other words, a word with very many
// alternatives that must occur, or more than there is room for, makes the whole tree one for the general strategy
// (window_eval.h): a shape is complete or there is none.
#include "engine/search/match/query_shape.h"

enum { MAX_GROUPS = 64, MAX_PHRASES = 16, MAX_OPTIONAL = 32, MAX_COLUMNS = 16 };

// Words that a star became, or a tilde: with more of them than this it costs less to pass over their lists once than to
// ask each list for each document.
enum { WIDE = 24 };

// Room for everything a shape may hold; a tree that does not fit has none.
static bool reserve(struct query_shape *shape, struct arena *arena)
{
    shape->groups = arena_calloc(arena, MAX_GROUPS, sizeof *shape->groups);
    shape->optional = arena_calloc(arena, MAX_GROUPS, sizeof *shape->optional);
    shape->phrases = arena_calloc(arena, MAX_PHRASES, sizeof *shape->phrases);
    shape->phrase_groups = arena_calloc(arena, MAX_GROUPS, sizeof *shape->phrase_groups);
    shape->optional_phrases = arena_calloc(arena, MAX_OPTIONAL, sizeof *shape->optional_phrases);
    shape->columns = arena_calloc(arena, MAX_COLUMNS, sizeof *shape->columns);
    return shape->groups && shape->optional && shape->phrases && shape->phrase_groups &&
           shape->optional_phrases && shape->columns;
}

static struct shape_group group_of(struct plan_slot *slot)
{
    struct shape_group group = {slot->terms, slot->term_count, slot->offset, 0};
    for (size_t t = 0; t < slot->term_count; t++)
        group.cost += slot->terms[t].doc_count;
    return group;
}

static bool is_wide(const struct plan_node *node)
{
    for (size_t s = 0; s < node->slot_count; s++)
        if (node->slots[s].term_count > WIDE)
            return true;
    return false;
}

static bool is_word(const struct plan_node *node)
{
    return node->node->kind == MATCH_TERMS && node->node->field_mask == FIELD_MASK_ALL;
}

static bool add_optional_phrase(struct query_shape *shape, const struct plan_node *node)
{
    if (shape->optional_phrase_count == MAX_OPTIONAL ||
        shape->phrase_group_count + node->slot_count > MAX_GROUPS)
        return false;
    shape->optional_phrases[shape->optional_phrase_count++] = (struct shape_phrase){
        node->node, shape->phrase_groups + shape->phrase_group_count, node->slot_count};
    for (size_t s = 0; s < node->slot_count; s++)
        shape->phrase_groups[shape->phrase_group_count++] = group_of(&node->slots[s]);
    return true;
}

static bool add_optional(struct query_shape *shape, const struct plan_node *node)
{
    for (size_t c = 0; c < node->child_count; c++) {
        const struct plan_node *child = node->children[c];
        if (!child->scores || child->slot_count == 0)
            return false;
        if (!is_word(child)) {
            if (!add_optional_phrase(shape, child))
                return false;
            continue;
        }
        if (shape->optional_count == MAX_GROUPS)
            return false;
        shape->optional[shape->optional_count++] = group_of(&child->slots[0]);
    }
    return true;
}

// A leaf every match must satisfy.
static bool add_required(struct query_shape *shape, const struct plan_node *node)
{
    if (shape->kind == SHAPE_UNION || shape->group_count + node->slot_count > MAX_GROUPS ||
        node->slot_count == 0 || is_wide(node))
        return false;
    if (!is_word(node)) {
        if (shape->phrase_count == MAX_PHRASES)
            return false;
        shape->phrases[shape->phrase_count++] =
            (struct shape_phrase){node->node, shape->groups + shape->group_count, node->slot_count};
    }
    for (size_t s = 0; s < node->slot_count; s++)
        shape->groups[shape->group_count++] = group_of(&node->slots[s]);
    return true;
}

static bool add_union(struct query_shape *shape, const struct plan_node *node)
{
    for (size_t c = 0; c < node->child_count; c++) {
        const struct plan_node *child = node->children[c];
        if (!is_word(child) || shape->group_count == MAX_GROUPS)
            return false;
        shape->all_score = shape->all_score && child->scores;
        shape->groups[shape->group_count++] = group_of(&child->slots[0]);
    }
    shape->kind = SHAPE_UNION;
    return true;
}

static bool add_child(struct query_shape *shape, const struct plan_node *node, bool *has_union)
{
    switch (node->node->kind) {
    case MATCH_TERMS:
    case MATCH_PHRASE:
    case MATCH_NEAR:
        return add_required(shape, node);
    case MATCH_OPTIONAL:
        return add_optional(shape, node);
    case MATCH_COLUMN:
        if (shape->column_count == MAX_COLUMNS)
            return false;
        shape->columns[shape->column_count++] = &node->node->column;
        return true;
    case MATCH_OR:
        if (*has_union || shape->group_count)
            return false;
        *has_union = true;
        return add_union(shape, node);
    case MATCH_AND:
        for (size_t c = 0; c < node->child_count; c++)
            if (!add_child(shape, node->children[c], has_union))
                return false;
        return true;
    case MATCH_NONE:
    case MATCH_ALL:
    case MATCH_NOT:
        return false;
    }
    return false;
}

bool query_shape_of(const struct plan *plan, struct arena *arena, struct query_shape *out)
{
    bool has_union = false;
    *out = (struct query_shape){.kind = SHAPE_CONJUNCTION, .all_score = true};
    if (!reserve(out, arena) || !add_child(out, plan->root, &has_union) || out->group_count == 0)
        return false;
    return true;
}
