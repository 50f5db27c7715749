// Sources: what was read from where, so that an unchanged file costs a stat.
//
// One record a path (format/source_record.h). Changes wait in the batch and are written by the commit that also
// writes the documents: a crash forgets both or neither.
#include "engine/write/writer_parts.h"

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
        return error_set(err, STATUS_NO_MEMORY, "source record: out of memory");
    return STATUS_OK;
}

enum status sources_write_one(struct store_txn *txn, struct slice path, const struct buf *record,
                              struct error *err)
{
    char key[SOURCE_KEY_MAX];
    if (record->failed)
        return error_set(err, STATUS_NO_MEMORY, "source record: out of memory");
    return store_put(txn, STORE_SOURCES, source_record_key(path, key), buf_slice(record), err);
}

enum status index_writer_source(struct index_writer *writer, struct slice path,
                                struct source_state *out, struct error *err)
{
    struct source_record record;
    enum status status = sources_get(writer, path, &record, err);
    if (status == STATUS_OK)
        *out = record.state;
    return status;
}

enum status index_writer_source_touch(struct index_writer *writer, struct slice path,
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

enum status index_writer_source_forget(struct index_writer *writer, struct slice path,
                                       struct error *err)
{
    if (!pending_map_put(&writer->sources, path, (struct pending_entry){.number = 0}))
        return error_set(err, STATUS_NO_MEMORY, "source record: out of memory");
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

enum status index_writer_source_each(struct index_writer *writer, struct slice prefix,
                                     enum status (*visit)(void *context,
                                                          struct source_record *record,
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

enum status sources_write(struct index_writer *writer, struct store_txn *txn, struct error *err)
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
