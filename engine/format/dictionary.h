// From a term to where its postings are: the sorted terms of a segment, in blocks.
//
// A block of about 4 KiB is one entry of the store, under the key "segment, last term": one B+tree descent
// finds the block that can hold a term. Inside, terms share prefixes with their predecessor and every
// 16th is spelled out ("restart"), so that a lookup is a binary search and at most 16 short steps.
//
//   entries   varint shared, varint more, bytes, varint value length, value
//   restarts  u16 offset each, then u16 their number
//   seal      u32, lower half of the XXH3-64 of all before
//
// The value of a posting entry (kinds 's' and 'x'):
//   varint documents, u8 max_code, of BEST_CODES documents or more u8 tenth_code, u8 form;
//                                            form 0: varint posting bytes, postings, positions
//                                            form 1: varint extent, offset, length of both
//                                            form 2: the same, and of the range table (in a posting extent)
// of an id ('i'): varint document;  of a fold entry ('f'): strings, each varint length and bytes.
#ifndef ENGINE_FORMAT_DICTIONARY_H
#define ENGINE_FORMAT_DICTIONARY_H

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/format/index_format.h"
#include "engine/storage/store.h"

#include <stdbool.h>
#include <stdint.h>

enum { DICTIONARY_MAX_TERM = 1 + 255 }; // kind byte and term

// --- writing: terms in strictly increasing byte order -------------------------------------------

struct dictionary_writer {
    uint32_t segment;
    struct buf block;
    uint16_t restarts[DICTIONARY_BLOCK_BYTES];
    uint32_t restart_count, entry_count;
    char last[DICTIONARY_MAX_TERM];
    size_t last_len;
    uint64_t bytes;
};

void dictionary_writer_init(struct dictionary_writer *writer, uint32_t segment);
void dictionary_writer_clear(struct dictionary_writer *writer);

// `term` starts with its kind byte. Writes a finished block through txn now and then.
enum status dictionary_writer_add(struct dictionary_writer *writer, struct store_txn *txn,
                                  struct slice term, struct slice value,
                                  struct error *err) STATUS_NODISCARD;
enum status dictionary_writer_finish(struct dictionary_writer *writer, struct store_txn *txn,
                                     struct error *err) STATUS_NODISCARD;

// --- reading ---------------------------------------------------------------------------------

// The value of one term; points into the map. STATUS_NOT_FOUND.
enum status dictionary_find(struct store_txn *txn, uint32_t segment, struct slice term,
                            struct slice *value, struct error *err) STATUS_NODISCARD;

// STATUS_CORRUPT when the seal of a whole dictionary block does not fit its bytes, or `last`, the term of its key,
// is not its last.
enum status dictionary_check_block(struct slice block, struct slice last,
                                   struct error *err) STATUS_NODISCARD;

// Walks the terms of a segment in byte order. `term` and `value` are those of the last step.
struct dictionary_iterator {
    struct store_txn *txn;
    uint32_t segment;
    struct slice block;
    size_t next, entries_end;
    char term[DICTIONARY_MAX_TERM];
    size_t term_len;
    char block_key[4 + DICTIONARY_MAX_TERM];
    size_t block_key_len;
    struct slice value;
};

// The iterator stands before the first term >= `from`. It copies what it needs: other lookups through the
// same transaction do not disturb it.
enum status dictionary_seek(struct store_txn *txn, uint32_t segment, struct slice from,
                            struct dictionary_iterator *out, struct error *err) STATUS_NODISCARD;

// Steps to the next term. STATUS_NOT_FOUND after the last.
enum status dictionary_next(struct dictionary_iterator *iterator,
                            struct error *err) STATUS_NODISCARD;

static inline struct slice dictionary_term(const struct dictionary_iterator *iterator)
{
    return slice_of(iterator->term, iterator->term_len);
}

// --- values of posting entries -----------------------------------------------------------------

struct extent_range {
    uint32_t extent, offset, length;
};

struct posting_entry {
    uint32_t doc_count;
    uint8_t max_code;   // the largest weight code
    uint8_t tenth_code; // the least of the BEST_CODES largest; 0 when there are fewer
    bool is_inline, has_ranges;
    struct slice postings, positions; // inline
    struct extent_range postings_at, positions_at, ranges_at;
};

void posting_entry_encode(const struct posting_entry *entry, struct buf *out);
enum status posting_entry_decode(struct slice value, struct posting_entry *out,
                                 struct error *err) STATUS_NODISCARD;

#endif
