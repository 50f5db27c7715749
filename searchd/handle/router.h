// From a request to its answer: which handler, which refusal, which headers.
#ifndef SEARCHD_HANDLE_ROUTER_H
#define SEARCHD_HANDLE_ROUTER_H

#include "engine/search/work_limit.h"
#include "searchd/handle/handling.h"

// Takes a request as far as it goes without searching. True: the answer is there. False: it must be searched for;
// the handling keeps its place and what it needs of `worker`, which can be given back meanwhile.
bool router_prepare(const struct router *router, struct worker *worker, struct handling *handling);

// Goes on where router_prepare ended, with another worker, as far as the limit lets it. False: there is no answer,
// since nobody waits for it any more (limit->end says so), or because it costs more; the handling keeps its place then
// and can be asked again. With `is_last_try` what costs more is refused.
bool router_answer(struct worker *worker, struct handling *handling, struct work_limit *limit,
                   bool is_last_try) __attribute__((warn_unused_result));

// A context for a piece of a stream: no request, the worker's searcher and newest view.
enum status router_stream_context(const struct router *router, struct worker *worker,
                                  struct request_context *out, struct error *err) STATUS_NODISCARD;

#endif
