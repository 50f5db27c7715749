// See series.h.
//
// The idea: whoever shares one of the numbers that a sketch consists of is a candidate (so that eight passes with a
// hash table take the place of comparing each with each), and candidates that are alike are joined (union-find). Those
// that share a number are compared in the order of their sketches, each with the WINDOW after it: boilerplate that
// thousands share costs no square, and which are compared does not depend on where they stand in the index.
//
// Cost: some 60 ns a document, and 50 bytes while it runs; four to hold.
#include "engine/read/series.h"

#include "engine/read/segments.h"
#include "engine/text/sketch.h"

#include <stdlib.h>
#include <string.h>

enum { WINDOW = 64 };

#define NOBODY UINT32_MAX

struct candidate {
    struct sketch sketch;
    struct doc_ref ref;
};

struct making {
    const struct snapshot *snapshot;
    struct candidate *candidates; // live documents that have a sketch
    uint32_t count;
    uint32_t *parents; // of candidates that belong together
    bool *is_copy;  // its sketch is another's, which it is joined with and which is compared for it
    uint32_t *next; // candidate with the same number; NOBODY: none
    uint32_t *slots;  // hash table of the first of those
    uint32_t *bucket; // those of one number
    uint32_t slot_mask;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "series: out of memory");
}

// --- who belongs together ------------------------------------------------------------------------

static uint32_t find(uint32_t *parents, uint32_t member)
{
    while (parents[member] != member) {
        parents[member] = parents[parents[member]];
        member = parents[member];
    }
    return member;
}

static int compare_sketches(const void *a, const void *b, void *making)
{
    const struct candidate *candidates = ((const struct making *)making)->candidates;
    return memcmp(&candidates[*(const uint32_t *)a].sketch,
                  &candidates[*(const uint32_t *)b].sketch, sizeof(struct sketch));
}

static void join_copy(struct making *making, uint32_t original, uint32_t copy)
{
    making->is_copy[copy] = true;
    making->parents[find(making->parents, copy)] = find(making->parents, original);
}

// Joins those of a bucket that are alike. Of equal ones, the first alone is compared with others.
static void join_bucket(struct making *making, uint32_t count)
{
    const struct candidate *candidates = making->candidates;
    uint32_t *bucket = making->bucket, distinct = 0;
    qsort_r(bucket, count, sizeof *bucket, compare_sketches, making);
    for (uint32_t i = 0; i < count; i++)
        if (distinct > 0 && compare_sketches(&bucket[distinct - 1], &bucket[i], making) == 0)
            join_copy(making, bucket[distinct - 1], bucket[i]);
        else
            bucket[distinct++] = bucket[i];
    for (uint32_t i = 0; i < distinct; i++) {
        for (uint32_t j = i + 1; j < distinct && j - i <= WINDOW; j++) {
            uint32_t a = find(making->parents, bucket[i]), b = find(making->parents, bucket[j]);
            if (a != b && sketch_common(&candidates[bucket[i]].sketch,
                                        &candidates[bucket[j]].sketch) >= SKETCH_ALIKE)
                making->parents[b] = a;
        }
    }
}

// The slot of the candidates that have this number for the word.
static uint32_t *find_slot(const struct making *making, int word, uint32_t number)
{
    uint32_t at = (uint32_t)(number * 0x9e3779b97f4a7c15u >> 32) & making->slot_mask;
    while (making->slots[at] != NOBODY &&
           making->candidates[making->slots[at]].sketch.words[word] != number)
        at = (at + 1) & making->slot_mask;
    return &making->slots[at];
}

static void join_by_word(struct making *making, int word)
{
    memset(making->slots, 0xff, ((size_t)making->slot_mask + 1) * sizeof *making->slots);
    for (uint32_t i = 0; i < making->count; i++) {
        if (making->is_copy[i])
            continue;
        uint32_t *slot = find_slot(making, word, making->candidates[i].sketch.words[word]);
        making->next[i] = *slot;
        *slot = i;
    }
    for (uint32_t at = 0; at <= making->slot_mask; at++) {
        uint32_t count = 0;
        for (uint32_t i = making->slots[at]; i != NOBODY; i = making->next[i])
            making->bucket[count++] = i;
        if (count > 1)
            join_bucket(making, count);
    }
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
            struct candidate *candidate = &making->candidates[making->count];
            candidate->ref = (struct doc_ref){s, d};
            if (read_sketch(segment, d, &candidate->sketch) && !segment_is_deleted(segment, d))
                making->count++;
        }
    }
}

static enum status prepare(struct making *making, struct error *err)
{
    uint64_t most = snapshot_stored_documents(making->snapshot);
    if (most >= NOBODY / 4)
        return error_set(err, STATUS_TOO_LARGE, "series: too many documents");
    making->candidates = malloc((most + 1) * sizeof *making->candidates);
    if (!making->candidates)
        return no_memory(err);
    collect(making);
    while (making->slot_mask < making->count * 2)
        making->slot_mask = making->slot_mask * 2 + 1;
    size_t count = (size_t)making->count + 1;
    making->parents = malloc(count * sizeof *making->parents);
    making->is_copy = calloc(count, sizeof *making->is_copy);
    making->next = malloc(count * sizeof *making->next);
    making->bucket = malloc(count * sizeof *making->bucket);
    making->slots = malloc(((size_t)making->slot_mask + 1) * sizeof *making->slots);
    if (!making->parents || !making->is_copy || !making->next || !making->bucket || !making->slots)
        return no_memory(err);
    for (uint32_t i = 0; i < making->count; i++)
        making->parents[i] = i;
    return STATUS_OK;
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

// Numbers the sets that have more than one member; `next` counts a root's members, and has its number then.
static uint32_t number_roots(struct making *making, size_t *members)
{
    uint32_t series = 0;
    memset(making->next, 0, making->count * sizeof *making->next);
    for (uint32_t i = 0; i < making->count; i++)
        making->next[find(making->parents, i)]++;
    for (uint32_t i = 0; i < making->count; i++) {
        uint32_t size = making->next[i];
        *members += size > 1 ? size : 0;
        making->next[i] = size > 1 ? ++series : 0;
    }
    return series;
}

static void fill(struct making *making, const struct parts *parts, uint32_t series)
{
    for (uint32_t i = 0; i < making->count; i++)
        parts->starts[making->next[find(making->parents, i)]]++;
    parts->starts[0] = 0; // those in none
    for (uint32_t n = 1; n <= series; n++)
        parts->starts[n] += parts->starts[n - 1];
    uint32_t *placed = making->bucket;
    memset(placed, 0, ((size_t)series + 1) * sizeof *placed);
    for (uint32_t i = 0; i < making->count; i++) {
        uint32_t number = making->next[find(making->parents, i)];
        struct doc_ref ref = making->candidates[i].ref;
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
    struct making making = {.snapshot = snapshot, .slot_mask = 1};
    struct parts parts = {0};
    size_t members = 0;
    uint32_t series = 0;
    enum status status = prepare(&making, err);
    for (int word = 0; status == STATUS_OK && word < SKETCH_WORDS; word++)
        join_by_word(&making, word);
    if (status == STATUS_OK)
        series = number_roots(&making, &members);
    if (status == STATUS_OK && !allocate(snapshot, series, members, &parts))
        status = no_memory(err);
    if (status == STATUS_OK) {
        fill(&making, &parts, series);
        *out = parts.table;
    }
    free(making.candidates);
    free(making.parents);
    free(making.is_copy);
    free(making.next);
    free(making.bucket);
    free(making.slots);
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
