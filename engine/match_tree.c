// See match_tree.h.
#include "engine/match_tree.h"

static bool is_leaf(const struct match_node *node)
{
    return node->kind == MATCH_TERMS || node->kind == MATCH_PHRASE || node->kind == MATCH_NEAR;
}

size_t match_leaf_count(const struct match_node *root)
{
    if (root->kind == MATCH_NOT)
        return 0;
    size_t count = is_leaf(root) && root->scores && root->weight > 0;
    for (size_t c = 0; c < root->child_count; c++)
        count += match_leaf_count(root->children[c]);
    return count;
}
