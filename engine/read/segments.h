// The inside of a snapshot, for the engine's own rooms: retrieval walks its segments.
#ifndef ENGINE_READ_SEGMENTS_H
#define ENGINE_READ_SEGMENTS_H

#include "base/arena.h"
#include "engine/field.h"
#include "engine/format/docstore.h"
#include "engine/format/manifest.h"
#include "engine/index_info.h"
#include "engine/read/record_cache.h"
#include "engine/read/term_memory.h"
#include "engine/segment/segment.h"

struct index;
struct months;
struct series_table;
struct work_limit;

// A value of a column and how many live documents have it.
struct value_count {
    struct slice value;
    uint32_t documents;
};

// All values of a column, sorted, once somebody asked for them.
struct value_memory {
    const struct value_count *items;
    size_t count;
    bool is_known;
};

struct snapshot {
    struct index *index;
    struct store_txn *txn;
    uint64_t txn_number; // of the transaction `segments` were opened in
    struct arena arena;  // what segments point to besides the map
    struct manifest manifest;
    struct segment *segments; // manifest.segment_count of them
    struct index_info info;   // of their generation
    struct term_memory terms;
    struct value_memory values[COLUMN_STRINGS]; // of the open segments
    struct docstore_reader *documents;
    struct record_cache records;
    const struct months *months; // of all live documents; NULL: nobody asked
    struct series_table *series; // of this or an earlier generation; NULL: nobody asked
    bool active;                 // between begin and end
    struct work_limit *limit;    // of the view that it is; NULL: none
};

// The numbers of snapshot_info that retrieval needs.
static inline uint64_t snapshot_stored_documents(const struct snapshot *snapshot)
{
    uint64_t count = 0;
    for (uint32_t s = 0; s < snapshot->manifest.segment_count; s++)
        count += snapshot->segments[s].info.doc_count;
    return count;
}

// The series of its generation (series.h): made by the first who asks, in any thread. Borrowed.
enum status snapshot_series(struct snapshot *snapshot, const struct series_table **out,
                            struct error *err) STATUS_NODISCARD;

// All live documents by month, counted when somebody asks first. Borrowed.
enum status snapshot_months(struct snapshot *snapshot, const struct months **out,
                            struct error *err) STATUS_NODISCARD;

// The column that holds a field's strings; -1 when the field has none.
int snapshot_string_column(enum field field);

#endif
