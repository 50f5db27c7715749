// A test on a column as a query of the cluster's language.
#ifndef ENGINE_OPENSEARCH_QUERY_COLUMN_QUERY_H
#define ENGINE_OPENSEARCH_QUERY_COLUMN_QUERY_H

#include "base/buf.h"
#include "engine/field.h"
#include "engine/match_tree.h"
#include "engine/opensearch/query/tree_world.h"

// The name of the cluster's column of that field, if it has strings; NULL when there is none.
const char *column_query_text_field(enum field field);

// Appends one query.
void column_query_put(const struct tree_world *world, const struct match_column *test,
                      struct buf *out);

#endif
