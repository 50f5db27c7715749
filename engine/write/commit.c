// Committing: the batch becomes a generation, and segments become one.
//
// The idea: the batch's documents are written as a segment, in checkpointed transactions whose results nobody sees;
// then one last transaction writes deletions, sources and the new manifest. Merges that the policy asks for come after,
// each a generation of its own with the same documents.
//
// Invariants: the commit of the last transaction is the only instant anything becomes visible, and everything does at
// once. A writer that was killed, or failed, leaves segments that no manifest names, which opening the index sweeps
// away; after a failure the writer refuses to go on.
//
// Cost: writing the batch, one fsync a checkpoint and one at the end; merging rewrites a document at most once a tier
// (merge_policy.c).
#include "engine/write/commit.h"

#include "base/clock.h"
#include "engine/format/blob.h"
#include "engine/segment/segment_writer.h"
#include "engine/write/batch.h"
#include "engine/write/merge_policy.h"
#include "engine/write/news.h"
#include "engine/write/parts.h"
#include "engine/write/removed_words.h"
#include "engine/write/sources.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define TRAINING_BYTES ((size_t)1 << 20)

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "index: out of memory");
}

// Takes every so many-th document of an inverter as a sample.
static void take_samples(const struct inverter *inverter, uint32_t step, struct buf *samples,
                         struct buf *sizes)
{
    for (uint32_t d = 0; d < inverter_count(inverter); d += step) {
        struct slice record = inverter_frame(inverter, d);
        size_t size = exchange_record_is_packed(record) ? exchange_record_head(record) : record.len;
        buf_append(samples, record.ptr, size);
        buf_append(sizes, &size, sizeof size);
    }
}

static size_t frame_bytes(const struct inverter *inverter)
{
    uint32_t count = inverter_count(inverter);
    return (size_t)(inverter_frame(inverter, count - 1).ptr - inverter_frame(inverter, 0).ptr);
}

// Trains the dictionary of stored documents from this batch, if it is large enough to learn from.
static enum status train_dictionary(struct index_writer *writer, struct store_txn *txn,
                                    struct buf *dictionary, struct error *err)
{
    const struct inverters *inverters = writer->inverters;
    unsigned used = inverters_used(inverters);
    struct buf samples = {0}, sizes = {0};
    size_t total = 0;
    for (unsigned i = 0; i < used; i++)
        total += frame_bytes(inverters_at(inverters, i));
    for (unsigned i = 0; i < used; i++)
        take_samples(inverters_at(inverters, i), (uint32_t)(total / TRAINING_BYTES) + 1, &samples,
                     &sizes);
    if (!samples.failed && !sizes.failed)
        docstore_train(buf_slice(&samples), (const size_t *)(const void *)sizes.data,
                       (unsigned)(sizes.len / sizeof(size_t)), dictionary);
    buf_clear(&samples);
    buf_clear(&sizes);
    return dictionary->len
               ? store_put(txn, STORE_META, DOCSTORE_DICTIONARY_KEY, buf_slice(dictionary), err)
               : STATUS_OK;
}

static uint32_t count_dropped(const struct inverter *inverter)
{
    uint32_t dropped = 0;
    for (uint32_t d = 0; d < inverter_count(inverter); d++)
        dropped += inverter_is_dropped(inverter, d);
    return dropped;
}

