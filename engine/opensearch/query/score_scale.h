// What makes a tree's weights the same integers as the ones of an index in a folder (engine/search/match/plan.c).
//
// There a posting of a term scores 1 + what its weight gives of the term's contribution times the tree's scale, rounded
// down. In a cluster the same is computed of the boost that a term's query has, which is that product, and of the
// impact that is stored as a term frequency (see the similarity of the mapping). Sums stay below 2^16, so that the
// cluster's single precision holds them exactly.
#ifndef ENGINE_OPENSEARCH_QUERY_SCORE_SCALE_H
#define ENGINE_OPENSEARCH_QUERY_SCORE_SCALE_H

#include "base/error.h"
#include "engine/match_tree.h"

struct score_scale {
    double scale;
    size_t term_count, leaf_count; // of the whole tree, and those that score
};

// STATUS_TOO_LARGE for a tree that goes beyond RETRIEVE_MAX_DEPTH or RETRIEVE_MAX_TERMS.
enum status score_scale_of(const struct match_node *root, struct score_scale *out,
                           struct error *err) STATUS_NODISCARD;

// Whether a leaf that does not stand under a NOT scores.
bool score_scale_counts(const struct match_node *leaf);

// The boost of a term of a leaf that scores.
float score_scale_boost(const struct score_scale *scale, const struct match_weight *weight);

#endif
