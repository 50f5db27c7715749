// The records of a cluster's index (inside.h): of sources, orphans and tombstones.
//
// Each is written once, under an id with the number of its generation; of several with one name the latest counts, and
// one that is `gone` says that there is none. So a night that is never committed has changed nothing. All of a kind are
// read when the index is opened: a night asks for the record of every file it finds.
//
// A source's name is a hash, since paths are any bytes and long; its path is in its record.
#include "base/bytes.h"
#include "base/hash.h"
#include "engine/opensearch/write/inside.h"
#include "engine/opensearch/write/pages.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS_PAGE = 500, NAME_LEN = 32 };

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "records of the cluster's index: out of memory");
}

void records_clear(struct records *records)
{
    map_clear(&records->keys);
    free(records->entries);
    arena_clear(&records->arena);
    buf_clear(&records->outdated);
}

// --- in memory -----------------------------------------------------------------------------------

static struct record_entry *entry_of(struct records *records, struct slice key)
{
    uint32_t known = records->keys.count, number = map_put(&records->keys, key);
    if (number == MAP_NONE)
        return NULL;
    if (number >= records->capacity) {
        uint32_t capacity = records->capacity ? records->capacity * 2 : 256;
        struct record_entry *bigger = realloc(records->entries, capacity * sizeof *bigger);
        if (!bigger)
            return NULL;
        records->entries = bigger;
        records->capacity = capacity;
    }
    if (number == known)
        records->entries[number] = (struct record_entry){0};
    return &records->entries[number];
}

struct slice records_find(const struct records *records, struct slice key)
{
    uint32_t number = map_find(&records->keys, key);
    if (number == MAP_NONE)
        return SLICE_NONE;
    const struct record_entry *entry = &records->entries[number];
    return entry->is_pending ? entry->pending : entry->committed;
}

enum status records_put(struct records *records, struct slice key, struct slice value,
                        struct error *err)
{
    struct record_entry *entry = entry_of(records, key);
    struct slice copy = value.ptr ? arena_copy(&records->arena, value) : SLICE_NONE;
    if (!entry || (value.ptr && !copy.ptr))
        return no_memory(err);
    entry->pending = copy;
    entry->is_pending = true;
    return STATUS_OK;
}

bool records_are_pending(const struct records *records)
{
    for (uint32_t i = 0; i < records->keys.count; i++)
        if (records->entries[i].is_pending)
            return true;
    return false;
}

struct record {
    struct slice key, value;
};

static int by_key(const void *a, const void *b)
{
    return slice_compare(((const struct record *)a)->key, ((const struct record *)b)->key);
}

enum status records_each(const struct records *records, visit_record_fn *visit, void *context,
                         struct error *err)
{
    struct record *list = calloc((size_t)records->keys.count + 1, sizeof *list);
    size_t count = 0;
    enum status status = STATUS_OK;
    if (!list)
        return no_memory(err);
    for (uint32_t i = 0; i < records->keys.count; i++) {
        struct slice key = records->keys.keys[i], value = records_find(records, key);
        if (value.ptr)
            list[count++] = (struct record){key, value};
    }
    if (count > 1)
        qsort(list, count, sizeof *list, by_key);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = visit(context, list[i].key, list[i].value, err);
    free(list);
    return status;
}

// --- reading -------------------------------------------------------------------------------------

struct loading {
    struct records *records;
    struct buf value;
    struct buf last_id; // of the document of the last name
    struct buf last_name;
    bool last_is_gone;
};

static bool is_source(const struct records *records)
{
    return strcmp(records->kind, "source") == 0;
}

static enum status take_record(void *context, const struct json *hit, struct error *err)
{
    struct loading *loading = context;
    struct records *records = loading->records;
    const struct json *source = json_at(hit, "_source");
    struct slice id = json_text_at(hit, "_id"), key = json_text_at(source, "name");
    bool is_gone = json_is(json_at(source, "gone"), JSON_NODE_TRUE);
    bool is_again = loading->last_name.len > 0 && slice_equal(key, buf_slice(&loading->last_name));
    buf_reset(&loading->value);
    if (is_again || loading->last_is_gone) { // replaced, or with nothing left to hide
        buf_append_slice(&records->outdated, buf_slice(&loading->last_id));
        buf_append_char(&records->outdated, '\0');
    }
    buf_reset(&loading->last_id);
    buf_reset(&loading->last_name);
    buf_append_slice(&loading->last_id, id);
    buf_append_slice(&loading->last_name, key);
    loading->last_is_gone = is_gone && !is_again;
    if (!json_get_base64(json_text_at(source, "value"), &loading->value))
        return error_set(err, STATUS_CORRUPT, "a record of the cluster's index is damaged");
    struct slice value =
        slice_of(loading->value.data ? loading->value.data : "", loading->value.len);
    if (is_source(records)) {
        struct source_record record;
        enum status status = source_record_decode(value, &record, err);
        if (status != STATUS_OK)
            return status;
        key = record.path;
    }
    struct record_entry *entry = entry_of(records, key);
    if (!entry)
        return no_memory(err);
    entry->committed = is_gone ? SLICE_NONE : arena_copy(&records->arena, value);
    return !is_gone && !entry->committed.ptr ? no_memory(err) : STATUS_OK;
}

