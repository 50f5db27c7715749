// The writer: opening, and gathering a batch. See index_writer.h; commit.c makes a batch a generation.
//
// A batch is what the inverter holds, plus deletions and source records. An id is looked for in the batch
// first, then in the segments from newest to oldest: at most one live document has it. What a killed
// writer left half written, segments that no manifest names, is swept when the index is opened.
#include "base/clock.h"
#include "engine/segment/segment_writer.h"
#include "engine/write/writer_parts.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_MEMORY ((size_t)256 << 20)
#define LEAST_MEMORY ((size_t)16 << 20)

// A batch is written when it, and what sorts its terms, would take so much of the memory; the rest is for the pages of
// a transaction and those of the file.
enum { BATCH_PERCENT = 70 };

// Looking for the id of every document that comes, and at what is stored of it, maps pages; after so many they are
// let go.
enum { RELEASE_EVERY_LOOKS = 4096 };

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "index: out of memory");
}

// --- opening -----------------------------------------------------------------------------------

// Removes segments that no manifest names: left by a writer that was killed.
static enum status sweep(struct index_writer *writer, struct error *err)
{
    uint32_t next = 0;
    for (;;) {
        char key[4];
        uint32_t big_endian = __builtin_bswap32(next), segment;
        struct slice found[2], value;
        memcpy(key, &big_endian, 4);
        enum status status[2] = {
            store_seek(writer->view, STORE_BLOBS, slice_of(key, 4), &found[0], &value, err),
            store_seek(writer->view, STORE_TERMS, slice_of(key, 4), &found[1], &value, err)};
        uint32_t lowest = UINT32_MAX;
        for (int t = 0; t < 2; t++) {
            if (status[t] != STATUS_OK && status[t] != STATUS_NOT_FOUND)
                return status[t];
            if (status[t] == STATUS_OK && found[t].len >= 4) {
                memcpy(&segment, found[t].ptr, 4);
                segment = __builtin_bswap32(segment);
                lowest = segment < lowest ? segment : lowest;
            }
        }
        if (lowest == UINT32_MAX)
            return STATUS_OK;
        bool known = false;
        for (uint32_t s = 0; s < writer->manifest.segment_count; s++)
            known = known || writer->manifest.segments[s].id == lowest;
        if (!known) {
            struct store_txn *txn;
            enum status erased = store_begin(writer->store, true, &txn, err);
            if (erased != STATUS_OK)
                return erased;
            erased = writer_erase_segment(txn, lowest, err);
            if (erased != STATUS_OK) {
                store_abort(txn);
                return erased;
            }
            erased = store_commit(txn, err);
            if (erased != STATUS_OK)
                return erased;
        }
        next = lowest + 1;
    }
}

enum status writer_erase_segment(struct store_txn *txn, uint32_t segment, struct error *err)
{
    char key[4];
    uint32_t big_endian = __builtin_bswap32(segment);
    memcpy(key, &big_endian, 4);
    enum status status = store_delete_prefix(txn, STORE_BLOBS, slice_of(key, 4), err);
    if (status == STATUS_OK)
        status = store_delete_prefix(txn, STORE_TERMS, slice_of(key, 4), err);
    return status;
}

static enum status open_dictionary(struct index_writer *writer, struct error *err)
{
    struct slice dictionary = SLICE_NONE;
    enum status status =
        store_get(writer->view, STORE_META, DOCSTORE_DICTIONARY_KEY, &dictionary, err);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    if (writer->reader && writer->has_dictionary == (dictionary.len > 0))
        return STATUS_OK;
    docstore_reader_close(writer->reader);
    writer->reader = NULL;
    writer->has_dictionary = dictionary.len > 0;
    status = docstore_reader_open(dictionary, &writer->reader, err);
    if (status == STATUS_OK && writer->has_dictionary)
        status = docstore_compressor_open(dictionary, &writer->compressor, err);
    return status;
}

enum status writer_refresh(struct index_writer *writer, struct error *err)
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

// Writes header and empty manifest of a new index.
static enum status create(struct index_writer *writer, struct error *err)
{
    struct index_header header = {INDEX_FORMAT_VERSION, analyzer_kind(writer->analyzer),
                                  analyzer_fingerprint(writer->analyzer)};
    struct manifest empty = {.next_segment = 1, .commit_time = clock_wall_seconds()};
    struct store_txn *txn;
    enum status status = store_begin(writer->store, true, &txn, err);
    if (status != STATUS_OK)
        return status;
    status = header_write(txn, &header, err);
    if (status == STATUS_OK)
        status = manifest_write(txn, &empty, err);
    if (status == STATUS_OK)
        return store_commit(txn, err);
    store_abort(txn);
    return status;
}

