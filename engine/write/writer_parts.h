// The inside of an index writer, shared by index_writer.c (documents, commits), sources.c (what was read
// from where) and merge_policy.c (which segments become one).
#ifndef ENGINE_WRITE_WRITER_PARTS_H
#define ENGINE_WRITE_WRITER_PARTS_H

#include "engine/format/docstore.h"
#include "engine/format/manifest.h"
#include "engine/id_set.h"
#include "engine/segment/segment.h"
#include "engine/source_record.h"
#include "engine/storage/store.h"
#include "engine/write/index_writer.h"
#include "engine/write/inverter.h"
#include "engine/write/merger.h"
#include "engine/write/pending.h"

// The source that is being read, between index_writer_source_begin and _end.
struct intake {
    bool is_open;
    struct buf path; // empty: it goes on no record
    struct id_set before, now;
};

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
    struct pending_map orphans;   // id -> path that left it, or {NULL, 0}: none any more
    struct intake intake;
    struct buf record; // scratch
    struct buf frame;  // scratch
};

// Forgets the batch.
void writer_drop_batch(struct index_writer *writer);

// Reopens the view on the newest generation.
enum status writer_refresh(struct index_writer *writer, struct error *err) STATUS_NODISCARD;

// Writes pending source records and orphans through txn.
enum status sources_write(struct index_writer *writer, struct store_txn *txn,
                          struct error *err) STATUS_NODISCARD;
enum status orphans_write(struct index_writer *writer, struct store_txn *txn,
                          struct error *err) STATUS_NODISCARD;

// A source's record, of the batch or committed, STATUS_NOT_FOUND without one (borrowed until either changes); puts
// one into the batch; writes one at once.
enum status sources_get(struct index_writer *writer, struct slice path, struct source_record *out,
                        struct error *err) STATUS_NODISCARD;
enum status sources_put(struct index_writer *writer, struct slice path, const struct buf *record,
                        struct error *err) STATUS_NODISCARD;
enum status sources_write_one(struct store_txn *txn, struct slice path, const struct buf *record,
                              struct error *err) STATUS_NODISCARD;

// The source that an orphan was left by, borrowed until the batch changes. STATUS_NOT_FOUND: it is none.
enum status orphan_get(struct index_writer *writer, struct slice id, struct slice *path,
                       struct error *err) STATUS_NODISCARD;
enum status orphan_put(struct index_writer *writer, struct slice id, struct slice path,
                       struct error *err) STATUS_NODISCARD;
// STATUS_OK also when it is none.
enum status orphan_drop(struct index_writer *writer, struct slice id,
                        struct error *err) STATUS_NODISCARD;

// Notes an id that the open source brings; *is_repeated: not for the first time. Nothing without an open source.
enum status intake_note(struct index_writer *writer, struct slice id, bool *is_repeated,
                        struct error *err) STATUS_NODISCARD;
// Flags a noted id; returns whether it had the flag when the source was last read.
bool intake_flag(struct index_writer *writer, struct slice id, uint8_t flag);
// Writes what is known of a source in the middle of which a commit comes.
enum status intake_write(struct index_writer *writer, struct store_txn *txn,
                         struct error *err) STATUS_NODISCARD;
void intake_clear(struct intake *intake);

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