// Writes the batch's documents as segments, one an inverter, and appends them to the manifest.
static enum status write_segments(struct index_writer *writer, struct store_txn **txn,
                                  struct manifest *manifest, struct error *err)
{
    enum status status = inverters_settle(writer->inverters, err);
    unsigned used = inverters_used(writer->inverters);
    if (status != STATUS_OK)
        return status;
    if (manifest->segment_count + used > MANIFEST_MAX_SEGMENTS)
        return error_set(err, STATUS_TOO_LARGE,
                         "index: %d segments, there can be no more; `optimize` merges them",
                         MANIFEST_MAX_SEGMENTS);
    struct buf dictionary = {0};
    bool is_last_part = writer->parts.len > 0; // the whole has its number; the part, the next
    if (!writer->has_dictionary)
        status = train_dictionary(writer, *txn, &dictionary, err);
    const struct inverters_flush flush = {
        .store = writer->store,
        .txn = txn,
        .first_segment = manifest->next_segment + is_last_part,
        .is_compressed = writer->has_dictionary,
        .dictionary = buf_slice(&dictionary),
    };
    struct segment_info *written = &manifest->segments[manifest->segment_count];
    if (status == STATUS_OK)
        status = inverters_flush(writer->inverters, &flush, written, err);
    buf_clear(&dictionary);
    if (status == STATUS_OK && is_last_part)
        status = parts_join(writer, txn, manifest->next_segment, written, err);
    if (status != STATUS_OK)
        return status;
    for (unsigned i = 0; i < used; i++)
        written[i].deleted_count = count_dropped(inverters_at(writer->inverters, i));
    manifest->next_segment += used + is_last_part;
    manifest->segment_count += used;
    return STATUS_OK;
}

static enum status put_bitmap(struct store_txn *txn, uint32_t segment, const unsigned char *bitmap,
                              uint32_t doc_count, struct error *err)
{
    char key[BLOB_KEY_LEN];
    struct buf bytes;
    buf_init(&bytes, 0);
    buf_append(&bytes, bitmap, ((size_t)doc_count + 7) / 8);
    enum status status = blob_put(txn, blob_key(segment, PART_DELETED, 0, key), &bytes, err);
    buf_clear(&bytes);
    return status;
}

// The bitmap of an inverter's documents that a later one of the same batch replaced.
static enum status write_dropped(const struct inverter *inverter, struct store_txn *txn,
                                 const struct segment_info *info, struct error *err)
{
    unsigned char *bitmap = calloc(info->doc_count / 8 + 1, 1);
    if (!bitmap)
        return no_memory(err);
    for (uint32_t d = 0; d < info->doc_count; d++)
        if (inverter_is_dropped(inverter, d))
            bitmap[d / 8] |= (unsigned char)(1u << d % 8);
    enum status status = put_bitmap(txn, info->id, bitmap, info->doc_count, err);
    free(bitmap);
    return status;
}

// Writes changed deletions; a segment without live documents leaves the manifest.
static enum status write_deletions(struct index_writer *writer, struct store_txn *txn,
                                   struct manifest *manifest, struct error *err)
{
    uint32_t kept = 0;
    for (uint32_t s = 0; s < manifest->segment_count; s++) {
        struct segment_info info = manifest->segments[s];
        bool is_committed = s < writer->manifest.segment_count;
        enum status status = STATUS_OK;
        if (is_committed)
            info.deleted_count += writer->deletions[s].added;
        if (info.deleted_count == info.doc_count)
            status = segment_writer_erase(txn, info.id, err);
        else if (is_committed && writer->deletions[s].bitmap)
            status = put_bitmap(txn, info.id, writer->deletions[s].bitmap, info.doc_count, err);
        else if (!is_committed && info.deleted_count)
            status = write_dropped(inverters_at(writer->inverters, batch_inverter(writer, info.id)),
                                   txn, &info, err);
        if (status != STATUS_OK)
            return status;
        if (info.deleted_count < info.doc_count)
            manifest->segments[kept++] = info;
    }
    manifest->segment_count = kept;
    return STATUS_OK;
}

// Publishes `manifest` with the next generation number through txn, and ends it.
static enum status publish(struct index_writer *writer, struct store_txn *txn,
                           struct manifest *manifest, struct error *err)
{
    manifest->generation++;
    manifest->commit_time = clock_wall_seconds();
    enum status status = manifest_write(txn, manifest, err);
    if (status != STATUS_OK) {
        store_abort(txn);
        return status;
    }
    status = store_commit(txn, err);
    return status == STATUS_OK ? batch_refresh(writer, err) : status;
}

static bool batch_is_empty(const struct index_writer *writer)
{
    return inverters_count(writer->inverters) == 0 && writer->deleted == 0 &&
           writer->sources.keys.count == 0 && writer->orphans.keys.count == 0 &&
           !writer->root_list.is_changed &&
           writer->news.keep_days == writer->news.counters.keep_days;
}

