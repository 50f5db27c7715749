// The parts of a score. See explain.h.
//
// Retrieval tells what each scoring leaf gave, in the order of the tree (view_explain); here each leaf gets
// its name: « titre, question ou réponse : prostitution ».
#include "engine/search/present/explain.h"

#include "engine/backend.h"

static const char *const FIELD_LISTS[FIELD_MASK_ALL + 1] = {
    [1] = "titre",
    [2] = "question",
    [3] = "titre ou question",
    [4] = "réponse",
    [5] = "titre ou réponse",
    [6] = "question ou réponse",
    [7] = "titre, question ou réponse",
};

struct naming {
    const double *values;
    size_t next;
    struct score_part *parts;
    size_t count;
    struct arena *arena;
    bool failed;
};

static void name_leaf(struct naming *naming, const struct match_node *leaf)
{
    double value = naming->values[naming->next++];
    if (value <= 0)
        return;
    const char *fields = FIELD_LISTS[leaf->field_mask & FIELD_MASK_ALL];
    struct slice label = leaf->label;
    if (!label.ptr && leaf->term_count > 0)
        label = leaf->terms[0].term;
    label = arena_printf(naming->arena, "%s\u00a0: %.*s", fields ? fields : "", SLICE_ARG(label));
    naming->failed = naming->failed || !label.ptr;
    naming->parts[naming->count++] = (struct score_part){label, value};
}

static void name_leaves(struct naming *naming, const struct match_node *node)
{
    if (node->kind == MATCH_NOT)
        return;
    bool is_leaf =
        node->kind == MATCH_TERMS || node->kind == MATCH_PHRASE || node->kind == MATCH_NEAR;
    if (is_leaf && node->scores && node->weight > 0)
        name_leaf(naming, node);
    for (size_t c = 0; c < node->child_count; c++)
        name_leaves(naming, node->children[c]);
}

enum status explain_hit(struct view *view, const struct match_node *root, struct search_hit *hit,
                        struct arena *arena, struct error *err)
{
    size_t leaves = match_leaf_count(root);
    double *values = arena_calloc(arena, leaves + 1, sizeof *values);
    struct score_part *parts = arena_calloc(arena, leaves + 1, sizeof *parts);
    if (!values || !parts)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    struct arena
        scratch; // a plan for each hit: a page of them would take all the memory a request may have
    arena_init(&scratch, arena->limit_bytes);
    enum status status = view_explain(view, root, hit->doc, &scratch, values, err);
    arena_clear(&scratch);
    if (status != STATUS_OK)
        return status;
    struct naming naming = {.values = values, .parts = parts, .arena = arena};
    name_leaves(&naming, root);
    if (naming.failed)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    hit->parts = parts;
    hit->part_count = naming.count;
    return STATUS_OK;
}
