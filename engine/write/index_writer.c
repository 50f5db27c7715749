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
#include "engine/write/batch.h"
#include "engine/write/commit.h"
#include "engine/write/intake.h"
#include "engine/write/news.h"
#include "engine/write/optimize.h"
#include "engine/write/sources.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_MEMORY ((size_t)256 << 20)
#define LEAST_MEMORY ((size_t)16 << 20)
#define THREAD_MEMORY ((size_t)32 << 20)

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

// As many as were asked for, as far as each has memory for words of its own.
static unsigned threads_of(unsigned asked, size_t memory_bytes)
{
    size_t most = memory_bytes / THREAD_MEMORY;
    return asked < most ? asked : most > 1 ? (unsigned)most : 1;
}

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
    writer->source_rank = options->source_rank;
    writer->source_taken = options->source_taken;
    writer->source_context = options->source_context;
    struct store_options store_options = {.mode = options->must_exist ? STORE_WRITE : STORE_CREATE,
                                          .map_size_bytes = options->map_size_bytes};
    enum status status = store_open(path, &store_options, &writer->store, err);
    if (status == STATUS_OK)
        status = open_analyzer(writer, options, err);
    if (status == STATUS_OK)
        status = inverters_open(writer->analyzer, writer->threads, writer->memory_bytes,
                                &writer->inverters, err);
    if (status == STATUS_OK)
        status = batch_refresh(writer, err);
    if (status == STATUS_OK)
        status = root_list_open(writer, err);
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
    arena_clear(&writer->roots_arena);
    buf_clear(&writer->record);
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
    root_list_answered(writer, exchange);
    return news_note(writer, exchange, number, has_own_times, err);
}

// A document that comes, and what is known of it from before.
struct known {
    uint64_t hash; // of its contents as they come
    struct doc_place place;
    bool exists, same_contents, same_source;
    bool may_take;  // the exchange's source may have the document
    bool is_taken;  // from a living source that the operator put behind
    bool is_behind; // the operator put the exchange's source behind the one that has it
    int64_t first_seen, changed;
    struct recollection recollection; // where it does not exist
};

static uint32_t rank_of(const struct index_writer *writer, const struct source_ref *source)
{
    uint32_t rank = writer->source_rank ? writer->source_rank(writer->source_context, source->path)
                                        : SOURCE_UNRANKED;
    return source->is_copy && rank < SOURCE_COPY ? SOURCE_COPY : rank;
}

// Whether a source may have a document that another one had last: the one place where that is decided. It depends on
// nothing that changes from night to night, so no document goes to and fro.
static enum status may_take(struct index_writer *writer, const struct exchange *exchange,
                            const struct source_ref *owner, struct known *known, struct error *err)
{
    struct slice left_by;
    known->may_take = slice_equal(owner->path, exchange->source.path);
    if (known->may_take)
        return STATUS_OK;
    enum status status = orphan_get(writer, exchange->id, &left_by, err);
    if (status == STATUS_NOT_FOUND) {
        uint32_t ours = rank_of(writer, &exchange->source), theirs = rank_of(writer, owner);
        known->may_take = ours < theirs;
        known->is_taken = ours < theirs && theirs <= SOURCE_UNRANKED;
        known->is_behind = theirs < ours && ours <= SOURCE_UNRANKED;
        return STATUS_OK;
    }
    known->may_take = status == STATUS_OK;
    return status;
}

static enum status tell_taken(struct index_writer *writer, const struct exchange *stored,
                              const struct known *known, struct error *err)
{
    if (!known->is_taken || !writer->source_taken)
        return STATUS_OK;
    return writer->source_taken(writer->source_context, stored->id, &stored->source, err);
}

static enum status look_up(struct index_writer *writer, const struct exchange *exchange,
                           struct known *out, struct error *err)
{
    out->hash = exchange_content_hash(exchange);
    enum status status = batch_find(writer, exchange->id, &out->place, err);
    if (status == STATUS_NOT_FOUND)
        return news_recall(writer, exchange->id, &out->recollection, err);
    struct arena arena;
    struct exchange stored;
    arena_init(&arena, 0);
    if (status == STATUS_OK)
        status = batch_load(writer, &out->place, EXCHANGE_SHORT, &arena, &stored, err);
    if (status == STATUS_OK) {
        out->exists = true;
        out->same_contents = batch_stored_hash(writer, &out->place) == out->hash;
        out->same_source = source_ref_equal(&stored.source, &exchange->source);
        out->first_seen = stored.first_seen;
        out->changed = stored.changed;
        status = may_take(writer, exchange, &stored.source, out, err);
    }
    if (status == STATUS_OK)
        status = tell_taken(writer, &stored, out, err);
    arena_clear(&arena);
    return status;
}

