// The view of what is committed, the batch on top of it, and finding a document in the two. See batch.h.
//
// The idea: an id is looked for in the batch first, then in the segments from newest to oldest. A deletion in a
// committed segment is noted in a copy of its bitmap; the segment itself changes at the commit.
//
// Invariants: at most one live document has an id. Deletions are numbered by the segments of the view, so the view
// moves on only when the batch is empty.
//
// Cost of a look-up: one in the batch's table, and one in the dictionary of each segment until it is found. Memory:
// what the inverter holds, a bit a document of every segment with new deletions, the records of sources.
#include "engine/write/batch.h"

#include "base/hash.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "index: out of memory");
}

// --- what is committed -------------------------------------------------------------------------

static enum status open_dictionary(struct index_writer *writer, struct error *err)
{
    struct slice dictionary = SLICE_NONE;
    enum status status =
        store_get(writer->view, STORE_META, DOCSTORE_DICTIONARY_KEY, &dictionary, err);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    uint64_t hash = hash_bytes(dictionary, 0);
    if (writer->reader && writer->dictionary_hash == hash)
        return STATUS_OK;
    docstore_reader_close(writer->reader);
    writer->reader = NULL;
    writer->has_dictionary = dictionary.len > 0;
    writer->dictionary_hash = hash;
    status = docstore_reader_open(dictionary, &writer->reader, err);
    if (status == STATUS_OK)
        status = inverters_compress(writer->inverters, dictionary, err);
    return status;
}

enum status batch_refresh(struct index_writer *writer, struct error *err)
{
    store_abort(writer->view);
    writer->view = NULL;
    arena_reset(&writer->view_arena);
    store_release_pages(
        writer->store); // else a merge's pages would stay while the next batch grows
    enum status status = store_begin(writer->store, false, &writer->view, err);
    if (status == STATUS_OK)
        status = manifest_read(writer->view, &writer->manifest, err);
    if (status == STATUS_NOT_FOUND)
        return error_set(err, STATUS_CORRUPT, "the index has no manifest");
    if (status == STATUS_OK)
        status = change_log_counters(writer->view, &writer->news.counters, err);
    if (status == STATUS_OK)
        status = open_dictionary(writer, err);
    uint32_t count = writer->manifest.segment_count;
    if (status == STATUS_OK) {
        writer->segments = arena_calloc(&writer->view_arena, count + 1, sizeof *writer->segments);
        if (!writer->segments)
            return no_memory(err);
    }
    for (uint32_t s = 0; status == STATUS_OK && s < count; s++)
        status = segment_open(writer->view, &writer->manifest.segments[s], &writer->view_arena,
                              &writer->segments[s], err);
    store_release_pages(writer->store); // opening looks at every part
    return status;
}

// --- what waits --------------------------------------------------------------------------------

void batch_drop(struct index_writer *writer)
{
    for (uint32_t s = 0; s < MANIFEST_MAX_SEGMENTS; s++) {
        free(writer->deletions[s].bitmap);
        writer->deletions[s] = (struct pending_deletions){0};
    }
    writer->deleted = writer->dropped = 0;
    pending_map_reset(&writer->batch_ids);
    pending_map_reset(&writer->sources);
    pending_map_reset(&writer->orphans);
    buf_reset(&writer->news.notes);
    buf_reset(&writer->news.last_id);
    buf_reset(&writer->news.last_source);
    buf_reset(&writer->parts);
    if (writer->inverters)
        inverters_reset(writer->inverters);
    (void)malloc_trim(0); // merging follows, and wants what the batch had
}

// --- documents of both -------------------------------------------------------------------------

static bool is_deleted(const struct index_writer *writer, uint32_t segment, uint32_t doc)
{
    const unsigned char *bitmap = writer->deletions[segment].bitmap;
    return bitmap ? bitmap[doc / 8] >> doc % 8 & 1
                  : segment_is_deleted(&writer->segments[segment], doc);
}

