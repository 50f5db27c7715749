// What a frequent word gives at most to each range of documents, in four bits: the range tables of index_format.h.
//
// A range is RANGE_DOCS documents, a group 16 ranges, a chunk 64 groups. A level of 0 says that no document of a range
// has the word; the others stand for codes, coarser the further they lie below the word's largest, and never less than
// the largest code in the range. What a table says of a document is found in a few steps, without a block decoded.
//
// Only words that stand in at least one of RANGE_ONE_IN documents have tables, and only in segments of some size:
// rarer words are read as fast as their tables would be, and small segments are searched faster without.
#ifndef ENGINE_SEGMENT_RANGE_TABLE_H
#define ENGINE_SEGMENT_RANGE_TABLE_H

#include "base/buf.h"
#include "base/error.h"
#include "engine/format/postings.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    RANGES_PER_GROUP = 16,
    RANGE_GROUP_BYTES = RANGES_PER_GROUP / 2,
    RANGES_PER_CHUNK = 64 * RANGES_PER_GROUP,
    RANGE_CHUNK_BYTES = 8 + 4,
    RANGE_CHUNK_DOCS = RANGES_PER_CHUNK << RANGE_SHIFT,
    RANGE_LEVELS = 16,
};

// An opened table; points into the bytes given to range_table_open.
struct range_table {
    const unsigned char *chunks;
    const unsigned char *groups;
    uint32_t chunk_count;
    uint8_t codes[RANGE_LEVELS]; // the largest that each level stands for; of level 0 none
};

// Whether a word of so many documents of a segment of doc_limit has a table there.
bool range_table_is_due(uint32_t doc_count, uint32_t doc_limit);

static inline uint32_t range_chunks(uint32_t doc_limit)
{
    return (doc_limit + RANGE_CHUNK_DOCS - 1) / RANGE_CHUNK_DOCS;
}

// Appends the table of a list whose largest code is max_code. `scratch` keeps its memory from list to list.
// STATUS_CORRUPT when the list is damaged.
enum status range_table_build(const struct postings *postings, uint8_t max_code,
                              struct buf *scratch, struct buf *out,
                              struct error *err) STATUS_NODISCARD;

// STATUS_CORRUPT when the bytes are no table of a segment of doc_limit documents.
enum status range_table_open(struct slice bytes, uint8_t max_code, uint32_t doc_limit,
                             struct range_table *out, struct error *err) STATUS_NODISCARD;

// Which groups of a chunk have documents, lowest first.
static inline uint64_t range_table_groups(const struct range_table *table, uint32_t chunk)
{
    return load_u64(table->chunks + (size_t)chunk * RANGE_CHUNK_BYTES);
}

// The levels of a chunk's groups: of range i of a group the lower half of byte i, of range i + 8 the upper half.
static inline const unsigned char *range_table_levels(const struct range_table *table,
                                                      uint32_t chunk)
{
    uint32_t before = load_u32(table->chunks + (size_t)chunk * RANGE_CHUNK_BYTES + 8);
    return table->groups + (size_t)before * RANGE_GROUP_BYTES;
}

// The level of the range that a document of the segment lies in.
static inline unsigned range_table_level(const struct range_table *table, uint32_t doc)
{
    uint32_t range = doc >> RANGE_SHIFT, chunk = range / RANGES_PER_CHUNK;
    uint32_t group = range % RANGES_PER_CHUNK / RANGES_PER_GROUP;
    uint64_t groups = range_table_groups(table, chunk);
    if (!(groups >> group & 1))
        return 0;
    unsigned before = (unsigned)__builtin_popcountll(groups & (((uint64_t)1 << group) - 1));
    const unsigned char *levels =
        range_table_levels(table, chunk) + (size_t)before * RANGE_GROUP_BYTES;
    return levels[range % 8] >> (range & 8 ? 4 : 0) & 15;
}

#endif
