// The inside of an index writer, shared by index_writer.c (documents, commits), sources.c (what was read
// from where) and merge_policy.c (which segments become one).
#ifndef ENGINE_WRITE_WRITER_PARTS_H
#define ENGINE_WRITE_WRITER_PARTS_H

#include "engine/format/docstore.h"
#include "engine/format/manifest.h"
#include "engine/segment/segment.h"
#include "engine/storage/store.h"
#include "engine/write/index_writer.h"
#include "engine/write/inverter.h"
#include "engine/write/merger.h"
#include "engine/write/pending.h"

struct index_writer {
    struct store *store;
    struct writer_options options;
    struct analyzer *analyzer;
    struct inverter *inverter;
    struct docstore_compressor *compressor; // NULL until the index has a dictionary
    struct docstore_reader *reader;
    bool has_dictionary;
    uint64_t looks; // documents looked for in what is committed
    bool
        has_failed; // a commit or a merge did: what it left in the file, opening the index sweeps away

    // The committed state this batch builds on, held by a read transaction.
    struct store_txn *view;
    struct arena view_arena;
    struct manifest manifest;
    struct segment *segments;

    // The batch.
    struct pending_deletions deletions[MANIFEST_MAX_SEGMENTS];
    uint32_t deleted;             // documents of committed segments this batch deletes
    struct pending_map batch_ids; // id -> number: document of the batch + 1, or 0: removed
    struct pending_map sources;   // path -> record
    struct buf record;            // scratch
    struct buf frame;             // scratch
};

// Where the dictionary of stored documents lies in the table meta.
#define STORE_DICTIONARY_KEY SLICE("dictionary")

// Forgets the batch.
void writer_drop_batch(struct index_writer *writer);

// Reopens the view on the newest generation.
enum status writer_refresh(struct index_writer *writer, struct error *err) STATUS_NODISCARD;

// Writes pending source records through txn.
enum status sources_write(struct index_writer *writer, struct store_txn *txn,
                          struct error *err) STATUS_NODISCARD;

// STATUS_CORRUPT when a stored source record is not what was written under its key.
enum status source_record_check(struct slice key, struct slice record, struct arena *arena,
                                struct error *err) STATUS_NODISCARD;

// Publishes `manifest` with the next generation number through txn, and commits it.
enum status writer_publish(struct index_writer *writer, struct store_txn *txn,
                           struct manifest *manifest, struct error *err) STATUS_NODISCARD;

// Removes a segment's blobs and terms through txn.
enum status writer_erase_segment(struct store_txn *txn, uint32_t segment,
                                 struct error *err) STATUS_NODISCARD;

// Merges segments while the policy asks for it; each merge is a generation of its own.
enum status merge_policy_run(struct index_writer *writer, struct error *err) STATUS_NODISCARD;

// Merges the segments with these places in the manifest into one, in the order of `order` (see struct merge).
enum status merge_segments(struct index_writer *writer, const uint32_t *places, uint32_t count,
                           const uint32_t *const *order, struct merge_progress progress,
                           struct error *err) STATUS_NODISCARD;

#endif
