// Writes one segment: terms in byte order, documents in order, columns.
//
// Neither flushing nor merging knows how bytes are laid out; both call this. Data go out through store
// transactions of bounded size, so a segment may be far larger than memory; until a manifest names
// it, it is garbage that the next writer sweeps.
#ifndef ENGINE_SEGMENT_SEGMENT_WRITER_H
#define ENGINE_SEGMENT_SEGMENT_WRITER_H

#include "base/buf.h"
#include "base/error.h"
#include "engine/format/columns.h"
#include "engine/format/dictionary.h"
#include "engine/format/impacts.h"
#include "engine/format/manifest.h"
#include "engine/format/positions.h"
#include "engine/format/posting_block.h"
#include "engine/format/postings.h"
#include "engine/storage/store.h"

#include <stdint.h>

// Fills extents of one part: appends runs of bytes that never straddle two.
struct extent_writer {
    enum blob_part part;
    struct buf bytes;
    uint32_t number; // of the extent being filled
    uint64_t total;
};

struct segment_writer {
    struct store *store;
    struct store_txn **txn; // replaced at every checkpoint
    struct segment_info info;
    struct dictionary_writer dictionary;
    struct posting_block block; // of the term's postings, those not written yet
    struct postings_writer postings;
    struct positions_writer positions;
    struct extent_writer posting_extents, position_extents, document_extents;
    struct buf offsets; // of documents
    struct buf scratch_postings, scratch_positions, scratch_value, scratch_ranges, scratch_largest;
    const struct weighing *weighing; // borrowed
};

// Starts segment `id`. *txn is a write transaction; checkpoints commit it and begin another.
void segment_writer_init(struct segment_writer *writer, struct store *store, struct store_txn **txn,
                         uint32_t id);
void segment_writer_clear(struct segment_writer *writer);

// Documents first: compressed records, in the segment's order. Of a long one in two pieces; the second may be empty.
enum status segment_writer_document(struct segment_writer *writer, const struct slice frames[2],
                                    struct error *err) STATUS_NODISCARD;

// What the weights of postings need, for every document of the segment; borrowed until the last term
// has ended.
void segment_writer_set_weighing(struct segment_writer *writer, const struct weighing *weighing);

void segment_writer_end_block(struct segment_writer *writer); // full

// A posting may be put into the block by posting_block_begin to posting_block_end; then this.
static inline void segment_writer_posting_ended(struct segment_writer *writer)
{
    if (writer->block.count == POSTING_BLOCK_LEN)
        segment_writer_end_block(writer);
}
// Terms of kinds 's' and 'x' after 'f' and 'i', all in byte order of kind and term.
// One posting: positions strictly increasing, documents strictly increasing within a term.
static inline void segment_writer_posting(struct segment_writer *writer, uint32_t doc,
                                          const uint32_t *positions, size_t count)
{
    posting_block_add(&writer->block, doc, positions, count);
    segment_writer_posting_ended(writer);
}
// Ends the term whose postings were added; `term` starts with its kind.
enum status segment_writer_end_term(struct segment_writer *writer, struct slice term,
                                    struct error *err) STATUS_NODISCARD;

enum status segment_writer_id(struct segment_writer *writer, struct slice id, uint32_t doc,
                              struct error *err) STATUS_NODISCARD;

// Gathers the surfaces of one folded word after the other, in byte order of the folded words; surfaces may
// come more than once, in any order. The first FOLD_MAX_SURFACES in byte order are kept of each.
struct fold_writer {
    struct segment_writer *writer;
    struct buf folded; // of the word being gathered; empty before the first
    struct buf value;
    uint32_t count;
};
void fold_writer_init(struct fold_writer *folds, struct segment_writer *writer);
void fold_writer_clear(struct fold_writer *folds);
enum status fold_writer_add(struct fold_writer *folds, struct slice folded, struct slice surface,
                            struct error *err) STATUS_NODISCARD;
enum status fold_writer_finish(struct fold_writer *folds, struct error *err) STATUS_NODISCARD;

// All columns of documents that were built one by one.
enum status segment_writer_columns(struct segment_writer *writer, struct columns_builder *columns,
                                   struct error *err) STATUS_NODISCARD;
// Or each of them (COLUMN_COUNT) as it is to be written; `bytes` get a seal.
enum status segment_writer_column(struct segment_writer *writer, enum column_id column,
                                  struct buf *bytes, struct error *err) STATUS_NODISCARD;
// The content hashes, in the segment's order.
enum status segment_writer_hashes(struct segment_writer *writer, const uint64_t *hashes,
                                  uint32_t count, struct error *err) STATUS_NODISCARD;

// Writes what is pending and tells what the segment is. doc_count documents were added.
enum status segment_writer_finish(struct segment_writer *writer, uint32_t doc_count,
                                  struct segment_info *out, struct error *err) STATUS_NODISCARD;

// Writes the pair lists of the segment that was finished, of the words that `pairs` was given, and tells so in *info.
struct pair_builder;
enum status segment_writer_pairs(struct segment_writer *writer, struct pair_builder *pairs,
                                 struct segment_info *info, struct error *err) STATUS_NODISCARD;

// Removes all parts and terms of a segment through txn.
enum status segment_writer_erase(struct store_txn *txn, uint32_t segment,
                                 struct error *err) STATUS_NODISCARD;

#endif
