// Which segments live, and what the whole index adds up to: the one record whose replacement is a commit.
#ifndef ENGINE_FORMAT_MANIFEST_H
#define ENGINE_FORMAT_MANIFEST_H

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/field.h"
#include "engine/storage/store.h"
#include "stemmer/analyzer.h"

#include <stdint.h>

enum { MANIFEST_MAX_SEGMENTS = 256 };

struct segment_info {
    uint32_t id;
    uint32_t doc_count;     // documents stored, deleted ones included
    uint32_t deleted_count; // of them no longer live
    uint32_t posting_extents, position_extents, document_extents;
    uint32_t pair_words; // whose pairs are listed; 0: there are no lists
    uint64_t tokens;     // words of all documents stored
    uint64_t bytes_postings, bytes_positions, bytes_dictionary, bytes_columns, bytes_documents;
};

struct manifest {
    uint64_t generation;
    int64_t commit_time;
    uint32_t next_segment; // the id the next segment gets
    uint32_t segment_count;
    struct segment_info segments[MANIFEST_MAX_SEGMENTS]; // oldest documents first
};

// What made the index; compared when it is opened.
struct index_header {
    uint32_t format_version;
    enum analyzer_kind analyzer_kind;
    uint64_t analyzer_fingerprint;
};

enum status manifest_read(struct store_txn *txn, struct manifest *out,
                          struct error *err) STATUS_NODISCARD;
enum status manifest_write(struct store_txn *txn, const struct manifest *manifest,
                           struct error *err) STATUS_NODISCARD;

// STATUS_NOT_FOUND in a store without header; STATUS_CORRUPT when it is none of ours; STATUS_VERSION
// when the format is another.
enum status header_read(struct store_txn *txn, struct index_header *out,
                        struct error *err) STATUS_NODISCARD;
enum status header_write(struct store_txn *txn, const struct index_header *header,
                         struct error *err) STATUS_NODISCARD;
// STATUS_VERSION, saying what to do, when `analyzer` is not the one the index was made with.
enum status header_check_analyzer(const struct index_header *header,
                                  const struct analyzer *analyzer,
                                  struct error *err) STATUS_NODISCARD;

uint64_t manifest_live_documents(const struct manifest *manifest);

#endif
