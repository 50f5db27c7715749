// Sending a body piece by piece.
//
// A piece is made when the one before has been handed out whole, with a worker and a view taken for
// that piece alone: a slow client costs one buffer and holds nothing of the index, and is charged for each. What a
// generation change in between means is the source's business (api/export.c: its set stays that of the first).
//
// Invariant: pieces of one body are made one after the other, each in a thread of a queue.

#include "searchd/net/stream.h"

#include "base/clock.h"
#include "base/log.h"

#include <stdlib.h>

enum { PIECE_LIMIT_BYTES = 256 << 20, KEEP_BYTES = 512 << 10, CLIENT_SIZE = 64 };

struct stream {
    struct http_stream source;
    const struct router *router;
    struct worker_pool *workers;
    struct gzip *gzip; // NULL: not compressed
    struct buf plain;  // the piece as made; sent when there is no gzip
    struct buf packed;
    size_t sent; // of the piece being handed out
    bool is_last;
    bool is_broken; // what is being handed out is the last, and then the connection is cut
    bool failed;
    char client[CLIENT_SIZE];
    size_t client_len;
};

static const struct buf *outgoing(const struct stream *stream)
{
    return stream->gzip ? &stream->packed : &stream->plain;
}

// The piece in `plain`, compressed where that is wanted, is what will be handed out.
static enum status finish_piece(struct stream *stream, struct error *err)
{
    enum status status = STATUS_OK;
    if (stream->gzip)
        status = gzip_piece(stream->gzip, buf_slice(&stream->plain),
                            stream->is_last || stream->is_broken, &stream->packed, err);
    if (status == STATUS_OK && outgoing(stream)->failed)
        status = error_set(err, STATUS_NO_MEMORY, "no memory for a piece of a stream");
    return status;
}

enum status stream_open(const struct stream_start *start, const struct router *router,
                        struct worker_pool *workers, struct stream **stream, struct error *err)
{
    struct stream *opened = calloc(1, sizeof *opened);
    if (!opened) {
        start->source.close(start->source.state);
        return error_set(err, STATUS_NO_MEMORY, "no memory for a stream");
    }
    opened->source = start->source;
    opened->router = router;
    opened->workers = workers;
    opened->client_len = start->client.len < CLIENT_SIZE ? start->client.len : CLIENT_SIZE;
    memcpy(opened->client, start->client.ptr, opened->client_len);
    buf_init(&opened->plain, PIECE_LIMIT_BYTES);
    buf_init(&opened->packed, PIECE_LIMIT_BYTES);
    buf_append_slice(&opened->plain, start->first_piece);
    enum status status = start->use_gzip ? gzip_open(&opened->gzip, err) : STATUS_OK;
    if (status == STATUS_OK)
        status = finish_piece(opened, err);
    if (status != STATUS_OK) {
        stream_close(opened);
        return status;
    }
    *stream = opened;
    return STATUS_OK;
}

void stream_close(struct stream *stream)
{
    stream->source.close(stream->source.state);
    gzip_close(stream->gzip);
    buf_clear(&stream->plain);
    buf_clear(&stream->packed);
    free(stream);
}

static void empty(struct buf *buf)
{
    if (buf->capacity > KEEP_BYTES)
        buf_clear(buf);
    else
        buf_reset(buf);
}

struct slice stream_client(const struct stream *stream)
{
    return slice_of(stream->client, stream->client_len);
}

static enum status make_piece(struct stream *stream, struct worker *worker, bool *is_asked,
                              struct error *err)
{
    struct request_context context = {0};
    enum status status = STATUS_OK;
    if (stream->source.size == 0)
        status = router_stream_context(stream->router, worker, &context, err);
    *is_asked = status == STATUS_OK;
    if (status == STATUS_OK)
        status = stream->source.next(stream->source.state, &context, &stream->plain,
                                     &stream->is_last, err);
    if (status == STATUS_OK)
        status = worker_settle(worker, err);
    return status ? status : finish_piece(stream, err);
}

// What the source says of it is handed out before the connection is cut.
static void break_off(struct stream *stream, enum status status, bool was_asked)
{
    struct error ignored;
    empty(&stream->plain);
    empty(&stream->packed);
    stream->is_broken = true;
    stream->is_last = false;
    if (stream->source.break_off)
        stream->source.break_off(stream->source.state, status, was_asked, &stream->plain);
    stream->failed = finish_piece(stream, &ignored) != STATUS_OK;
}

static void next_piece(struct stream *stream)
{
    struct error err = {0};
    struct worker *worker;
    bool is_asked = false;
    stream->sent = 0;
    empty(&stream->plain);
    empty(&stream->packed);
    uint64_t start = clock_thread_us();
    enum status status = worker_take(stream->workers, &worker, &err);
    if (status == STATUS_OK) {
        status = make_piece(stream, worker, &is_asked, &err);
        worker_give(stream->workers, worker);
    }
    rate_limit_charge(stream->router->rate_limit, stream_client(stream), clock_thread_us() - start);
    if (status != STATUS_OK) {
        log_warning("export cut short: %s: %s", status_name(status), err.message);
        break_off(stream, status, is_asked);
    }
}

bool stream_needs_piece(const struct stream *stream)
{
    return !stream->failed && !stream->is_broken && !stream->is_last &&
           stream->sent == outgoing(stream)->len;
}

void stream_make_piece(struct stream *stream)
{
    while (stream_needs_piece(stream)) // the compressor may keep a small one to itself
        next_piece(stream);
}

ssize_t stream_read(struct stream *stream, char *out, size_t max)
{
    const struct buf *piece = outgoing(stream);
    size_t left = piece->len - stream->sent;
    if (stream->failed || (stream->is_broken && left == 0))
        return -1;
    size_t len = left < max ? left : max;
    if (len > 0)
        memcpy(out, piece->data + stream->sent, len);
    stream->sent += len;
    return (ssize_t)len;
}
