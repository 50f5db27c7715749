// NEARs of more words than the cluster's language says exactly (query/tree_query.h), looked at in the texts.
#ifndef ENGINE_OPENSEARCH_READ_NEAR_H
#define ENGINE_OPENSEARCH_READ_NEAR_H

#include "engine/opensearch/query/search.h"
#include "engine/opensearch/query/tree_query.h"
#include "engine/opensearch/read/index.h"

#include <stdbool.h>

// What is known of the NEARs of a wish's tree goes to it. What is not yet is looked at first, in a journey of its own,
// and known for as long as the view lasts. STATUS_TOO_LARGE, saying what to do, where too many documents would have to
// be read.
enum status near_know(struct cluster_view *view, struct tree_wish *wish,
                      struct error *err) STATUS_NODISCARD;

// The same without a journey: what is not known yet is asked for in the bundle, and the wish is as if nothing of it
// were refused until it is taken or forgotten. The tree is borrowed until then.
enum status near_expect(struct cluster_view *view, struct tree_wish *wish,
                        struct search_bundle *bundle, struct error *err) STATUS_NODISCARD;

// Looks at what the bundle brought. *refuses: something is, and other answers of the bundle may hold too much, and are
// to be asked for again. Whatever fails, nothing is expected afterwards.
enum status near_take(struct cluster_view *view, const struct search_bundle *bundle, bool *refuses,
                      struct error *err) STATUS_NODISCARD;

// When the bundle brought nothing.
void near_forget_expected(struct cluster_view *view);

#endif
