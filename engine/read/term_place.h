// Where a term stands in every segment of a snapshot: looked up once, to be counted and to be run.
#ifndef ENGINE_READ_TERM_PLACE_H
#define ENGINE_READ_TERM_PLACE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/read/term_memory.h"
#include "engine/term.h"

struct snapshot;

// From the snapshot's memory or the arena; good until the snapshot ends, and not longer than the arena.
enum status term_place_find(struct snapshot *snapshot, enum term_kind kind, struct slice term,
                            struct arena *arena, const struct term_place **out,
                            struct error *err) STATUS_NODISCARD;

// The same where the snapshot remembers it; NULL: it must be looked up.
const struct term_place *term_place_known(const struct snapshot *snapshot, enum term_kind kind,
                                          struct slice term);

// The kind under which terms of `kind` are stored: a whitespace index writes its terms once, as surfaces.
enum term_kind snapshot_stored_kind(const struct snapshot *snapshot, enum term_kind kind);

#endif
