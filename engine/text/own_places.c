// See own_places.h.
//
// Positions are shared out one slot after the other: who finds all of his taken asks a holder to move, who may ask the
// next. A stretch of text that could hold all of them begins at the lowest position that is left; that one goes, and
// the next is tried.
#include "engine/text/own_places.h"

struct sharing {
    const struct own_places *places;
    uint32_t taken[OWN_PLACES_MAX]; // by each of the first `seated` slots
    size_t seated;
    uint64_t asked; // bit s: slot s was asked to move
};
_Static_assert(OWN_PLACES_MAX <= 64, "a bit a slot");

// Gives a slot a position that nobody has, or whose holder can take another one.
static bool take_position(struct sharing *sharing, size_t s)
{
    const struct own_places *places = sharing->places;
    const struct phrase_slot *slot = &places->slots[s];
    for (size_t i = places->at[s]; i < slot->count && slot->positions[i] <= places->last; i++) {
        size_t holder = 0;
        while (holder < sharing->seated && sharing->taken[holder] != slot->positions[i])
            holder++;
        bool is_free = holder == sharing->seated;
        if (!is_free && sharing->asked >> holder & 1)
            continue;
        sharing->asked |= is_free ? 0 : UINT64_C(1) << holder;
        if (is_free || take_position(sharing, holder)) {
            sharing->taken[s] = slot->positions[i];
            return true;
        }
    }
    return false;
}

bool own_places_hold(const struct own_places *places)
{
    struct sharing sharing = {.places = places};
    for (size_t s = 0; s < places->count; s++) {
        sharing.asked = 0;
        sharing.seated = s;
        if (!take_position(&sharing, s))
            return false;
    }
    return true;
}

bool own_places_near(const struct phrase_slot *slots, size_t count, uint32_t window)
{
    size_t at[OWN_PLACES_MAX] = {0};
    struct own_span span;
    if (count == 0 || count > OWN_PLACES_MAX)
        return false;
    for (; own_places_span(slots, count, at, &span); at[span.lowest]++) {
        uint32_t last = UINT32_MAX - span.low < window ? UINT32_MAX : span.low + window;
        if (span.high <= last && own_places_hold(&(struct own_places){slots, count, at, last}))
            return true;
    }
    return false;
}
