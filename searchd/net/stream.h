// Sending a body piece by piece: pulls from a struct http_stream, compresses, hands out bytes.
#ifndef SEARCHD_NET_STREAM_H
#define SEARCHD_NET_STREAM_H

#include "searchd/handle/http.h"
#include "searchd/handle/router.h"
#include "searchd/work/worker.h"

#include <sys/types.h>

struct stream;

struct stream_start {
    struct http_stream source; // taken over: closed by stream_close, also when opening fails
    struct slice first_piece;  // copied
    bool use_gzip;
    struct slice client; // whose share the pieces are counted against (rate_limit.h); copied
};

enum status stream_open(const struct stream_start *start, const struct router *router,
                        struct worker_pool *workers, struct stream **stream,
                        struct error *err) STATUS_NODISCARD;
void stream_close(struct stream *stream);

// Borrowed from the stream.
struct slice stream_client(const struct stream *stream);

// Whether the piece is read and another must be made before more can be.
bool stream_needs_piece(const struct stream *stream);
// Makes it, which takes as long as a search. Any thread, while nobody reads.
void stream_make_piece(struct stream *stream);

// Up to max bytes of the piece into out: how many; 0 at the end; -1 when the source failed (cut the connection).
ssize_t stream_read(struct stream *stream, char *out, size_t max);

#endif
