// A request between its headers and its answer: what was found out so far.
#ifndef SEARCHD_HANDLE_HANDLING_H
#define SEARCHD_HANDLE_HANDLING_H

#include "searchd/ask/context.h"
#include "searchd/cache/answer_cache.h"
#include "searchd/handle/http.h"
#include "searchd/observe/metrics.h"
#include "searchd/work/proxies.h"
#include "searchd/work/rate_limit.h"
#include "searchd/work/worker.h"

#include <stdbool.h>

struct route;

// What all requests share.
struct router {
    const struct site *site;
    struct answer_cache *cache;
    struct metrics *metrics;
    struct rate_limit *rate_limit;
    const struct proxies *proxies; // whose word for a client is taken
    unsigned max_streams;          // exports at once: the next gets 503
    uint64_t build;                // tells this build of the program from others
};

// What tells an answer from that of another moment.
struct generation {
    uint64_t number;
    int64_t commit_time;
    unsigned index; // opened_index_number; 0: no index
    int64_t since;  // opened_index_since; 0: not told
};

// One request on its way to its answer. Whoever has it fills in request but for path and parameters, and request_id;
// zero is right for all else. Nothing in it points into an index.
struct handling {
    struct http_request request;
    struct slice request_id;
    // Found out by router_prepare; private to the router.
    const struct router *router;
    struct worker *worker;    // at hand; NULL while the request waits
    struct work_limit *limit; // of the answer being made; NULL: none
    struct request_context context;
    const struct route *route; // NULL: none matched
    struct slice tail;         // of the path, after the route's
    struct generation shown;   // that etag and key are of
    struct slice etag;         // with quotes; empty: none
    struct slice key;          // of the answer in the cache; empty: it is not kept there
    struct slice client;       // whose share a search counts against; empty: nobody's
    struct param_problems problems;
    struct arena kept; // what was read of a request that waits
    // The answer.
    struct http_response response;
    unsigned route_number;        // for metrics
    struct stored_answer *stored; // when set, it holds the body: the server releases it once sent
    struct slice body;            // what to send; the first piece of a stream
    bool use_gzip;                // for a stream: the server compresses the pieces
};

// Lets go of what was kept of a request that waited, answered or not. The answer borrows from the worker that made it
// and from here, but for `stored` and a stream's state.
void handling_clear(struct handling *handling);

#endif
