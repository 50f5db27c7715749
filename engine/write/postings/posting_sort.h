// One term's postings on their way into another order of documents: gathered in any order, written in theirs.
#ifndef ENGINE_WRITE_POSTING_SORT_H
#define ENGINE_WRITE_POSTING_SORT_H

#include "base/buf.h"
#include "base/error.h"
#include "engine/segment/segment_writer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Zeroed memory is ready for use; clear frees.
struct posting_sort {
    uint64_t *keys, *spare; // document << KEY_OFFSET_BITS | where its positions start
    size_t count, capacity;
    struct buf positions;
    struct position_array scratch; // of one posting
};

void posting_sort_clear(struct posting_sort *sort);

// Adds one posting; every document at most once. Positions increasing, count >= 1.
enum status posting_sort_add(struct posting_sort *sort, uint32_t doc, const uint32_t *positions,
                             uint32_t count, struct error *err) STATUS_NODISCARD;

// Gives what was added to `writer`, by document, and forgets it.
enum status posting_sort_write(struct posting_sort *sort, struct segment_writer *writer,
                               struct error *err) STATUS_NODISCARD;

#endif
