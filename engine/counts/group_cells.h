// Matches in groups, by one or two fields: how many, how many answered, and how late. Of what a backend counts.
#ifndef ENGINE_COUNTS_GROUP_CELLS_H
#define ENGINE_COUNTS_GROUP_CELLS_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/deadline/deadline_rules.h"
#include "engine/retrieval.h"

#include <stdint.h>

// Counting for one request: begun once, fed with all matches, finished once. All memory is the arena's, but for the
// tables of words that `end` frees.
struct group_cells;

enum status group_cells_begin(const struct group_wish *wish, struct arena *arena,
                              struct group_cells **out, struct error *err) STATUS_NODISCARD;
void group_cells_end(struct group_cells *cells); // NULL is fine

// The number of a string that stands in the column of the wish's field number `axis`, or stands for its number
// (field_number.h); UINT32_MAX without memory.
uint32_t group_cells_string(struct group_cells *cells, size_t axis, struct slice string);

// Matches that are alike.
struct group_matches {
    uint32_t count;
    int64_t status;                 // enum exchange_status
    int64_t days;                   // of delay; less than 0: none
    uint32_t first_date, last_date; // of their questions; DATE_NONE: none is known
    uint64_t words;                 // of all of them; 0 where none are wanted
    enum deadline_verdict verdict;  // by the wish's late_by
};

// Adds matches that have those strings, by their numbers; of what is no axis: 0. What goes wrong is told at the end.
void group_cells_add(struct group_cells *cells, const uint32_t strings[GROUP_MAX_FIELDS],
                     const struct group_matches *matches);

// What was counted. STATUS_TOO_LARGE for more than GROUP_MAX_GROUPS groups.
enum status group_cells_finish(struct group_cells *cells, struct group_result *out,
                               struct error *err) STATUS_NODISCARD;

#endif
