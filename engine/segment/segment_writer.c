// See segment_writer.h.
//
// Memory: three extents of 256 KiB, one term's encoded lists, and what the store holds back until the next
// checkpoint. A checkpoint is an ordinary commit: what it makes durable is not named by
// any manifest yet, so readers and a crash both pass over it.
#include "engine/segment/segment_writer.h"

#include "base/hash.h"
#include "base/reader.h"
#include "engine/format/blob.h"
#include "engine/segment/pair_builder.h"
#include "engine/segment/range_table.h"

#include <stdlib.h>
#include <string.h>

enum { OFFSET_BYTES = 8 }; // a document

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "segment: out of memory");
}

// --- extents -----------------------------------------------------------------------------------

static enum status extent_flush(struct segment_writer *writer, struct extent_writer *extent,
                                struct error *err)
{
    if (extent->bytes.len == 0)
        return STATUS_OK;
    char key[BLOB_KEY_LEN];
    extent->total += extent->bytes.len;
    struct slice at = blob_key(writer->info.id, extent->part, extent->number++, key);
    enum status status = blob_put(*writer->txn, at, &extent->bytes, err);
    buf_reset(&extent->bytes);
    return status == STATUS_OK ? store_checkpoint(writer->store, writer->txn, err) : status;
}

// A run that is longer than an extent is one, and is not copied on its way.
static enum status put_alone(struct segment_writer *writer, struct extent_writer *extent,
                             const struct slice run[2], struct error *err)
{
    char key[BLOB_KEY_LEN];
    extent->total += run[0].len + run[1].len;
    struct slice at = blob_key(writer->info.id, extent->part, extent->number++, key);
    enum status status = blob_put_runs(*writer->txn, at, run, err);
    return status == STATUS_OK ? store_checkpoint(writer->store, writer->txn, err) : status;
}

// Appends a run that is given in two pieces.
static enum status extent_append(struct segment_writer *writer, struct extent_writer *extent,
                                 const struct slice run[2], struct extent_range *range,
                                 struct error *err)
{
    size_t len = run[0].len + run[1].len;
    if (extent->bytes.len && extent->bytes.len + len > EXTENT_BYTES) {
        enum status status = extent_flush(writer, extent, err);
        if (status != STATUS_OK)
            return status;
    }
    if (len > UINT32_MAX / 2)
        return error_set(err, STATUS_TOO_LARGE, "segment: a list of %zu bytes", len);
    *range = (struct extent_range){extent->number, (uint32_t)extent->bytes.len, (uint32_t)len};
    if (len > EXTENT_BYTES)
        return put_alone(writer, extent, run, err);
    buf_append_slice(&extent->bytes, run[0]);
    buf_append_slice(&extent->bytes, run[1]);
    return extent->bytes.failed ? no_memory(err) : STATUS_OK;
}

// --- the writer --------------------------------------------------------------------------------

void segment_writer_init(struct segment_writer *writer, struct store *store, struct store_txn **txn,
                         uint32_t id)
{
    memset(writer, 0, sizeof *writer);
    writer->store = store;
    writer->txn = txn;
    writer->info.id = id;
    dictionary_writer_init(&writer->dictionary, id);
    positions_writer_init(&writer->positions);
    postings_writer_reset(&writer->postings);
    writer->posting_extents.part = PART_POSTINGS;
    writer->position_extents.part = PART_POSITIONS;
    writer->document_extents.part = PART_DOCUMENTS;
}

void segment_writer_clear(struct segment_writer *writer)
{
    dictionary_writer_clear(&writer->dictionary);
    posting_block_clear(&writer->block);
    postings_writer_clear(&writer->postings);
    positions_writer_clear(&writer->positions);
    buf_clear(&writer->posting_extents.bytes);
    buf_clear(&writer->position_extents.bytes);
    buf_clear(&writer->document_extents.bytes);
    buf_clear(&writer->offsets);
    buf_clear(&writer->scratch_postings);
    buf_clear(&writer->scratch_positions);
    buf_clear(&writer->scratch_value);
    buf_clear(&writer->scratch_ranges);
    buf_clear(&writer->scratch_largest);
}

enum status segment_writer_document(struct segment_writer *writer, const struct slice frames[2],
                                    struct error *err)
{
    struct extent_range range = {0, 0, 0};
    enum status status = extent_append(writer, &writer->document_extents, frames, &range, err);
    buf_append_u32(&writer->offsets, range.extent);
    buf_append_u32(&writer->offsets, range.offset);
    return status;
}

