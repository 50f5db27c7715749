// The home of zlib. Level 5: on answers of a few kilobytes the higher levels save a few per cent
// for twice the time.

#include "searchd/work/gzip.h"

#include "searchd/handle/http.h"

#include <zlib.h>

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

enum {
    GZIP_LEVEL = 5,
    GZIP_WINDOW = 15 + 16, // 32 KiB window; +16 asks zlib for the gzip wrapper
    GZIP_MEMORY = 8,
    GZIP_CHUNK = 16384,
};

struct gzip {
    z_stream stream;
};

enum status gzip_open(struct gzip **gzip, struct error *err)
{
    struct gzip *opened = calloc(1, sizeof *opened);
    if (!opened)
        return error_set(err, STATUS_NO_MEMORY, "gzip: no memory");
    if (deflateInit2(&opened->stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        free(opened);
        return error_set(err, STATUS_NO_MEMORY, "gzip: zlib does not start");
    }
    *gzip = opened;
    return STATUS_OK;
}

void gzip_close(struct gzip *gzip)
{
    if (!gzip)
        return;
    (void)deflateEnd(&gzip->stream);
    free(gzip);
}

enum status gzip_piece(struct gzip *gzip, struct slice in, bool last, struct buf *out,
                       struct error *err)
{
    if (in.len > UINT_MAX)
        return error_set(err, STATUS_TOO_LARGE, "gzip: a piece over 4 GiB");
    z_stream *stream = &gzip->stream;
    // zlib does not write to next_in, but its prototype lacks the const unless ZLIB_CONST is
    // defined.
    stream->next_in = (Bytef *)(uintptr_t)in.ptr;
    stream->avail_in = (uInt)in.len;
    int flush = last ? Z_FINISH : Z_SYNC_FLUSH;
    int result = Z_OK;
    do {
        char *room = buf_reserve(out, GZIP_CHUNK);
        if (!room)
            return error_set(err, STATUS_NO_MEMORY, "gzip: no memory");
        stream->next_out = (Bytef *)room;
        stream->avail_out = GZIP_CHUNK;
        result = deflate(stream, flush);
        out->len += GZIP_CHUNK - stream->avail_out;
    } while (result == Z_OK && stream->avail_out == 0);
    bool done = last ? result == Z_STREAM_END : (result == Z_OK || result == Z_BUF_ERROR);
    return done ? STATUS_OK : error_set(err, STATUS_INTERNAL, "gzip: zlib says %d", result);
}

enum status gzip_whole(struct gzip *gzip, struct slice in, struct buf *out, struct error *err)
{
    (void)deflateReset(&gzip->stream);
    return gzip_piece(gzip, in, true, out, err);
}

bool gzip_is_accepted(struct slice accept_encoding)
{
    return slice_trim(accept_encoding).len > 0 && http_quality(accept_encoding, SLICE("gzip")) > 0;
}