enum status batch_add(struct index_writer *writer, const struct exchange *exchange, uint64_t hash,
                      uint64_t *number, struct error *err)
{
    struct inverted inverted;
    enum status status = inverters_add(writer->inverters, exchange, hash, &inverted, err);
    if (status != STATUS_OK)
        return status;
    const struct pending_entry *known = pending_map_find(&writer->batch_ids, exchange->id);
    struct pending_entry entry = known ? *known : (struct pending_entry){0};
    entry.number = *number = ((uint64_t)inverted.doc << 8 | inverted.inverter) + 1;
    return pending_map_put(&writer->batch_ids, exchange->id, entry) ? STATUS_OK : no_memory(err);
}

enum status batch_find(struct index_writer *writer, struct slice id, struct doc_place *out,
                       struct error *err)
{
    const struct pending_entry *entry = pending_map_find(&writer->batch_ids, id);
    if (entry && entry->number == 0)
        return STATUS_NOT_FOUND;
    if (entry) {
        *out = batch_place(entry->number);
        return STATUS_OK;
    }
    for (uint32_t s = writer->manifest.segment_count; s-- > 0;) {
        uint32_t doc;
        store_bound_pages(writer->store, 0);
        enum status status = segment_find_id(&writer->segments[s], id, &doc, err);
        if (status == STATUS_OK && !is_deleted(writer, s, doc)) {
            *out = (struct doc_place){.segment = s, .doc = doc};
            return STATUS_OK;
        }
        if (status != STATUS_OK && status != STATUS_NOT_FOUND)
            return status;
    }
    return STATUS_NOT_FOUND;
}

uint64_t batch_stored_hash(const struct index_writer *writer, const struct doc_place *place)
{
    return place->in_batch
               ? inverter_hash(inverters_at(writer->inverters, place->segment), place->doc)
               : segment_hash(&writer->segments[place->segment], place->doc);
}

enum status batch_load(struct index_writer *writer, const struct doc_place *place,
                       enum exchange_part part, struct arena *arena, struct exchange *out,
                       struct error *err)
{
    struct slice record;
    enum status status = STATUS_OK;
    if (place->in_batch)
        status = inverters_settle(writer->inverters, err);
    if (place->in_batch && status == STATUS_OK)
        record = inverter_frame(inverters_at(writer->inverters, place->segment), place->doc);
    else if (!place->in_batch)
        status = segment_frame(&writer->segments[place->segment], place->doc, &record, err);
    bool is_compressed = !place->in_batch || writer->has_dictionary;
    if (status == STATUS_OK)
        status = (is_compressed ? docstore_read : docstore_unpack)(writer->reader, record, part,
                                                                   arena, &record, err);
    return status == STATUS_OK ? exchange_decode(record, part, arena, out, err) : status;
}

enum status batch_delete(struct index_writer *writer, struct slice id,
                         const struct doc_place *place, struct error *err)
{
    const struct pending_entry *known = pending_map_find(&writer->batch_ids, id);
    struct pending_entry removed = known ? *known : (struct pending_entry){0};
    removed.number = 0;
    if (place->in_batch) {
        enum status status = inverters_settle(writer->inverters, err);
        if (status != STATUS_OK)
            return status;
        if (!pending_map_put(&writer->batch_ids, id, removed))
            return no_memory(err);
        inverter_drop(inverters_at(writer->inverters, place->segment), place->doc);
        writer->dropped++;
        return STATUS_OK;
    }
    struct pending_deletions *deletions = &writer->deletions[place->segment];
    const struct segment *segment = &writer->segments[place->segment];
    if (!deletions->bitmap) {
        deletions->bitmap = calloc(segment->info.doc_count / 8 + 1, 1);
        if (!deletions->bitmap)
            return no_memory(err);
        if (segment->deleted.len)
            memcpy(deletions->bitmap, segment->deleted.ptr, segment->deleted.len);
    }
    removed.was_committed = true;
    removed.before = *place;
    if (!pending_map_put(&writer->batch_ids, id, removed))
        return no_memory(err);
    deletions->bitmap[place->doc / 8] |= (unsigned char)(1u << place->doc % 8);
    deletions->added++;
    writer->deleted++;
    return STATUS_OK;
}
