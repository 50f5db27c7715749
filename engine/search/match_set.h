// All matches of a request at once, for exports.
#ifndef ENGINE_SEARCH_MATCH_SET_H
#define ENGINE_SEARCH_MATCH_SET_H

#include "base/error.h"
#include "engine/read/snapshot.h"
#include "engine/search/searcher.h"
#include "engine/search/types.h"

#include <stddef.h>
#include <stdint.h>

// All matches of a request, unscored, in index order, for exports. The set is bound to the
// snapshot's generation, owned by the caller and takes one bit a document; match_set_next
// may be called with later snapshots as long as the segments it needs still exist (STATUS_NOT_FOUND
// once they do not).
struct match_set;
enum status search_matches(struct searcher *searcher, struct snapshot *snapshot,
                           const struct search_request *request, struct match_set **out,
                           struct error *err) STATUS_NODISCARD;
uint64_t match_set_count(const struct match_set *set);
enum status match_set_next(struct match_set *set, struct snapshot *snapshot, struct doc_key *docs,
                           size_t max, size_t *count, struct error *err) STATUS_NODISCARD;
void match_set_free(struct match_set *set);

#endif
