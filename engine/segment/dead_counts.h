// How many deleted documents of a segment have a term.
//
// A segment's dictionary counts all its documents, and is never changed. What deletions take away is counted beside it,
// so that a term's live documents are known at any time: what ranks and widens questions must not depend on documents
// that are not there. Merging leaves both behind.
//
// In the table STORE_DEAD: u32 segment (big endian), the term with its kind as in the dictionary -> u32 documents.
#ifndef ENGINE_SEGMENT_DEAD_COUNTS_H
#define ENGINE_SEGMENT_DEAD_COUNTS_H

#include "engine/segment/segment.h"

// Of a term that doc_count documents of the segment have, those that are live. The term starts with its kind.
// STATUS_CORRUPT when more are said to be deleted.
enum status dead_counts_live(const struct segment *segment, struct slice term, uint32_t doc_count,
                             uint32_t *live, struct error *err) STATUS_NODISCARD;

// The live documents that have a word of that kind; 0 when the segment does not know it.
enum status dead_counts_find_live(const struct segment *segment, enum term_kind kind,
                                  struct slice word, uint32_t *live,
                                  struct error *err) STATUS_NODISCARD;

// `documents` more of a segment's documents that have the term are deleted.
enum status dead_counts_add(struct store_txn *txn, uint32_t segment, struct slice term,
                            uint32_t documents, struct error *err) STATUS_NODISCARD;

#endif
