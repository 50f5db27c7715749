// Running match trees in a cluster. See engine/backend.h.
#ifndef ENGINE_OPENSEARCH_READ_RETRIEVE_H
#define ENGINE_OPENSEARCH_READ_RETRIEVE_H

#include "engine/backend.h"

enum status cluster_retrieve(struct view *view, const struct retrieve_request *requests,
                             size_t count, struct arena *arena, struct retrieve_result *out,
                             struct error *err) STATUS_NODISCARD;
enum status cluster_explain(struct view *view, const struct explain_request *requests, size_t count,
                            struct arena *arena, struct error *err) STATUS_NODISCARD;
enum status cluster_among(struct view *view, const struct match_node *root,
                          const struct doc_key *docs, size_t count, struct arena *arena,
                          uint64_t *found, struct error *err) STATUS_NODISCARD;

#endif
