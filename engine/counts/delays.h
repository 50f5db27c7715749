// Days of delay, noted one by one, and what is in the middle of them.
#ifndef ENGINE_COUNTS_DELAYS_H
#define ENGINE_COUNTS_DELAYS_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Notes of days, each of a cell; zeroed memory is none. Eight bytes a note, from the arena.
struct delay_notes {
    struct delay_chunk *first, *last;
};

bool delay_notes_add(struct delay_notes *notes, uint32_t cell, int32_t days, struct arena *arena);

// The groups that each cell belongs to: those of cell c are groups[first[c]] .. groups[first[c + 1] - 1].
struct delay_groups {
    const uint32_t *first, *groups;
    size_t group_count;
};

struct delay_figures {
    uint32_t count;
    double median;     // of an even count the mean of the two in the middle; 0 of none
    int32_t p90;       // the least that nine tenths do not exceed; 0 of none
    int32_t low, high; // around the median of all such delays, in 95 of 100 samples; 0 of too few
};

// Of fewer no two are far enough apart.
enum { DELAY_INTERVAL_LEAST = 6 };

// The figures of each group, and after them those of all notes: group_count + 1 in all, the arena's; NULL without
// memory.
struct delay_figures *delay_notes_figures(const struct delay_notes *notes,
                                          const struct delay_groups *of, struct arena *arena);

#endif
