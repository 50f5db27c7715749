// See facets.h.
//
// Within a segment a facet counts by ordinal, into one array. Between segments the counted values are appended as
// strings and summed at the end, once sorted: distinct values are few. There the spellings of one value become one
// (a fold each, some 100 ns): its count is what the filter finds. Years, statuses and classes of
// delay are numbers in all segments alike. The histogram counts months from year 0 on and groups them
// when it is read.
#include "engine/search/match/counts/facets.h"

#include "base/date.h"
#include "engine/persons.h"
#include "engine/search/match/counts/field_number.h"
#include "engine/search/match/counts/value_set.h"
#include "engine/search/work_limit.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_FACETS = 16, MONTHS = 12 * 10000, DEFAULT_FACET_LIMIT = 10 };

struct tally {
    enum field field;
    int column;       // of strings; -1: numbers
    uint32_t *counts; // by ordinal in this segment, or by number
    size_t count_len;
    struct facet_value *values; // of the segments done so far
    size_t value_count, value_capacity;
};

struct facet_counts {
    const struct facet_wish *wish;
    struct snapshot *snapshot;
    const struct segment *segment;
    struct arena *arena;
    struct tally tallies[MAX_FACETS];
    size_t tally_count;
    uint32_t *months, *all_months; // NULL: no histogram; the last are those without month
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
        *tally = (struct tally){.field = field, .column = column};
        if (column < 0) {
            tally->count_len = field_number_count(field);
            tally->counts = arena_calloc(arena, tally->count_len, sizeof *tally->counts);
            if (!tally->counts)
                return no_memory(err);
        }
    }
    if (wish->want_histogram) {
        counts->months = arena_calloc(arena, MONTHS + 1, sizeof *counts->months);
        counts->all_months = arena_calloc(arena, MONTHS + 1, sizeof *counts->all_months);
        if (!counts->months || !counts->all_months)
            return no_memory(err);
    }
    *out = counts;
    return STATUS_OK;
}

static bool push_value(struct tally *tally, struct arena *arena, struct slice value, uint32_t count)
{
    if (tally->value_count == tally->value_capacity) {
        size_t capacity = tally->value_capacity ? tally->value_capacity * 2 : 64;
        struct facet_value *bigger = arena_calloc(arena, capacity, sizeof *bigger);
        if (!bigger)
            return false;
        if (tally->value_count)
            memcpy(bigger, tally->values, tally->value_count * sizeof *bigger);
        tally->values = bigger;
        tally->value_capacity = capacity;
    }
    tally->values[tally->value_count++] = (struct facet_value){value, count};
    return true;
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
            !push_value(tally, counts->arena, value, tally->counts[i]))
            return false;
    }
    return true;
}

// Months count from year 0. A date that is only a year stands in its January where years are counted, else in a place
// of its own after all months.
static uint32_t month_of(const struct facet_counts *counts, int64_t date)
{
    uint32_t d = (uint32_t)date, month = date_month(d);
    if (month == 0 && counts->wish->by_month)
        return MONTHS;
    uint32_t number = date_year(d) * 12 + (month ? month - 1 : 0);
    return number < MONTHS ? number : MONTHS - 1;
}

static void count_all_months(struct facet_counts *counts)
{
    const struct segment *segment = counts->segment;
    for (uint32_t d = 0; d < segment->info.doc_count; d++) {
        int64_t date = column_value(&segment->columns[COLUMN_DATE], d);
        if (date != DATE_NONE && !segment_is_deleted(segment, d))
            counts->all_months[month_of(counts, date)]++;
    }
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
    if (counts->months && !counts->wish->without_all)
        count_all_months(counts);
    return STATUS_OK;
}

static void count_document(struct facet_counts *counts, uint32_t doc)
{
    const struct segment *segment = counts->segment;
    for (size_t t = 0; t < counts->tally_count; t++) {
        struct tally *tally = &counts->tallies[t];
        int64_t number = tally->column >= 0 ? column_value(&segment->columns[tally->column], doc)
                                            : field_number_of(segment, tally->field, doc);
        if (number >= 0 && (uint64_t)number < tally->count_len)
            tally->counts[number]++;
    }
    if (counts->months) {
        int64_t date = column_value(&segment->columns[COLUMN_DATE], doc);
        if (date != DATE_NONE)
            counts->months[month_of(counts, date)]++;
    }
}

void facet_counts_add(struct facet_counts *counts, uint32_t base, const uint64_t *bits,
                      size_t words)
{
    for (uint32_t w = 0; w < words; w++)
        for (uint64_t left = bits[w]; left; left &= left - 1)
            count_document(counts, base + w * 64 + (uint32_t)__builtin_ctzll(left));
}

// --- finishing -----------------------------------------------------------------------------------

static int by_value(const void *a, const void *b)
{
    return slice_compare(((const struct facet_value *)a)->value,
                         ((const struct facet_value *)b)->value);
}

static int by_count(const void *a, const void *b)
{
    const struct facet_value *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return by_value(a, b);
}

static int by_class(const void *a, const void *b)
{
    return field_number_compare_delays(((const struct facet_value *)a)->value,
                                       ((const struct facet_value *)b)->value);
}

