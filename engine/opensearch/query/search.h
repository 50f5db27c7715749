// Searches of a cluster: nothing is answered by a part of the shards.
#ifndef ENGINE_OPENSEARCH_QUERY_SEARCH_H
#define ENGINE_OPENSEARCH_QUERY_SEARCH_H

#include "base/error.h"
#include "base/slice.h"
#include "engine/opensearch/client/cluster.h"
#include "engine/opensearch/client/json.h"

struct work_limit; // engine/search/work_limit.h

// The caller lets the answer go (json_release), which is NULL after a failure. STATUS_IO when the cluster cannot answer
// for the whole of the index; `limit` may be NULL.
enum status search_ask(struct session *session, struct slice index, struct slice body,
                       struct work_limit *limit, struct json **answer,
                       struct error *err) STATUS_NODISCARD;

// Several searches of one index that are asked for at once, in one journey. Zero but for the first three; to be ended.
struct search_bundle {
    struct session *session;
    struct slice index;
    struct work_limit *limit; // or NULL
    struct buf lines;
    size_t count, first_body;
    struct json *answer;
};

// Where the body of the next search is to be written.
struct buf *search_bundle_next(struct search_bundle *bundle);

// Without a search in it, asks nothing.
enum status search_bundle_ask(struct search_bundle *bundle, struct error *err) STATUS_NODISCARD;

// What was answered to the search of that number, from 0 on, which is whole; borrowed.
const struct json *search_bundle_answer(const struct search_bundle *bundle, size_t number);

void search_bundle_end(struct search_bundle *bundle);

#endif
