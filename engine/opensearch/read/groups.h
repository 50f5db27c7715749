// Matches of a cluster in groups: the cluster counts what is alike, engine/counts makes groups of it.
#ifndef ENGINE_OPENSEARCH_READ_GROUPS_H
#define ENGINE_OPENSEARCH_READ_GROUPS_H

#include "engine/opensearch/read/index.h"

enum status cluster_groups(struct cluster_view *view, const struct retrieve_request *request,
                           struct arena *arena, struct group_result *out,
                           struct error *err) STATUS_NODISCARD;

#endif
