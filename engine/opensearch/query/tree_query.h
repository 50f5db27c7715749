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

#include <stdbool.h>
#include <stddef.h>

// Words of one NEAR that the cluster's language says exactly: each order in which they may stand is asked for by
// itself. Of more, it says where they are near if words may share places; which documents that lets in wrongly must be
// known.
enum { NEAR_MAX_SLOTS = 5 };

struct near_refused {
    struct slice query; // tree_query_near_put of the leaf
    const struct doc_key *docs;
    size_t count;
};

struct tree_wish {
    const struct match_node *root;
    const struct score_scale
        *scale;                  // of the tree that root is or is part of; NULL: nothing is scored
    const struct doc_key *among; // NULL: of all documents
    size_t among_count;
    const struct near_refused *near; // of all leaves that need it
    size_t near_count;
};

// Whether a leaf is a NEAR of more words than can be said exactly.
bool tree_query_near_is_wide(const struct match_node *leaf);

// A query of the documents in which its words are near, if words may share places.
enum status tree_query_near_put(const struct tree_world *world, const struct match_node *leaf,
                                struct buf *out, struct error *err) STATUS_NODISCARD;

// Writes the documents of the world's generation that match; scored, each has the sum of its scoring leaves, also of
// those in a branch of an OR that does not hold.
enum status tree_query_put(const struct tree_world *world, const struct tree_wish *wish,
                           struct buf *out, struct error *err) STATUS_NODISCARD;

#endif
