// Records of sources, orphans, and the list of roots. See sources.h.
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

enum status sources_write_one(struct store_txn *txn, struct slice path, const struct buf *record,
                              struct error *err)
{
    char key[SOURCE_KEY_MAX];
    if (record->failed)
        return no_memory(err);
    return store_put(txn, STORE_SOURCES, source_record_key(path, key), buf_slice(record), err);
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

// --- roots -------------------------------------------------------------------------------------

static enum status no_memory_for_roots(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "list of source roots: out of memory");
}

enum status root_list_open(struct index_writer *writer, struct error *err)
{
    struct slice bytes;
    arena_init(&writer->roots_arena, 0);
    writer->roots = (struct roots){.arena = &writer->roots_arena};
    enum status status = store_get(writer->view, STORE_META, ROOTS_KEY, &bytes, err);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    bytes = arena_copy(&writer->roots_arena, bytes);
    return bytes.ptr ? roots_decode(bytes, &writer->roots, err) : no_memory_for_roots(err);
}

static bool is_told_already(const struct roots *roots, struct slice told,
                            const struct source_root *list, size_t count)
{
    size_t sections = 0;
    for (size_t i = 0; i < roots->count; i++)
        sections += roots->list[i].is_section;
    if (sections != count || !slice_equal(roots->told, told))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct source_root *root = roots_find(roots, list[i].path);
        if (!root || !root->is_section || root->coverage != list[i].coverage ||
            !slice_equal(root->licence, list[i].licence))
            return false;
    }
    return true;
}

enum status root_list_tell(struct index_writer *writer, struct slice told,
                           const struct source_root *list, size_t count, struct error *err)
{
    if (is_told_already(&writer->roots, told, list, count))
        return STATUS_OK;
    writer->roots_changed = true;
    return roots_tell(&writer->roots, told, list, count) ? STATUS_OK : no_memory_for_roots(err);
}

static enum status root_list_put(struct index_writer *writer, const struct source_root *root,
                                 struct source_root **out, struct error *err)
{
    struct slice licence = arena_copy(writer->roots.arena, root->licence);
    *out = licence.ptr ? roots_put(&writer->roots, root->path) : NULL;
    if (!*out)
        return no_memory_for_roots(err);
    (*out)->licence = licence;
    (*out)->is_section = root->is_section;
    writer->roots_changed = true;
    return STATUS_OK;
}

enum status root_list_note(struct index_writer *writer, const struct source_root *root,
                           struct error *err)
{
    if (root->path.len == 0)
        return STATUS_OK;
    struct source_root *known = roots_find(&writer->roots, root->path);
    enum status status = known ? STATUS_OK : root_list_put(writer, root, &known, err);
    if (status != STATUS_OK)
        return status;
    bool has_answers = root->was_answered && !known->was_answered;
    bool has_none = root->coverage == COVERAGE_NO_ANSWERS && known->is_section &&
                    known->coverage == COVERAGE_UNTOLD && writer->roots.told.len == 0;
    known->was_answered = known->was_answered || has_answers;
    known->coverage = has_none ? COVERAGE_NO_ANSWERS : known->coverage;
    writer->roots_changed = writer->roots_changed || has_answers || has_none;
    return STATUS_OK;
}

void root_list_answered(struct index_writer *writer, const struct exchange *exchange)
{
    if (exchange->reply_count == 0 || exchange->source.root.len == 0)
        return;
    struct source_root *root = roots_find(&writer->roots, exchange->source.root);
    if (!root || root->was_answered)
        return;
    root->was_answered = true;
    writer->roots_changed = true;
}

enum status root_list_write(struct index_writer *writer, struct store_txn *txn, struct error *err)
{
    if (!writer->roots_changed)
        return STATUS_OK;
    struct buf record;
    buf_init(&record, 0);
    roots_encode(&writer->roots, &record);
    enum status status = record.failed
                             ? no_memory_for_roots(err)
                             : store_put(txn, STORE_META, ROOTS_KEY, buf_slice(&record), err);
    buf_clear(&record);
    writer->roots_changed = false;
    return status;
}
