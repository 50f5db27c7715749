// An arena: many small allocations, freed together, with a limit.
//
// Memory comes in blocks that grow geometrically. Over the limit, or when malloc fails,
// arena_alloc returns NULL and the arena stays marked `failed`: builders may go on and ask once at
// the end. arena_reset keeps the largest block, so a steady workload stops calling malloc at all.
// In builds with AddressSanitizer the unused part of each block is poisoned.
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/buf.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena_block;

struct arena {
    struct arena_block *block; // newest first
    size_t limit_bytes;        // 0: no limit
    size_t held_bytes;         // sum of the blocks' sizes
    bool failed;
};

// limit_bytes 0 means no limit. Allocates nothing yet.
void arena_init(struct arena *arena, size_t limit_bytes);

// Frees everything. The arena may be used again as after arena_init with the same limit.
void arena_clear(struct arena *arena);

// Forgets all allocations but keeps the largest block; clears `failed`.
void arena_reset(struct arena *arena);

// The same between two uses of an arena that lasts; frees everything where a large one took more than `most_bytes`.
void arena_rest(struct arena *arena, size_t most_bytes);

// What was allocated up to now. Rewinding to it forgets the rest, for steps that follow each other to use the same
// memory, which is then near. Where the arena has grown meanwhile nothing is forgotten: after the next reset it is
// large enough for that. A reset between the two is not allowed.
struct arena_mark {
    const struct arena_block *block;
    size_t used;
};
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

// `size` bytes aligned to 16, not zeroed; NULL over the limit or without memory. Borrowed from the
// arena.
void *arena_alloc(struct arena *arena, size_t size) __attribute__((malloc, warn_unused_result));

// The same for an array, overflow checked, zeroed.
void *arena_calloc(struct arena *arena, size_t count, size_t size)
    __attribute__((malloc, warn_unused_result));

// A copy of s with a NUL after it (not counted in len); {NULL, 0} without memory.
struct slice arena_copy(struct arena *arena, struct slice s);

// What a buffer has gathered, which it gives up; the arena has failed where the buffer had.
struct slice arena_take(struct arena *arena, struct buf *buf);

// A formatted string with a NUL after it; {NULL, 0} without memory.
struct slice arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
