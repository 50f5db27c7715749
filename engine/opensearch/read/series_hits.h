// Hits of which a series shows its best alone.
#ifndef ENGINE_OPENSEARCH_READ_SERIES_HITS_H
#define ENGINE_OPENSEARCH_READ_SERIES_HITS_H

#include "engine/opensearch/query/search_request.h"
#include "engine/opensearch/read/index.h"

// The first wish->k of them, put into `out`; where the total is wanted, so many as all pages have (out->series).
enum status series_hits(struct cluster_view *view, const struct search_wish *wish, double scale,
                        struct arena *arena, struct retrieve_result *out,
                        struct error *err) STATUS_NODISCARD;

#endif
