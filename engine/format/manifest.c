// Manifest and header: the two records that say what an index is. See manifest.h.
//
// Both are small and read whole whenever an index or a generation is opened; both are sealed. The header is written
// once, with the index, and says which format and which analyzer made it; the manifest is written by every commit, and
// that is the commit. What another format or analyzer made is refused with what to do about it.
#include "engine/format/manifest.h"

#include "base/hash.h"
#include "base/reader.h"
#include "engine/format/index_format.h"

#define HEADER_KEY SLICE("header")
#define MANIFEST_KEY SLICE("manifest")

// What to do with an index that this program does not read.
#define WAY_OUT \
    "`dump` it with the version that made it, `add` that to a new folder (see Upgrade in " \
    "operations.md)"

// A record is its bytes followed by their XXH3: a flipped bit is seen when the index is opened.
static enum status put_sealed(struct store_txn *txn, struct slice key, struct buf *record,
                              struct error *err)
{
    buf_append_u64(record, hash_bytes(slice_of(record->data, record->len), 0));
    if (record->failed) {
        buf_clear(record);
        return error_set(err, STATUS_NO_MEMORY, "manifest: out of memory");
    }
    enum status status = store_put(txn, STORE_META, key, buf_slice(record), err);
    buf_clear(record);
    return status;
}

static enum status get_sealed(struct store_txn *txn, struct slice key, struct cursor *out,
                              struct error *err)
{
    struct slice record;
    enum status status = store_get(txn, STORE_META, key, &record, err);
    if (status != STATUS_OK)
        return status;
    if (record.len < 8)
        return error_set(err, STATUS_CORRUPT, "index %.*s is damaged", SLICE_ARG(key));
    struct cursor seal = cursor_over(slice_from_offset(record, record.len - 8));
    if (cursor_u64(&seal) != hash_bytes(slice_of(record.ptr, record.len - 8), 0))
        return error_set(err, STATUS_CORRUPT, "index %.*s is damaged", SLICE_ARG(key));
    *out = cursor_over(slice_of(record.ptr, record.len - 8));
    return STATUS_OK;
}

static void encode_segment(const struct segment_info *info, struct buf *out)
{
    buf_append_u32(out, info->id);
    buf_append_u32(out, info->doc_count);
    buf_append_u32(out, info->deleted_count);
    buf_append_u32(out, info->posting_extents);
    buf_append_u32(out, info->position_extents);
    buf_append_u32(out, info->document_extents);
    buf_append_u32(out, info->pair_words);
    buf_append_u64(out, info->tokens);
    buf_append_u64(out, info->bytes_postings);
    buf_append_u64(out, info->bytes_positions);
    buf_append_u64(out, info->bytes_dictionary);
    buf_append_u64(out, info->bytes_columns);
    buf_append_u64(out, info->bytes_documents);
}

static void decode_segment(struct cursor *cursor, struct segment_info *info)
{
    info->id = cursor_u32(cursor);
    info->doc_count = cursor_u32(cursor);
    info->deleted_count = cursor_u32(cursor);
    info->posting_extents = cursor_u32(cursor);
    info->position_extents = cursor_u32(cursor);
    info->document_extents = cursor_u32(cursor);
    info->pair_words = cursor_u32(cursor);
    info->tokens = cursor_u64(cursor);
    info->bytes_postings = cursor_u64(cursor);
    info->bytes_positions = cursor_u64(cursor);
    info->bytes_dictionary = cursor_u64(cursor);
    info->bytes_columns = cursor_u64(cursor);
    info->bytes_documents = cursor_u64(cursor);
}

enum status manifest_write(struct store_txn *txn, const struct manifest *manifest,
                           struct error *err)
{
    struct buf record;
    buf_init(&record, 0);
    buf_append_u64(&record, manifest->generation);
    buf_append_u64(&record, (uint64_t)manifest->commit_time);
    buf_append_u32(&record, manifest->next_segment);
    buf_append_u32(&record, manifest->segment_count);
    for (uint32_t s = 0; s < manifest->segment_count; s++)
        encode_segment(&manifest->segments[s], &record);
    return put_sealed(txn, MANIFEST_KEY, &record, err);
}

enum status manifest_read(struct store_txn *txn, struct manifest *out, struct error *err)
{
    struct cursor cursor;
    enum status status = get_sealed(txn, MANIFEST_KEY, &cursor, err);
    if (status != STATUS_OK)
        return status;
    out->generation = cursor_u64(&cursor);
    out->commit_time = (int64_t)cursor_u64(&cursor);
    out->next_segment = cursor_u32(&cursor);
    out->segment_count = cursor_u32(&cursor);
    if (out->segment_count > MANIFEST_MAX_SEGMENTS)
        return error_set(err, STATUS_CORRUPT, "index manifest is damaged");
    for (uint32_t s = 0; s < out->segment_count; s++) {
        decode_segment(&cursor, &out->segments[s]);
        if (out->segments[s].doc_count > DOC_LIMIT ||
            out->segments[s].deleted_count > out->segments[s].doc_count)
            cursor.failed = true;
    }
    if (cursor.failed)
        return error_set(err, STATUS_CORRUPT, "index manifest is damaged");
    return STATUS_OK;
}

enum status header_write(struct store_txn *txn, const struct index_header *header,
                         struct error *err)
{
    struct buf record;
    buf_init(&record, 0);
    buf_append_string(&record, SLICE(INDEX_MAGIC));
    buf_append_u32(&record, header->format_version);
    buf_append_u32(&record, (uint32_t)header->analyzer_kind);
    buf_append_u64(&record, header->analyzer_fingerprint);
    return put_sealed(txn, HEADER_KEY, &record, err);
}

enum status header_read(struct store_txn *txn, struct index_header *out, struct error *err)
{
    struct cursor cursor;
    enum status status = get_sealed(txn, HEADER_KEY, &cursor, err);
    if (status != STATUS_OK)
        return status;
    struct slice magic = cursor_string(&cursor);
    out->format_version = cursor_u32(&cursor);
    out->analyzer_kind = (enum analyzer_kind)cursor_u32(&cursor);
    out->analyzer_fingerprint = cursor_u64(&cursor);
    if (cursor.failed || !slice_equal(magic, SLICE(INDEX_MAGIC)))
        return error_set(err, STATUS_CORRUPT, "this is not an index of this program");
    if (out->format_version != INDEX_FORMAT_VERSION)
        return error_set(err, STATUS_VERSION,
                         "an index of format %u, and this program reads format %d; " WAY_OUT,
                         out->format_version, INDEX_FORMAT_VERSION);
    return STATUS_OK;
}

enum status header_check_analyzer(const struct index_header *header,
                                  const struct analyzer *analyzer, struct error *err)
{
    if (header->analyzer_kind == analyzer_kind(analyzer) &&
        header->analyzer_fingerprint == analyzer_fingerprint(analyzer))
        return STATUS_OK;
    return error_set(
        err, STATUS_VERSION,
        "made with another analyzer or other word lists than %s of this program; " WAY_OUT,
        analyzer_version(analyzer));
}

uint64_t manifest_live_documents(const struct manifest *manifest)
{
    uint64_t live = 0;
    for (uint32_t s = 0; s < manifest->segment_count; s++)
        live += manifest->segments[s].doc_count - manifest->segments[s].deleted_count;
    return live;
}
