// From what a backend counts, strings of columns and numbers, to the facets that are shown.
#ifndef ENGINE_COUNTS_FACET_VALUES_H
#define ENGINE_COUNTS_FACET_VALUES_H

#include "base/arena.h"
#include "base/vec.h"
#include "engine/retrieval.h"

#include <stdbool.h>
#include <stdint.h>

// Strings and how many matches have them; one may stand there more than once.
struct counted_values {
    VEC_OF(struct facet_value);
};

// The `limit` (0: 10) most frequent values of the strings, which are put in order. Each match counts once for a value.
// Memory from the arena; false when there is none.
bool facet_of_strings(enum field field, struct counted_values *strings, uint32_t limit,
                      struct arena *arena, struct facet *out);

// The same of field_number_count numbers.
bool facet_of_numbers(enum field field, const uint32_t *counts, uint32_t limit, struct arena *arena,
                      struct facet *out);

#endif
