// Positions together: phrases, proximity, and words within a field.
#ifndef ENGINE_SEARCH_MATCH_PHRASE_H
#define ENGINE_SEARCH_MATCH_PHRASE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/field.h"
#include "engine/search/meaning/match_tree.h"
#include "engine/segment/segment.h"

// Sorted positions of one slot in one document.
struct phrase_slot {
    const uint32_t *positions;
    size_t count;
    uint32_t offset;
};

// Where the fields of a document lie: start of each (UINT32_MAX: empty) and its length in words.
struct field_layout {
    uint32_t start[TEXT_FIELD_COUNT];
    uint32_t length[TEXT_FIELD_COUNT];
};

// Whether some position p exists with p + offset in every slot, all in one field of the mask.
bool phrase_matches(const struct phrase_slot *slots, size_t count,
                    const struct field_layout *layout, uint8_t field_mask);

// Whether one position of each slot fits into `window` words, in any order, in one field of the mask.
bool phrase_near(const struct phrase_slot *slots, size_t count, uint32_t window,
                 const struct field_layout *layout, uint8_t field_mask);

// Whether a position lies in a field of the mask.
bool phrase_in_fields(const struct phrase_slot *slot, const struct field_layout *layout,
                      uint8_t field_mask);

// Whether a phrase that begins at one of `starts` stands in one field of the mask: its first word `starts->offset`
// words behind the start, its last one `last` words.
bool phrase_starts_hold(const struct phrase_slot *starts, uint32_t last, uint8_t field_mask,
                        const struct segment *segment, uint32_t doc);

// Whether a leaf (TERMS, PHRASE or NEAR) holds in a document that has a position in each of its slots.
bool phrase_leaf_holds(const struct match_node *leaf, const struct phrase_slot *slots, size_t count,
                       const struct segment *segment, uint32_t doc);

#endif
