// One block of a posting list at a time: what walking along a list, asking it and marking its documents have in common.
//
// A reader finds the block that can hold a document by the tables in front of the list, and decodes a block's
// documents, and its impacts, when it is told to. Blocks with a bitmap can be looked at as they are stored. Damaged
// bytes are told to all readers that share an access: from then on none of them finds a block.
#ifndef ENGINE_SEGMENT_POSTING_READER_H
#define ENGINE_SEGMENT_POSTING_READER_H

#include "engine/format/postings.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

// What many readers share: the way of unpacking that is best here, which is asked for once, and what they found.
struct posting_access {
    const struct block_codec *codec;
    bool damaged;
};
struct posting_access posting_access_make(void);

struct posting_reader {
    const struct postings *postings;
    const struct block_codec *codec;
    struct posting_access *access;
    const struct posting_reader *twin; // of the same list; NULL: none
    uint32_t block;                    // entered last; UINT32_MAX: none yet
    uint32_t count;                    // documents decoded of it; 0: none were
    bool has_impacts;
    uint32_t docs[POSTING_BLOCK_LEN + BLOCK_PADDING]; // after the last: UINT32_MAX
    uint8_t impacts[POSTING_BLOCK_LEN];
};

// What it borrows must outlive it.
void posting_reader_open(struct posting_reader *reader, const struct postings *postings,
                         struct posting_access *access);

// What the twin, another reader of the same list, has decoded is copied from it rather than decoded again. It must
// outlive the reader.
static inline void posting_reader_set_twin(struct posting_reader *reader,
                                           const struct posting_reader *twin)
{
    reader->twin = twin;
}

// The list is damaged: no block is found any more.
void posting_reader_fail(struct posting_reader *reader);

static inline void posting_reader_enter(struct posting_reader *reader, uint32_t block,
                                        uint32_t count)
{
    reader->block = block;
    reader->count = count;
    reader->has_impacts = false;
    memset(reader->docs + count, 0xff, BLOCK_PADDING * sizeof *reader->docs);
}

// The first block from `from` on that can hold a document >= target. False, and the reader has passed all blocks, when
// there is none or the list is damaged.
static inline bool posting_reader_find(struct posting_reader *reader, uint32_t from,
                                       uint32_t target, uint32_t *block)
{
    uint32_t total = postings_total_blocks(reader->postings);
    *block = postings_find_block(reader->postings, from, target);
    bool is_there = !reader->access->damaged && *block < total;
    if (!is_there)
        posting_reader_enter(reader, total, 0);
    return is_there;
}

// Decodes a block's documents; false when they are damaged.
static inline bool posting_reader_decode(struct posting_reader *reader, uint32_t block)
{
    uint32_t count;
    if (reader->twin && reader->twin->block == block && reader->twin->count > 0) {
        count = reader->twin->count;
        memcpy(reader->docs, reader->twin->docs, sizeof reader->docs);
    } else {
        count = postings_docs(reader->postings, reader->codec, block, reader->docs);
    }
    posting_reader_enter(reader, block, count);
    if (count == 0)
        posting_reader_fail(reader);
    return count > 0;
}

// Enters a block that is stored as a bitmap without decoding it: a bit for each document from *first on to at least the
// block's last. What is set after that one's is damage. NULL when the block is stored otherwise, or damaged: then
// decoding it tells.
static inline const unsigned char *posting_reader_bitmap(struct posting_reader *reader,
                                                         uint32_t block, uint32_t *first)
{
    const struct postings *postings = reader->postings;
    uint32_t bytes;
    const unsigned char *bitmap = postings_bitmap(postings, block, first, &bytes);
    if (!bitmap || (postings_last_doc(postings, block) - *first) / 8 >= bytes)
        return NULL;
    reader->block = block;
    reader->count = 0;
    reader->has_impacts = false;
    return bitmap;
}

bool posting_reader_load_impacts(struct posting_reader *reader);

// The impacts of the block entered last, in the order of its documents; NULL when damaged.
static inline const uint8_t *posting_reader_impacts(struct posting_reader *reader)
{
    return reader->has_impacts || posting_reader_load_impacts(reader) ? reader->impacts : NULL;
}

enum { READER_STEP = 8 };

// How many of the next documents are less than target. Compilers make two comparisons of four of it.
static inline uint32_t posting_reader_less(const uint32_t docs[READER_STEP], uint32_t target)
{
    typedef uint32_t four __attribute__((vector_size(16)));
    four a, b, targets = {target, target, target, target};
    memcpy(&a, docs, sizeof a);
    memcpy(&b, docs + 4, sizeof b);
    four less = (four)(a < targets) + (four)(b < targets); // -1 each
    return 0u - (less[0] + less[1] + less[2] + less[3]);
}

#endif
