// One search of a cluster: nothing is answered by a part of the shards.
#ifndef ENGINE_OPENSEARCH_READ_SEARCH_H
#define ENGINE_OPENSEARCH_READ_SEARCH_H

#include "base/error.h"
#include "base/slice.h"
#include "engine/opensearch/client/cluster.h"
#include "engine/opensearch/client/json.h"

struct work_limit; // engine/search/work_limit.h

// The caller lets the answer go (json_decref), which is NULL after a failure. STATUS_IO when the cluster cannot answer
// for the whole of the index; `limit` may be NULL.
enum status search_ask(struct session *session, struct slice index, struct slice body,
                       struct work_limit *limit, json_t **answer,
                       struct error *err) STATUS_NODISCARD;

// Several searches at once, in lines of head and body; *answer is the list of their answers, `count` of them.
enum status search_ask_many(struct session *session, struct slice lines, size_t count,
                            struct work_limit *limit, json_t **answer,
                            struct error *err) STATUS_NODISCARD;

#endif
