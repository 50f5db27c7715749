// Where a term stands in its documents: the position lists of index_format.h.
//
// Positions live apart from what ranking reads. They are written block by block in step with the
// posting list and read for candidates only: for single documents, or by whole blocks where many are wanted.
#ifndef ENGINE_FORMAT_POSITIONS_H
#define ENGINE_FORMAT_POSITIONS_H

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/format/position_array.h"
#include "engine/format/posting_block.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Builds one list. positions_writer_init; clear frees.
struct positions_writer {
    struct buf payload;
    uint32_t *block_offsets;
    size_t block_count, block_capacity;
    bool failed;
};

void positions_writer_init(struct positions_writer *writer);
void positions_writer_clear(struct positions_writer *writer);
void positions_writer_reset(struct positions_writer *writer); // ready for the next list

// Adds the positions of a full block.
void positions_writer_block(struct positions_writer *writer, const struct posting_block *block);

// Appends the finished list to out, with the postings after the last full block. On failure (memory)
// out is marked failed.
void positions_writer_finish(struct positions_writer *writer, const struct posting_block *tail,
                             struct buf *out);

// A list being read. Borrowed bytes; sizes were checked by positions_open.
struct positions {
    const unsigned char *offsets; // u32 each
    const unsigned char *base;
    const unsigned char *end;
    uint32_t doc_count;
    uint32_t block_count;
};

// STATUS_CORRUPT when the tables do not fit in `bytes`.
enum status positions_open(struct slice bytes, uint32_t doc_count, struct positions *out,
                           struct error *err) STATUS_NODISCARD;

// A full block of which the parts are known.
struct position_block {
    const unsigned char *starts, *lows, *highs, *end;
    uint32_t count; // values
    uint8_t width;  // of the low bits
};

// A place in a run of bits. `word` holds those of the last eight bytes loaded that were not passed yet.
struct bit_place {
    const unsigned char *next, *end; // bytes not loaded yet
    uint64_t word;
    size_t base; // number of the lowest bit of the word as loaded
};

// The positions of the first documents of a block: value i of document d, which has those from starts[d] to
// starts[d + 1], is sums[starts[d] + i + 1] - sums[starts[d]] - 1: they need not be added up for each document.
// After the sums there is room for POSITION_SUMS_PADDING more, which may hold anything. Zeroed memory with the number
// UINT32_MAX is of no block.
enum { POSITION_SUMS_PADDING = 4 };
struct position_whole {
    uint32_t number;           // of the block; UINT32_MAX: none
    uint32_t count;            // documents read
    const unsigned char *next; // of the tail: what was not read
    uint32_t starts[POSTING_BLOCK_LEN + 1];
    struct position_array sums;
};

// Reads documents of one list, best in increasing order. Zeroed memory plus position_reader_open; clear frees.
struct position_reader {
    struct positions positions;
    uint32_t number; // of the block below; UINT32_MAX: none yet
    struct position_block block;
    uint32_t next_doc, next_start; // of the block: the first not passed yet, and its first value
    struct bit_place starts;       // after that document's
    struct value_place {
        struct bit_place highs;
        uint32_t index; // of the next value
        size_t last;    // number of the one that ends the value before
    } values;
    struct position_whole whole; // the block read last as a whole
    struct position_array one;   // of one document
};

void position_reader_open(struct position_reader *reader, const struct positions *positions);
void position_reader_clear(struct position_reader *reader);

// The positions of the `index`-th document of the list.
enum status position_reader_read(struct position_reader *reader, uint32_t index,
                                 struct position_array *out, struct error *err) STATUS_NODISCARD;

// Documents of a list by their numbers in it, in increasing order, and what stands for them in keys.
struct position_request {
    const uint32_t *indexes;
    const uint32_t *numbers;
    uint32_t count;
    uint32_t bias; // added to each position
};

// Appends the keys of all positions of the documents wanted: increasing, if the numbers are.
enum status position_reader_keys(struct position_reader *reader,
                                 const struct position_request *wanted, struct position_keys *out,
                                 struct error *err) STATUS_NODISCARD;

// All positions of the documents of block `block` (block_count means the tail), in one pass:
// counts[i] occurrences for the i-th of `doc_count` documents, positions concatenated in out.
enum status positions_read_block(const struct positions *positions, uint32_t block,
                                 uint32_t counts[POSTING_BLOCK_LEN], struct position_array *out,
                                 struct error *err) STATUS_NODISCARD;

#endif
