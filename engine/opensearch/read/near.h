// NEARs of more words than the cluster's language says exactly (query/tree_query.h), looked at in the texts.
#ifndef ENGINE_OPENSEARCH_READ_NEAR_H
#define ENGINE_OPENSEARCH_READ_NEAR_H

#include "engine/opensearch/query/tree_query.h"
#include "engine/opensearch/read/index.h"

// What is known of a tree's NEARs goes to the wish for it; what is not yet is looked at first, for as long as the view
// lasts. STATUS_TOO_LARGE, saying what to do, where too many documents would have to be read.
enum status near_know(struct cluster_view *view, const struct match_node *root,
                      struct tree_wish *wish, struct error *err) STATUS_NODISCARD;

#endif