static enum status write_roots(struct index_writer *writer, struct store_txn *txn,
                               struct error *err)
{
    if (!writer->root_list.is_changed)
        return STATUS_OK;
    struct buf record = {0};
    enum status status = root_list_encode(&writer->root_list, &record, err);
    if (status == STATUS_OK)
        status = store_put(txn, STORE_META, ROOTS_KEY, buf_slice(&record), err);
    buf_clear(&record);
    writer->root_list.is_changed = false;
    return status;
}

// Writes all that the batch has, but for the manifest, and forgets it: before the view moves on, for deletions are
// numbered by its segments.
static enum status write_batch(struct index_writer *writer, struct store_txn **txn,
                               struct manifest *manifest, struct error *err)
{
    enum status status = STATUS_OK;
    if (inverters_count(writer->inverters) > 0)
        status = write_segments(writer, txn, manifest, err);
    if (status == STATUS_OK)
        status = write_deletions(writer, *txn, manifest, err);
    if (status == STATUS_OK)
        status = removed_words_write(writer, *txn, manifest, err);
    if (status == STATUS_OK)
        status = news_write(writer, *txn, manifest->generation + 1, err);
    if (status == STATUS_OK)
        status = sources_write(writer, *txn, err);
    if (status == STATUS_OK)
        status = write_roots(writer, *txn, err);
    if (status != STATUS_OK)
        return status;
    batch_drop(writer);
    return sources_write_unsettled(writer, *txn,
                                   err); // a large one wants the memory that the batch had
}

// --- merging -----------------------------------------------------------------------------------

// The manifest after the merge: the new segment stands where the first of the old ones stood.
static void replace_segments(struct manifest *manifest, const uint32_t *places, uint32_t count,
                             const struct segment_info *merged)
{
    struct segment_info kept[MANIFEST_MAX_SEGMENTS];
    uint32_t kept_count = 0, next = 0;
    for (uint32_t s = 0; s < manifest->segment_count; s++) {
        bool is_source = next < count && places[next] == s;
        if (is_source && next++ == 0 && merged->doc_count)
            kept[kept_count++] = *merged;
        else if (!is_source)
            kept[kept_count++] = manifest->segments[s];
    }
    memcpy(manifest->segments, kept, kept_count * sizeof *kept);
    manifest->segment_count = kept_count;
}

// The dictionary that all documents were compressed by anew; none where there are too few for one.
static enum status put_dictionary(struct store_txn *txn, struct slice dictionary, struct error *err)
{
    return dictionary.len > 0 ? store_put(txn, STORE_META, DOCSTORE_DICTIONARY_KEY, dictionary, err)
                              : store_delete(txn, STORE_META, DOCSTORE_DICTIONARY_KEY, err);
}

// Erases the old segments and makes `manifest` the current one; ends txn either way.
static enum status publish_merge(struct index_writer *writer, struct store_txn *txn,
                                 struct manifest *manifest, const uint32_t *places, uint32_t count,
                                 struct error *err)
{
    enum status status = STATUS_OK;
    for (uint32_t i = 0; status == STATUS_OK && i < count; i++)
        status = segment_writer_erase(txn, writer->manifest.segments[places[i]].id, err);
    if (status != STATUS_OK) {
        store_abort(txn);
        return status;
    }
    return publish(writer, txn, manifest, err);
}

