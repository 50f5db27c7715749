// How far two words are from one another, to name the nearest valid one to a mistyped one.
#ifndef BASE_EDIT_DISTANCE_H
#define BASE_EDIT_DISTANCE_H

#include "base/slice.h"

#include <stdbool.h>

// Edits (insert, delete, replace, swap neighbours) between two short words, case ignored, in bytes;
// words are cut at 32 bytes.
unsigned edit_distance(struct slice a, struct slice b);

// Whether `typed` may be `name` with a slip of the hand: two edits at most, and no more than a third of the letters.
bool edit_is_slip(struct slice typed, struct slice name);

// Whether `name` is worth proposing for it: a slip, or its first letters, three at least.
bool edit_is_near(struct slice typed, struct slice name);

#endif
