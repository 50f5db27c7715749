// How far two words are from one another, to name the nearest valid one to a mistyped one.
#ifndef BASE_EDIT_DISTANCE_H
#define BASE_EDIT_DISTANCE_H

#include "base/slice.h"

// Edits (insert, delete, replace, swap neighbours) between two short words, case ignored, in bytes;
// words are cut at 32 bytes.
unsigned edit_distance(struct slice a, struct slice b);

#endif
