// A match tree as a query of the cluster's language: the same documents, the same integer scores.
//
// What is not said in that language fails (STATUS_TOO_LARGE, saying what), and is never answered with something near.
#ifndef ENGINE_OPENSEARCH_QUERY_TREE_QUERY_H
#define ENGINE_OPENSEARCH_QUERY_TREE_QUERY_H

#include "base/buf.h"
#include "base/error.h"
#include "engine/match_tree.h"
#include "engine/opensearch/query/score_scale.h"
#include "engine/opensearch/query/tree_world.h"
#include "engine/retrieval.h"

#include <stddef.h>

// Words of one NEAR: each order in which they may stand is asked for by itself.
enum { NEAR_MAX_SLOTS = 5 };

struct tree_wish {
    const struct match_node *root;
    const struct score_scale
        *scale;                  // of the tree that root is or is part of; NULL: nothing is scored
    const struct doc_key *among; // NULL: of all documents
    size_t among_count;
};

// Writes the documents of the world's generation that match; scored, each has the sum of its scoring leaves, also of
// those in a branch of an OR that does not hold.
enum status tree_query_put(const struct tree_world *world, const struct tree_wish *wish,
                           struct buf *out, struct error *err) STATUS_NODISCARD;

#endif
