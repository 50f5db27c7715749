// Where the terms stand that a snapshot was asked for, while its generation lasts.
//
// Most questions have words that others had, and finding a word costs more than all else that is planned. What is
// remembered is bounded: when it is full it stays as it is for the rest of the request, and is forgotten before the
// next.
#ifndef ENGINE_READ_TERM_MEMORY_H
#define ENGINE_READ_TERM_MEMORY_H

#include "base/arena.h"
#include "base/map.h"
#include "base/slice.h"
#include "engine/segment/segment.h"

#include <stdbool.h>
#include <stdint.h>

struct term_place {
    struct segment_term *in_segment; // per segment; doc_count 0: not there
    uint64_t documents;              // live ones, over all segments
    uint64_t position_bytes;         // likewise
};

// Of one snapshot, so of one thread. Zeroed memory is an empty one.
struct term_memory {
    struct map terms;                 // the kind as stored, and the term
    const struct term_place **places; // by the term's number; NULL before the first
    struct arena arena;
    bool is_full;
};

void term_memory_clear(struct term_memory *memory); // frees

// Forgets all: the generation is another, or a request begins and the memory is full.
void term_memory_forget(struct term_memory *memory);

// NULL: nothing is known of the term, which starts with its kind.
const struct term_place *term_memory_find(const struct term_memory *memory, struct slice term);

// Keeps a copy of a place in `segments` segments and returns it, which lives until all is forgotten; where there is no
// room, the place itself.
const struct term_place *term_memory_keep(struct term_memory *memory, struct slice term,
                                          const struct term_place *place, uint32_t segments);

#endif
