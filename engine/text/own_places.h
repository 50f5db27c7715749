// Whether words that are near stand at places of their own: « eau eaux » are two words, though one may be both.
#ifndef ENGINE_TEXT_OWN_PLACES_H
#define ENGINE_TEXT_OWN_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OWN_PLACES_MAX = 64 }; // slots

// Sorted positions of one slot in one document.
struct phrase_slot {
    const uint32_t *positions;
    size_t count;
    uint32_t offset; // of a phrase
};

struct own_places {
    const struct phrase_slot *slots;
    size_t count;     // OWN_PLACES_MAX at most
    const size_t *at; // of each slot the first position that it may take
    uint32_t last;    // that any may take
};

// The lowest and the highest of the positions that the slots are at, and whose the lowest is.
struct own_span {
    size_t lowest;
    uint32_t low, high;
};

// False where a slot is behind its last position.
static inline bool own_places_span(const struct phrase_slot *slots, size_t count, const size_t *at,
                                   struct own_span *out)
{
    *out = (struct own_span){0, UINT32_MAX, 0};
    for (size_t s = 0; s < count; s++) {
        if (at[s] == slots[s].count)
            return false;
        uint32_t position = slots[s].positions[at[s]];
        if (position < out->low) {
            out->low = position;
            out->lowest = s;
        }
        out->high = position > out->high ? position : out->high;
    }
    return true;
}

// Whether each slot can have a position that no other has.
bool own_places_hold(const struct own_places *places);

// Whether they can within `window` words, anywhere in a text that has these positions.
bool own_places_near(const struct phrase_slot *slots, size_t count, uint32_t window);

#endif