static enum status read_header(struct index_writer *writer, struct index_header *header,
                               struct error *err)
{
    struct store_txn *txn;
    enum status status = store_begin(writer->store, false, &txn, err);
    if (status != STATUS_OK)
        return status;
    status = header_read(txn, header, err);
    store_abort(txn);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        (void)error_wrap(err, "%s", store_path(writer->store));
    return status;
}

static enum status open_analyzer(struct index_writer *writer, struct error *err)
{
    struct index_header header;
    const char *path = store_path(writer->store);
    enum analyzer_kind wanted = writer->options.analyzer;
    enum status status = read_header(writer, &header, err);
    if (status == STATUS_NOT_FOUND && writer->options.must_exist)
        return error_set(err, STATUS_NOT_FOUND, "%s: the index is empty: nothing was ever added",
                         path);
    if (status == STATUS_NOT_FOUND) {
        status = analyzer_open(wanted ? wanted : ANALYZER_FRENCH, &writer->analyzer, err);
        return status == STATUS_OK ? create(writer, err) : status;
    }
    if (status != STATUS_OK)
        return status;
    if (wanted && wanted != header.analyzer_kind)
        return error_set(err, STATUS_VERSION,
                         "%s: made with --analyzer %s; leave the option out or make another index",
                         path, header.analyzer_kind == ANALYZER_FRENCH ? "french" : "whitespace");
    status = analyzer_open(header.analyzer_kind, &writer->analyzer, err);
    if (status == STATUS_OK)
        status = header_check_analyzer(&header, writer->analyzer, err);
    if (status != STATUS_OK)
        (void)error_wrap(err, "%s", path);
    return status;
}

enum status index_writer_open(const char *path, const struct writer_options *options,
                              struct index_writer **out, struct error *err)
{
    struct index_writer *writer = calloc(1, sizeof *writer);
    if (!writer)
        return no_memory(err);
    writer->options = *options;
    if (writer->options.memory_bytes == 0)
        writer->options.memory_bytes = DEFAULT_MEMORY;
    if (writer->options.memory_bytes < LEAST_MEMORY)
        writer->options.memory_bytes = LEAST_MEMORY;
    struct store_options store_options = {.mode = options->must_exist ? STORE_WRITE : STORE_CREATE,
                                          .map_size_bytes = options->map_size_bytes};
    enum status status = store_open(path, &store_options, &writer->store, err);
    if (status == STATUS_OK)
        status = open_analyzer(writer, err);
    if (status == STATUS_OK)
        status = inverter_open(writer->analyzer, &writer->inverter, err);
    if (status == STATUS_OK)
        status = writer_refresh(writer, err);
    if (status == STATUS_OK)
        status = sweep(writer, err);
    if (status != STATUS_OK) {
        index_writer_close(writer);
        return status;
    }
    *out = writer;
    return STATUS_OK;
}

void writer_drop_batch(struct index_writer *writer)
{
    for (uint32_t s = 0; s < MANIFEST_MAX_SEGMENTS; s++) {
        free(writer->deletions[s].bitmap);
        writer->deletions[s] = (struct pending_deletions){0};
    }
    writer->deleted = 0;
    pending_map_reset(&writer->batch_ids);
    pending_map_reset(&writer->sources);
    pending_map_reset(&writer->orphans);
    if (writer->inverter)
        inverter_reset(writer->inverter);
    (void)malloc_trim(0); // merging follows, and wants what the batch had
}

void index_writer_close(struct index_writer *writer)
{
    if (!writer)
        return;
    writer_drop_batch(writer);
    store_abort(writer->view);
    inverter_close(writer->inverter);
    analyzer_close(writer->analyzer);
    docstore_compressor_close(writer->compressor);
    docstore_reader_close(writer->reader);
    pending_map_clear(&writer->batch_ids);
    pending_map_clear(&writer->sources);
    pending_map_clear(&writer->orphans);
    intake_clear(&writer->intake);
    arena_clear(&writer->view_arena);
    buf_clear(&writer->record);
    buf_clear(&writer->frame);
    store_close(writer->store);
    free(writer);
}

// --- finding documents -------------------------------------------------------------------------

// Where the live document with an id is: in the batch, or in a committed segment.
struct place {
    bool in_batch;
    uint32_t segment, doc;
};

static bool is_deleted(const struct index_writer *writer, uint32_t segment, uint32_t doc)
{
    const unsigned char *bitmap = writer->deletions[segment].bitmap;
    return bitmap ? bitmap[doc / 8] >> doc % 8 & 1
                  : segment_is_deleted(&writer->segments[segment], doc);
}

