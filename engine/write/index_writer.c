// The writer: opening an index, and deciding what becomes of a document that comes.
//
// Everything else is next door: batch.h is what the writer holds, sources.h and intake.h what was read from where,
// commit.h makes a batch a generation, optimize.h one segment of all. What a killed writer left half written, segments
// that no manifest names, is swept when the index is opened.
//
// Invariants: a document that is refused leaves the batch as it was; what is known of a document is looked up once and
// decided on in one place. A document that has not changed costs a look-up, reading what is stored, and one hash.
#include "engine/write/index_writer.h"

#include "base/clock.h"
#include "engine/record/part_times.h"
#include "engine/segment/segment_writer.h"
#include "engine/storage/store_renewal.h"
#include "engine/write/batch.h"
#include "engine/write/commit.h"
#include "engine/write/news.h"
#include "engine/write/optimize.h"
#include "engine/write/parts.h"
#include "engine/write/sources.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_MEMORY ((size_t)256 << 20)
#define LEAST_MEMORY ((size_t)16 << 20)
#define THREAD_MEMORY ((size_t)32 << 20)

// A batch is written when it, and what sorts its terms, would take so much of the memory; the rest is for the pages of
// a transaction and those of the file.
enum { BATCH_PERCENT = 70, MOST_THREADS = MANIFEST_MAX_SEGMENTS / 2 };

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
            erased = segment_writer_erase(txn, lowest, err);
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

