// All matches of a request at once, for exports.
#ifndef ENGINE_SEARCH_MATCHES_H
#define ENGINE_SEARCH_MATCHES_H

#include "base/error.h"
#include "engine/backend.h"
#include "engine/search/searcher.h"
#include "engine/search/types.h"

// All matches of a request, unscored, in index order: to be read with scan_next and ended by the caller.
enum status search_matches(struct searcher *searcher, struct view *view,
                           const struct search_request *request, struct scan **out,
                           struct error *err) STATUS_NODISCARD;

#endif
