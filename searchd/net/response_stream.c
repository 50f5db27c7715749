// See response_stream.h.
//
//     library pulls -> bytes of the piece at hand
//                   -> none left: the connection is suspended, a job in the queue makes the next piece
//     queue         -> piece made, connection resumed: the library pulls again
//
// So the threads that serve connections only copy, whatever a piece takes to be made. Pieces have a queue of their own;
// those of a client that takes much go into the slow one, behind which nobody else's wait. Client and queue take turns:
// while one reads, the other waits, and a stream costs one piece in memory.
#include "searchd/net/response_stream.h"

#include <microhttpd.h>

#include <stdatomic.h>
#include <stdlib.h>

enum { BLOCK_BYTES = 64 << 10 };

struct response_stream {
    struct work_item job; // first: a job of the queue is a response stream
    struct response_stream_options options;
    struct stream *stream;
    bool is_stopped; // no further piece will be made
};

static void make_piece(struct work_item *job)
{
    struct response_stream *flow = (struct response_stream *)job;
    if (atomic_load(flow->options.is_closing) || connection_is_gone(flow->options.connection))
        flow->is_stopped = true;
    else
        stream_make_piece(flow->stream);
    connection_set_waiting(flow->options.connection, false);
    MHD_resume_connection(flow->options.connection->call.mhd);
}

// What the library calls again for when the piece is there.
static ssize_t wait_for_piece(struct response_stream *flow)
{
    struct MHD_Connection *mhd = flow->options.connection->call.mhd;
    struct slice client = stream_client(flow->stream);
    bool is_heavy = rate_limit_is_heavy(flow->options.router->rate_limit, client);
    const struct queues *queues = flow->options.queues;
    MHD_suspend_connection(mhd);
    connection_set_waiting(flow->options.connection, true);
    if (!work_queue_put(is_heavy ? queues->slow : queues->exports, rate_limit_number(client),
                        &flow->job, make_piece)) { // the server is closing
        flow->is_stopped = true;
        MHD_resume_connection(mhd);
    }
    return 0;
}

static ssize_t pull(void *cls, uint64_t position, char *out, size_t max)
{
    (void)position;
    struct response_stream *flow = cls;
    if (flow->is_stopped)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    if (stream_needs_piece(flow->stream))
        return wait_for_piece(flow);
    ssize_t len = stream_read(flow->stream, out, max);
    if (len < 0)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    if (len == 0)
        return MHD_CONTENT_READER_END_OF_STREAM;
    atomic_fetch_add_explicit(&flow->options.connection->sent_bytes, (uint64_t)len,
                              memory_order_relaxed);
    return len;
}

static void end(void *cls)
{
    struct response_stream *flow = cls;
    rate_limit_end_export(flow->options.router->rate_limit, stream_client(flow->stream));
    stream_close(flow->stream);
    atomic_fetch_sub(&flow->options.metrics->streams, 1);
    free(flow);
}

struct MHD_Response *response_stream_open(const struct response_stream_options *options,
                                          const struct stream_start *start, struct error *err)
{
    struct response_stream *flow = calloc(1, sizeof *flow);
    if (!flow) {
        start->source.close(start->source.state);
        (void)error_set(err, STATUS_NO_MEMORY, "no memory for an export");
        return NULL;
    }
    flow->options = *options;
    if (stream_open(start, options->router, options->workers, &flow->stream, err)) {
        free(flow);
        return NULL;
    }
    atomic_fetch_add(&options->metrics->streams, 1);
    rate_limit_begin_export(options->router->rate_limit, stream_client(flow->stream));
    uint64_t size = start->source.size > 0 ? start->source.size : MHD_SIZE_UNKNOWN;
    struct MHD_Response *made =
        MHD_create_response_from_callback(size, BLOCK_BYTES, pull, flow, end);
    if (!made) {
        (void)error_set(err, STATUS_NO_MEMORY, "no memory for an export");
        end(flow);
    }
    return made;
}
