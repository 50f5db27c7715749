// Where a term stands in its documents: the position lists of index_format.h.
//
// Positions live apart from what ranking reads. They are written block by block in step with the
// posting list and read for single documents: a phrase asks only about candidates.
#ifndef ENGINE_INDEX_POSITIONS_H
#define ENGINE_INDEX_POSITIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/index/posting_block.h"

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

// Appends the finished list to out, with the postings behind the last full block. On failure (memory)
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

// Memory for the positions of one document, grown as needed, owned by the caller.
struct position_array {
    uint32_t *values;
    size_t count;
    size_t capacity;
};
void position_array_clear(struct position_array *array);
bool position_array_reserve(struct position_array *array, size_t count); // false without memory

// False without memory.
static inline bool position_array_push(struct position_array *array, uint32_t value)
{
    if (array->count == array->capacity && !position_array_reserve(array, array->count + 1))
        return false;
    array->values[array->count++] = value;
    return true;
}
// Adds what another array holds; false without memory. The result is in order only once it was sorted.
bool position_array_append(struct position_array *array, const struct position_array *other);
void position_array_sort(struct position_array *array);
// Keeps of the array, which increases, the numbers at whose distance `offset` one of `values` stands, which increase
// too.
void position_array_keep(struct position_array *starts, const uint32_t *values, size_t count,
                         uint32_t offset);

// A place in a run of bits. `word` holds those of the last eight bytes loaded that were not passed yet.
struct bit_place {
    const unsigned char *next, *end; // bytes not loaded yet
    uint64_t word;
    size_t base; // number of the lowest bit of the word as loaded
};

// Reads single documents of one list, best in increasing order. Zeroed memory plus position_reader_open;
// clear frees.
struct position_reader {
    struct positions positions;
    uint32_t number; // of the block below; UINT32_MAX: none yet
    struct position_block {
        const unsigned char *starts, *lows, *highs, *end;
        uint32_t count; // values
        uint8_t width;  // of the low bits
    } block;
    uint32_t next_doc, next_start; // of the block: the first not passed yet, and its first value
    struct bit_place starts;       // behind that document's
    struct value_place {
        struct bit_place highs;
        uint32_t index; // of the next value
        size_t last;    // number of the one that ends the value before
    } values;
    bool has_tail;
    uint32_t tail_starts[128 + 1]; // where each document of the tail begins in it
    struct position_array tail;    // the tail's positions, once it was asked for
};

void position_reader_open(struct position_reader *reader, const struct positions *positions);
void position_reader_clear(struct position_reader *reader);

// The positions of the `index`-th document of the list.
enum status position_reader_read(struct position_reader *reader, uint32_t index,
                                 struct position_array *out, struct error *err) STATUS_NODISCARD;

// position_array_keep with the positions of the `index`-th document, which are read no further than the last start
// could reach.
enum status position_reader_keep(struct position_reader *reader, uint32_t index, uint32_t offset,
                                 struct position_array *starts, struct error *err) STATUS_NODISCARD;

// All positions of the documents of block `block` (block_count means the tail), in one pass:
// counts[i] occurrences for the i-th of `doc_count` documents, positions concatenated in out.
enum status positions_read_block(const struct positions *positions, uint32_t block,
                                 uint32_t counts[128], struct position_array *out,
                                 struct error *err) STATUS_NODISCARD;

#endif
