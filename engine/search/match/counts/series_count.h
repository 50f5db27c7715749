// How many series the matches are of: each match in none counts as one of its own.
#ifndef ENGINE_SEARCH_MATCH_COUNTS_SERIES_COUNT_H
#define ENGINE_SEARCH_MATCH_COUNTS_SERIES_COUNT_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/read/series.h"

#include <stdint.h>

struct series_count;

// Memory from the arena.
enum status series_count_begin(const struct series_table *table, struct arena *arena,
                               struct series_count **out, struct error *err) STATUS_NODISCARD;

// Matches of a segment, `words` times 64 documents from `base` on.
void series_count_add(struct series_count *count, uint32_t segment, uint32_t base,
                      const uint64_t *bits, uint32_t words);

// Matches so far of whose series another one came before.
uint64_t series_count_repeated(const struct series_count *count);

#endif
