// Running a match tree: which documents match, how many, and which k come first.
//
// Scores are exact integers. Every scoring posting contributes table[impact], where the table of a term is
// its leaf's weight × idf × the weight of the impact, scaled so that no sum can exceed 16 bits,
// plus 1 so that no match scores nothing; sums of
// integers do not depend on the order of adding, so any strategy gives the same ranking, bit for bit.
// Hits with equal keys stand in index order.
#ifndef ENGINE_SEARCH_MATCH_RETRIEVE_H
#define ENGINE_SEARCH_MATCH_RETRIEVE_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/match_tree.h"
#include "engine/read/snapshot.h"
#include "engine/retrieval.h"

// Memory of the result is the arena's. STATUS_TOO_LARGE for a tree beyond RETRIEVE_MAX_DEPTH or
// RETRIEVE_MAX_TERMS, STATUS_CORRUPT for a damaged index.
enum status retrieve_run(struct snapshot *snapshot, const struct retrieve_request *request,
                         struct arena *arena, struct retrieve_result *out,
                         struct error *err) STATUS_NODISCARD;

// All matches as one bitmap a segment (bit d of word d / 64), from the arena; the count goes to *total.
enum status retrieve_matches(struct snapshot *snapshot, const struct match_node *root,
                             struct arena *arena, uint64_t ***bitmaps, uint64_t *total,
                             struct error *err) STATUS_NODISCARD;

// A row of documents in index order.
struct doc_keys {
    const struct doc_key *items;
    size_t count;
};

// Which of them match: bit i of `found`, which has room for all. Only the windows that they stand in are looked at.
enum status retrieve_among(struct snapshot *snapshot, const struct match_node *root,
                           const struct doc_keys *docs, struct arena *arena, uint64_t *found,
                           struct error *err) STATUS_NODISCARD;

// What one document's score is made of: the contribution of each scoring leaf of the tree, in the order
// the leaves stand in it; their sum is the document's score. `values` has room for match_leaf_count.
enum status retrieve_explain(struct snapshot *snapshot, const struct match_node *root,
                             struct doc_key doc, struct arena *arena, double *values,
                             struct error *err) STATUS_NODISCARD;

#endif
