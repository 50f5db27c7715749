// From what a backend counts, strings of columns, numbers and months, to the facets that are shown.
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

// Months from year 0 on. A date that is only a year stands in its January where years are counted, else in a place of
// its own after all months.
enum { FACET_MONTHS = 12 * 10000 };
uint32_t facet_month(uint32_t date, bool by_month);

// FACET_MONTHS + 1 each, the last are those without month.
struct month_counts {
    uint32_t *found;
    uint32_t *all;   // documents; NULL: not wanted
    uint64_t *words; // of those found; NULL: not wanted
};
bool month_counts_begin(const struct facet_wish *wish, struct arena *arena,
                        struct month_counts *out);

// Puts the histogram of them into `out`.
bool facet_histogram(const struct month_counts *months, bool by_month, struct arena *arena,
                     struct facet_result *out);

#endif
