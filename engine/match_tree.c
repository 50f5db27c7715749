// See match_tree.h.
//
// How many documents match is guessed from how many have each word: of what must hold together the shares multiply, as
// if words did not care for one another, and the least of them bounds the whole.
#include "engine/match_tree.h"

size_t match_leaf_count(const struct match_node *root)
{
    if (root->kind == MATCH_NOT)
        return 0;
    size_t count = match_is_leaf(root) && root->scores && root->weight > 0;
    for (size_t c = 0; c < root->child_count; c++)
        count += match_leaf_count(root->children[c]);
    return count;
}

// --- how many match ------------------------------------------------------------------------------

// Documents that have one of the terms.
static uint64_t with_any(const struct match_weight *weights, size_t count, uint64_t all)
{
    uint64_t sum = 0;
    for (size_t t = 0; t < count; t++)
        sum += weights[t].documents;
    return sum < all ? sum : all;
}

// Of what all must hold: as a share of all each, or the least.
struct share {
    double guess;
    uint64_t most;
};

static void must_hold(struct share *share, struct share other)
{
    share->guess *= other.guess;
    share->most = other.most < share->most ? other.most : share->most;
}

static struct share share_of(const struct match_node *node, uint64_t all);

static struct share share_of_leaf(const struct match_node *leaf, uint64_t all)
{
    struct share share = {1, all};
    const struct match_weight *weight = leaf->weights;
    size_t slots = leaf->kind == MATCH_TERMS ? 1 : leaf->slot_count;
    for (size_t s = 0; weight && s < slots; s++) {
        size_t count = leaf->kind == MATCH_TERMS ? leaf->term_count : leaf->slots[s].term_count;
        uint64_t some = with_any(weight, count, all);
        must_hold(&share, (struct share){(double)some / (double)all, some});
        weight += count;
    }
    return share;
}

static struct share share_of_children(const struct match_node *node, uint64_t all)
{
    bool is_choice = node->kind == MATCH_OR;
    struct share share = {is_choice ? 0 : 1, is_choice ? 0 : all};
    for (size_t c = 0; c < node->child_count; c++) {
        struct share child = share_of(node->children[c], all);
        if (!is_choice) {
            must_hold(&share, child);
            continue;
        }
        share.guess = share.guess + child.guess < 1 ? share.guess + child.guess : 1;
        share.most = share.most + child.most < all ? share.most + child.most : all;
    }
    return share;
}

static struct share share_of(const struct match_node *node, uint64_t all)
{
    switch (node->kind) {
    case MATCH_NONE:
        return (struct share){0, 0};
    case MATCH_TERMS:
    case MATCH_PHRASE:
    case MATCH_NEAR:
        return share_of_leaf(node, all);
    case MATCH_AND:
    case MATCH_OR:
        return share_of_children(node, all);
    case MATCH_ALL:
    case MATCH_COLUMN:
    case MATCH_NOT:
    case MATCH_OPTIONAL:
        break;
    }
    return (struct share){1, all};
}

double match_guess(const struct match_node *root, uint64_t documents)
{
    return documents > 0 ? share_of(root, documents).guess * (double)documents : 0;
}

uint64_t match_most(const struct match_node *root, uint64_t documents)
{
    return documents > 0 ? share_of(root, documents).most : 0;
}
