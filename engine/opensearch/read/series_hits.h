// Hits of which a series shows its best alone.
#ifndef ENGINE_OPENSEARCH_READ_SERIES_HITS_H
#define ENGINE_OPENSEARCH_READ_SERIES_HITS_H

#include "engine/opensearch/query/search.h"
#include "engine/opensearch/query/search_request.h"
#include "engine/opensearch/read/index.h"

struct series_hits; // in the arena

struct series_asking {
    struct cluster_view *view;
    const struct search_wish *wish; // lives until the hits are taken
    double scale;
    struct arena *arena;
};

// Puts the searches that find the first wish->k of them.
enum status series_hits_put(const struct series_asking *asking, struct search_bundle *bundle,
                            struct series_hits **out, struct error *err) STATUS_NODISCARD;

// Takes them from what was answered, into `out`; where the total is wanted, also how many all pages have (out->series).
// Asks for more where a series fills the page.
enum status series_hits_take(struct series_hits *series, const struct search_bundle *bundle,
                             struct retrieve_result *out, struct error *err) STATUS_NODISCARD;

#endif
