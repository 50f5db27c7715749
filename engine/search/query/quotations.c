#include "engine/search/query/quotations.h"

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
