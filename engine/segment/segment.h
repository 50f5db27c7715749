// One immutable segment, opened for reading in a transaction.
//
// Nothing is copied: extents, columns and deletions point into the map and die with the transaction.
#ifndef ENGINE_SEGMENT_SEGMENT_H
#define ENGINE_SEGMENT_SEGMENT_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/format/columns.h"
#include "engine/format/dictionary.h"
#include "engine/format/manifest.h"
#include "engine/format/positions.h"
#include "engine/format/postings.h"
#include "engine/storage/store.h"
#include "engine/term.h"

#include <stdbool.h>
#include <stdint.h>

struct segment {
    struct segment_info info;
    struct store_txn *txn;
    struct slice *posting_extents, *position_extents, *document_extents; // in the arena
    struct slice offsets;                                                // 8 bytes a document
    struct slice hashes;                                                 // 8 bytes a document
    struct slice deleted; // bitmap; empty when nothing is deleted
    struct column columns[COLUMN_COUNT];
};

// Opens the parts of a segment and checks that they fit its document count. Memory from the arena.
enum status segment_open(struct store_txn *txn, const struct segment_info *info,
                         struct arena *arena, struct segment *out,
                         struct error *err) STATUS_NODISCARD;

static inline bool segment_is_deleted(const struct segment *segment, uint32_t doc)
{
    return segment->deleted.len && ((unsigned char)segment->deleted.ptr[doc / 8] >> doc % 8 & 1);
}

// Compares every part and every block of the dictionary with its seal; `report` hears of each that does not
// fit. STATUS_CORRUPT when `report` is NULL and one does not.
enum status segment_check_seals(const struct segment *segment,
                                void (*report)(void *context, const char *what), void *context,
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
    struct postings postings;
    struct slice positions; // positions_open when needed
};
enum status segment_term(const struct segment *segment, enum term_kind kind, struct slice term,
                         struct segment_term *out, struct error *err) STATUS_NODISCARD;

// The same from a dictionary value already found.
enum status segment_term_from_value(const struct segment *segment, struct slice value,
                                    struct segment_term *out, struct error *err) STATUS_NODISCARD;

// The three lengths of a document's text fields.
void segment_lengths(const struct segment *segment, uint32_t doc,
                     uint32_t lengths[TEXT_FIELD_COUNT]);

#endif
