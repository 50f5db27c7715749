// Documents as zstd frames. See docstore.h.
//
// Compressors and readers keep zstd's context and the index's dictionary: a document costs one call, no set-up. The
// size that frames announce is checked against the largest record before memory is taken for it.
#include "engine/format/docstore.h"

#include <zdict.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <stdlib.h>
#include <string.h>

enum { COMPRESSION_LEVEL = 1, DICTIONARY_BYTES = 32 * 1024, MIN_SAMPLES = 200 };

struct docstore_compressor {
    ZSTD_CCtx *context;
    ZSTD_CDict *dictionary; // NULL: none
};

struct docstore_reader {
    ZSTD_DCtx *context;
    ZSTD_DDict *dictionary;
    ZSTD_DCtx *unpacker; // without a dictionary
};

enum status docstore_compressor_open(struct slice dictionary, struct docstore_compressor **out,
                                     struct error *err)
{
    struct docstore_compressor *compressor = calloc(1, sizeof *compressor);
    if (compressor) {
        compressor->context = ZSTD_createCCtx();
        if (dictionary.len)
            compressor->dictionary =
                ZSTD_createCDict(dictionary.ptr, dictionary.len, COMPRESSION_LEVEL);
    }
    if (!compressor || !compressor->context || (dictionary.len && !compressor->dictionary)) {
        docstore_compressor_close(compressor);
        return error_set(err, STATUS_NO_MEMORY, "documents: out of memory");
    }
    ZSTD_CCtx_setParameter(compressor->context, ZSTD_c_compressionLevel, COMPRESSION_LEVEL);
    ZSTD_CCtx_setParameter(compressor->context, ZSTD_c_checksumFlag, 1);
    if (compressor->dictionary)
        ZSTD_CCtx_refCDict(compressor->context, compressor->dictionary);
    *out = compressor;
    return STATUS_OK;
}

void docstore_compressor_close(struct docstore_compressor *compressor)
{
    if (!compressor)
        return;
    ZSTD_freeCCtx(compressor->context);
    ZSTD_freeCDict(compressor->dictionary);
    free(compressor);
}

static enum status failure(size_t code, struct error *err)
{
    bool lacks_memory = ZSTD_getErrorCode(code) == ZSTD_error_memory_allocation;
    return error_set(err, lacks_memory ? STATUS_NO_MEMORY : STATUS_INTERNAL, "documents: %s",
                     ZSTD_getErrorName(code));
}

// A frame that is made of runs of bytes.
struct packing {
    ZSTD_CCtx *context;
    struct buf *out;
    size_t result; // zstd's; an error sticks
};

static void pack(struct packing *packing, struct slice bytes, ZSTD_EndDirective end)
{
    enum { PIECE_BYTES = 128 << 10 };
    ZSTD_inBuffer in = {bytes.ptr, bytes.len, 0};
    bool is_done = false;
    while (!is_done && !ZSTD_isError(packing->result)) {
        char *to = buf_reserve(packing->out, PIECE_BYTES);
        if (!to)
            return;
        ZSTD_outBuffer piece = {to, PIECE_BYTES, 0};
        packing->result = ZSTD_compressStream2(packing->context, &piece, &in, end);
        packing->out->len += piece.pos;
        is_done = end == ZSTD_e_end ? packing->result == 0 : in.pos == in.size;
    }
}

static void pack_run(void *context, struct slice bytes)
{
    pack(context, bytes, ZSTD_e_continue);
}

enum status docstore_record(struct docstore_compressor *packer, const struct exchange *exchange,
                            struct buf *out, struct error *err)
{
    size_t len = exchange_rest_len(exchange);
    if (len > DOCSTORE_MAX_RECORD)
        return error_set(err, STATUS_TOO_LARGE, "document of %zu bytes: the limit is %zu", len,
                         DOCSTORE_MAX_RECORD);
    struct packing packing = {packer->context, out, 0};
    if (len < DOCSTORE_LONG_REST) {
        exchange_encode(exchange, out);
    } else {
        exchange_encode_head(exchange, out);
        ZSTD_CCtx_reset(packer->context, ZSTD_reset_session_only); // one before may have failed
        packing.result = ZSTD_CCtx_setPledgedSrcSize(packer->context, len);
        exchange_encode_rest(exchange, &(struct exchange_sink){pack_run, &packing});
        pack(&packing, SLICE(""), ZSTD_e_end);
    }
    if (out->failed)
        return error_set(err, STATUS_NO_MEMORY, "documents: out of memory");
    return ZSTD_isError(packing.result) ? failure(packing.result, err) : STATUS_OK;
}

enum status docstore_compress(struct docstore_compressor *compressor, struct slice record,
                              struct buf *out, struct slice frames[2], struct error *err)
{
    bool is_packed = exchange_record_is_packed(record);
    size_t len = is_packed ? exchange_record_head(record) : record.len;
    size_t bound = ZSTD_compressBound(len);
    buf_reset(out);
    char *to = buf_reserve(out, bound);
    if (!to)
        return error_set(err, STATUS_NO_MEMORY, "documents: out of memory");
    size_t size = ZSTD_compress2(compressor->context, to, bound, record.ptr, len);
    if (ZSTD_isError(size))
        return failure(size, err);
    out->len = size;
    frames[0] = buf_slice(out);
    frames[1] = slice_from_offset(record, len);
    return STATUS_OK;
}

