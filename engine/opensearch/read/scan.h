// All matches of a tree in a cluster. See engine/backend.h.
#ifndef ENGINE_OPENSEARCH_READ_SCAN_H
#define ENGINE_OPENSEARCH_READ_SCAN_H

#include "engine/backend.h"

enum status cluster_scan_begin(struct view *view, const struct match_node *root, struct scan **out,
                               struct error *err) STATUS_NODISCARD;
enum status cluster_scan_next(struct scan *scan, struct view *view, struct doc_key *docs,
                              size_t max, size_t *count, struct error *err) STATUS_NODISCARD;
uint64_t cluster_scan_skip(struct scan *scan, uint64_t count);
void cluster_scan_end(struct scan *scan);

#endif
