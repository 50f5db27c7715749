// Sorts the nodes of a plan into what must match, what may, and what filters. See query_shape.h.
//
// The tree is walked once. What does not fit, a NOT, an AND within an OR, a word with very many alternatives that must
// occur, or more than there is room for, makes the whole tree one for the general strategy (window_eval.h): a shape is
// complete or there is none.
#include "engine/search/match/query_shape.h"

#include <string.h>

enum {
    MAX_GROUPS = 64,
    MAX_PHRASES = 16,
    MAX_OPTIONAL = 32,
    MAX_COLUMNS = 16,
    MAX_ALTERNATIVES = 8
};

// Words that a star became, or a tilde: with more of them than this it costs less to pass over their lists once than to
// ask each list for each document.
enum { WIDE = 24 };

// A tree as it is walked.
struct sorting {
    struct query_shape *shape;
    struct arena *arena;
    const struct plan_node *required[MAX_GROUPS];
    size_t required_count;
};

// Room for everything a shape may hold; a tree that does not fit has none.
static bool reserve(struct query_shape *shape, struct arena *arena)
{
    shape->groups = arena_calloc(arena, MAX_GROUPS, sizeof *shape->groups);
    shape->optional = arena_calloc(arena, MAX_GROUPS, sizeof *shape->optional);
    shape->phrases = arena_calloc(arena, MAX_PHRASES, sizeof *shape->phrases);
    shape->phrase_groups = arena_calloc(arena, MAX_GROUPS, sizeof *shape->phrase_groups);
    shape->optional_phrases = arena_calloc(arena, MAX_OPTIONAL, sizeof *shape->optional_phrases);
    shape->alternatives = arena_calloc(arena, MAX_ALTERNATIVES, sizeof *shape->alternatives);
    shape->columns = arena_calloc(arena, MAX_COLUMNS, sizeof *shape->columns);
    return shape->alternatives && shape->groups && shape->optional && shape->phrases &&
           shape->phrase_groups && shape->optional_phrases && shape->columns;
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

// Of alternatives each adds what it gives, as if it stood by itself.
static bool add_optional(struct query_shape *shape, const struct plan_node *node)
{
    for (size_t c = 0; c < node->child_count; c++) {
        const struct plan_node *child = node->children[c];
        if (child->node->kind == MATCH_OR) {
            if (!add_optional(shape, child))
                return false;
            continue;
        }
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
    if (shape->group_count + node->slot_count > MAX_GROUPS || node->slot_count == 0 ||
        is_wide(node))
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

// --- alternatives --------------------------------------------------------------------------------

static size_t count_terms(const struct plan_node *node)
{
    size_t count = 0;
    for (size_t s = 0; s < node->slot_count; s++)
        count += node->slots[s].term_count;
    for (size_t c = 0; c < node->child_count; c++)
        count += count_terms(node->children[c]);
    return count;
}

// Puts the terms of a leaf behind those that the group has, which has room for them.
static bool add_leaf(struct sorting *sorting, const struct plan_node *node,
                     struct shape_group *group)
{
    struct query_shape *shape = sorting->shape;
    size_t first = group->term_count;
    for (size_t s = 0; s < node->slot_count; s++) {
        const struct plan_slot *slot = &node->slots[s];
        memcpy(group->terms + group->term_count, slot->terms,
               slot->term_count * sizeof *slot->terms);
        group->term_count += slot->term_count;
        group->cost += group_of(&node->slots[s]).cost;
    }
    if (is_word(node))
        return true;
    struct query_shape *phrase = arena_calloc(sorting->arena, 1, sizeof *phrase);
    if (!phrase || !reserve(phrase, sorting->arena) || !add_required(phrase, node) ||
        shape->alternative_count == MAX_ALTERNATIVES)
        return false;
    phrase->kind = SHAPE_CONJUNCTION;
    shape->alternatives[shape->alternative_count++] =
        (struct shape_alternative){phrase, group->terms + first, group->term_count - first};
    return true;
}

static bool begin_group(struct sorting *sorting, const struct plan_node *node,
                        struct shape_group *out)
{
    *out = (struct shape_group){
        .terms = arena_calloc(sorting->arena, count_terms(node) + 1, sizeof *out->terms)};
    return out->terms != NULL;
}

// The alternatives of an OR as one group: matches have one of them.
static bool add_alternatives(struct sorting *sorting, const struct plan_node *node,
                             struct shape_group *group)
{
    for (size_t c = 0; c < node->child_count; c++) {
        const struct plan_node *child = node->children[c];
        bool is_added = child->node->kind == MATCH_OR ? add_alternatives(sorting, child, group)
                        : child->slot_count > 0       ? add_leaf(sorting, child, group)
                                                      : false;
        if (!is_added)
            return false;
    }
    return true;
}

static bool add_choice(struct sorting *sorting, const struct plan_node *node)
{
    struct query_shape *shape = sorting->shape;
    if (shape->group_count == MAX_GROUPS || count_terms(node) > WIDE)
        return false;
    struct shape_group *group = &shape->groups[shape->group_count++];
    return begin_group(sorting, node, group) && add_alternatives(sorting, node, group);
}

// No match is without the rarest required word: of a phrase, what it has in that word's documents will do.
static void narrow_alternatives(struct query_shape *shape, const struct shape_group *rarest)
{
    for (size_t a = 0; rarest && a < shape->alternative_count; a++) {
        struct query_shape *phrase = shape->alternatives[a].phrase;
        if (phrase->group_count < MAX_GROUPS)
            phrase->groups[phrase->group_count++] = *rarest;
    }
}

// The alternatives of an OR as a group each.
static bool add_union(struct sorting *sorting, const struct plan_node *node)
{
    struct query_shape *shape = sorting->shape;
    shape->kind = SHAPE_UNION;
    for (size_t c = 0; c < node->child_count; c++) {
        const struct plan_node *child = node->children[c];
        if (child->node->kind == MATCH_OR) {
            if (!add_union(sorting, child))
                return false;
            continue;
        }
        if (child->slot_count == 0 || shape->group_count == MAX_GROUPS)
            return false;
        struct shape_group *group = &shape->groups[shape->group_count++];
        shape->all_score = shape->all_score && child->scores;
        if (is_word(child))
            *group = group_of(&child->slots[0]);
        else if (!begin_group(sorting, child, group) || !add_leaf(sorting, child, group))
            return false;
    }
    return true;
}

// --- the tree ------------------------------------------------------------------------------------

static bool sort_node(struct sorting *sorting, const struct plan_node *node)
{
    struct query_shape *shape = sorting->shape;
    switch (node->node->kind) {
    case MATCH_TERMS:
    case MATCH_PHRASE:
    case MATCH_NEAR:
    case MATCH_OR:
        if (sorting->required_count == MAX_GROUPS)
            return false;
        sorting->required[sorting->required_count++] = node;
        return true;
    case MATCH_OPTIONAL:
        return add_optional(shape, node);
    case MATCH_COLUMN:
        if (shape->column_count == MAX_COLUMNS)
            return false;
        shape->columns[shape->column_count++] = &node->node->column;
        return true;
    case MATCH_AND:
        for (size_t c = 0; c < node->child_count; c++)
            if (!sort_node(sorting, node->children[c]))
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
    struct sorting sorting = {.shape = out, .arena = arena};
    *out = (struct query_shape){.kind = SHAPE_CONJUNCTION, .all_score = true};
    if (!reserve(out, arena) || !sort_node(&sorting, plan->root))
        return false;
    if (sorting.required_count == 1 && sorting.required[0]->node->kind == MATCH_OR)
        return add_union(&sorting, sorting.required[0]) && out->group_count > 0;
    const struct shape_group *rarest = NULL;
    for (size_t i = 0; i < sorting.required_count; i++) {
        const struct plan_node *node = sorting.required[i];
        size_t first = out->group_count;
        bool is_choice = node->node->kind == MATCH_OR;
        if (!(is_choice ? add_choice(&sorting, node) : add_required(out, node)))
            return false;
        for (size_t g = first; !is_choice && g < out->group_count; g++)
            rarest = !rarest || out->groups[g].cost < rarest->cost ? &out->groups[g] : rarest;
    }
    narrow_alternatives(out, rarest);
    return out->group_count > 0;
}
