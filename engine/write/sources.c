// Sources: what was read from where, so that an unchanged file costs a stat.
//
// One record a path, under the path itself where it fits a key, else under its beginning and a hash; the record
// holds the whole path. Changes wait in the batch and are written by the commit that also writes the
// documents: a crash forgets both or neither.
#include "engine/write/writer_parts.h"

#include <string.h>

#include "base/hash.h"
#include "base/reader.h"

enum { LONGEST_PLAIN = 480 };

static struct slice source_key(struct slice path, char key[STORE_MAX_KEY])
{
    if (path.len <= LONGEST_PLAIN)
        return path;
    uint64_t hash = hash_bytes(path, 0), second = hash_bytes(path, 1);
    memcpy(key, path.ptr, LONGEST_PLAIN);
    memcpy(key + LONGEST_PLAIN, &hash, 8);
    memcpy(key + LONGEST_PLAIN + 8, &second, 8);
    return slice_of(key, LONGEST_PLAIN + 16);
}

static void encode(struct slice path, const struct source_state *state, struct buf *out)
{
    buf_append_string(out, path);
    buf_append_u64(out, (uint64_t)state->mtime_ns);
    buf_append_u64(out, state->size_bytes);
    buf_append_u64(out, state->content_hash);
    buf_append_char(out, (char)state->rejected);
    buf_append_varint(out, state->id_count);
    for (size_t i = 0; i < state->id_count; i++)
        buf_append_string(out, state->ids[i]);
    if (!out->failed)
        buf_append_u64(out, hash_bytes(buf_slice(out), 0));
}

// Whether the seal behind what was read fits; records of earlier writers have none.
static bool seal_fits(struct slice record, struct cursor *behind)
{
    if (cursor_left(behind) == 0)
        return true;
    if (cursor_left(behind) != sizeof(uint64_t))
        return false;
    return cursor_u64(behind) == hash_bytes(slice_of(record.ptr, record.len - sizeof(uint64_t)), 0);
}

static enum status decode(struct slice record, struct arena *arena, struct slice *path,
                          struct source_state *out, struct error *err)
{
    struct cursor cursor = cursor_over(record);
    *path = cursor_string(&cursor);
    out->mtime_ns = (int64_t)cursor_u64(&cursor);
    out->size_bytes = cursor_u64(&cursor);
    out->content_hash = cursor_u64(&cursor);
    out->rejected = cursor_u8(&cursor) != 0;
    uint64_t count = cursor_varint(&cursor);
    if (cursor.failed || count > cursor_left(&cursor))
        return error_set(err, STATUS_CORRUPT, "source record is damaged");
    struct slice *ids = arena_calloc(arena, (size_t)count + 1, sizeof *ids);
    if (!ids)
        return error_set(err, STATUS_NO_MEMORY, "source record: out of memory");
    for (uint64_t i = 0; i < count; i++)
        ids[i] = arena_copy(arena, cursor_string(&cursor));
    *path = arena_copy(arena, *path);
    out->ids = ids;
    out->id_count = (size_t)count;
    if (arena->failed)
        return error_set(err, STATUS_NO_MEMORY, "source record: out of memory");
    if (cursor.failed || !seal_fits(record, &cursor))
        return error_set(err, STATUS_CORRUPT, "source record is damaged");
    return STATUS_OK;
}

enum status index_writer_source(struct index_writer *writer, struct slice path, struct arena *arena,
                                struct source_state *out, struct error *err)
{
    char key[STORE_MAX_KEY];
    struct slice record, stored_path;
    const struct pending_entry *entry = pending_map_find(&writer->sources, path);
    if (entry && !entry->value.ptr)
        return STATUS_NOT_FOUND;
    enum status status = STATUS_OK;
    if (entry)
        record = entry->value;
    else if (path.len == 0)
        return STATUS_NOT_FOUND;
    else
        status = store_get(writer->view, STORE_SOURCES, source_key(path, key), &record, err);
    return status == STATUS_OK ? decode(record, arena, &stored_path, out, err) : status;
}

enum status index_writer_source_put(struct index_writer *writer, struct slice path,
                                    const struct source_state *state, struct error *err)
{
    if (path.len == 0)
        return error_set(err, STATUS_INVALID, "source without a path");
    buf_reset(&writer->record);
    encode(path, state, &writer->record);
    struct pending_entry entry = {.value = buf_slice(&writer->record)};
    if (writer->record.failed || !pending_map_put(&writer->sources, path, entry))
        return error_set(err, STATUS_NO_MEMORY, "source record: out of memory");
    return STATUS_OK;
}

enum status index_writer_source_forget(struct index_writer *writer, struct slice path,
                                       struct error *err)
{
    if (!pending_map_put(&writer->sources, path, (struct pending_entry){.number = 0}))
        return error_set(err, STATUS_NO_MEMORY, "source record: out of memory");
    return STATUS_OK;
}

enum status index_writer_source_each(struct index_writer *writer, struct slice prefix,
                                     enum status (*visit)(void *context, struct slice path,
                                                          const struct source_state *state,
                                                          struct error *err),
                                     void *context, struct error *err)
{
    struct slice start = prefix, key, record;
    if (start.len > LONGEST_PLAIN)
        start.len = LONGEST_PLAIN;
    struct arena arena;
    arena_init(&arena, 0);
    enum status status = store_seek(writer->view, STORE_SOURCES, start, &key, &record, err);
    while (status == STATUS_OK && slice_starts_with(key, start)) {
        struct slice path;
        struct source_state state;
        arena_reset(&arena);
        status = decode(record, &arena, &path, &state, err);
        if (status == STATUS_OK && slice_starts_with(path, prefix))
            status = visit(context, path, &state, err);
        if (status == STATUS_OK)
            status = store_next(writer->view, STORE_SOURCES, &key, &record, err);
    }
    arena_clear(&arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status source_record_check(struct slice key, struct slice record, struct arena *arena,
                                struct error *err)
{
    char own_key[STORE_MAX_KEY];
    struct slice path;
    struct source_state state;
    enum status status = decode(record, arena, &path, &state, err);
    if (status == STATUS_OK && !slice_equal(source_key(path, own_key), key))
        return error_set(err, STATUS_CORRUPT, "source record is damaged");
    return status;
}

enum status sources_write(struct index_writer *writer, struct store_txn *txn, struct error *err)
{
    enum status status = STATUS_OK;
    for (uint32_t i = 0; status == STATUS_OK && i < writer->sources.keys.count; i++) {
        const struct pending_entry *entry = &writer->sources.entries[i];
        char bytes[STORE_MAX_KEY];
        struct slice key = source_key(writer->sources.keys.keys[i], bytes);
        if (entry->value.ptr)
            status = store_put(txn, STORE_SOURCES, key, entry->value, err);
        else if (key.len)
            status = store_delete(txn, STORE_SOURCES, key, err);
    }
    return status;
}