enum status commit_merge(struct index_writer *writer, const uint32_t *places, uint32_t count,
                         const uint32_t *const *order, struct merge_progress progress,
                         struct error *err)
{
    struct segment_writer target;
    struct store_txn *txn = NULL;
    struct segment_info merged;
    struct buf dictionary = {0};
    bool is_whole = order && count == writer->manifest.segment_count;
    struct segment *sources = malloc((count + 1) * sizeof *sources);
    struct manifest *manifest = malloc(sizeof *manifest);
    enum status status = sources && manifest
                             ? store_begin(writer->store, true, &txn, err)
                             : error_set(err, STATUS_NO_MEMORY, "merge: out of memory");
    if (status == STATUS_OK) {
        *manifest = writer->manifest;
        for (uint32_t i = 0; i < count; i++)
            sources[i] = writer->segments[places[i]];
        segment_writer_init(&target, writer->store, &txn, manifest->next_segment++);
        struct merge merge = {.sources = sources,
                              .source_count = count,
                              .writer = &target,
                              .order = order,
                              .reader = is_whole ? writer->reader : NULL,
                              .dictionary = &dictionary,
                              .progress = progress,
                              .memory_bytes = writer->memory_bytes};
        status = merge_run(&merge, &merged, err);
        segment_writer_clear(&target);
        if (status == STATUS_OK && is_whole)
            status = put_dictionary(txn, buf_slice(&dictionary), err);
        if (status == STATUS_OK) {
            replace_segments(manifest, places, count, &merged);
            status = publish_merge(writer, txn, manifest, places, count, err);
        } else {
            store_abort(txn);
        }
    }
    free(sources);
    free(manifest);
    buf_clear(&dictionary);
    writer->has_failed = status != STATUS_OK;
    return status;
}

// Merges segments while the policy asks for it; each merge is a generation of its own.
static enum status merge_due(struct index_writer *writer, struct error *err)
{
    uint32_t places[MANIFEST_MAX_SEGMENTS], count;
    const struct manifest *manifest = &writer->manifest;
    struct merge_progress silent = {0};
    enum status status = STATUS_OK;
    while (status == STATUS_OK &&
           (count = merge_policy_choose(manifest->segments, manifest->segment_count, places)) > 0)
        status = commit_merge(writer, places, count, NULL, silent, err);
    return status;
}

// --- committing --------------------------------------------------------------------------------

// Nothing a reader sees, only what was read from where: files that were touched, or rejected once more. Readers keep
// their generation, and with it their cursors and tags.
static bool batch_is_unseen(const struct index_writer *writer)
{
    return inverters_count(writer->inverters) == 0 && writer->deleted == 0 &&
           !writer->root_list.is_changed;
}

static enum status commit_sources(struct index_writer *writer, struct error *err)
{
    struct store_txn *txn = NULL;
    enum status status = store_begin(writer->store, true, &txn, err);
    if (status != STATUS_OK)
        return status;
    status = sources_write(writer, txn, err);
    if (status == STATUS_OK)
        status = news_write(writer, txn, writer->manifest.generation, err);
    if (status == STATUS_OK) {
        batch_drop(writer);
        status = sources_write_unsettled(writer, txn, err);
    }
    if (status != STATUS_OK) {
        store_abort(txn);
        return status;
    }
    status = store_commit(txn, err);
    return status == STATUS_OK ? batch_refresh(writer, err) : status;
}

enum status commit_batch(struct index_writer *writer, uint64_t *generation, struct error *err)
{
    *generation = writer->manifest.generation;
    if (writer->has_failed)
        return error_set(err, STATUS_IO,
                         "index: writing failed before; close the writer and open it again");
    if (batch_is_empty(writer))
        return STATUS_OK;
    if (batch_is_unseen(writer)) {
        enum status status = commit_sources(writer, err);
        writer->has_failed = status != STATUS_OK;
        return status;
    }
    struct manifest *manifest = malloc(sizeof *manifest);
    if (!manifest)
        return no_memory(err);
    *manifest = writer->manifest;
    struct store_txn *txn = NULL;
    enum status status = store_begin(writer->store, true, &txn, err);
    if (status == STATUS_OK)
        status = write_batch(writer, &txn, manifest, err);
    if (status == STATUS_OK)
        status = publish(writer, txn, manifest, err);
    else
        store_abort(txn);
    free(manifest);
    if (status == STATUS_OK)
        status = merge_due(writer, err);
    writer->has_failed = status != STATUS_OK;
    (void)malloc_trim(0); // the next batch wants what merging had
    *generation = writer->manifest.generation;
    return status;
}
