// One immutable segment, opened for reading in a transaction.
//
// Nothing is copied: extents, columns and deletions point into the map and die with the transaction.
#ifndef ENGINE_SEGMENT_SEGMENT_H
#define ENGINE_SEGMENT_SEGMENT_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/exchange.h"
#include "engine/format/columns.h"
#include "engine/format/dictionary.h"
#include "engine/format/manifest.h"
#include "engine/format/positions.h"
#include "engine/format/postings.h"
#include "engine/roots/roots.h"
#include "engine/segment/word_pairs.h"
#include "engine/storage/store.h"
#include "engine/term.h"

#include <stdbool.h>
#include <stdint.h>

// What a segment knows of one of its source roots.
struct segment_root {
    struct slice licence;
    bool is_uncovered;
};

struct segment {
    struct segment_info info;
    struct store_txn *txn;
    struct slice *posting_extents, *position_extents, *document_extents; // in the arena
    struct slice offsets;                                                // 8 bytes a document
    struct slice hashes;                                                 // 8 bytes a document
    struct slice deleted; // bitmap; empty when nothing is deleted
    struct column columns[COLUMN_COUNT];
    struct word_pairs pairs;
    const struct segment_root *roots; // by the strings of COLUMN_ROOT; NULL: nothing is known
};

// Opens the parts of a segment and checks that they fit its document count. Memory from the arena.
enum status segment_open(struct store_txn *txn, const struct segment_info *info,
                         struct arena *arena, struct segment *out,
                         struct error *err) STATUS_NODISCARD;

// Looks up the segment's roots in the list and keeps what it says of them. Memory from the arena, text from the list.
enum status segment_know_roots(struct segment *segment, const struct roots *roots,
                               struct arena *arena, struct error *err) STATUS_NODISCARD;

static inline bool segment_is_deleted(const struct segment *segment, uint32_t doc)
{
    return segment->deleted.len && ((unsigned char)segment->deleted.ptr[doc / 8] >> doc % 8 & 1);
}

// Clears the deleted of the documents base, base + 1, …, a bit each in `words` words; base is a multiple of 64. Bits
// beyond the segment's documents stay as they are.
void segment_clear_deleted(const struct segment *segment, uint32_t base, uint64_t *bits,
                           uint32_t words);

// What is known of the source root of a document.
static inline struct segment_root segment_root_of(const struct segment *segment, uint32_t doc)
{
    const struct column *column = &segment->columns[COLUMN_ROOT];
    int64_t ordinal = column_value(column, doc);
    bool is_known = segment->roots && ordinal >= 0 && ordinal < column->string_count;
    return is_known ? segment->roots[ordinal] : (struct segment_root){SLICE_NONE, false};
}

// The document's enum exchange_status: as stored, or EXCHANGE_UNCOVERED where it would wait for an answer of a source
// that has none. The one place where a column is read that says so.
static inline int64_t segment_status(const struct segment *segment, uint32_t doc)
{
    int64_t status = column_value(&segment->columns[COLUMN_STATUT], doc);
    bool waits = status == EXCHANGE_WAITING && segment->roots;
    return waits && segment_root_of(segment, doc).is_uncovered ? EXCHANGE_UNCOVERED : status;
}

// Compares every part and every block of the dictionary with its seal; `report` hears of each that does not
// fit. STATUS_CORRUPT when `report` is NULL and one does not.
enum status segment_check_seals(const struct segment *segment,
                                void (*report)(void *context, const char *what), void *context,
                                struct error *err) STATUS_NODISCARD;

// The words of the segment's pairs, as word_pairs_open reads them; where it has any.
enum status segment_pair_words(const struct segment *segment, struct slice *words,
                               struct error *err) STATUS_NODISCARD;
// The pairs that begin with a word of segment->pairs, for word_pairs_documents; points into the map.
enum status segment_pair_row(const struct segment *segment, uint32_t word, struct slice *row,
                             struct error *err) STATUS_NODISCARD;

// The document with that id, deleted or not. STATUS_NOT_FOUND.
enum status segment_find_id(const struct segment *segment, struct slice id, uint32_t *doc,
                            struct error *err) STATUS_NODISCARD;

// The stored frame of a document; doc < info.doc_count is checked. Points into the map.
enum status segment_frame(const struct segment *segment, uint32_t doc, struct slice *frame,
                          struct error *err) STATUS_NODISCARD;

uint64_t segment_hash(const struct segment *segment, uint32_t doc);

// A term of the segment: where its postings and positions are. STATUS_NOT_FOUND.
struct segment_term {
    uint32_t doc_count;
    uint8_t max_code;
    uint8_t
        tenth_code; // BEST_CODES documents have at least this one, if so many have the term; else 0
    struct postings postings;
    struct slice positions; // positions_open when needed
    struct slice ranges;    // range_table_open when needed; empty: the word has no table
};
enum status segment_term(const struct segment *segment, enum term_kind kind, struct slice term,
                         struct segment_term *out, struct error *err) STATUS_NODISCARD;

// The same from a dictionary value already found.
enum status segment_term_from_value(const struct segment *segment, struct slice value,
                                    struct segment_term *out, struct error *err) STATUS_NODISCARD;

// How many words a document's texts have: the sum of the lengths.
uint64_t segment_words(const struct segment *segment, uint32_t doc);

// The three lengths of a document's text fields.
void segment_lengths(const struct segment *segment, uint32_t doc,
                     uint32_t lengths[TEXT_FIELD_COUNT]);

// Whether a document's answers only point elsewhere.
bool segment_is_referral(const struct segment *segment, uint32_t doc);

#endif
