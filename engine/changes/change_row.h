// A run of changes of one commit, as it lies in the table STORE_CHANGES (change_log.h says under which key):
//
//     generation  when                     varints (when: two's complement)
//     kinds       number of each kind      a varint each, in the order of enum change_kind
//     erased      number of those whose document was erased    varint
//     changes, numbered upwards from the key's number; of each:
//         kind | parts << 4                u8
//         before | after << 3 | kept << 6  u8; kept: what it was before is in the table
//         old hash                         u64, where it was there before
//         (one whose document was erased, kind CHANGE_KIND_COUNT, ends here)
//         id, source                       each: varint of bytes shared with that of the change before, then the rest
//                                          as a string: length as a varint, bytes
//     seal                                 u64: XXH3-64 of what stands before it
//
// The counts let a page say how many there were without reading them. Rows are short enough to lie in a leaf of the
// tree.
#ifndef ENGINE_CHANGES_CHANGE_ROW_H
#define ENGINE_CHANGES_CHANGE_ROW_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/reader.h"
#include "engine/changes/change.h"

enum {
    CHANGE_ROW_BYTES = 1600, // after which a row is full
    CHANGE_ROW_MAX = 256,    // changes in a row
};

// --- writing ---------------------------------------------------------------------------------

// Zeroed memory is ready for use; clear frees.
struct change_row_builder {
    uint64_t generation;
    int64_t when;
    uint32_t counts[CHANGE_KIND_COUNT + 1]; // the last: of erased ones
    uint32_t count;
    struct buf body, last_id, last_source;
};

void change_row_clear(struct change_row_builder *row);
bool change_row_is_full(const struct change_row_builder *row);
void change_row_add(struct change_row_builder *row, const struct change *change);

// Appends a text as the rows have it: how many bytes it shares with `last`, which it replaces, and the rest.
void change_row_append_text(struct buf *out, struct buf *last, struct slice text);

// Appends the row to `out` and empties it, but for generation and time. Memory fails as a buf does.
void change_row_finish(struct change_row_builder *row, struct buf *out);

// --- reading ---------------------------------------------------------------------------------

struct change_row {
    uint64_t generation;
    int64_t when;
    uint32_t counts[CHANGE_KIND_COUNT + 1]; // the last: of erased ones
    uint32_t count;                         // of all
    struct cursor body;
};

// STATUS_CORRUPT for what is not a row.
enum status change_row_open(struct slice bytes, struct change_row *out,
                            struct error *err) STATUS_NODISCARD;

// The changes in order; `out->number`, and whether what is kept still is, are the caller's to settle. Ids and sources
// live in the arena; those of the change before must be given back in `out`, and an erased one (CHANGE_KIND_COUNT)
// keeps them. False after the last one, and for damage: row->body.failed.
bool change_row_next(struct change_row *row, struct arena *arena, struct change *out);

#endif