enum status records_load(struct cluster_writer *writer, struct records *records, struct error *err)
{
    struct loading loading = {.records = records};
    struct buf filter = {0};
    buf_printf(&filter, "{\"term\":{\"kind\":\"%s\"}},", records->kind);
    generation_put_written(&writer->generation, writer->generation.committed, &filter);
    const struct page_walk walk = {.session = writer->session,
                                   .index = writer->meta,
                                   .filter = buf_slice(&filter),
                                   .source = SLICE("\"name\",\"gone\",\"value\""),
                                   .sort = "name,since",
                                   .page = RECORDS_PAGE};
    enum status status =
        filter.failed ? no_memory(err) : pages_each(&walk, take_record, &loading, err);
    buf_clear(&filter);
    buf_clear(&loading.value);
    buf_clear(&loading.last_id);
    buf_clear(&loading.last_name);
    return status;
}

// --- writing -------------------------------------------------------------------------------------

static void put_name(const struct records *records, struct slice key, struct buf *out)
{
    char name[NAME_LEN + 1];
    if (!is_source(records)) {
        json_put_string(out, key);
        return;
    }
    (void)snprintf(name, sizeof name, "%016" PRIx64 "%016" PRIx64, hash_bytes(key, 0),
                   hash_bytes(key, 1));
    json_put_string(out, slice_of(name, NAME_LEN));
}

static enum status write_entry(struct cluster_writer *writer, struct records *records,
                               struct slice key, const struct record_entry *entry,
                               struct error *err)
{
    struct buf id = {0};
    buf_printf(&id, "%s/%016" PRIx64 "%016" PRIx64 "@%" PRIu64, records->kind, hash_bytes(key, 0),
               hash_bytes(key, 1), writer->number);
    struct buf *out = bulk_put(&writer->records, buf_slice(&id));
    out->failed = out->failed || id.failed;
    buf_clear(&id);
    buf_printf(out, "{\"kind\":\"%s\",\"since\":%" PRIu64 ",\"name\":", records->kind,
               writer->number);
    put_name(records, key, out);
    if (!entry->pending.ptr)
        buf_printf(out, ",\"gone\":true");
    if (entry->pending.ptr && strcmp(records->kind, "tombstone") == 0)
        buf_printf(out, ",\"number\":%" PRIu64 ",\"when\":%" PRId64 ",\"first_seen\":%" PRId64,
                   load_u64(entry->pending.ptr), (int64_t)load_u64(entry->pending.ptr + 8),
                   (int64_t)load_u64(entry->pending.ptr + 16));
    // What is gone keeps its value: a source's path stands in it.
    struct slice value = entry->pending.ptr ? entry->pending : entry->committed;
    buf_printf(out, ",\"value\":");
    json_put_base64(out, value);
    buf_append_char(out, '}');
    return bulk_put_end(&writer->records, err);
}

enum status records_write(struct cluster_writer *writer, struct records *records, struct error *err)
{
    enum status status = STATUS_OK;
    for (uint32_t i = 0; status == STATUS_OK && i < records->keys.count; i++) {
        struct record_entry *entry = &records->entries[i];
        if (!entry->is_pending || (!entry->pending.ptr && !entry->committed.ptr))
            continue;
        status = write_entry(writer, records, records->keys.keys[i], entry, err);
    }
    return status;
}

void records_settle(struct records *records)
{
    for (uint32_t i = 0; i < records->keys.count; i++) {
        struct record_entry *entry = &records->entries[i];
        if (!entry->is_pending)
            continue;
        entry->committed = entry->pending;
        entry->is_pending = false;
    }
}
