// See whole.h.
#include "engine/search/query/whole.h"

static bool is_of_texts(const struct query_node *node)
{
    return node->field == FIELD_COUNT || field_is_text(node->field);
}

const struct query_node *query_with_all(const struct query_node *root, struct arena *arena)
{
    bool is_list = root->kind == QUERY_LIST;
    size_t count = is_list ? root->child_count : 1;
    struct query_node *all = arena_calloc(arena, 1, sizeof *all);
    struct query_node *nodes = arena_calloc(arena, count, sizeof *nodes);
    const struct query_node **children = arena_calloc(arena, count, sizeof *children);
    if (!all || !nodes || !children)
        return NULL;
    for (size_t c = 0; c < count; c++) {
        nodes[c] = is_list ? *root->children[c] : *root;
        nodes[c].required = nodes[c].kind != QUERY_NOT && is_of_texts(&nodes[c]);
        children[c] = &nodes[c];
    }
    *all = (struct query_node){QUERY_LIST, .field = FIELD_COUNT, .asks = root->asks};
    all->children = children;
    all->child_count = count;
    return all;
}

bool query_only_excludes(const struct query_node *root)
{
    bool only_not = root->kind == QUERY_NOT;
    for (size_t c = 0; root->kind == QUERY_LIST && c < root->child_count; c++) {
        only_not = root->children[c]->kind == QUERY_NOT;
        if (!only_not)
            break;
    }
    return only_not;
}

const struct query_node *query_quotation(const struct query_node *root)
{
    const struct query_node *found = NULL;
    if (root->kind == QUERY_NOT)
        return NULL;
    if (root->kind == QUERY_PHRASE && root->distance == 0 && is_of_texts(root) &&
        slice_find(root->text, SLICE(" ")) < root->text.len)
        return root;
    for (size_t c = 0; c < root->child_count && !found; c++)
        found = query_quotation(root->children[c]);
    return found;
}

// --- quotations ------------------------------------------------------------------------------------

static bool is_quotation(const struct query_node *node)
{
    return node->kind == QUERY_PHRASE && node->distance == 0 &&
           (node->field == FIELD_COUNT || field_is_text(node->field));
}

// Counts the quotations below `node` from *count on; with a list they are written down as well.
static void collect(const struct query_node *node, struct slice *list, size_t *count)
{
    if (node->kind == QUERY_NOT)
        return;
    if (is_quotation(node)) {
        if (list)
            list[*count] = node->text;
        ++*count;
    }
    for (size_t c = 0; c < node->child_count; c++) // QUERY_MAX_DEPTH bounds the depth
        collect(node->children[c], list, count);
}

const struct slice *query_quotations(const struct query_node *root, struct arena *arena,
                                     size_t *count)
{
    *count = 0;
    size_t wanted = 0;
    collect(root, NULL, &wanted);
    struct slice *list = wanted > 0 ? arena_calloc(arena, wanted, sizeof *list) : NULL;
    if (list)
        collect(root, list, count);
    return list;
}
