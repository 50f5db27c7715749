// A body on its way to a client: the library pulls it out of a stream, a queue makes the stream's pieces.
#ifndef SEARCHD_NET_RESPONSE_STREAM_H
#define SEARCHD_NET_RESPONSE_STREAM_H

#include "base/error.h"
#include "searchd/net/connections.h"
#include "searchd/net/stream.h"
#include "searchd/observe/metrics.h"
#include "searchd/work/queues.h"

#include <stdatomic.h>

struct response_stream_options {
    struct connection *connection; // whose call is answered; outlives the response
    const struct queues *queues;   // outlive it too, stopped or not
    const atomic_bool *is_closing; // no more pieces then
    struct metrics *metrics;       // borrowed for as long
    const struct router *router;
    struct worker_pool *workers;
};

// The response whose body the stream is; NULL, with *err, when there is no memory. Takes the stream's source over in
// either case.
struct MHD_Response *response_stream_open(const struct response_stream_options *options,
                                          const struct stream_start *start, struct error *err);

#endif
