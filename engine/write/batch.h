// What a writer builds on and what it has gathered: the newest generation, opened, and the batch on top of it.
//
// The inside of a struct index_writer, for the files of this folder. A batch is what the inverter holds, plus
// deletions, source records and orphans; nothing of it is in the file before commit.h puts it there.
#ifndef ENGINE_WRITE_BATCH_H
#define ENGINE_WRITE_BATCH_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "engine/changes/change_log.h"
#include "engine/exchange.h"
#include "engine/format/docstore.h"
#include "engine/format/manifest.h"
#include "engine/intake/claim.h"
#include "engine/intake/intake.h"
#include "engine/intake/root_list.h"
#include "engine/segment/segment.h"
#include "engine/storage/store.h"
#include "engine/write/inverters.h"
#include "engine/write/pending.h"

#include <stdbool.h>
#include <stdint.h>

// What the commit will tell of documents (news.h).
struct news {
    struct change_counters counters; // as committed
    uint64_t keep_days;              // old texts, from this commit on
    struct buf notes;                // of each document of the batch, in order
    struct buf last_id, last_source; // of the last note
};

// What a copy of an index gets beside its documents (ledger.c).
struct ledger_writing {
    struct store_txn *txn;           // NULL: not begun
    struct change_counters counters; // what is put is counted anew
};

struct index_writer {
    struct store *store;
    size_t memory_bytes; // of the batch and what it takes to write it
    unsigned threads;
    struct claim_rules rules;
    struct analyzer *analyzer;
    struct inverters *inverters;
    struct docstore_reader *reader;
    bool has_dictionary; // of stored documents, which the batch's are compressed with
    uint64_t dictionary_hash;
    bool
        has_failed; // a commit or a merge did; what it left in the file, opening the index sweeps away

    // The committed state this batch builds on, held by a read transaction.
    struct store_txn *view;
    struct arena view_arena;
    struct manifest manifest;
    struct segment *segments;

    // The batch.
    struct pending_deletions deletions[MANIFEST_MAX_SEGMENTS];
    uint32_t deleted;             // documents of committed segments this batch deletes
    uint32_t dropped;             // documents of the batch that it deletes
    struct pending_map batch_ids; // id -> number: see batch_add, or 0: removed
    struct pending_map sources;   // path -> record
    struct pending_map orphans;   // id -> path that left it, or {NULL, 0}: none any more
    struct intake intake;
    struct news news;
    struct root_list root_list;
    bool is_copy; // of an index: documents tell all their times
    struct ledger_writing ledger;
    struct buf record; // scratch

    // A document that is alone and outgrew the memory (parts.h).
    struct inverter_parts part_order;
    struct buf parts; // struct segment_info of those written, which no manifest names
};

// Reopens the view on the newest generation.
enum status batch_refresh(struct index_writer *writer, struct error *err) STATUS_NODISCARD;

// Forgets the batch.
void batch_drop(struct index_writer *writer);

// Which inverter a segment that is being made of the batch comes from.
static inline uint32_t batch_inverter(const struct index_writer *writer, uint32_t segment)
{
    return segment - writer->manifest.next_segment;
}

// Where the document of the batch is that an entry's number says; the number is not 0.
static inline struct doc_place batch_place(uint64_t number)
{
    return (struct doc_place){.in_batch = true,
                              .segment = (uint32_t)((number - 1) & 0xFF),
                              .doc = (uint32_t)((number - 1) >> 8)};
}

// Puts an exchange into the batch whose id nothing live has. `number` is that of its entry.
enum status batch_add(struct index_writer *writer, const struct exchange *exchange, uint64_t hash,
                      uint64_t *number, struct error *err) STATUS_NODISCARD;

// The live document with that id. STATUS_NOT_FOUND.
enum status batch_find(struct index_writer *writer, struct slice id, struct doc_place *out,
                       struct error *err) STATUS_NODISCARD;

// Reads the document into the arena.
enum status batch_load(struct index_writer *writer, const struct doc_place *place,
                       enum exchange_part part, struct arena *arena, struct exchange *out,
                       struct error *err) STATUS_NODISCARD;

// The hash of the contents of a document that was loaded.
uint64_t batch_stored_hash(const struct index_writer *writer, const struct doc_place *place);

// Notes in the batch that the document is no more.
enum status batch_delete(struct index_writer *writer, struct slice id,
                         const struct doc_place *place, struct error *err) STATUS_NODISCARD;

#endif
