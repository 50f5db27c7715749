// All terms of several segments in byte order, each once, with the segments that have it.
#ifndef ENGINE_SEGMENT_TERM_WALK_H
#define ENGINE_SEGMENT_TERM_WALK_H

#include "engine/format/dictionary.h"
#include "engine/segment/segment.h"

#include <stdbool.h>
#include <stdint.h>

struct term_walk_source {
    struct dictionary_iterator iterator;
    bool has_term; // iterator.value is its value in this segment
    bool ended;
};

struct term_walk {
    struct term_walk_source *sources;
    uint32_t source_count;
    char bytes[DICTIONARY_MAX_TERM];
    struct slice term; // starts with its kind; in `bytes`
};

// Stands before the first term >= `from`. Close it also when this fails.
enum status term_walk_open(struct term_walk *walk, const struct segment *segments, uint32_t count,
                           struct slice from, struct error *err) STATUS_NODISCARD;
void term_walk_close(struct term_walk *walk); // fine on zeroed memory

// Steps to the next term. STATUS_NOT_FOUND after the last.
enum status term_walk_next(struct term_walk *walk, struct error *err) STATUS_NODISCARD;

#endif
