// From a request to its answer: which handler, which refusal, which headers.
#ifndef SEARCHD_HANDLE_ROUTER_H
#define SEARCHD_HANDLE_ROUTER_H

#include "searchd/handle/handling.h"
#include "searchd/observe/metrics.h"
#include "searchd/work/proxies.h"
#include "searchd/work/rate_limit.h"

struct router {
    const struct site *site;
    struct answer_cache *cache;
    struct metrics *metrics;
    struct rate_limit *rate_limit;
    const struct proxies *proxies; // whose word for a client is taken
    unsigned max_streams;          // exports at once: the next gets 503
    uint64_t build;                // tells this build of the program from others
};

// Takes a request as far as it goes without searching. True: the answer is there. False: it must be searched for;
// the handling keeps its place and what it needs of `worker`, which can be given back meanwhile.
bool router_prepare(const struct router *router, struct worker *worker, struct handling *handling);

// Goes on where router_prepare ended, with another worker.
void router_answer(struct worker *worker, struct handling *handling);

// A context for a piece of a stream: no request, the worker's searcher and newest view.
enum status router_stream_context(const struct router *router, struct worker *worker,
                                  struct request_context *out, struct error *err) STATUS_NODISCARD;

#endif