void segment_writer_set_weighing(struct segment_writer *writer, const struct weighing *weighing)
{
    writer->weighing = weighing;
}

void segment_writer_end_block(struct segment_writer *writer)
{
    uint8_t codes[POSTING_BLOCK_LEN];
    weigh_postings(writer->weighing, &writer->block, codes);
    postings_writer_block(&writer->postings, writer->block.docs, codes);
    positions_writer_block(&writer->positions, &writer->block);
    posting_block_reset(&writer->block);
}

// Ends the lists of a term with what is left in the block.
static enum status finish_lists(struct segment_writer *writer, struct posting_entry *entry,
                                struct error *err)
{
    struct posting_block *block = &writer->block;
    uint8_t codes[POSTING_BLOCK_LEN];
    weigh_postings(writer->weighing, block, codes);
    buf_reset(&writer->scratch_postings);
    buf_reset(&writer->scratch_positions);
    postings_writer_finish(&writer->postings,
                           &(struct postings_tail){block->docs, codes, block->count},
                           &writer->scratch_postings);
    positions_writer_finish(&writer->positions, block, &writer->scratch_positions);
    *entry = (struct posting_entry){.doc_count = writer->postings.doc_count,
                                    .max_code = writer->postings.best[0],
                                    .tenth_code = writer->postings.best[BEST_CODES - 1],
                                    .postings = buf_slice(&writer->scratch_postings),
                                    .positions = buf_slice(&writer->scratch_positions)};
    bool failed =
        block->failed || writer->scratch_postings.failed || writer->scratch_positions.failed;
    postings_writer_reset(&writer->postings);
    positions_writer_reset(&writer->positions);
    posting_block_rest(block);
    return failed ? no_memory(err) : STATUS_OK;
}

static uint32_t documents_of(const struct segment_writer *writer)
{
    return (uint32_t)(writer->offsets.len / OFFSET_BYTES);
}

// Where a word that is frequent in the segment gives how much at most.
static enum status put_ranges(struct segment_writer *writer, struct posting_entry *entry,
                              struct error *err)
{
    uint32_t documents = documents_of(writer);
    struct postings postings;
    if (!range_table_is_due(entry->doc_count, documents))
        return STATUS_OK;
    buf_reset(&writer->scratch_ranges);
    entry->has_ranges = true;
    enum status status =
        postings_open(entry->postings, entry->doc_count, documents, &postings, err);
    if (status == STATUS_OK)
        status = range_table_build(&postings, entry->max_code, &writer->scratch_largest,
                                   &writer->scratch_ranges, err);
    if (status == STATUS_OK)
        status = extent_append(writer, &writer->posting_extents,
                               (struct slice[2]){buf_slice(&writer->scratch_ranges)},
                               &entry->ranges_at, err);
    return status;
}

// A term with a value of its own (ids, folds), or one whose postings were added.
static enum status add_value(struct segment_writer *writer, struct slice term, struct slice value,
                             struct error *err)
{
    enum status status = dictionary_writer_add(&writer->dictionary, *writer->txn, term, value, err);
    return status == STATUS_OK ? store_checkpoint(writer->store, writer->txn, err) : status;
}

enum status segment_writer_end_term(struct segment_writer *writer, struct slice term,
                                    struct error *err)
{
    struct posting_entry entry;
    enum status status = finish_lists(writer, &entry, err);
    if (status != STATUS_OK)
        return status;
    buf_reset(&writer->scratch_value);
    entry.is_inline = entry.postings.len + entry.positions.len <= INLINE_MAX_BYTES &&
                      !range_table_is_due(entry.doc_count, documents_of(writer));
    if (!entry.is_inline) {
        status = extent_append(writer, &writer->posting_extents, (struct slice[2]){entry.postings},
                               &entry.postings_at, err);
        if (status == STATUS_OK)
            status = extent_append(writer, &writer->position_extents,
                                   (struct slice[2]){entry.positions}, &entry.positions_at, err);
    }
    if (status == STATUS_OK)
        status = put_ranges(writer, &entry, err);
    if (status != STATUS_OK)
        return status;
    posting_entry_encode(&entry, &writer->scratch_value);
    return writer->scratch_value.failed
               ? no_memory(err)
               : add_value(writer, term, buf_slice(&writer->scratch_value), err);
}

enum status segment_writer_id(struct segment_writer *writer, struct slice id, uint32_t doc,
                              struct error *err)
{
    char key[DICTIONARY_MAX_TERM];
    key[0] = TERM_ID;
    memcpy(key + 1, id.ptr, id.len);
    buf_reset(&writer->scratch_value);
    buf_append_varint(&writer->scratch_value, doc);
    if (writer->scratch_value.failed)
        return no_memory(err);
    return add_value(writer, slice_of(key, id.len + 1), buf_slice(&writer->scratch_value), err);
}

