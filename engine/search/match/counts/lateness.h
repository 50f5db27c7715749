// Which matches are late, by rules that are handed down (engine/deadline/deadline_rules.h).
#ifndef ENGINE_SEARCH_MATCH_COUNTS_LATENESS_H
#define ENGINE_SEARCH_MATCH_COUNTS_LATENESS_H

#include "base/arena.h"
#include "engine/deadline/deadline_rules.h"
#include "engine/segment/segment.h"

struct lateness {
    const struct deadline_rules *rules; // NULL: nothing is judged
    uint32_t today;
    struct arena *arena;
    const struct segment *segment;
    const struct deadline_rule **
        *of_types; // of each type of the segment, once seen: its rules, NULL behind the last
    size_t type_count;
};

// The documents that follow belong to this segment. False without memory.
bool lateness_segment(struct lateness *lateness, const struct segment *segment);

// Of a document with that enum exchange_status. Without memory nothing is judged, which the arena remembers.
enum deadline_verdict lateness_of(struct lateness *lateness, uint32_t doc, int64_t status);

#endif