static bool list_numbers(struct facet_counts *counts, struct tally *tally)
{
    for (size_t n = 0; tally->column < 0 && n < tally->count_len; n++) {
        if (tally->counts[n] == 0)
            continue;
        struct slice name = field_number_name(tally->field, n, counts->arena);
        if (!name.ptr ||
            (name.len > 0 && !push_value(tally, counts->arena, name, tally->counts[n])))
            return false;
    }
    return true;
}

// Strings of all segments, each once.
static void merge_strings(struct tally *tally)
{
    size_t distinct = 0;
    if (tally->value_count)
        qsort(tally->values, tally->value_count, sizeof *tally->values, by_value);
    for (size_t i = 0; i < tally->value_count; i++)
        if (distinct && slice_equal(tally->values[distinct - 1].value, tally->values[i].value))
            tally->values[distinct - 1].count += tally->values[i].count;
        else
            tally->values[distinct++] = tally->values[i];
    tally->value_count = distinct;
}

struct group_count {
    uint32_t count;
    size_t last; // string in which it was counted last: in « A ; A » the person stands once
};

// What a facet counts by value, while the strings of its column are looked at.
struct grouping {
    struct value_set values;
    struct {
        VEC_OF(struct group_count);
    } counts; // by number of the value
};

// Counts a value that stands in string number `string`, which `count` matches have.
static bool group_value(struct grouping *grouping, struct slice value, size_t string,
                        uint32_t count)
{
    uint32_t at = value_set_put(&grouping->values, value, count);
    if (at == MAP_NONE)
        return false;
    if (at == grouping->counts.count)
        return vec_add(&grouping->counts, (struct group_count){count, string});
    struct group_count *group = &grouping->counts.items[at];
    group->count += group->last != string ? count : 0;
    group->last = string;
    return true;
}

static bool list_groups(const struct grouping *grouping, struct tally *tally, struct arena *arena)
{
    size_t count = grouping->counts.count;
    tally->values = arena_calloc(arena, count + 1, sizeof *tally->values);
    tally->value_count = tally->values ? count : 0;
    for (size_t i = 0; i < tally->value_count; i++)
        tally->values[i] = (struct facet_value){grouping->values.shown.items[i].value,
                                                grouping->counts.items[i].count};
    return tally->values != NULL;
}

// Puts values in place of the strings that were counted.
static bool group_strings(struct tally *tally, struct arena *arena)
{
    struct grouping grouping = {.counts = {.room = vec_in(arena, VEC_NO_LIMIT)}};
    value_set_init(&grouping.values, tally->field, arena);
    bool enough = true;
    for (size_t i = 0; enough && i < tally->value_count; i++) {
        struct slice rest = tally->values[i].value, value;
        while (enough && persons_next_value(tally->field, &rest, &value))
            enough = group_value(&grouping, value, i, tally->values[i].count);
    }
    enough = enough && list_groups(&grouping, tally, arena);
    value_set_clear(&grouping.values);
    return enough;
}

static bool finish_tally(struct facet_counts *counts, struct tally *tally, struct facet *out)
{
    uint32_t limit = counts->wish->limit ? counts->wish->limit : (uint32_t)DEFAULT_FACET_LIMIT;
    merge_strings(tally);
    if (tally->column >= 0 && !group_strings(tally, counts->arena))
        return false;
    size_t distinct = tally->value_count;
    if (distinct)
        qsort(tally->values, distinct, sizeof *tally->values,
              tally->field == FIELD_DELAY ? by_class : by_count);
    *out = (struct facet){.field = tally->field,
                          .values = tally->values,
                          .value_count = distinct < limit ? distinct : limit,
                          .distinct = (uint32_t)distinct};
    for (size_t i = out->value_count; i < distinct; i++)
        out->others += tally->values[i].count;
    return true;
}

// From the first to the last month with a match, gaps included; then those that have none.
static enum status finish_histogram(struct facet_counts *counts, struct facet_result *out,
                                    struct error *err)
{
    bool by_month = counts->wish->by_month;
    uint32_t step = by_month ? 1 : 12, first = MONTHS, last = 0;
    for (uint32_t m = 0; m < MONTHS; m++) {
        if (counts->months[m]) {
            first = first == MONTHS ? m : first;
            last = m;
        }
    }
    bool has_monthless = counts->months[MONTHS] > 0;
    if (first == MONTHS && !has_monthless)
        return STATUS_OK;
    first -= first % step;
    size_t count = first == MONTHS ? 0 : (last - first) / step + 1;
    struct histogram_bucket *buckets = arena_calloc(counts->arena, count + 1, sizeof *buckets);
    if (!buckets)
        return no_memory(err);
    for (uint32_t m = first; m < first + count * step && m < MONTHS; m++) {
        struct histogram_bucket *bucket = &buckets[(m - first) / step];
        bucket->date = m / 12 * 10000 + (by_month ? (m % 12 + 1) * 100 : 0);
        bucket->count += counts->months[m];
        bucket->documents += counts->all_months[m];
    }
    if (has_monthless)
        buckets[count++] = (struct histogram_bucket){DATE_NONE, counts->months[MONTHS],
                                                     counts->all_months[MONTHS]};
    out->histogram = buckets;
    out->histogram_count = count;
    return STATUS_OK;
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
            !list_numbers(counts, &counts->tallies[t]) ||
            !finish_tally(counts, &counts->tallies[t], &facets[t]))
            return no_memory(err);
    }
    out->facets = facets;
    out->facet_count = counts->tally_count;
    return counts->months ? finish_histogram(counts, out, err) : STATUS_OK;
}