static enum status find(struct index_writer *writer, struct slice id, struct place *out,
                        struct error *err)
{
    const struct pending_entry *entry = pending_map_find(&writer->batch_ids, id);
    if (entry && entry->number == 0)
        return STATUS_NOT_FOUND;
    if (entry) {
        *out = (struct place){.in_batch = true, .doc = (uint32_t)entry->number - 1};
        return STATUS_OK;
    }
    for (uint32_t s = writer->manifest.segment_count; s-- > 0;) {
        uint32_t doc;
        enum status status = segment_find_id(&writer->segments[s], id, &doc, err);
        if (status == STATUS_OK && !is_deleted(writer, s, doc)) {
            *out = (struct place){.segment = s, .doc = doc};
            return STATUS_OK;
        }
        if (status != STATUS_OK && status != STATUS_NOT_FOUND)
            return status;
    }
    return STATUS_NOT_FOUND;
}

static uint64_t stored_hash(const struct index_writer *writer, const struct place *place)
{
    return place->in_batch ? inverter_hash(writer->inverter, place->doc)
                           : segment_hash(&writer->segments[place->segment], place->doc);
}

static enum status load(struct index_writer *writer, const struct place *place, struct arena *arena,
                        struct exchange *out, struct error *err)
{
    struct slice record;
    enum status status = STATUS_OK;
    if (place->in_batch)
        record = inverter_frame(writer->inverter, place->doc);
    else
        status = segment_frame(&writer->segments[place->segment], place->doc, &record, err);
    if (status == STATUS_OK && !(place->in_batch && !writer->compressor))
        status = docstore_read(writer->reader, record, arena, &record, err);
    return status == STATUS_OK ? exchange_decode(record, arena, out, err) : status;
}

