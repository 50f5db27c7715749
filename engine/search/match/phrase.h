// Positions together: phrases, proximity, and words within a field.
#ifndef ENGINE_SEARCH_MATCH_PHRASE_H
#define ENGINE_SEARCH_MATCH_PHRASE_H

#include "engine/field.h"
#include "engine/match_tree.h"
#include "engine/segment/segment.h"
#include "engine/text/own_places.h"

#include <stdbool.h>
#include <stdint.h>

// Whether a phrase that begins at one of `starts` stands in one field of the mask: its first word `starts->offset`
// words after the start, its last one `last` words.
bool phrase_starts_hold(const struct phrase_slot *starts, uint32_t last, uint8_t field_mask,
                        const struct segment *segment, uint32_t doc);

// Whether a leaf (TERMS, PHRASE or NEAR) holds in a document that has a position in each of its slots.
bool phrase_leaf_holds(const struct match_node *leaf, const struct phrase_slot *slots, size_t count,
                       const struct segment *segment, uint32_t doc);

#endif
