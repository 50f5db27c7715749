// Plain, gzip and zstd through one read. The indexer's home of zlib and zstd.
//
// What is packed is known by its first four bytes, not by its name. Several gzip members or zstd frames one
// after the other are one stream, as the command-line tools have it. Memory is two buffers and what the
// libraries need (zstd windows over 128 MiB are refused), whatever the size of the file.
#include "indexer/ingest/unpack.h"

#include <zlib.h>
#include <zstd.h>

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum packing { PLAIN, GZIP, ZSTD };

enum { PACKED_BUFFER_SIZE = 256 * 1024, MAX_ZSTD_WINDOW_LOG = 27 };

struct unpack {
    int fd;
    const char *name;
    enum packing packing;
    char *packed; // as read from fd
    size_t packed_len, packed_at;
    bool is_at_end;    // of fd
    bool is_in_member; // a gzip member or zstd frame has begun and not ended
    z_stream gzip;
    bool has_gzip;
    ZSTD_DStream *zstd;
    enum status (*other)(void *context, void *data, size_t size, size_t *got, struct error *err);
    void *other_context;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "no memory to read a file");
}

static enum status refill(struct unpack *reader, struct error *err)
{
    if (reader->is_at_end || reader->packed_at < reader->packed_len)
        return STATUS_OK;
    reader->packed_at = reader->packed_len = 0;
    ssize_t got;
    do
        got = read(reader->fd, reader->packed, PACKED_BUFFER_SIZE);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return error_set(err, STATUS_IO, "%s: %s", reader->name, strerrordesc_np(errno));
    reader->packed_len = (size_t)got;
    reader->is_at_end = got == 0;
    return STATUS_OK;
}

static enum packing packing_of(const char *bytes, size_t len)
{
    if (len >= 3 && memcmp(bytes, "\x1F\x8B\x08", 3) == 0)
        return GZIP;
    if (len >= 4 && memcmp(bytes, "\x28\xB5\x2F\xFD", 4) == 0)
        return ZSTD;
    return PLAIN;
}

static enum status open_unpacker(struct unpack *reader, struct error *err)
{
    reader->packing = packing_of(reader->packed, reader->packed_len);
    if (reader->packing == GZIP) {
        reader->has_gzip = inflateInit2(&reader->gzip, 15 + 16) == Z_OK; // 16: gzip, not zlib
        if (!reader->has_gzip)
            return no_memory(err);
    }
    if (reader->packing == ZSTD) {
        reader->zstd = ZSTD_createDStream();
        if (!reader->zstd)
            return no_memory(err);
        (void)ZSTD_DCtx_setParameter(reader->zstd, ZSTD_d_windowLogMax, MAX_ZSTD_WINDOW_LOG);
    }
    return STATUS_OK;
}

enum status unpack_open(int fd, const char *name, struct unpack **out, struct error *err)
{
    struct unpack *reader = calloc(1, sizeof *reader);
    if (reader)
        reader->packed = malloc(PACKED_BUFFER_SIZE);
    if (!reader || !reader->packed) {
        free(reader);
        return no_memory(err);
    }
    reader->fd = fd;
    reader->name = name;
    enum status status = refill(reader, err);
    if (status == STATUS_OK)
        status = open_unpacker(reader, err);
    if (status != STATUS_OK) {
        unpack_close(reader);
        return status;
    }
    *out = reader;
    return STATUS_OK;
}

enum status unpack_open_other(enum status (*read)(void *context, void *data, size_t size,
                                                  size_t *got, struct error *err),
                              void *context, struct unpack **out, struct error *err)
{
    struct unpack *reader = calloc(1, sizeof *reader);
    if (!reader)
        return no_memory(err);
    reader->other = read;
    reader->other_context = context;
    *out = reader;
    return STATUS_OK;
}

void unpack_close(struct unpack *reader)
{
    if (!reader)
        return;
    if (reader->has_gzip)
        (void)inflateEnd(&reader->gzip);
    (void)ZSTD_freeDStream(reader->zstd);
    free(reader->packed);
    free(reader);
}

static enum status damaged(const struct unpack *reader, struct error *err)
{
    return error_set(err, STATUS_INVALID, "damaged %s data",
                     reader->packing == GZIP ? "gzip" : "zstd");
}

// Where a step puts what it unpacks.
struct output {
    char *data;
    size_t size, got;
};

// Each step takes from the packed buffer and gives what fits, perhaps nothing.
static enum status step_plain(struct unpack *reader, struct output *out)
{
    size_t left = reader->packed_len - reader->packed_at;
    out->got = left < out->size ? left : out->size;
    memcpy(out->data, reader->packed + reader->packed_at, out->got);
    reader->packed_at += out->got;
    return STATUS_OK;
}

static enum status step_gzip(struct unpack *reader, struct output *out, struct error *err)
{
    z_stream *gzip = &reader->gzip;
    if (!reader->is_in_member && reader->packed_at < reader->packed_len) {
        if (inflateReset(gzip) != Z_OK)
            return damaged(reader, err);
        reader->is_in_member = true;
    }
    unsigned space = out->size < (1u << 30) ? (unsigned)out->size : 1u << 30;
    gzip->next_in = (Bytef *)reader->packed + reader->packed_at;
    gzip->avail_in = (unsigned)(reader->packed_len - reader->packed_at);
    gzip->next_out = (Bytef *)out->data;
    gzip->avail_out = space;
    int code = inflate(gzip, Z_NO_FLUSH);
    reader->packed_at = reader->packed_len - gzip->avail_in;
    out->got = space - gzip->avail_out;
    if (code == Z_STREAM_END)
        reader->is_in_member = false;
    bool is_fine = code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR;
    return is_fine ? STATUS_OK : damaged(reader, err);
}

static enum status step_zstd(struct unpack *reader, struct output *out, struct error *err)
{
    ZSTD_inBuffer in = {reader->packed, reader->packed_len, reader->packed_at};
    ZSTD_outBuffer unpacked = {out->data, out->size, 0};
    size_t left = ZSTD_decompressStream(reader->zstd, &unpacked, &in);
    if (ZSTD_isError(left))
        return damaged(reader, err);
    reader->packed_at = in.pos;
    reader->is_in_member = left > 0;
    out->got = unpacked.pos;
    return STATUS_OK;
}

static enum status step(struct unpack *reader, struct output *out, struct error *err)
{
    switch (reader->packing) {
    case PLAIN:
        return step_plain(reader, out);
    case GZIP:
        return step_gzip(reader, out, err);
    case ZSTD:
        return step_zstd(reader, out, err);
    }
    return error_set(err, STATUS_INTERNAL, "unknown packing");
}

enum status unpack_read(struct unpack *reader, void *data, size_t size, size_t *got,
                        struct error *err)
{
    if (reader->other)
        return reader->other(reader->other_context, data, size, got, err);
    struct output out = {data, size, 0};
    while (out.size > 0) {
        enum status status = refill(reader, err);
        size_t before = reader->packed_at;
        bool has_input = reader->packed_at < reader->packed_len;
        out.got = 0;
        if (status == STATUS_OK && (has_input || reader->is_in_member))
            status = step(reader, &out, err);
        if (status != STATUS_OK)
            return status;
        out.data += out.got;
        out.size -= out.got;
        bool is_over = reader->is_at_end && out.got == 0 && reader->packed_at == before;
        if (is_over && reader->is_in_member)
            return error_set(err, STATUS_INVALID, "truncated %s data",
                             reader->packing == GZIP ? "gzip" : "zstd");
        if (is_over)
            break;
    }
    *got = size - out.size;
    return STATUS_OK;
}