void docstore_train(struct slice samples, const size_t *sizes, unsigned count, struct buf *out)
{
    if (count < MIN_SAMPLES)
        return;
    char *to = buf_reserve(out, DICTIONARY_BYTES);
    if (!to)
        return;
    size_t size = ZDICT_trainFromBuffer(to, DICTIONARY_BYTES, samples.ptr, sizes, count);
    if (!ZDICT_isError(size))
        out->len += size;
}

enum status docstore_reader_open(struct slice dictionary, struct docstore_reader **out,
                                 struct error *err)
{
    struct docstore_reader *reader = calloc(1, sizeof *reader);
    if (reader) {
        reader->context = ZSTD_createDCtx();
        reader->unpacker = ZSTD_createDCtx();
        if (dictionary.len)
            reader->dictionary = ZSTD_createDDict(dictionary.ptr, dictionary.len);
    }
    if (!reader || !reader->context || !reader->unpacker ||
        (dictionary.len && !reader->dictionary)) {
        docstore_reader_close(reader);
        return error_set(err, STATUS_NO_MEMORY, "documents: out of memory");
    }
    if (reader->dictionary)
        ZSTD_DCtx_refDDict(reader->context, reader->dictionary);
    *out = reader;
    return STATUS_OK;
}

void docstore_reader_close(struct docstore_reader *reader)
{
    if (!reader)
        return;
    ZSTD_freeDCtx(reader->context);
    ZSTD_freeDCtx(reader->unpacker);
    ZSTD_freeDDict(reader->dictionary);
    free(reader);
}

// Takes the first frame off *frames; *size is what it holds once decompressed.
static enum status next_frame(struct slice *frames, struct slice *frame, size_t *size,
                              struct error *err)
{
    unsigned long long holds = ZSTD_getFrameContentSize(frames->ptr, frames->len);
    size_t len = ZSTD_findFrameCompressedSize(frames->ptr, frames->len);
    if (holds == ZSTD_CONTENTSIZE_ERROR || holds == ZSTD_CONTENTSIZE_UNKNOWN ||
        holds > DOCSTORE_MAX_RECORD || ZSTD_isError(len))
        return error_set(err, STATUS_CORRUPT, "stored document is damaged: no frame");
    *frame = slice_of(frames->ptr, len);
    *frames = slice_from_offset(*frames, len);
    *size = (size_t)holds;
    return STATUS_OK;
}

// The rest that was packed: the only frame that there may be.
static enum status rest_frame(struct slice bytes, struct slice *frame, size_t *size,
                              struct error *err)
{
    enum status status = next_frame(&bytes, frame, size, err);
    return status == STATUS_OK && bytes.len > 0
               ? error_set(err, STATUS_CORRUPT, "stored document is damaged: of another length")
               : status;
}

static enum status decompress(ZSTD_DCtx *context, struct slice frame, char *to, size_t size,
                              struct error *err)
{
    size_t read = ZSTD_decompressDCtx(context, to, size, frame.ptr, frame.len);
    if (ZSTD_isError(read) || read != size)
        return error_set(err, STATUS_CORRUPT, "stored document is damaged: %s",
                         ZSTD_isError(read) ? ZSTD_getErrorName(read) : "short frame");
    return STATUS_OK;
}

static char *room_for(struct arena *arena, size_t size, struct error *err)
{
    char *to = arena_alloc(arena, size + 1);
    if (!to)
        (void)error_set(err, STATUS_NO_MEMORY, "stored document of %zu bytes: out of memory", size);
    return to;
}

enum status docstore_read(struct docstore_reader *reader, struct slice frames,
                          enum exchange_part part, struct arena *arena, struct slice *record,
                          struct error *err)
{
    struct slice rest = frames, head, packed = SLICE_NONE;
    size_t size, more = 0;
    enum status status = next_frame(&rest, &head, &size, err);
    bool has_more = part == EXCHANGE_WHOLE && rest.len > 0;
    if (status == STATUS_OK && has_more)
        status = rest_frame(rest, &packed, &more, err);
    if (status != STATUS_OK)
        return status;
    char *to = room_for(arena, size + more, err);
    if (!to)
        return STATUS_NO_MEMORY;
    bool has_dictionary = ZSTD_getDictID_fromFrame(head.ptr, head.len) != 0;
    status = decompress(has_dictionary ? reader->context : reader->unpacker, head, to, size, err);
    if (status == STATUS_OK && has_more)
        status = decompress(reader->unpacker, packed, to + size, more, err);
    *record = slice_of(to, size + more);
    return status;
}

enum status docstore_take_record(struct docstore_reader *reader, struct slice *frames,
                                 struct arena *arena, struct slice *record, struct error *err)
{
    struct slice frame;
    size_t size;
    enum status status = next_frame(frames, &frame, &size, err);
    return status == STATUS_OK ? docstore_read(reader, frame, EXCHANGE_SHORT, arena, record, err)
                               : status;
}

enum status docstore_unpack(struct docstore_reader *reader, struct slice packed,
                            enum exchange_part part, struct arena *arena, struct slice *record,
                            struct error *err)
{
    *record = packed;
    if (part == EXCHANGE_SHORT || !exchange_record_is_packed(packed))
        return STATUS_OK;
    size_t head = exchange_record_head(packed), more;
    struct slice frame;
    enum status status = rest_frame(slice_from_offset(packed, head), &frame, &more, err);
    if (status != STATUS_OK)
        return status;
    char *to = room_for(arena, head + more, err);
    if (!to)
        return STATUS_NO_MEMORY;
    memcpy(to, packed.ptr, head);
    *record = slice_of(to, head + more);
    return decompress(reader->unpacker, frame, to + head, more, err);
}
