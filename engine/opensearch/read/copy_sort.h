// The last step of making a copy: rows, words and series in the order in which they are looked for.
#ifndef ENGINE_OPENSEARCH_READ_COPY_SORT_H
#define ENGINE_OPENSEARCH_READ_COPY_SORT_H

#include "base/error.h"
#include "base/map.h"
#include "engine/opensearch/read/copy.h"

struct copy_parts {
    const struct copy_row *rows; // in no order; their ids live in the copy
    size_t row_count;
    const struct map *names;
    const int64_t *documents; // by number of the name
};

enum status copy_sort(struct copy *copy, const struct copy_parts *parts,
                      struct error *err) STATUS_NODISCARD;

#endif