static enum status delete_place(struct index_writer *writer, struct slice id,
                                const struct place *place, struct error *err)
{
    const struct pending_entry removed = {.number = 0};
    if (place->in_batch) {
        if (!pending_map_put(&writer->batch_ids, id, removed))
            return no_memory(err);
        inverter_drop(writer->inverter, place->doc);
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
    if (!pending_map_put(&writer->batch_ids, id, removed))
        return no_memory(err);
    deletions->bitmap[place->doc / 8] |= (unsigned char)(1u << place->doc % 8);
    deletions->added++;
    writer->deleted++;
    return STATUS_OK;
}

// --- adding and removing -----------------------------------------------------------------------

// Puts an exchange whose times are settled into the batch.
static enum status put(struct index_writer *writer, const struct exchange *exchange,
                       struct error *err)
{
    buf_reset(&writer->record);
    exchange_encode(exchange, &writer->record);
    if (writer->record.failed)
        return no_memory(err);
    struct slice frame = buf_slice(&writer->record);
    enum status status = STATUS_OK;
    if (writer->compressor) {
        buf_reset(&writer->frame);
        status = docstore_compress(writer->compressor, frame, &writer->frame, err);
        frame = buf_slice(&writer->frame);
    }
    uint32_t doc;
    if (status == STATUS_OK)
        status = inverter_add(writer->inverter, exchange, frame, &doc, err);
    if (status != STATUS_OK)
        return status;
    struct pending_entry entry = {.number = (uint64_t)doc + 1};
    return pending_map_put(&writer->batch_ids, exchange->id, entry) ? STATUS_OK : no_memory(err);
}

// What is known of a document before it is added again.
struct known {
    struct place place;
    bool exists, same_contents, same_source;
    bool may_take; // the exchange's source may have the document
    int64_t first_seen, changed;
};

static uint32_t rank_of(const struct index_writer *writer, const struct source_ref *source)
{
    const struct writer_options *options = &writer->options;
    uint32_t rank = options->source_rank
                        ? options->source_rank(options->source_context, source->path)
                        : SOURCE_UNRANKED;
    return source->is_copy && rank < SOURCE_COPY ? SOURCE_COPY : rank;
}

// Whether a source may have a document that another one had last: the one place where that is decided. It depends on
// nothing that changes from night to night, so no document goes to and fro.
static enum status may_take(struct index_writer *writer, const struct exchange *exchange,
                            const struct source_ref *owner, bool *may, struct error *err)
{
    struct slice left_by;
    *may = slice_equal(owner->path, exchange->source.path);
    if (*may)
        return STATUS_OK;
    enum status status = orphan_get(writer, exchange->id, &left_by, err);
    if (status == STATUS_NOT_FOUND) {
        *may = rank_of(writer, &exchange->source) < rank_of(writer, owner);
        return STATUS_OK;
    }
    *may = status == STATUS_OK;
    return status;
}

static enum status look_up(struct index_writer *writer, const struct exchange *exchange,
                           struct known *out, struct error *err)
{
    enum status status = find(writer, exchange->id, &out->place, err);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    struct arena arena;
    struct exchange stored;
    arena_init(&arena, 0);
    if (status == STATUS_OK)
        status = load(writer, &out->place, &arena, &stored, err);
    if (status == STATUS_OK) {
        out->exists = true;
        out->same_contents = stored_hash(writer, &out->place) == exchange_content_hash(exchange);
        out->same_source = source_ref_equal(&stored.source, &exchange->source);
        out->first_seen = stored.first_seen;
        out->changed = stored.changed;
        status = may_take(writer, exchange, &stored.source, &out->may_take, err);
    }
    arena_clear(&arena);
    return status;
}

static bool batch_is_full(const struct index_writer *writer)
{
    return inverter_bytes(writer->inverter) + inverter_flush_bytes(writer->inverter) +
               pending_map_bytes(&writer->sources) + pending_map_bytes(&writer->batch_ids) +
               pending_map_bytes(&writer->orphans) >
           writer->options.memory_bytes / 100 * BATCH_PERCENT;
}

static void set_times(struct exchange *exchange, const struct known *known)
{
    int64_t now = clock_wall_seconds();
    bool tells = exchange->first_seen > 0 && exchange->first_seen <= exchange->changed &&
                 exchange->changed <= now;
    if (known->exists || !tells) {
        exchange->first_seen = known->exists ? known->first_seen : now;
        exchange->changed = known->same_contents ? known->changed : now;
    }
}

// Replaces what is known, or adds what is not, and commits a batch that is full.
static enum status take(struct index_writer *writer, const struct exchange *exchange,
                        const struct known *known, struct error *err)
{
    struct exchange dated = *exchange;
    enum status status = STATUS_OK;
    set_times(&dated, known);
    if (known->exists)
        status = delete_place(writer, exchange->id, &known->place, err);
    if (status == STATUS_OK)
        status = put(writer, &dated, err);
    if (status != STATUS_OK || !batch_is_full(writer))
        return status;
    uint64_t generation;
    return index_writer_commit(writer, &generation, err);
}

static enum add_outcome outcome_of(const struct known *known)
{
    return !known->exists ? ADD_NEW : known->same_contents ? ADD_UNCHANGED : ADD_CHANGED;
}

static enum add_outcome skip(struct index_writer *writer, struct slice id, bool is_repeated)
{
    bool was_told = intake_flag(writer, id, is_repeated ? ID_REPEATED : ID_SKIPPED);
    return was_told ? ADD_SKIPPED_AGAIN : is_repeated ? ADD_REPEATED : ADD_SKIPPED;
}

enum status index_writer_add(struct index_writer *writer, const struct exchange *exchange,
                             enum add_outcome *outcome, struct error *err)
{
    struct known known = {0};
    bool is_repeated = false;
    enum status status = exchange_validate(exchange, err);
    if (status == STATUS_OK)
        status = intake_note(writer, exchange->id, &is_repeated, err);
    if (status == STATUS_OK && !is_repeated)
        status = look_up(writer, exchange, &known, err);
    if (status != STATUS_OK)
        return status;
    if (++writer->looks % RELEASE_EVERY_LOOKS == 0)
        store_release_pages(writer->store);
    if (is_repeated || (known.exists && !known.may_take)) {
        *outcome = skip(writer, exchange->id, is_repeated);
        return STATUS_OK;
    }
    *outcome = outcome_of(&known);
    if (known.exists)
        status = orphan_drop(writer, exchange->id, err);
    if (status != STATUS_OK || (*outcome == ADD_UNCHANGED && known.same_source))
        return status;
    return take(writer, exchange, &known, err);
}

enum status index_writer_remove(struct index_writer *writer, struct slice id, struct error *err)
{
    struct place place;
    enum status status = find(writer, id, &place, err);
    if (status == STATUS_OK)
        status = delete_place(writer, id, &place, err);
    return status == STATUS_OK ? orphan_drop(writer, id, err) : status;
}

enum status index_writer_document_source(struct index_writer *writer, struct slice id,
                                         struct arena *arena, struct source_ref *source,
                                         bool *is_orphan, struct error *err)
{
    struct place place;
    struct exchange stored;
    struct slice path;
    enum status status = find(writer, id, &place, err);
    if (status == STATUS_OK)
        status = load(writer, &place, arena, &stored, err);
    if (status != STATUS_OK)
        return status;
    if (!source_ref_copy(&stored.source, arena, source))
        return no_memory(err);
    status = orphan_get(writer, id, &path, err);
    *is_orphan = status == STATUS_OK;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

uint64_t index_writer_document_count(const struct index_writer *writer)
{
    uint64_t count = manifest_live_documents(&writer->manifest) - writer->deleted;
    for (uint32_t d = 0; d < inverter_count(writer->inverter); d++)
        count += !inverter_is_dropped(writer->inverter, d);
    return count;
}
