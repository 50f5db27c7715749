// What a match tree does not say of the index that it is asked of.
#ifndef ENGINE_OPENSEARCH_QUERY_TREE_WORLD_H
#define ENGINE_OPENSEARCH_QUERY_TREE_WORLD_H

#include "base/slice.h"
#include "engine/retrieval.h"

#include <stdbool.h>
#include <stddef.h>

struct tree_world {
    struct slice
        alive; // queries, commas between: which versions of documents are those of the generation
    bool has_stems;                // false: TERM_STEM is looked for as TERM_SURFACE
    const struct slice *uncovered; // paths of the roots whose documents wait for no answer
    size_t uncovered_count;
    // The series that the document `id` is in, or itself alone; count 0: there is no such document. Of the empty id,
    // all that is in any series. Needed for MATCH_COLUMN of FIELD_SERIES.
    struct exchange_series (*series)(const void *index, struct slice id);
    const void *index;
};

#endif