static bool batch_is_full(const struct index_writer *writer)
{
    return inverters_bytes(writer->inverters) + pending_map_bytes(&writer->sources) +
               pending_map_bytes(&writer->batch_ids) + pending_map_bytes(&writer->orphans) +
               writer->news.notes.capacity >
           writer->memory_bytes / 100 * BATCH_PERCENT;
}

// What was removed and comes back was first seen when it was. False when the document's own times stay.
static bool set_times(struct exchange *exchange, const struct known *known)
{
    const struct recollection *once = &known->recollection;
    int64_t now = clock_wall_seconds();
    bool tells = exchange->first_seen > 0 && exchange->first_seen <= exchange->changed &&
                 exchange->changed <= now;
    if (!known->exists && once->first_seen == 0 && tells)
        return false;
    if (known->exists) {
        exchange->first_seen = known->first_seen;
        exchange->changed = known->same_contents ? known->changed : now;
    } else {
        exchange->first_seen = once->first_seen ? once->first_seen : now;
        exchange->changed = once->changed && once->hash == known->hash ? once->changed : now;
    }
    return true;
}

// What the document was, if that is anywhere.
static const struct doc_place *place_before(const struct known *known)
{
    if (known->exists)
        return &known->place;
    return known->recollection.changed ? &known->recollection.place : NULL;
}

// When its parts changed, once its own times are set.
static enum status set_part_times(struct index_writer *writer, struct exchange *exchange,
                                  const struct known *known, struct arena *arena, struct error *err)
{
    const struct doc_place *place = place_before(known);
    struct exchange before;
    if (!place)
        return part_times_guess(exchange, arena) ? STATUS_OK : no_memory(err);
    enum status status = batch_load(writer, place, EXCHANGE_WHOLE, arena, &before, err);
    if (status == STATUS_OK && !part_times_settle(exchange, &before, arena))
        status = no_memory(err);
    return status;
}

// Replaces what is known, or adds what is not, and commits a batch that is full.
static enum status take(struct index_writer *writer, const struct exchange *exchange,
                        const struct known *known, struct error *err)
{
    struct exchange dated = *exchange;
    struct arena arena;
    arena_init(&arena, 0);
    bool has_own_times = !set_times(&dated, known);
    exchange_seek_referral(&dated);
    enum status status = set_part_times(writer, &dated, known, &arena, err);
    if (status == STATUS_OK && known->exists)
        status = batch_delete(writer, exchange->id, &known->place, err);
    if (status == STATUS_OK)
        status = put(writer, &dated, known->hash, has_own_times, err);
    arena_clear(&arena);
    if (status != STATUS_OK || !batch_is_full(writer))
        return status;
    uint64_t generation;
    return commit_batch(writer, &generation, err);
}

static enum add_outcome outcome_of(const struct known *known)
{
    return !known->exists ? ADD_NEW : known->same_contents ? ADD_UNCHANGED : ADD_CHANGED;
}

// A source that has the id on record without the flag had the document itself: that it went to one that goes before was
// told when it did.
static enum add_outcome skip(struct index_writer *writer, struct slice id, bool is_repeated,
                             bool is_behind)
{
    bool was_told = intake_flag(writer, id, is_repeated ? ID_REPEATED : ID_SKIPPED) ||
                    (is_behind && intake_had(writer, id));
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
        *outcome = skip(writer, exchange->id, is_repeated, known.is_behind);
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
    return intake_begin(writer, path, err);
}

enum status index_writer_source_end(struct index_writer *writer, const struct source_state *state,
                                    uint64_t *orphans, struct error *err)
{
    return intake_end(writer, state, orphans, err);
}

enum status index_writer_member(struct index_writer *writer, struct slice name,
                                struct source_state *out, struct error *err)
{
    return intake_member(writer, name, out, err);
}

enum status index_writer_member_keep(struct index_writer *writer, struct slice name,
                                     struct error *err)
{
    return intake_member_keep(writer, name, err);
}

enum status index_writer_member_begin(struct index_writer *writer, struct slice name,
                                      struct error *err)
{
    return intake_member_begin(writer, name, err);
}

enum status index_writer_member_end(struct index_writer *writer, const struct source_state *state,
                                    struct error *err)
{
    return intake_member_end(writer, state, err);
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
    return &writer->roots;
}

enum status index_writer_tell_roots(struct index_writer *writer, struct slice told,
                                    const struct source_root *list, size_t count, struct error *err)
{
    return root_list_tell(writer, told, list, count, err);
}

enum status index_writer_note_root(struct index_writer *writer, const struct source_root *root,
                                   struct error *err)
{
    return root_list_note(writer, root, err);
}
