// See term_memory.h.
#include "engine/read/term_memory.h"

#include <string.h>

enum { MEMORY_TERMS = 4096, MEMORY_BYTES = 4 << 20 };

void term_memory_clear(struct term_memory *memory)
{
    map_clear(&memory->terms);
    arena_clear(&memory->arena);
    memory->places = NULL;
}

void term_memory_forget(struct term_memory *memory)
{
    map_reset(&memory->terms);
    arena_reset(&memory->arena);
    memory->places = NULL;
    memory->is_full = false;
}

const struct term_place *term_memory_find(const struct term_memory *memory, struct slice term)
{
    uint32_t number = map_find(&memory->terms, term);
    return number == MAP_NONE ? NULL : memory->places[number];
}

static bool has_room(struct term_memory *memory)
{
    if (!memory->places && !memory->is_full) {
        memory->arena.limit_bytes = MEMORY_BYTES;
        memory->places = arena_calloc(&memory->arena, MEMORY_TERMS, sizeof(void *));
    }
    memory->is_full = memory->is_full || !memory->places || memory->terms.count == MEMORY_TERMS;
    return !memory->is_full;
}

const struct term_place *term_memory_keep(struct term_memory *memory, struct slice term,
                                          const struct term_place *place, uint32_t segments)
{
    if (!has_room(memory))
        return place;
    struct term_place *kept = arena_alloc(&memory->arena, sizeof *kept);
    struct segment_term *found =
        arena_alloc(&memory->arena, ((size_t)segments + 1) * sizeof *found);
    uint32_t number = kept && found ? map_put(&memory->terms, term) : MAP_NONE;
    if (number == MAP_NONE) {
        memory->is_full = true;
        return place;
    }
    memcpy(found, place->in_segment, segments * sizeof *found);
    *kept = (struct term_place){found, place->documents, place->position_bytes};
    memory->places[number] = kept;
    return kept;
}
