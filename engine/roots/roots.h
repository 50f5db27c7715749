// Source roots: the folder, address or section of the operator's file that a document was read under, and what of it
// matters to readers. The list is one record of the index, byte by byte:
//
//     number of roots                            varint; each, in the order of their paths, / before all other bytes:
//         path  licence                          strings: length as a varint, bytes
//         flags                                  u8: coverage | 4 a section | 8 something of it was answered once
//     the operator's file                        a string: as it was last given, comments left out
//     seal                                       u64
#ifndef ENGINE_ROOTS_ROOTS_H
#define ENGINE_ROOTS_ROOTS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

#define ROOTS_KEY SLICE("roots") // in the table of metadata

// Whether a source has answers at all, as the operator says.
enum coverage { COVERAGE_UNTOLD, COVERAGE_ANSWERS, COVERAGE_NO_ANSWERS, COVERAGE_COUNT };

struct source_root {
    struct slice path;    // any bytes
    struct slice licence; // of its documents; empty: not told
    enum coverage coverage;
    bool is_section;   // of the operator's file
    bool was_answered; // a document of it had an answer, now or earlier
    bool is_uncovered; // what follows from all this; set when decoded
};

// Everything in it is borrowed from the arena. Zeroed memory with an arena is an empty list.
struct roots {
    struct arena *arena;
    struct source_root *list; // what is below a root follows it at once
    size_t count, capacity;
    struct slice told; // the operator's file
};

// Whether `path` is the root or stands below it.
bool roots_is_below(struct slice path, struct slice root);

// The root with that path; NULL when there is none.
struct source_root *roots_find(const struct roots *roots, struct slice path);

// The same, put in when it is new; NULL without memory. Moves the others.
struct source_root *roots_put(struct roots *roots, struct slice path);

// The outermost root that is no section and has `path` below it or is it; NULL when there is none.
const struct source_root *roots_outermost(const struct roots *roots, struct slice path);

// Makes the sections those of `list`; what was a section and is none any more is a root like others. False without
// memory.
bool roots_tell(struct roots *roots, struct slice told, const struct source_root *list,
                size_t count);

void roots_encode(const struct roots *roots, struct buf *out);

// STATUS_CORRUPT for what is not such a record. Borrows from the bytes; roots->arena is the caller's.
enum status roots_decode(struct slice bytes, struct roots *roots,
                         struct error *err) STATUS_NODISCARD;

#endif
