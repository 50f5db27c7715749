// Records of sources, and orphans. See sources.h.
//
// The idea: one record a source, under its path (engine/source_record.h); one entry an orphan:
//
//     key: id                value: the path of the source that left it
//
// So who is asked for a document's source knows with one look-up whether it still holds it, however many ids the source
// has.
//
// Invariants: an entry stands for as long as the document is live and its source is that one: whoever adds the document
// again or removes it drops the entry. Changes wait in the batch and are written by the commit that also writes the
// documents: a crash forgets both or neither.
//
// Cost: a look-up in the batch's table and one in the file; walks read what they show.
#include "engine/write/sources.h"

#include "engine/write/batch.h"

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "source record: out of memory");
}

// --- records -----------------------------------------------------------------------------------

enum status sources_get(struct index_writer *writer, struct slice path, struct source_record *out,
                        struct error *err)
{
    char key[SOURCE_KEY_MAX];
    struct slice bytes;
    if (path.len == 0)
        return STATUS_NOT_FOUND;
    const struct pending_entry *entry = pending_map_find(&writer->sources, path);
    if (entry && !entry->value.ptr)
        return STATUS_NOT_FOUND;
    enum status status = STATUS_OK;
    if (entry)
        bytes = entry->value;
    else
        status = store_get(writer->view, STORE_SOURCES, source_record_key(path, key), &bytes, err);
    return status == STATUS_OK ? source_record_decode(bytes, out, err) : status;
}

enum status sources_put(struct index_writer *writer, struct slice path, const struct buf *record,
                        struct error *err)
{
    const struct pending_entry entry = {.value = buf_slice(record)};
    if (record->failed || !pending_map_put(&writer->sources, path, entry))
        return no_memory(err);
    return STATUS_OK;
}

enum status sources_touch(struct index_writer *writer, struct slice path,
                          const struct source_state *state, struct error *err)
{
    struct source_record record;
    enum status status = sources_get(writer, path, &record, err);
    if (status != STATUS_OK)
        return status;
    buf_reset(&writer->record);
    source_record_encode_state(&record, state, &writer->record);
    return sources_put(writer, path, &writer->record, err);
}

enum status sources_forget(struct index_writer *writer, struct slice path, struct error *err)
{
    if (!pending_map_put(&writer->sources, path, (struct pending_entry){.number = 0}))
        return no_memory(err);
    return STATUS_OK;
}

