// See score_scale.h.
#include "engine/opensearch/query/score_scale.h"

#include "engine/search/limits.h"

struct summing {
    struct score_scale *out;
    double best_sum; // of the largest contributions of all scoring terms
};

static size_t leaf_terms(const struct match_node *leaf)
{
    size_t count = leaf->kind == MATCH_TERMS ? leaf->term_count : 0;
    for (size_t s = 0; leaf->kind != MATCH_TERMS && s < leaf->slot_count; s++)
        count += leaf->slots[s].term_count;
    return count;
}

bool score_scale_counts(const struct match_node *leaf)
{
    bool is_leaf =
        leaf->kind == MATCH_TERMS || leaf->kind == MATCH_PHRASE || leaf->kind == MATCH_NEAR;
    return is_leaf && leaf->scores && leaf->weight > 0 && leaf->weights;
}

static enum status add(struct summing *summing, const struct match_node *node, bool may_score,
                       int depth, struct error *err)
{
    if (depth > RETRIEVE_MAX_DEPTH)
        return error_set(err, STATUS_TOO_LARGE, "search: nested more than %d deep",
                         RETRIEVE_MAX_DEPTH);
    bool is_leaf =
        node->kind == MATCH_TERMS || node->kind == MATCH_PHRASE || node->kind == MATCH_NEAR;
    size_t count = is_leaf ? leaf_terms(node) : 0;
    summing->out->term_count += count;
    if (summing->out->term_count > RETRIEVE_MAX_TERMS)
        return error_set(err, STATUS_TOO_LARGE, "search: more than %d terms", RETRIEVE_MAX_TERMS);
    bool scores = may_score && score_scale_counts(node);
    summing->out->leaf_count += scores;
    for (size_t t = 0; scores && t < count; t++)
        summing->best_sum += node->weights[t].documents > 0 ? node->weights[t].weight : 0;
    enum status status = STATUS_OK;
    for (size_t c = 0; status == STATUS_OK && c < node->child_count; c++)
        status =
            add(summing, node->children[c], may_score && node->kind != MATCH_NOT, depth + 1, err);
    return status;
}

enum status score_scale_of(const struct match_node *root, struct score_scale *out,
                           struct error *err)
{
    struct summing summing = {.out = out};
    *out = (struct score_scale){.scale = 1};
    enum status status = add(&summing, root, true, 0, err);
    if (status == STATUS_OK && summing.best_sum > 0)
        out->scale = (65530.0 - (double)out->term_count) / summing.best_sum;
    return status;
}

float score_scale_boost(const struct score_scale *scale, const struct match_weight *weight)
{
    return (float)(weight->weight * scale->scale);
}
