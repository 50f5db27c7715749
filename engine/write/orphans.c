// Orphans: documents whose source was read and does not hold them any more.
//
//     key: id                value: the path of that source
//
// An entry stands for as long as the document is live and its source is that one: whoever adds the document again
// or removes it drops the entry. So who is asked for a document's source knows with one look-up whether it still
// holds it, however many ids the source has.
#include "engine/write/writer_parts.h"

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "orphans: out of memory");
}

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

enum status index_writer_orphan_each(struct index_writer *writer,
                                     enum status (*visit)(void *context, struct slice id,
                                                          struct slice path, struct error *err),
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

enum status orphans_write(struct index_writer *writer, struct store_txn *txn, struct error *err)
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
