// What an opened list gives at most to each range of its segment's documents.
#ifndef ENGINE_SEARCH_MATCH_LIST_RANGES_H
#define ENGINE_SEARCH_MATCH_LIST_RANGES_H

#include "base/error.h"
#include "engine/search/match/ranges/range_ops.h"
#include "engine/search/match/segment_lists.h"
#include "engine/segment/range_table.h"

#include <stdbool.h>

struct list_ranges {
    struct range_table table;
    uint16_t values[RANGE_LEVELS]; // what each level gives at most
};

// Whether the list has a table; rare words and those of small segments have none.
static inline bool list_has_ranges(const struct scored_list *list)
{
    return list->found->ranges.len > 0;
}

// Of a list that has one. STATUS_CORRUPT when it is damaged.
enum status list_ranges_open(const struct scored_list *list, const struct segment *segment,
                             struct list_ranges *out, struct error *err) STATUS_NODISCARD;

#endif