static enum status open_analyzer(struct index_writer *writer, const struct writer_options *options,
                                 struct error *err)
{
    struct index_header header;
    const char *path = store_path(writer->store);
    enum analyzer_kind wanted = options->analyzer;
    enum status status = read_header(writer, &header, err);
    if (status == STATUS_NOT_FOUND && options->must_exist)
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

// As many as were asked for, as far as each has memory for words of its own, and an index room for a segment of each
// beside those that merging leaves (merge_policy.h).
static unsigned threads_of(unsigned asked, size_t memory_bytes)
{
    size_t most = memory_bytes / THREAD_MEMORY;
    if (most > MOST_THREADS)
        most = MOST_THREADS;
    return asked < most ? asked : most > 1 ? (unsigned)most : 1;
}

static enum status open_roots(struct index_writer *writer, struct error *err)
{
    struct slice record = SLICE_NONE;
    enum status status = store_get(writer->view, STORE_META, ROOTS_KEY, &record, err);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    return root_list_open(&writer->root_list, record, err);
}

static enum status record_of(void *writer, struct slice path, struct source_record *out,
                             struct error *err)
{
    return sources_get(writer, path, out, err);
}

static enum status put_record(void *writer, struct slice path, const struct buf *record,
                              struct error *err)
{
    return sources_put(writer, path, record, err);
}

static enum status source_of(void *writer, struct slice id, struct arena *arena,
                             struct source_ref *source, bool *is_orphan, struct error *err)
{
    return sources_of_document(writer, id, arena, source, is_orphan, err);
}

static enum status put_orphan(void *writer, struct slice id, struct slice path, struct error *err)
{
    return orphan_put(writer, id, path, err);
}

static const struct intake_store intake_store = {record_of, put_record, source_of, put_orphan};

enum status index_writer_open(const char *path, const struct writer_options *options,
                              struct index_writer **out, struct error *err)
{
    struct index_writer *writer = calloc(1, sizeof *writer);
    if (!writer)
        return no_memory(err);
    writer->memory_bytes = options->memory_bytes ? options->memory_bytes : DEFAULT_MEMORY;
    if (writer->memory_bytes < LEAST_MEMORY)
        writer->memory_bytes = LEAST_MEMORY;
    writer->threads = threads_of(options->threads, writer->memory_bytes);
    writer->rules =
        (struct claim_rules){options->source_rank, options->source_taken, options->source_context};
    writer->is_copy = options->copied != NULL;
    writer->intake.store = &intake_store;
    writer->intake.writer = writer;
    struct store_options store_options = {.mode = options->must_exist ? STORE_WRITE : STORE_CREATE,
                                          .map_size_bytes = options->map_size_bytes};
    enum status status = store_open(path, &store_options, &writer->store, err);
    if (status == STATUS_OK)
        status = store_renewal_sweep(path, err);
    if (status == STATUS_OK)
        status = open_analyzer(writer, options, err);
    if (status == STATUS_OK)
        status = inverters_open(writer->analyzer, writer->threads, writer->memory_bytes,
                                &writer->inverters, err);
    if (status == STATUS_OK)
        parts_begin(writer, writer->memory_bytes / 100 * BATCH_PERCENT);
    if (status == STATUS_OK)
        status = batch_refresh(writer, err);
    if (status == STATUS_OK && writer->is_copy && writer->manifest.generation > 0)
        status = error_set(err, STATUS_INVALID, "%s: is an index already", path);
    if (status == STATUS_OK)
        status = open_roots(writer, err);
    writer->news.keep_days = options->keep_texts_days == 0  ? writer->news.counters.keep_days
                             : options->keep_texts_days < 0 ? 0
                                                            : (uint64_t)options->keep_texts_days;
    if (status == STATUS_OK)
        status = sweep(writer, err);
    if (status != STATUS_OK) {
        index_writer_close(writer);
        return status;
    }
    *out = writer;
    return STATUS_OK;
}

void index_writer_close(struct index_writer *writer)
{
    if (!writer)
        return;
    batch_drop(writer);
    store_abort(writer->ledger.txn);
    store_abort(writer->view);
    inverters_close(writer->inverters);
    analyzer_close(writer->analyzer);
    docstore_reader_close(writer->reader);
    pending_map_clear(&writer->batch_ids);
    pending_map_clear(&writer->sources);
    pending_map_clear(&writer->orphans);
    intake_clear(&writer->intake);
    buf_clear(&writer->news.notes);
    buf_clear(&writer->news.last_id);
    buf_clear(&writer->news.last_source);
    arena_clear(&writer->view_arena);
    root_list_clear(&writer->root_list);
    buf_clear(&writer->record);
    buf_clear(&writer->parts);
    store_close(writer->store);
    free(writer);
}

// --- adding and removing -----------------------------------------------------------------------

// Puts an exchange whose times are settled into the batch.
static enum status put(struct index_writer *writer, const struct exchange *exchange, uint64_t hash,
                       bool has_own_times, struct error *err)
{
    uint64_t number;
    enum status status = batch_add(writer, exchange, hash, &number, err);
    if (status != STATUS_OK)
        return status;
    root_list_answered(&writer->root_list, exchange);
    return news_note(writer, exchange, number, has_own_times, err);
}

// A document that comes, and where the one with its id is.
struct coming {
    struct claim claim;
    struct doc_place place;
};

static enum status judge(struct index_writer *writer, const struct exchange *exchange,
                         const struct exchange *stored, struct coming *coming, struct error *err)
{
    struct slice left_by;
    struct claim_holder holder = {
        .source = stored->source,
        .hash = batch_stored_hash(writer, &coming->place),
        .first_seen = stored->first_seen,
        .changed = stored->changed,
    };
    enum status status = STATUS_NOT_FOUND;
    if (!slice_equal(stored->source.path, exchange->source.path))
        status = orphan_get(writer, exchange->id, &left_by, err);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    holder.is_orphan = status == STATUS_OK;
    return claim_judge(&writer->rules, exchange, &holder, &coming->claim, err);
}

static enum status look_up(struct index_writer *writer, const struct exchange *exchange,
                           struct coming *out, struct error *err)
{
    out->claim.hash = exchange_content_hash(exchange);
    enum status status = batch_find(writer, exchange->id, &out->place, err);
    if (status == STATUS_NOT_FOUND)
        return news_recall(writer, exchange->id, &out->claim.recollection, &out->place, err);
    struct arena arena;
    struct exchange stored;
    arena_init(&arena, 0);
    if (status == STATUS_OK)
        status = batch_load(writer, &out->place, EXCHANGE_SHORT, &arena, &stored, err);
    if (status == STATUS_OK)
        status = judge(writer, exchange, &stored, out, err);
    arena_clear(&arena);
    return status;
}

static bool batch_is_full(const struct index_writer *writer)
{
    return writer->parts.len > 0 ||
           inverters_bytes(writer->inverters) + pending_map_bytes(&writer->sources) +
                   pending_map_bytes(&writer->batch_ids) + pending_map_bytes(&writer->orphans) +
                   writer->news.notes.capacity >
               writer->memory_bytes / 100 * BATCH_PERCENT;
}

// What the document was, if that is anywhere.
static const struct doc_place *place_before(const struct coming *coming)
{
    const struct claim *claim = &coming->claim;
    return claim->exists || claim->recollection.changed ? &coming->place : NULL;
}

// When its parts changed, once its own times are set.
static enum status set_part_times(struct index_writer *writer, struct exchange *exchange,
                                  const struct coming *coming, struct arena *arena,
                                  struct error *err)
{
    const struct doc_place *place = place_before(coming);
    struct exchange before;
    if (writer->is_copy)
        return STATUS_OK;
    if (!place)
        return part_times_guess(exchange, arena) ? STATUS_OK : no_memory(err);
    enum status status = batch_load(writer, place, EXCHANGE_WHOLE, arena, &before, err);
    if (status == STATUS_OK && !part_times_settle(exchange, &before, arena))
        status = no_memory(err);
    return status;
}

// One that could outgrow the memory begins a batch. Who had it was judged; where it is may have changed.
static enum status stand_alone(struct index_writer *writer, const struct exchange *exchange,
                               struct coming *coming, struct error *err)
{
    uint64_t generation;
    if (inverters_count(writer->inverters) == 0 || !parts_may_come(writer, exchange))
        return STATUS_OK;
    enum status status = commit_batch(writer, &generation, err);
    if (status != STATUS_OK)
        return status;
    return coming->claim.exists ? batch_find(writer, exchange->id, &coming->place, err)
                                : news_recall(writer, exchange->id, &coming->claim.recollection,
                                              &coming->place, err);
}

// Replaces what is known, or adds what is not, and commits a batch that is full.
static enum status take(struct index_writer *writer, const struct exchange *exchange,
                        const struct coming *coming, struct error *err)
{
    struct exchange dated = *exchange;
    struct arena arena;
    arena_init(&arena, 0);
    bool has_own_times = writer->is_copy || !claim_set_times(&coming->claim, &dated);
    enum status status = exchange_seek(&dated, &arena) ? STATUS_OK : no_memory(err);
    if (status == STATUS_OK)
        status = set_part_times(writer, &dated, coming, &arena, err);
    if (status == STATUS_OK && coming->claim.exists)
        status = batch_delete(writer, exchange->id, &coming->place, err);
    if (status == STATUS_OK)
        status = put(writer, &dated, coming->claim.hash, has_own_times, err);
    arena_clear(&arena);
    if (status != STATUS_OK || !batch_is_full(writer))
        return status;
    uint64_t generation;
    return commit_batch(writer, &generation, err);
}

enum status index_writer_add(struct index_writer *writer, const struct exchange *exchange,
                             enum add_outcome *outcome, struct error *err)
{
    struct coming coming = {0};
    const struct claim *claim = &coming.claim;
    bool is_repeated = false;
    enum status status = exchange_validate(exchange, err);
    if (status == STATUS_OK)
        status = intake_note(&writer->intake, exchange->id, &is_repeated, err);
    if (status == STATUS_OK && !is_repeated)
        status = look_up(writer, exchange, &coming, err);
    if (status != STATUS_OK)
        return status;
    if (is_repeated || (claim->exists && !claim->may_take)) {
        *outcome = claim_skip(&writer->intake, exchange->id, is_repeated, claim->is_behind);
        return STATUS_OK;
    }
    *outcome = claim_outcome(claim);
    bool stays = *outcome == ADD_UNCHANGED && claim->same_source;
    if (!stays)
        status = stand_alone(writer, exchange, &coming, err);
    if (status == STATUS_OK && claim->exists) // in one commit with what takes its place
        status = orphan_drop(writer, exchange->id, err);
    return status != STATUS_OK || stays ? status : take(writer, exchange, &coming, err);
}

enum status index_writer_remove(struct index_writer *writer, struct slice id, struct error *err)
{
    struct doc_place place;
    enum status status = batch_find(writer, id, &place, err);
    if (status == STATUS_OK)
        status = batch_delete(writer, id, &place, err);
    return status == STATUS_OK ? orphan_drop(writer, id, err) : status;
}

uint64_t index_writer_document_count(const struct index_writer *writer)
{
    uint64_t count = manifest_live_documents(&writer->manifest) - writer->deleted;
    return count + inverters_count(writer->inverters) - writer->dropped;
}

enum status index_writer_commit(struct index_writer *writer, uint64_t *generation,
                                struct error *err)
{
    return commit_batch(writer, generation, err);
}

enum status index_writer_optimize(struct index_writer *writer,
                                  void (*progress)(void *context, uint64_t done, uint64_t total),
                                  void *context, struct error *err)
{
    return optimize_run(writer, progress, context, err);
}

// --- sources -----------------------------------------------------------------------------------

enum status index_writer_source(struct index_writer *writer, struct slice path,
                                struct source_state *out, struct error *err)
{
    struct source_record record;
    enum status status = sources_get(writer, path, &record, err);
    if (status == STATUS_OK)
        *out = record.state;
    return status;
}

enum status index_writer_source_begin(struct index_writer *writer, struct slice path,
                                      struct error *err)
{
    return intake_begin(&writer->intake, path, err);
}

enum status index_writer_source_end(struct index_writer *writer, const struct source_state *state,
                                    struct source_left *left, struct error *err)
{
    return intake_end(&writer->intake, state, left, err);
}

enum status index_writer_member(struct index_writer *writer, struct slice name,
                                struct source_state *out, struct error *err)
{
    return intake_member(&writer->intake, name, out, err);
}

enum status index_writer_member_keep(struct index_writer *writer, struct slice name,
                                     struct error *err)
{
    return intake_member_keep(&writer->intake, name, err);
}

enum status index_writer_member_begin(struct index_writer *writer, struct slice name,
                                      struct error *err)
{
    return intake_member_begin(&writer->intake, name, err);
}

enum status index_writer_member_end(struct index_writer *writer, const struct source_state *state,
                                    struct error *err)
{
    return intake_member_end(&writer->intake, state, err);
}

enum status index_writer_source_touch(struct index_writer *writer, struct slice path,
                                      const struct source_state *state, struct error *err)
{
    return sources_touch(writer, path, state, err);
}

enum status index_writer_source_forget(struct index_writer *writer, struct slice path,
                                       struct error *err)
{
    return sources_forget(writer, path, err);
}

enum status index_writer_source_each(struct index_writer *writer, struct slice prefix,
                                     enum status (*visit)(void *context,
                                                          struct source_record *record,
                                                          struct error *err),
                                     void *context, struct error *err)
{
    return sources_each(writer, prefix, visit, context, err);
}

enum status index_writer_orphan_each(struct index_writer *writer,
                                     enum status (*visit)(void *context, struct slice id,
                                                          struct slice path, struct error *err),
                                     void *context, struct error *err)
{
    return orphan_each(writer, visit, context, err);
}

enum status index_writer_document_source(struct index_writer *writer, struct slice id,
                                         struct arena *arena, struct source_ref *source,
                                         bool *is_orphan, struct error *err)
{
    return sources_of_document(writer, id, arena, source, is_orphan, err);
}

// --- source roots ------------------------------------------------------------------------------

const struct roots *index_writer_roots(const struct index_writer *writer)
{
    return &writer->root_list.roots;
}

enum status index_writer_tell_roots(struct index_writer *writer, struct slice told,
                                    const struct source_root *list, size_t count, struct error *err)
{
    return root_list_tell(&writer->root_list, told, list, count, err);
}

enum status index_writer_note_root(struct index_writer *writer, const struct source_root *root,
                                   struct error *err)
{
    return root_list_note(&writer->root_list, root, err);
}
