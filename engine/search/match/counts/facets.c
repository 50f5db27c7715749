// See facets.h.
//
// Within a segment a facet counts by ordinal, into one array. Between segments the counted values are appended as
// strings and summed at the end, once sorted: distinct values are few. There the spellings of one value become one
// (a fold each, some 100 ns): its count is what the filter finds. Years, statuses and classes of
// delay are numbers in all segments alike.
#include "engine/search/match/counts/facets.h"

#include "engine/counts/facet_values.h"
#include "engine/counts/field_number.h"
#include "engine/counts/months.h"
#include "engine/search/match/counts/column_number.h"
#include "engine/search/work_limit.h"

#include <string.h>

enum { MAX_FACETS = 16 };

struct tally {
    enum field field;
    int column;       // of strings; -1: numbers
    uint32_t *counts; // by ordinal in this segment, or by number
    size_t count_len;
    struct counted_values values; // of the segments done so far
};

struct facet_counts {
    const struct facet_wish *wish;
    struct snapshot *snapshot;
    const struct segment *segment;
    struct arena *arena;
    struct tally tallies[MAX_FACETS];
    size_t tally_count;
    struct months months; // of the histogram
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "facets: out of memory");
}

enum status facet_counts_begin(const struct facet_wish *wish, struct snapshot *snapshot,
                               struct arena *arena, struct facet_counts **out, struct error *err)
{
    struct facet_counts *counts = arena_calloc(arena, 1, sizeof *counts);
    if (!counts)
        return no_memory(err);
    counts->wish = wish;
    counts->snapshot = snapshot;
    counts->arena = arena;
    for (int f = 0; f < FIELD_COUNT && counts->tally_count < MAX_FACETS; f++) {
        enum field field = (enum field)f;
        int column = snapshot_string_column(field);
        if (!(wish->mask >> f & 1) || (column < 0 && !field_number_is(field)))
            continue;
        struct tally *tally = &counts->tallies[counts->tally_count++];
        *tally = (struct tally){
            .field = field, .column = column, .values.room = vec_in(arena, VEC_NO_LIMIT)};
        if (column < 0) {
            tally->count_len = field_number_count(field);
            tally->counts = arena_calloc(arena, tally->count_len, sizeof *tally->counts);
            if (!tally->counts)
                return no_memory(err);
        }
    }
    months_init(&counts->months, arena);
    *out = counts;
    return STATUS_OK;
}

// Turns a segment's counts by ordinal into counted strings.
static bool close_segment(struct facet_counts *counts, struct tally *tally)
{
    if (!counts->segment || tally->column < 0)
        return true;
    const struct column *column = &counts->segment->columns[tally->column];
    for (size_t i = 0; i < tally->count_len; i++) {
        struct slice value = column_string(column, (int64_t)i);
        if (tally->counts[i] && value.len &&
            !vec_add(&tally->values, (struct facet_value){value, tally->counts[i]}))
            return false;
    }
    return true;
}

enum status facet_counts_segment(struct facet_counts *counts, uint32_t segment, struct error *err)
{
    for (size_t t = 0; t < counts->tally_count; t++)
        if (!close_segment(counts, &counts->tallies[t]))
            return no_memory(err);
    counts->segment = &counts->snapshot->segments[segment];
    for (size_t t = 0; t < counts->tally_count; t++) {
        struct tally *tally = &counts->tallies[t];
        if (tally->column < 0)
            continue;
        tally->count_len = counts->segment->columns[tally->column].string_count;
        tally->counts = arena_calloc(counts->arena, tally->count_len + 1, sizeof *tally->counts);
        if (!tally->counts)
            return no_memory(err);
    }
    return STATUS_OK;
}

static void count_document(struct facet_counts *counts, uint32_t doc)
{
    const struct segment *segment = counts->segment;
    for (size_t t = 0; t < counts->tally_count; t++) {
        struct tally *tally = &counts->tallies[t];
        int64_t number = tally->column >= 0 ? column_value(&segment->columns[tally->column], doc)
                                            : column_number_of(segment, tally->field, doc);
        if (number >= 0 && (uint64_t)number < tally->count_len)
            tally->counts[number]++;
    }
    if (!counts->wish->want_histogram)
        return;
    int64_t date = column_value(&segment->columns[COLUMN_DATE], doc);
    if (date != DATE_NONE)
        months_add(&counts->months, (uint32_t)date, 1,
                   counts->wish->want_words ? segment_words(segment, doc) : 0);
}

void facet_counts_add(struct facet_counts *counts, uint32_t base, const uint64_t *bits,
                      size_t words)
{
    for (uint32_t w = 0; w < words; w++)
        for (uint64_t left = bits[w]; left; left &= left - 1)
            count_document(counts, base + w * 64 + (uint32_t)__builtin_ctzll(left));
}

// --- finishing -----------------------------------------------------------------------------------

static bool finish_tally(struct facet_counts *counts, struct tally *tally, struct facet *out)
{
    uint32_t limit = counts->wish->limit;
    return tally->column >= 0
               ? facet_of_strings(tally->field, &tally->values, limit, counts->arena, out)
               : facet_of_numbers(tally->field, tally->counts, limit, counts->arena, out);
}

static enum status finish_months(const struct facet_counts *counts, struct facet_result *out,
                                 struct error *err)
{
    const struct facet_wish *wish = counts->wish;
    const struct months *all = NULL;
    enum status status =
        wish->without_all ? STATUS_OK : snapshot_months(counts->snapshot, &all, err);
    if (status != STATUS_OK)
        return status;
    return months_histogram(&counts->months, all, wish->by_month, out) ? STATUS_OK : no_memory(err);
}

enum status facet_counts_finish(struct facet_counts *counts, struct facet_result *out,
                                struct error *err)
{
    struct facet *facets = arena_calloc(counts->arena, counts->tally_count + 1, sizeof *facets);
    if (!facets)
        return no_memory(err);
    for (size_t t = 0; t < counts->tally_count; t++) {
        enum status status = work_limit_look(counts->snapshot->limit, err);
        if (status != STATUS_OK)
            return status;
        if (!close_segment(counts, &counts->tallies[t]) ||
            !finish_tally(counts, &counts->tallies[t], &facets[t]))
            return no_memory(err);
    }
    out->facets = facets;
    out->facet_count = counts->tally_count;
    return counts->wish->want_histogram ? finish_months(counts, out, err) : STATUS_OK;
}
