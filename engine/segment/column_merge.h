// A column of several segments, made into one of their documents in a new order.
//
// The strings of a column are sorted in each segment, so that their union is a merge of sorted lists: what it takes
// is an ordinal for each string of each source, and no string is copied before its place in the new column is known.
#ifndef ENGINE_SEGMENT_COLUMN_MERGE_H
#define ENGINE_SEGMENT_COLUMN_MERGE_H

#include "base/buf.h"
#include "engine/format/columns.h"

#include <stdbool.h>
#include <stdint.h>

// The strings of some columns as one sorted list, of which each has an ordinal. Zeroed memory, and closed in the end.
struct string_union {
    const struct column *const *columns;
    uint32_t column_count;
    uint32_t **ordinals; // [column][ordinal there]: the one in the union, where it is used
    uint32_t count;
};

// False: out of memory; close it all the same. The columns are borrowed. Only "", ordinal 0, is used at first.
bool string_union_open(struct string_union *strings, const struct column *const *columns,
                       uint32_t column_count);
void string_union_close(struct string_union *strings);
void string_union_use(struct string_union *strings, uint32_t column, int64_t ordinal);
// Numbers what is used; false: out of memory.
bool string_union_number(struct string_union *strings);
uint32_t string_union_ordinal(const struct string_union *strings, uint32_t column, int64_t ordinal);

// Where a document of the new segment comes from.
struct origin {
    uint32_t source, doc;
};

struct column_merge {
    const struct column *const *columns; // one per source
    uint32_t source_count;
    const struct origin *origins; // per new document
    uint32_t doc_count;
    bool has_strings;
};

// Appends the new column, as columns_builder_encode would write it. `out` says whether memory lasted.
void column_merge(const struct column_merge *merge, struct buf *out);

#endif
