// See series.h.
//
// Which questions are nearly the same is told by their sketches (engine/text/alike.h); here the sketches of live
// documents are brought together, and the sets that they fall into become series, numbered from 1 on.
//
// Cost: some 60 ns a document, and 60 bytes while it runs; four to hold.
#include "engine/read/series.h"

#include "engine/read/segments.h"
#include "engine/text/alike.h"
#include "engine/text/sketch.h"

#include <stdlib.h>

struct making {
    const struct snapshot *snapshot;
    struct sketch *sketches; // of live documents that have one
    struct doc_ref *refs;    // theirs
    uint32_t count;
    uint32_t *parents; // of those that belong together
    uint32_t *numbers; // of the series, at their roots
    uint32_t *placed;  // members of a series, by its number
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "series: out of memory");
}

// --- documents -----------------------------------------------------------------------------------

static bool read_sketch(const struct segment *segment, uint32_t doc, struct sketch *out)
{
    for (int pair = 0; pair < COLUMN_SKETCHES; pair++)
        sketch_set_pair(out, pair, column_value(&segment->columns[COLUMN_SKETCH + pair], doc));
    return !sketch_is_empty(out);
}

static void collect(struct making *making)
{
    const struct snapshot *snapshot = making->snapshot;
    for (uint32_t s = 0; s < snapshot->manifest.segment_count; s++) {
        const struct segment *segment = &snapshot->segments[s];
        for (uint32_t d = 0; d < segment->info.doc_count; d++) {
            making->refs[making->count] = (struct doc_ref){s, d};
            if (read_sketch(segment, d, &making->sketches[making->count]) &&
                !segment_is_deleted(segment, d))
                making->count++;
        }
    }
}

static enum status prepare(struct making *making, struct error *err)
{
    size_t most = (size_t)snapshot_stored_documents(making->snapshot) + 1;
    making->sketches = malloc(most * sizeof *making->sketches);
    making->refs = malloc(most * sizeof *making->refs);
    if (!making->sketches || !making->refs)
        return no_memory(err);
    collect(making);
    size_t count = (size_t)making->count + 1;
    making->parents = malloc(count * sizeof *making->parents);
    making->numbers = calloc(count, sizeof *making->numbers);
    making->placed = calloc(count, sizeof *making->placed);
    return making->parents && making->numbers && making->placed ? STATUS_OK : no_memory(err);
}

// --- the table -----------------------------------------------------------------------------------

// A table and what it points to, in one block of memory.
struct parts {
    struct series_table *table;
    size_t *bases, *starts;
    struct doc_key *members;
    uint32_t *numbers;
};

static bool allocate(const struct snapshot *snapshot, uint32_t series, size_t members,
                     struct parts *out)
{
    size_t documents = (size_t)snapshot_stored_documents(snapshot);
    size_t segments = snapshot->manifest.segment_count;
    out->table =
        calloc(1, sizeof *out->table + (segments + series + 2) * sizeof *out->bases +
                      members * sizeof *out->members + (documents + 1) * sizeof *out->numbers);
    if (!out->table)
        return false;
    out->bases = (size_t *)(out->table + 1);
    out->starts = out->bases + segments + 1;
    out->members = (struct doc_key *)(out->starts + series + 1);
    out->numbers = (uint32_t *)(out->members + members);
    for (size_t s = 0; s < segments; s++)
        out->bases[s + 1] = out->bases[s] + snapshot->segments[s].info.doc_count;
    atomic_init(&out->table->holders, 1);
    out->table->txn_number = snapshot->txn_number;
    out->table->bases = out->bases;
    out->table->starts = out->starts;
    out->table->members = out->members;
    out->table->numbers = out->numbers;
    out->table->count = series;
    return true;
}

static int compare_ids(const void *a, const void *b, void *segments)
{
    struct doc_ref x = doc_ref_of(*(const struct doc_key *)a);
    struct doc_ref y = doc_ref_of(*(const struct doc_key *)b);
    const struct segment *all = segments;
    const struct column *of_x = &all[x.segment].columns[COLUMN_ID];
    const struct column *of_y = &all[y.segment].columns[COLUMN_ID];
    return slice_compare(column_string(of_x, column_value(of_x, x.doc)),
                         column_string(of_y, column_value(of_y, y.doc)));
}

// Numbers the sets that have more than one member; `numbers` counts a root's members, and has its number then.
static uint32_t number_roots(struct making *making, size_t *members)
{
    uint32_t series = 0;
    for (uint32_t i = 0; i < making->count; i++)
        making->numbers[alike_root(making->parents, i)]++;
    for (uint32_t i = 0; i < making->count; i++) {
        uint32_t size = making->numbers[i];
        *members += size > 1 ? size : 0;
        making->numbers[i] = size > 1 ? ++series : 0;
    }
    return series;
}

static void fill(struct making *making, const struct parts *parts, uint32_t series)
{
    for (uint32_t i = 0; i < making->count; i++)
        parts->starts[making->numbers[alike_root(making->parents, i)]]++;
    parts->starts[0] = 0; // those in none
    for (uint32_t n = 1; n <= series; n++)
        parts->starts[n] += parts->starts[n - 1];
    uint32_t *placed = making->placed;
    for (uint32_t i = 0; i < making->count; i++) {
        uint32_t number = making->numbers[alike_root(making->parents, i)];
        struct doc_ref ref = making->refs[i];
        if (number == 0)
            continue;
        parts->numbers[parts->bases[ref.segment] + ref.doc] = number;
        parts->members[parts->starts[number - 1] + placed[number]++] = doc_key_of(ref);
    }
    for (uint32_t n = 1; n <= series; n++)
        qsort_r(parts->members + parts->starts[n - 1], placed[n], sizeof *parts->members,
                compare_ids, making->snapshot->segments);
}

enum status series_make(const struct snapshot *snapshot, struct series_table **out,
                        struct error *err)
{
    struct making making = {.snapshot = snapshot};
    struct parts parts = {0};
    size_t members = 0;
    uint32_t series = 0;
    enum status status = prepare(&making, err);
    if (status == STATUS_OK)
        status = alike_join(making.sketches, making.count, making.parents, err);
    if (status == STATUS_OK)
        series = number_roots(&making, &members);
    if (status == STATUS_OK && !allocate(snapshot, series, members, &parts))
        status = no_memory(err);
    if (status == STATUS_OK) {
        fill(&making, &parts, series);
        *out = parts.table;
    }
    free(making.sketches);
    free(making.refs);
    free(making.parents);
    free(making.numbers);
    free(making.placed);
    return status;
}

struct series_table *series_hold(struct series_table *table)
{
    atomic_fetch_add(&table->holders, 1);
    return table;
}

void series_release(struct series_table *table)
{
    if (table && atomic_fetch_sub(&table->holders, 1) == 1)
        free(table);
}
