// The numbers that stand for a document's year, status and class of delay (engine/counts/field_number.h).
#ifndef ENGINE_SEARCH_MATCH_COUNTS_COLUMN_NUMBER_H
#define ENGINE_SEARCH_MATCH_COUNTS_COLUMN_NUMBER_H

#include "engine/segment/segment.h"

// Less than 0 where it has none.
int64_t column_number_of(const struct segment *segment, enum field field, uint32_t document);

#endif