// Those that the batch says nothing about.
static enum status each_committed(struct index_writer *writer, struct slice prefix,
                                  enum status (*visit)(void *context, struct source_record *record,
                                                       struct error *err),
                                  void *context, struct error *err)
{
    struct slice start = prefix, key, bytes;
    if (start.len > SOURCE_KEY_PLAIN)
        start.len = SOURCE_KEY_PLAIN;
    enum status status = store_seek(writer->view, STORE_SOURCES, start, &key, &bytes, err);
    while (status == STATUS_OK && slice_starts_with(key, start)) {
        struct source_record record;
        status = source_record_decode(bytes, &record, err);
        if (status == STATUS_OK && slice_starts_with(record.path, prefix) &&
            !pending_map_find(&writer->sources, record.path))
            status = visit(context, &record, err);
        if (status == STATUS_OK)
            status = store_next(writer->view, STORE_SOURCES, &key, &bytes, err);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status sources_each(struct index_writer *writer, struct slice prefix,
                         enum status (*visit)(void *context, struct source_record *record,
                                              struct error *err),
                         void *context, struct error *err)
{
    enum status status = each_committed(writer, prefix, visit, context, err);
    for (uint32_t i = 0; status == STATUS_OK && i < writer->sources.keys.count; i++) {
        const struct pending_entry *entry = &writer->sources.entries[i];
        struct source_record record;
        if (!entry->value.ptr || !slice_starts_with(writer->sources.keys.keys[i], prefix))
            continue;
        status = source_record_decode(entry->value, &record, err);
        if (status == STATUS_OK)
            status = visit(context, &record, err);
    }
    return status;
}

static enum status write_records(struct index_writer *writer, struct store_txn *txn,
                                 struct error *err)
{
    enum status status = STATUS_OK;
    for (uint32_t i = 0; status == STATUS_OK && i < writer->sources.keys.count; i++) {
        const struct pending_entry *entry = &writer->sources.entries[i];
        char bytes[SOURCE_KEY_MAX];
        struct slice key = source_record_key(writer->sources.keys.keys[i], bytes);
        if (entry->value.ptr)
            status = store_put(txn, STORE_SOURCES, key, entry->value, err);
        else if (key.len)
            status = store_delete(txn, STORE_SOURCES, key, err);
    }
    return status;
}

// --- orphans -----------------------------------------------------------------------------------

enum status orphan_get(struct index_writer *writer, struct slice id, struct slice *path,
                       struct error *err)
{
    const struct pending_entry *entry = pending_map_find(&writer->orphans, id);
    if (!entry)
        return store_get(writer->view, STORE_ORPHANS, id, path, err);
    *path = entry->value;
    return entry->value.ptr ? STATUS_OK : STATUS_NOT_FOUND;
}

enum status orphan_put(struct index_writer *writer, struct slice id, struct slice path,
                       struct error *err)
{
    const struct pending_entry entry = {.value = path};
    return pending_map_put(&writer->orphans, id, entry) ? STATUS_OK : no_memory(err);
}

enum status orphan_drop(struct index_writer *writer, struct slice id, struct error *err)
{
    struct slice path;
    enum status status = orphan_get(writer, id, &path, err);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    const struct pending_entry none = {.number = 0};
    return pending_map_put(&writer->orphans, id, none) ? STATUS_OK : no_memory(err);
}

enum status orphan_each(struct index_writer *writer,
                        enum status (*visit)(void *context, struct slice id, struct slice path,
                                             struct error *err),
                        void *context, struct error *err)
{
    struct slice id, path;
    enum status status = store_seek(writer->view, STORE_ORPHANS, slice_of("", 0), &id, &path, err);
    while (status == STATUS_OK) {
        if (!pending_map_find(&writer->orphans, id))
            status = visit(context, id, path, err);
        if (status == STATUS_OK)
            status = store_next(writer->view, STORE_ORPHANS, &id, &path, err);
    }
    if (status == STATUS_NOT_FOUND)
        status = STATUS_OK;
    for (uint32_t i = 0; status == STATUS_OK && i < writer->orphans.keys.count; i++) {
        const struct pending_entry *entry = &writer->orphans.entries[i];
        if (entry->value.ptr)
            status = visit(context, writer->orphans.keys.keys[i], entry->value, err);
    }
    return status;
}

static enum status write_orphans(struct index_writer *writer, struct store_txn *txn,
                                 struct error *err)
{
    enum status status = STATUS_OK;
    for (uint32_t i = 0; status == STATUS_OK && i < writer->orphans.keys.count; i++) {
        const struct pending_entry *entry = &writer->orphans.entries[i];
        status =
            entry->value.ptr
                ? store_put(txn, STORE_ORPHANS, writer->orphans.keys.keys[i], entry->value, err)
                : store_delete(txn, STORE_ORPHANS, writer->orphans.keys.keys[i], err);
    }
    return status;
}

enum status sources_write_unsettled(struct index_writer *writer, struct store_txn *txn,
                                    struct error *err)
{
    char key[SOURCE_KEY_MAX];
    struct buf record = {0};
    enum status status = STATUS_OK;
    intake_unsettled(&writer->intake, &record);
    if (record.failed)
        status = no_memory(err);
    else if (record.len > 0)
        status =
            store_put(txn, STORE_SOURCES, source_record_key(buf_slice(&writer->intake.path), key),
                      buf_slice(&record), err);
    buf_clear(&record);
    return status;
}

enum status sources_write(struct index_writer *writer, struct store_txn *txn, struct error *err)
{
    enum status status = write_records(writer, txn, err);
    return status == STATUS_OK ? write_orphans(writer, txn, err) : status;
}

enum status sources_of_document(struct index_writer *writer, struct slice id, struct arena *arena,
                                struct source_ref *source, bool *is_orphan, struct error *err)
{
    struct doc_place place;
    struct exchange stored;
    struct slice path;
    enum status status = batch_find(writer, id, &place, err);
    if (status == STATUS_OK)
        status = batch_load(writer, &place, EXCHANGE_SHORT, arena, &stored, err);
    if (status != STATUS_OK)
        return status;
    if (!source_ref_copy(&stored.source, arena, source))
        return error_set(err, STATUS_NO_MEMORY, "index: out of memory");
    status = orphan_get(writer, id, &path, err);
    *is_orphan = status == STATUS_OK;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
