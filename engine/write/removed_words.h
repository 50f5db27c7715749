// The words of documents that a commit removes.
#ifndef ENGINE_WRITE_REMOVED_WORDS_H
#define ENGINE_WRITE_REMOVED_WORDS_H

#include "engine/write/batch.h"

// Counts, in the segments that `manifest` keeps, the words of the documents that the batch deletes, and of those of the
// batch that a later one replaced (dead_counts.h). Before the batch is dropped. Memory: the distinct words of one
// segment's removed documents.
enum status removed_words_write(struct index_writer *writer, struct store_txn *txn,
                                const struct manifest *manifest,
                                struct error *err) STATUS_NODISCARD;

#endif
