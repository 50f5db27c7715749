// Which documents have a term, and with what weight: the posting lists of index_format.h.
//
// A list is read block by block: the tables in front tell each block's last document and largest weight
// code, so that a block that cannot matter is never decoded. Bytes come from the map and are
// checked once when the list is opened and once per block; a damaged list gives STATUS_CORRUPT or
// nonsense documents, never a read outside it.
#ifndef ENGINE_FORMAT_POSTINGS_H
#define ENGINE_FORMAT_POSTINGS_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/format/codec/block_codec.h"
#include "engine/format/index_format.h"

#include <stdbool.h>
#include <stdint.h>

// --- writing ---------------------------------------------------------------------------------

struct postings_block_entry {
    uint32_t last_doc;
    uint32_t offset;
    uint8_t max_code, doc_width, low_code, code_width;
};

// Builds one list. Zeroed memory plus postings_writer_reset; clear frees.
struct postings_writer {
    struct buf payload;
    struct postings_block_entry *blocks;
    size_t block_count, block_capacity;
    uint32_t last_of_block; // last document of the last block; BLOCK_NO_BASE before the first
    uint32_t doc_count;
    uint8_t best[BEST_CODES]; // the largest codes so far, largest first; 0 where there are fewer
    bool failed;
};

void postings_writer_clear(struct postings_writer *writer);
void postings_writer_reset(struct postings_writer *writer); // ready for the next list

// Puts codes among the largest so far.
void postings_keep_best(uint8_t best[BEST_CODES], const uint8_t *codes, uint32_t count);

// Adds a full block, documents strictly increasing and after those of the block before.
void postings_writer_block(struct postings_writer *writer, const uint32_t docs[POSTING_BLOCK_LEN],
                           const uint8_t codes[POSTING_BLOCK_LEN]);

// What is left after the last full block: fewer than POSTING_BLOCK_LEN.
struct postings_tail {
    const uint32_t *docs;
    const uint8_t *codes;
    uint32_t count;
};

// Appends the finished list to out. On failure (memory) out is marked failed.
void postings_writer_finish(struct postings_writer *writer, const struct postings_tail *tail,
                            struct buf *out);

// --- reading ---------------------------------------------------------------------------------

// An opened list. Everything points into the bytes given to postings_open.
struct postings {
    const unsigned char *last_docs; // u32 LE each, unaligned
    const unsigned char *offsets;
    const uint8_t *max_codes;
    const uint8_t *doc_widths;
    const uint8_t *low_codes;
    const uint8_t *code_widths;
    const unsigned char *payload;
    const unsigned char *end;
    uint32_t doc_count;
    uint32_t doc_limit;   // every document is below
    uint32_t block_count; // full blocks
    uint32_t tail_count;  // documents after them, 0..127
    uint32_t tail_offset; // in the payload
};

// A list of `doc_count` documents of a segment that has `doc_limit`; a block that names others is damaged.
// STATUS_CORRUPT when the tables do not fit. The tail's offset is found from the last block.
enum status postings_open(struct slice bytes, uint32_t doc_count, uint32_t doc_limit,
                          struct postings *out, struct error *err) STATUS_NODISCARD;

// The last document of a full block.
static inline uint32_t postings_last_doc(const struct postings *postings, uint32_t block)
{
    return load_u32(postings->last_docs + (size_t)block * 4);
}

// Blocks to decode, the tail included.
static inline uint32_t postings_total_blocks(const struct postings *postings)
{
    return postings->block_count + (postings->tail_count > 0);
}

// Decodes the documents of a block (block_count: the tail); returns how many: increasing, and all of them below the
// doc_limit of postings_open. Entries after them are undefined. 0 when the bytes are damaged.
uint32_t postings_docs(const struct postings *postings, const struct block_codec *codec,
                       uint32_t block, uint32_t docs[POSTING_BLOCK_LEN]);

// Decodes the weight codes of a block whose documents were decoded; false when damaged.
bool postings_codes(const struct postings *postings, const struct block_codec *codec,
                    uint32_t block, uint8_t codes[POSTING_BLOCK_LEN]);

// The bitmap of a full block if it is stored as one: bit i stands for document base + i, where
// base is the last document of the block before, plus 1. NULL when it is packed or damaged.
const unsigned char *postings_bitmap(const struct postings *postings, uint32_t block,
                                     uint32_t *base, uint32_t *bytes);

// The first block from `from` on whose last document is >= target: block_count when only the tail
// (or nothing) can hold it. Galloping.
uint32_t postings_find_block(const struct postings *postings, uint32_t from, uint32_t target);

#endif
