// Snapshots. See snapshot.h.
//
// A snapshot keeps its read transaction between requests, reset, so that a request costs a renew. The opened segments
// are kept too: as long as no commit came between, the same bytes stand at the same places. After a commit all of them
// are opened anew, which costs some look-ups a segment.
//
// Invariant: nothing of a snapshot outlives its end, and while it is held, no page that it can see is written again.
// So whoever holds one for long makes the file grow, and nothing else.
#include "engine/read/snapshot.h"

#include "base/reader.h"
#include "engine/counts/months.h"
#include "engine/read/doc_ref.h"
#include "engine/read/segments.h"
#include "engine/read/series.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct index {
    struct store *store;
    struct index_header header;
    pthread_mutex_t series_lock;
    struct series_table *series; // of the newest generation that was asked about; NULL: none yet
};

// --- index -------------------------------------------------------------------------------------

static enum status read_header(struct index *index, struct error *err)
{
    struct store_txn *txn;
    enum status status = store_begin(index->store, false, &txn, err);
    if (status != STATUS_OK)
        return status;
    status = header_read(txn, &index->header, err);
    store_abort(txn);
    const char *path = store_path(index->store);
    if (status == STATUS_NOT_FOUND)
        return error_set(err, STATUS_NOT_FOUND, "%s: the index is empty", path);
    if (status != STATUS_OK)
        (void)error_wrap(err, "%s", path);
    return status;
}

enum status index_open(const char *path, const struct index_options *options, struct index **out,
                       struct error *err)
{
    struct index *index = calloc(1, sizeof *index);
    if (!index)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    pthread_mutex_init(&index->series_lock, NULL);
    struct store_options store_options = {
        .map_size_bytes = options ? options->map_size_bytes : 0,
        .max_readers = options ? options->max_readers : 0,
    };
    enum status status = store_open(path, &store_options, &index->store, err);
    if (status == STATUS_OK)
        status = read_header(index, err);
    if (status != STATUS_OK) {
        index_close(index);
        return status;
    }
    *out = index;
    return STATUS_OK;
}

void index_close(struct index *index)
{
    if (!index)
        return;
    store_close(index->store);
    series_release(index->series);
    pthread_mutex_destroy(&index->series_lock);
    free(index);
}

int index_check_readers(struct index *index)
{
    return store_check_readers(index->store);
}

const struct folder *index_folder(const struct index *index)
{
    return store_folder(index->store);
}

const char *index_trouble(struct index *index)
{
    return store_trouble(index->store);
}

enum status index_check_pages(struct index *index, struct error *err)
{
    return store_check(index->store, err);
}

enum status index_copy(struct index *index, const char *file, struct error *err)
{
    return store_copy(index->store, file, err);
}

enum analyzer_kind index_analyzer_kind(const struct index *index)
{
    return index->header.analyzer_kind;
}

enum status index_check_analyzer(const struct index *index, const struct analyzer *analyzer,
                                 struct error *err)
{
    enum status status = header_check_analyzer(&index->header, analyzer, err);
    if (status != STATUS_OK)
        (void)error_wrap(err, "%s", store_path(index->store));
    return status;
}

// --- snapshots ---------------------------------------------------------------------------------

static enum status open_documents(struct snapshot *snapshot, struct error *err)
{
    struct slice dictionary = SLICE_NONE;
    enum status status =
        store_get(snapshot->txn, STORE_META, DOCSTORE_DICTIONARY_KEY, &dictionary, err);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    docstore_reader_close(snapshot->documents);
    record_cache_clear(&snapshot->records);
    snapshot->documents = NULL;
    return docstore_reader_open(dictionary, &snapshot->documents, err);
}

