// See news.h.
//
// A new document is told from its note alone; only what was there before, and is different or gone, is read again, once
// as it was and once as it is. Its old text is compressed anew, without the dictionary, which `optimize` learns anew.
//
// Memory: a few bytes a document of the batch (an id and a source share most of theirs with those of the one before),
// and at the commit what change_log.h lets it keep of old texts.
#include "engine/write/news.h"

#include "base/clock.h"
#include "base/reader.h"
#include "engine/write/batch.h"

enum { STATUS_BITS = 7, HAS_OWN_TIMES = 8 };

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "changes: out of memory");
}

// --- while the batch grows ---------------------------------------------------------------------

enum status news_recall(struct index_writer *writer, struct slice id, struct recollection *out,
                        struct doc_place *place, struct error *err)
{
    const struct pending_entry *entry = pending_map_find(&writer->batch_ids, id);
    *out = (struct recollection){0};
    if (entry && entry->was_committed) {
        struct arena arena;
        struct exchange removed;
        arena_init(&arena, 0);
        enum status status =
            batch_load(writer, &entry->before, EXCHANGE_SHORT, &arena, &removed, err);
        if (status == STATUS_OK)
            *out = (struct recollection){removed.first_seen, removed.changed,
                                         batch_stored_hash(writer, &entry->before)};
        *place = entry->before;
        arena_clear(&arena);
        return status;
    }
    struct tombstone tombstone = {0};
    if (writer->news.counters.tombstones == 0)
        return STATUS_OK;
    enum status status = change_log_tombstone(writer->view, id, &tombstone, err);
    out->first_seen = tombstone.first_seen;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status news_note(struct index_writer *writer, const struct exchange *exchange, uint64_t number,
                      bool has_own_times, struct error *err)
{
    struct news *news = &writer->news;
    struct arena arena;
    arena_init(&arena, 0);
    struct slice source = source_ref_text(&exchange->source, false, &arena);
    buf_append_char(&news->notes,
                    (char)(exchange_status(exchange) | (has_own_times ? HAS_OWN_TIMES : 0)));
    buf_append_varint(&news->notes, number);
    change_row_append_text(&news->notes, &news->last_id, exchange->id);
    change_row_append_text(&news->notes, &news->last_source, source);
    bool is_noted = source.ptr && !news->notes.failed;
    arena_clear(&arena);
    return is_noted ? STATUS_OK : no_memory(err);
}

// --- at the commit -----------------------------------------------------------------------------

struct telling {
    struct index_writer *writer;
    struct store_txn *txn;
    struct change_counters counters;
    struct change_row_builder row;
    struct arena arena;                     // of one document
    struct docstore_compressor *compressor; // of old texts; NULL until there is one
    struct buf frame;
    uint64_t text_bytes_before;
};

// What is kept of an old text, from how it was stored.
static enum status old_frames(struct telling *telling, struct slice stored, struct slice frames[2],
                              struct error *err)
{
    struct docstore_reader *reader = telling->writer->reader;
    struct slice record;
    enum status status = STATUS_OK;
    if (!telling->compressor)
        status = docstore_compressor_open(SLICE_NONE, &telling->compressor, err);
    if (status == STATUS_OK)
        status = docstore_take_record(reader, &stored, &telling->arena, &record, err);
    if (status == STATUS_OK)
        status = docstore_compress(telling->compressor, record, &telling->frame, frames, err);
    frames[1] = stored; // what was packed stays as it is
    return status;
}

// Puts down what the change's document was, where a commit may keep so much.
static enum status keep_old(struct telling *telling, struct change *change,
                            const struct doc_place *before, struct error *err)
{
    struct change_counters *counters = &telling->counters;
    uint64_t limit = telling->text_bytes_before + CHANGE_LOG_COMMIT_BYTES;
    struct slice stored, frames[2];
    if (counters->keep_days == 0 || counters->text_bytes >= limit)
        return STATUS_OK;
    enum status status =
        segment_frame(&telling->writer->segments[before->segment], before->doc, &stored, err);
    if (status == STATUS_OK)
        status = old_frames(telling, stored, frames, err);
    if (status != STATUS_OK || counters->text_bytes + frames[0].len + frames[1].len >= limit)
        return status;
    change->has_old = true;
    return change_log_put_text(telling->txn, counters, change->number, telling->row.when, frames,
                               err);
}

// Adds the change to the record, with what its document was before, if it was.
static enum status tell(struct telling *telling, struct change *change,
                        const struct doc_place *before, struct error *err)
{
    struct change_counters *counters = &telling->counters;
    change->number = counters->next + telling->row.count;
    enum status status = before ? keep_old(telling, change, before, err) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    change_row_add(&telling->row, change);
    return change_row_is_full(&telling->row)
               ? change_log_put_row(telling->txn, counters, &telling->row, err)
               : STATUS_OK;
}

static enum status load_traits(struct telling *telling, const struct doc_place *place,
                               struct change_traits *out, struct error *err)
{
    struct exchange exchange;
    arena_reset(&telling->arena);
    enum status status =
        batch_load(telling->writer, place, EXCHANGE_WHOLE, &telling->arena, &exchange, err);
    if (status == STATUS_OK)
        change_traits_of(&exchange, out);
    return status;
}

static enum status tell_different(struct telling *telling, struct change *change,
                                  const struct doc_place *before, const struct doc_place *now,
                                  struct error *err)
{
    struct index_writer *writer = telling->writer;
    struct change_traits old, new;
    change->old_hash = batch_stored_hash(writer, before);
    if (change->old_hash == batch_stored_hash(writer, now))
        return STATUS_OK;
    enum status status = load_traits(telling, before, &old, err);
    if (status == STATUS_OK)
        status = load_traits(telling, now, &new, err);
    if (status != STATUS_OK)
        return status;
    change_compare(&old, &new, change);
    return tell(telling, change, before, err);
}

// A document that is in the index now and was not.
static enum status tell_new(struct telling *telling, struct change *change, bool has_own_times,
                            struct error *err)
{
    uint64_t tombstones = telling->counters.tombstones;
    enum status status = STATUS_OK;
    if (tombstones > 0)
        status = change_log_drop_tombstone(telling->txn, &telling->counters, change->id, err);
    change->before = EXCHANGE_STATUS_COUNT;
    change->kind = telling->counters.tombstones < tombstones ? CHANGE_RETURNED
                   : has_own_times                           ? CHANGE_RESTORED
                                                             : CHANGE_NEW;
    return status == STATUS_OK ? tell(telling, change, NULL, err) : status;
}

static enum status tell_removed(struct telling *telling, struct slice id,
                                const struct doc_place *before, struct error *err)
{
    struct index_writer *writer = telling->writer;
    struct exchange old;
    arena_reset(&telling->arena);
    enum status status = batch_load(writer, before, EXCHANGE_SHORT, &telling->arena, &old, err);
    if (status != STATUS_OK)
        return status;
    struct change change = {.kind = CHANGE_REMOVED,
                            .before = exchange_status(&old),
                            .after = EXCHANGE_STATUS_COUNT,
                            .old_hash = batch_stored_hash(writer, before),
                            .id = id,
                            .source = source_ref_text(&old.source, false, &telling->arena)};
    struct tombstone tombstone = {.number = telling->counters.next + telling->row.count,
                                  .when = telling->row.when,
                                  .first_seen = old.first_seen};
    if (!change.source.ptr)
        return no_memory(err);
    status = change_log_put_tombstone(telling->txn, &telling->counters, id, &tombstone, err);
    return status == STATUS_OK ? tell(telling, &change, before, err) : status;
}

// Reads the next text of the notes into `last`, which holds the one before.
static struct slice next_text(struct cursor *notes, struct buf *last)
{
    last->len = cursor_varint(notes);
    buf_append_slice(last, cursor_string(notes));
    return buf_slice(last);
}

static enum status tell_put(struct telling *telling, struct error *err)
{
    struct index_writer *writer = telling->writer;
    struct news *news = &writer->news;
    struct cursor notes = cursor_over(buf_slice(&news->notes));
    enum status status = STATUS_OK;
    buf_reset(&news->last_id);
    buf_reset(&news->last_source);
    for (uint32_t d = 0; status == STATUS_OK && d < inverters_count(writer->inverters); d++) {
        uint8_t flags = cursor_u8(&notes);
        uint64_t number = cursor_varint(&notes);
        struct change change = {.after = (enum exchange_status)(flags & STATUS_BITS)};
        change.id = next_text(&notes, &news->last_id);
        change.source = next_text(&notes, &news->last_source);
        if (news->last_id.failed || news->last_source.failed)
            return no_memory(err);
        const struct pending_entry *entry = pending_map_find(&writer->batch_ids, change.id);
        if (!entry || entry->number != number) // it was replaced
            continue;
        const struct doc_place now = batch_place(number);
        if (entry->was_committed)
            status = tell_different(telling, &change, &entry->before, &now, err);
        else
            status = tell_new(telling, &change, flags & HAS_OWN_TIMES, err);
        store_bound_pages(writer->store, 0);
    }
    return status;
}

static enum status tell_all_removed(struct telling *telling, struct error *err)
{
    const struct pending_map *ids = &telling->writer->batch_ids;
    enum status status = STATUS_OK;
    for (uint32_t i = 0; status == STATUS_OK && i < ids->keys.count; i++) {
        const struct pending_entry *entry = &ids->entries[i];
        if (entry->number == 0 && entry->was_committed)
            status = tell_removed(telling, ids->keys.keys[i], &entry->before, err);
        store_bound_pages(telling->writer->store, 0);
    }
    return status;
}

enum status news_write(struct index_writer *writer, struct store_txn *txn, uint64_t generation,
                       struct error *err)
{
    int64_t now = clock_wall_seconds();
    struct telling telling = {.writer = writer,
                              .txn = txn,
                              .counters = writer->news.counters,
                              .row = {.generation = generation, .when = now},
                              .text_bytes_before = writer->news.counters.text_bytes};
    arena_init(&telling.arena, 0);
    telling.counters.keep_days = writer->news.keep_days;
    if (telling.counters.epoch == 0)
        telling.counters.epoch = clock_wall_ns();
    enum status status = tell_put(&telling, err);
    if (status == STATUS_OK)
        status = tell_all_removed(&telling, err);
    if (status == STATUS_OK)
        status = change_log_put_row(txn, &telling.counters, &telling.row, err);
    if (status == STATUS_OK)
        status = change_log_prune(txn, &telling.counters, now, err);
    if (status == STATUS_OK)
        status = change_log_put_counters(txn, &telling.counters, err);
    change_row_clear(&telling.row);
    docstore_compressor_close(telling.compressor);
    buf_clear(&telling.frame);
    arena_clear(&telling.arena);
    return status;
}
