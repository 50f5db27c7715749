// From a request to its answer: which handler, which refusal, which headers.
#ifndef SEARCHD_HANDLE_ROUTER_H
#define SEARCHD_HANDLE_ROUTER_H

#include "searchd/ask/context.h"
#include "searchd/cache/answer_cache.h"
#include "searchd/cache/generations.h"
#include "searchd/handle/http.h"
#include "searchd/handle/problem.h"
#include "searchd/observe/metrics.h"
#include "searchd/work/rate_limit.h"
#include "searchd/work/worker.h"

struct router {
    const struct site *site;
    struct answer_cache *cache;
    struct metrics *metrics;
    struct rate_limit *rate_limit;
    struct generations *generations;
    unsigned max_streams; // exports at once: the next gets 503
    uint64_t build;       // tells this build of the program from others
};

// One request on its way to its answer. Whoever has it fills in request but for path and parameters, and request_id;
// zero is right for all else. Nothing in it points into an index.
struct handling {
    struct http_request request;
    struct slice request_id;
    // Found out by router_prepare; private to the router.
    const struct router *router;
    struct worker *worker; // at hand; NULL while the request waits
    struct request_context context;
    const struct route *route; // NULL: none matched
    struct slice tail;         // of the path, behind the route's
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

// Takes a request as far as it goes without searching. True: the answer is there. False: it must be searched for;
// the handling keeps its place and what it needs of `worker`, which can be given back meanwhile. With
// others_are_searching the answer of the generation before may do.
bool router_prepare(const struct router *router, struct worker *worker, bool others_are_searching,
                    struct handling *handling);

// Goes on where router_prepare ended, with another worker.
void router_answer(struct worker *worker, struct handling *handling);

// Lets go of what was kept of a request that waited, answered or not. The answer borrows from the worker that made it
// and from here, but for `stored` and a stream's state.
void handling_clear(struct handling *handling);

// A context for a piece of a stream: no request, the worker's searcher and newest snapshot.
enum status router_stream_context(const struct router *router, struct worker *worker,
                                  struct request_context *out, struct error *err) STATUS_NODISCARD;

#endif
