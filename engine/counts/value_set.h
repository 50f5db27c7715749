// The values of a field, each once: spellings that are the same value (engine/field.h) are one, and shown by the
// spelling that is used most.
#ifndef ENGINE_COUNTS_VALUE_SET_H
#define ENGINE_COUNTS_VALUE_SET_H

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "engine/field.h"

#include <stdbool.h>
#include <stdint.h>

struct value_shown {
    struct slice value;
    uint64_t count; // how often that spelling is used
};

struct value_set {
    enum field field;
    struct map keys;
    struct buf key;
    struct {
        VEC_OF(struct value_shown);
    } shown; // by number
};

void value_set_init(struct value_set *set, enum field field, struct arena *arena);
void value_set_clear(struct value_set *set); // what is shown stays in the arena

// The number of the value that `text` (borrowed while the set lasts) spells, `count` times; MAP_NONE without memory.
uint32_t value_set_put(struct value_set *set, struct slice text, uint64_t count);

#endif
