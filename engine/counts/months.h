// How many documents have their question in each month, and how many words they have.
//
// A date that is only a year stands in that year and in none of its months. There is room for any year, but only those
// near some document take memory: 64 years at once, 13 KiB.
#ifndef ENGINE_COUNTS_MONTHS_H
#define ENGINE_COUNTS_MONTHS_H

#include "base/arena.h"
#include "engine/retrieval.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    MONTHS_YEARS = 10000,
    MONTHS_PLACES = 13, // of a year: that of dates without month, then its months
    MONTHS_CHUNK_YEARS = 64,
    MONTHS_CHUNKS = (MONTHS_YEARS + MONTHS_CHUNK_YEARS - 1) / MONTHS_CHUNK_YEARS,
};

struct month_count {
    uint64_t words;
    uint32_t documents;
};

struct months {
    struct arena *arena;
    struct month_count *chunks[MONTHS_CHUNKS]; // NULL: no document
    bool failed;                               // for want of memory: something is not counted
};

void months_init(struct months *months, struct arena *arena);

// The date of a question, not DATE_NONE.
void months_add(struct months *months, uint32_t date, uint32_t documents, uint64_t words);

// The months, or years, from the first to the last that has a document of `found`, gaps included; by month, at last
// those without month, where there are some. `all` tells the buckets' `documents`; NULL: 0. Memory from the arena of
// `found`; false without.
bool months_histogram(const struct months *found, const struct months *all, bool by_month,
                      struct facet_result *out);

#endif