// --- folds -------------------------------------------------------------------------------------

void fold_writer_init(struct fold_writer *folds, struct segment_writer *writer)
{
    *folds = (struct fold_writer){.writer = writer};
}

void fold_writer_clear(struct fold_writer *folds)
{
    buf_clear(&folds->folded);
    buf_clear(&folds->value);
}

enum status fold_writer_finish(struct fold_writer *folds, struct error *err)
{
    if (folds->count == 0)
        return STATUS_OK;
    char key[DICTIONARY_MAX_TERM];
    key[0] = TERM_FOLD;
    memcpy(key + 1, folds->folded.data, folds->folded.len);
    folds->count = 0;
    return add_value(folds->writer, slice_of(key, folds->folded.len + 1), buf_slice(&folds->value),
                     err);
}

// Where a surface stands, or is to stand, in the list, which is in byte order.
static size_t fold_place(const struct fold_writer *folds, struct slice surface, bool *is_there)
{
    struct slice list = buf_slice(&folds->value);
    struct cursor cursor = cursor_over(list);
    *is_there = false;
    while (cursor_left(&cursor)) {
        size_t at = list.len - cursor_left(&cursor);
        int order = slice_compare(surface, cursor_string(&cursor));
        *is_there = order == 0;
        if (order <= 0)
            return at;
    }
    return list.len;
}

static void fold_insert(struct fold_writer *folds, struct slice surface, size_t at)
{
    struct buf list = {0};
    struct slice before = buf_slice(&folds->value);
    buf_append(&list, before.ptr, at);
    buf_append_string(&list, surface);
    buf_append_slice(&list, slice_from_offset(before, at));
    buf_clear(&folds->value);
    folds->value = list;
    folds->count++;
}

static void fold_drop_last(struct fold_writer *folds)
{
    struct cursor cursor = cursor_over(buf_slice(&folds->value));
    uint32_t kept = 0;
    for (folds->count--; cursor_left(&cursor) && kept < folds->count; kept++)
        (void)cursor_string(&cursor);
    folds->value.len -= cursor_left(&cursor);
}

enum status fold_writer_add(struct fold_writer *folds, struct slice folded, struct slice surface,
                            struct error *err)
{
    if (folds->count == 0 || !slice_equal(buf_slice(&folds->folded), folded)) {
        enum status status = fold_writer_finish(folds, err);
        if (status != STATUS_OK)
            return status;
        buf_reset(&folds->folded);
        buf_reset(&folds->value);
        buf_append_slice(&folds->folded, folded);
    }
    bool is_there;
    size_t at = fold_place(folds, surface, &is_there);
    if (!is_there)
        fold_insert(folds, surface, at);
    if (folds->count > FOLD_MAX_SURFACES)
        fold_drop_last(folds);
    if (folds->folded.failed || folds->value.failed)
        return no_memory(err);
    return STATUS_OK;
}

// --- columns -----------------------------------------------------------------------------------

enum status segment_writer_column(struct segment_writer *writer, enum column_id column,
                                  struct buf *bytes, struct error *err)
{
    char key[BLOB_KEY_LEN];
    writer->info.bytes_columns += bytes->len;
    struct slice at = blob_key(writer->info.id, PART_COLUMN, (uint32_t)column, key);
    enum status status = blob_put(*writer->txn, at, bytes, err);
    return status == STATUS_OK ? store_checkpoint(writer->store, writer->txn, err) : status;
}

enum status segment_writer_columns(struct segment_writer *writer, struct columns_builder *columns,
                                   struct error *err)
{
    enum status status = STATUS_OK;
    for (int c = 0; status == STATUS_OK && c < COLUMN_COUNT; c++) {
        struct buf bytes = {0};
        columns_builder_encode(columns, (enum column_id)c, &bytes);
        status = segment_writer_column(writer, (enum column_id)c, &bytes, err);
        buf_clear(&bytes);
    }
    return status;
}

enum status segment_writer_hashes(struct segment_writer *writer, const uint64_t *hashes,
                                  uint32_t count, struct error *err)
{
    char key[BLOB_KEY_LEN];
    struct buf bytes;
    buf_init(&bytes, 0);
    for (uint32_t i = 0; i < count; i++)
        buf_append_u64(&bytes, hashes[i]);
    writer->info.bytes_columns += bytes.len;
    struct slice at = blob_key(writer->info.id, PART_HASHES, 0, key);
    enum status status = blob_put(*writer->txn, at, &bytes, err);
    buf_clear(&bytes);
    return status == STATUS_OK ? store_checkpoint(writer->store, writer->txn, err) : status;
}

