// Documents as zstd frames. See docstore.h.
//
// Compressors and readers keep zstd's context and the index's dictionary: a document costs one call, no set-up. The
// size that a frame announces is checked against the largest record before memory is taken for it.
#include "engine/format/docstore.h"

#include <zdict.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <stdlib.h>

enum { COMPRESSION_LEVEL = 1, DICTIONARY_BYTES = 32 * 1024, MIN_SAMPLES = 200 };

struct docstore_compressor {
    ZSTD_CCtx *context;
    ZSTD_CDict *dictionary; // NULL: none
};

struct docstore_reader {
    ZSTD_DCtx *context;
    ZSTD_DDict *dictionary;
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

enum status docstore_compress(struct docstore_compressor *compressor, struct slice record,
                              struct buf *out, struct error *err)
{
    if (record.len > DOCSTORE_MAX_RECORD)
        return error_set(err, STATUS_TOO_LARGE, "document of %zu bytes: the limit is %zu",
                         record.len, DOCSTORE_MAX_RECORD);
    size_t bound = ZSTD_compressBound(record.len);
    char *to = buf_reserve(out, bound);
    if (!to)
        return error_set(err, STATUS_NO_MEMORY, "documents: out of memory");
    size_t size = ZSTD_compress2(compressor->context, to, bound, record.ptr, record.len);
    if (ZSTD_isError(size)) {
        bool lacks_memory = ZSTD_getErrorCode(size) == ZSTD_error_memory_allocation;
        return error_set(err, lacks_memory ? STATUS_NO_MEMORY : STATUS_INTERNAL, "documents: %s",
                         ZSTD_getErrorName(size));
    }
    out->len += size;
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
        if (dictionary.len)
            reader->dictionary = ZSTD_createDDict(dictionary.ptr, dictionary.len);
    }
    if (!reader || !reader->context || (dictionary.len && !reader->dictionary)) {
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
    ZSTD_freeDDict(reader->dictionary);
    free(reader);
}

enum status docstore_read(struct docstore_reader *reader, struct slice frame, struct arena *arena,
                          struct slice *record, struct error *err)
{
    unsigned long long size = ZSTD_getFrameContentSize(frame.ptr, frame.len);
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN ||
        size > DOCSTORE_MAX_RECORD)
        return error_set(err, STATUS_CORRUPT, "stored document is damaged: no frame");
    char *to = arena_alloc(arena, (size_t)size + 1);
    if (!to)
        return error_set(err, STATUS_NO_MEMORY, "stored document of %llu bytes: out of memory",
                         size);
    size_t read = ZSTD_decompressDCtx(reader->context, to, (size_t)size, frame.ptr, frame.len);
    if (ZSTD_isError(read) || read != size)
        return error_set(err, STATUS_CORRUPT, "stored document is damaged: %s",
                         ZSTD_isError(read) ? ZSTD_getErrorName(read) : "short frame");
    *record = slice_of(to, read);
    return STATUS_OK;
}
