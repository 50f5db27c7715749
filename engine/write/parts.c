// See parts.h.
//
// Cost: the words of such a document are written twice, and its places read once more; memory is that of one part, then
// that of one word's places.
#include "engine/write/parts.h"

#include "engine/segment/segment_writer.h"
#include "engine/write/merger.h"

#include <stdlib.h>

// A text of nothing but new words takes some forty times its size.
enum { ALONE_FROM = 64 };

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "index: out of memory");
}

static enum status write_part(void *context, struct inverter *inverter, struct error *err)
{
    struct index_writer *writer = context;
    struct store_txn *txn = NULL;
    struct segment_writer target;
    struct segment_info part;
    enum status status = store_begin(writer->store, true, &txn, err);
    if (status != STATUS_OK)
        return status;
    segment_writer_init(&target, writer->store, &txn, writer->manifest.next_segment++);
    status = inverter_flush(inverter, &(struct inverter_flush){.writer = &target}, &part, err);
    segment_writer_clear(&target);
    buf_append(&writer->parts, &part, sizeof part);
    if (status == STATUS_OK && writer->parts.failed)
        status = no_memory(err);
    if (status == STATUS_OK)
        return store_commit(txn, err);
    store_abort(txn);
    return status;
}

void parts_begin(struct index_writer *writer, size_t most_bytes)
{
    writer->part_order = (struct inverter_parts){most_bytes, write_part, writer};
    inverters_let_part(writer->inverters, &writer->part_order);
}

bool parts_may_come(const struct index_writer *writer, const struct exchange *exchange)
{
    return exchange_rest_len(exchange) > writer->memory_bytes / ALONE_FROM;
}

static enum status merge_parts(const struct segment *parts, uint32_t count,
                               struct segment_writer *target, struct segment_info *out,
                               struct error *err)
{
    struct merge merge = {
        .sources = parts, .source_count = count, .writer = target, .is_one_document = true};
    return merge_run(&merge, out, err);
}

enum status parts_join(struct index_writer *writer, struct store_txn **txn, uint32_t whole,
                       struct segment_info *last, struct error *err)
{
    buf_append(&writer->parts, last, sizeof *last);
    const struct segment_info *infos =
        (const struct segment_info *)(const void *)writer->parts.data;
    uint32_t count = (uint32_t)(writer->parts.len / sizeof *infos);
    struct segment *parts = calloc(count, sizeof *parts);
    struct store_txn *view = NULL;
    struct arena arena;
    struct segment_writer target;
    arena_init(&arena, 0);
    enum status status = parts && !writer->parts.failed ? store_commit(*txn, err) : no_memory(err);
    if (parts && !writer->parts.failed)
        *txn = NULL; // either way
    if (status == STATUS_OK)
        status = store_begin(writer->store, false, &view, err);
    if (status == STATUS_OK)
        status = store_begin(writer->store, true, txn, err);
    for (uint32_t p = 0; status == STATUS_OK && p < count; p++)
        status = segment_open(view, &infos[p], &arena, &parts[p], err);
    segment_writer_init(&target, writer->store, txn, whole);
    if (status == STATUS_OK)
        status = merge_parts(parts, count, &target, last, err);
    segment_writer_clear(&target);
    for (uint32_t p = 0; status == STATUS_OK && p < count; p++) {
        status = segment_writer_erase(*txn, infos[p].id, err);
        if (status == STATUS_OK)
            status = store_checkpoint(writer->store, txn, err);
    }
    store_abort(view);
    arena_clear(&arena);
    free(parts);
    return status;
}