enum status segment_writer_finish(struct segment_writer *writer, uint32_t doc_count,
                                  struct segment_info *out, struct error *err)
{
    char key[BLOB_KEY_LEN];
    enum status status = dictionary_writer_finish(&writer->dictionary, *writer->txn, err);
    if (status == STATUS_OK)
        status = extent_flush(writer, &writer->posting_extents, err);
    if (status == STATUS_OK)
        status = extent_flush(writer, &writer->position_extents, err);
    if (status == STATUS_OK)
        status = extent_flush(writer, &writer->document_extents, err);
    if (status == STATUS_OK)
        status = blob_put(*writer->txn, blob_key(writer->info.id, PART_OFFSETS, 0, key),
                          &writer->offsets, err);
    if (status != STATUS_OK)
        return status;
    writer->info.doc_count = doc_count;
    writer->info.posting_extents = writer->posting_extents.number;
    writer->info.position_extents = writer->position_extents.number;
    writer->info.document_extents = writer->document_extents.number;
    writer->info.bytes_postings = writer->posting_extents.total;
    writer->info.bytes_positions = writer->position_extents.total;
    writer->info.bytes_dictionary = writer->dictionary.bytes;
    writer->info.bytes_documents = writer->document_extents.total + writer->offsets.len;
    *out = writer->info;
    return STATUS_OK;
}

// --- pairs -------------------------------------------------------------------------------------

static enum status put_pairs(struct segment_writer *writer, uint32_t number, struct buf *bytes,
                             struct segment_info *info, struct error *err)
{
    char key[BLOB_KEY_LEN];
    info->bytes_postings += bytes->len;
    enum status status =
        blob_put(*writer->txn, blob_key(info->id, PART_PAIRS, number, key), bytes, err);
    return status == STATUS_OK ? store_checkpoint(writer->store, writer->txn, err) : status;
}

// The rows of the next words. The segment is opened for each such part, since what is written meanwhile moves pages.
static enum status put_rows(struct segment_writer *writer, struct pair_builder *pairs,
                            struct segment_info *info, uint32_t *end, struct error *err)
{
    struct arena arena;
    struct segment segment;
    uint32_t from = 0;
    arena_init(&arena, 0);
    enum status status = segment_open(*writer->txn, info, &arena, &segment, err);
    if (status == STATUS_OK)
        status = pair_builder_fill(pairs, &segment, &from, end, err);
    for (uint32_t word = from; status == STATUS_OK && word < *end; word++) {
        buf_reset(&writer->scratch_value);
        pair_builder_put_row(pairs, word, &writer->scratch_value);
        status = put_pairs(writer, 1 + word, &writer->scratch_value, info, err);
    }
    arena_clear(&arena);
    return status;
}

enum status segment_writer_pairs(struct segment_writer *writer, struct pair_builder *pairs,
                                 struct segment_info *info, struct error *err)
{
    struct arena arena;
    struct segment segment;
    uint32_t count = 0, end = 0;
    arena_init(&arena, 0);
    enum status status = segment_open(*writer->txn, info, &arena, &segment, err);
    if (status == STATUS_OK)
        status = pair_builder_begin(pairs, &segment, &count, err);
    arena_clear(&arena);
    if (status == STATUS_OK && count > 0) {
        buf_reset(&writer->scratch_value);
        pair_builder_put_words(pairs, &writer->scratch_value);
        status = put_pairs(writer, 0, &writer->scratch_value, info, err);
    }
    while (status == STATUS_OK && end < count)
        status = put_rows(writer, pairs, info, &end, err);
    if (status == STATUS_OK)
        info->pair_words = count;
    return status;
}

enum status segment_writer_erase(struct store_txn *txn, uint32_t segment, struct error *err)
{
    char key[4];
    uint32_t big_endian = __builtin_bswap32(segment);
    memcpy(key, &big_endian, 4);
    enum status status = store_delete_prefix(txn, STORE_BLOBS, slice_of(key, 4), err);
    if (status == STATUS_OK)
        status = store_delete_prefix(txn, STORE_TERMS, slice_of(key, 4), err);
    if (status == STATUS_OK)
        status = store_delete_prefix(txn, STORE_DEAD, slice_of(key, 4), err);
    return status;
}
