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
    struct shares *shares;
    struct generations *generations;
    unsigned max_streams; // exports at once: the next gets 503
    uint64_t build;       // tells this build of the program from others
};

// What the server must know besides the response.
struct routed {
    unsigned route;               // number for metrics
    struct stored_answer *stored; // when set, it holds the body: the server releases it once sent
    struct slice body;            // what to send; the first piece of a stream
    bool use_gzip;                // for a stream: the server compresses the pieces
    bool is_postponed;            // nothing was answered: making the answer takes the index
};

// What to do where the handler would begin to search.
enum router_wish {
    ROUTER_SEARCH,   // that
    ROUTER_POSTPONE, // stop
    // Stop; but others are being searched for, and the answer of the generation before may do.
    ROUTER_SPARE,
};

// Answers the request with what `worker` has. request->target and its headers are filled in; path and
// parameters are filled in here. Everything in *response and *out is borrowed from the worker until it is
// given back, but for out->stored and a stream's state.
void router_handle(const struct router *router, struct worker *worker, struct http_request *request,
                   struct slice request_id, enum router_wish wish, struct http_response *response,
                   struct routed *out);

// A context for a piece of a stream: no request, the worker's searcher and newest snapshot.
enum status router_stream_context(const struct router *router, struct worker *worker,
                                  struct request_context *out, struct error *err) STATUS_NODISCARD;

#endif
