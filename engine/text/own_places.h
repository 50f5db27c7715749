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

// Whether each slot can have a position that no other has.
bool own_places_hold(const struct own_places *places);

// Whether they can within `window` words, anywhere in a text that has these positions.
bool own_places_near(const struct phrase_slot *slots, size_t count, uint32_t window);

#endif