// What is known of the source roots, for all segments; nothing in an index without any.
static enum status know_roots(struct snapshot *snapshot, struct error *err)
{
    struct slice bytes;
    struct roots roots = {.arena = &snapshot->arena};
    enum status status = store_get(snapshot->txn, STORE_META, ROOTS_KEY, &bytes, err);
    if (status == STATUS_OK)
        status = roots_decode(bytes, &roots, err);
    for (uint32_t s = 0; status == STATUS_OK && s < snapshot->manifest.segment_count; s++)
        status = segment_know_roots(&snapshot->segments[s], &roots, &snapshot->arena, err);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status open_segments(struct snapshot *snapshot, struct error *err)
{
    arena_reset(&snapshot->arena);
    term_memory_forget(&snapshot->terms);
    memset(snapshot->values, 0, sizeof snapshot->values);
    snapshot->months = NULL;
    enum status status = manifest_read(snapshot->txn, &snapshot->manifest, err);
    if (status == STATUS_NOT_FOUND)
        return error_set(err, STATUS_CORRUPT, "the index has no manifest");
    if (status == STATUS_OK)
        status = open_documents(snapshot, err);
    if (status != STATUS_OK)
        return status;
    uint32_t count = snapshot->manifest.segment_count;
    snapshot->segments = arena_calloc(&snapshot->arena, count + 1, sizeof *snapshot->segments);
    if (!snapshot->segments)
        return error_set(err, STATUS_NO_MEMORY, "snapshot: out of memory");
    for (uint32_t s = 0; status == STATUS_OK && s < count; s++)
        status = segment_open(snapshot->txn, &snapshot->manifest.segments[s], &snapshot->arena,
                              &snapshot->segments[s], err);
    return status == STATUS_OK ? know_roots(snapshot, err) : status;
}

static enum status make_snapshot(struct index *index, struct snapshot **out, struct error *err)
{
    struct snapshot *snapshot = calloc(1, sizeof *snapshot);
    if (!snapshot)
        return error_set(err, STATUS_NO_MEMORY, "snapshot: out of memory");
    snapshot->index = index;
    arena_init(&snapshot->arena, 0);
    enum status status = store_begin(index->store, false, &snapshot->txn, err);
    if (status != STATUS_OK) {
        free(snapshot);
        return status;
    }
    *out = snapshot;
    return STATUS_OK;
}

static void count_all(const struct snapshot *snapshot, struct index_info *out)
{
    const struct manifest *manifest = &snapshot->manifest;
    *out = (struct index_info){
        .generation = manifest->generation,
        .segments = manifest->segment_count,
        .commit_time = manifest->commit_time,
        .analyzer = snapshot->index->header.analyzer_kind == ANALYZER_WHITESPACE
                        ? ANALYZER_WHITESPACE_VERSION
                        : ANALYZER_FRENCH_VERSION,
        .documents = manifest_live_documents(manifest),
    };
    for (uint32_t s = 0; s < manifest->segment_count; s++) {
        const struct segment_info *segment = &manifest->segments[s];
        out->deleted += segment->deleted_count;
        out->tokens += segment->tokens;
        out->bytes_postings += segment->bytes_postings;
        out->bytes_positions += segment->bytes_positions;
        out->bytes_dictionary += segment->bytes_dictionary;
        out->bytes_columns += segment->bytes_columns;
        out->bytes_documents += segment->bytes_documents;
    }
    out->file_bytes = store_file_bytes(snapshot->index->store);
}

enum status snapshot_begin(struct index *index, struct snapshot **snapshot, struct error *err)
{
    enum status status = STATUS_OK;
    if (*snapshot)
        status = store_renew((*snapshot)->txn, err);
    else
        status = make_snapshot(index, snapshot, err);
    if (status != STATUS_OK)
        return status;
    struct snapshot *s = *snapshot;
    s->active = true;
    uint64_t number = store_txn_number(s->txn);
    if (s->terms.is_full)
        term_memory_forget(&s->terms);
    if (s->segments && number == s->txn_number)
        return STATUS_OK;
    s->segments = NULL;
    status = open_segments(s, err);
    if (status == STATUS_OK) {
        s->txn_number = number;
        count_all(s, &s->info);
    } else {
        s->segments = NULL;
        snapshot_end(s);
    }
    return status;
}

enum status snapshot_settle(struct snapshot *snapshot, struct error *err)
{
    enum status status = store_settle(snapshot->txn, err);
    if (status != STATUS_OK)
        term_memory_forget(&snapshot->terms);
    return status;
}

void snapshot_end(struct snapshot *snapshot)
{
    if (snapshot && snapshot->active) {
        store_reset(snapshot->txn);
        snapshot->active = false;
    }
}

void snapshot_free(struct snapshot *snapshot)
{
    if (!snapshot)
        return;
    store_abort(snapshot->txn);
    docstore_reader_close(snapshot->documents);
    record_cache_clear(&snapshot->records);
    series_release(snapshot->series);
    arena_clear(&snapshot->arena);
    term_memory_clear(&snapshot->terms);
    free(snapshot);
}

void snapshot_info(const struct snapshot *snapshot, struct index_info *out)
{
    *out = snapshot->info;
}

void snapshot_release_pages(const struct snapshot *snapshot)
{
    store_release_pages(snapshot->index->store);
}

// --- series ------------------------------------------------------------------------------------

// Whoever needs a table that another thread is making waits for it. One of an earlier generation is kept by none.
enum status snapshot_series(struct snapshot *snapshot, const struct series_table **out,
                            struct error *err)
{
    struct index *index = snapshot->index;
    enum status status = STATUS_OK;
    if (!snapshot->series || snapshot->series->txn_number != snapshot->txn_number) {
        series_release(snapshot->series);
        snapshot->series = NULL;
        pthread_mutex_lock(&index->series_lock);
        if (index->series && index->series->txn_number == snapshot->txn_number)
            snapshot->series = series_hold(index->series);
        else
            status = series_make(snapshot, &snapshot->series, err);
        if (status == STATUS_OK &&
            (!index->series || index->series->txn_number < snapshot->txn_number)) {
            series_release(index->series);
            index->series = series_hold(snapshot->series);
        }
        pthread_mutex_unlock(&index->series_lock);
    }
    *out = snapshot->series;
    return status;
}

// --- months ------------------------------------------------------------------------------------

enum status snapshot_months(struct snapshot *snapshot, const struct months **out, struct error *err)
{
    *out = snapshot->months;
    if (*out)
        return STATUS_OK;
    struct months *months = arena_calloc(&snapshot->arena, 1, sizeof *months);
    if (!months)
        return error_set(err, STATUS_NO_MEMORY, "months: out of memory");
    months_init(months, &snapshot->arena);
    for (uint32_t s = 0; s < snapshot->manifest.segment_count; s++) {
        const struct segment *segment = &snapshot->segments[s];
        for (uint32_t d = 0; d < segment->info.doc_count; d++) {
            int64_t date = column_value(&segment->columns[COLUMN_DATE], d);
            if (date != DATE_NONE && !segment_is_deleted(segment, d))
                months_add(months, (uint32_t)date, 1, 0);
        }
    }
    if (months->failed)
        return error_set(err, STATUS_NO_MEMORY, "months: out of memory");
    *out = snapshot->months = months;
    return STATUS_OK;
}

// --- documents ---------------------------------------------------------------------------------

// Newest segment first: an older segment's entry for the same id is deleted.
enum status snapshot_find(struct snapshot *snapshot, struct slice id, struct doc_key *out,
                          struct error *err)
{
    for (uint32_t s = snapshot->manifest.segment_count; s-- > 0;) {
        const struct segment *segment = &snapshot->segments[s];
        uint32_t doc;
        enum status status = segment_find_id(segment, id, &doc, err);
        if (status == STATUS_OK && !segment_is_deleted(segment, doc)) {
            *out = doc_key_of((struct doc_ref){s, doc});
            return STATUS_OK;
        }
        if (status != STATUS_OK && status != STATUS_NOT_FOUND)
            return status;
    }
    return STATUS_NOT_FOUND;
}

static enum status read_record(struct snapshot *snapshot, struct slice frame,
                               enum exchange_part part, struct arena *arena, struct slice *record,
                               struct error *err)
{
    if (frame.len > RECORD_CACHE_LONGEST)
        return docstore_read(snapshot->documents, frame, part, arena, record, err);
    const struct record_key key = record_cache_key(frame, part);
    if (record_cache_find(&snapshot->records, &key, arena, record) && record->ptr)
        return STATUS_OK;
    enum status status = docstore_read(snapshot->documents, frame, part, arena, record, err);
    if (status == STATUS_OK)
        record_cache_keep(&snapshot->records, &key, *record);
    return status;
}

enum status snapshot_document(struct snapshot *snapshot, struct doc_key key,
                              enum exchange_part part, struct arena *arena, struct exchange *out,
                              struct error *err)
{
    struct doc_ref ref = doc_ref_of(key);
    if (ref.segment >= snapshot->manifest.segment_count)
        return error_set(err, STATUS_INVALID, "no segment %u in this generation", ref.segment);
    struct slice frame, record;
    enum status status = segment_frame(&snapshot->segments[ref.segment], ref.doc, &frame, err);
    if (status == STATUS_OK)
        status = read_record(snapshot, frame, part, arena, &record, err);
    if (status == STATUS_OK)
        status = exchange_decode(record, part, arena, out, err);
    if (status != STATUS_OK)
        return status;
    struct segment_root root = segment_root_of(&snapshot->segments[ref.segment], ref.doc);
    out->is_uncovered = root.is_uncovered;
    out->licence = root.licence;
    return STATUS_OK;
}
