// Walks over what a search in a cluster finds, a page at a time, in the order of a field that no two hits share.
#ifndef ENGINE_OPENSEARCH_WRITE_PAGES_H
#define ENGINE_OPENSEARCH_WRITE_PAGES_H

#include "base/error.h"
#include "engine/opensearch/client/cluster.h"
#include "engine/opensearch/client/json.h"

#include <stddef.h>

struct page_walk {
    struct session *session;
    struct slice index;
    struct slice filter; // clauses, commas between
    struct slice
        source;       // names of what of _source is wanted, quoted, commas between; empty: nothing
    const char *sort; // the field; "since,name": two of them
    size_t page;      // hits at once
};

typedef enum status visit_hit_fn(void *context, const struct json *hit, struct error *err);

// Calls `visit` for each hit, with its _id, _seq_no, _primary_term and _source. STATUS_IO when a shard does not answer:
// never a part for the whole.
enum status pages_each(const struct page_walk *walk, visit_hit_fn *visit, void *context,
                       struct error *err) STATUS_NODISCARD;

// Makes all that was sent to the indices (commas between) visible; STATUS_IO unless every shard did.
enum status pages_refresh(struct session *session, struct slice indices,
                          struct error *err) STATUS_NODISCARD;

#endif
