// See column_filter.h.
//
// Strings are compared once per distinct value, documents by their ordinals: a filter over names costs a pass
// over one or two bytes a document.
#include "engine/search/match/column_filter.h"

#include "base/date.h"
#include "engine/exchange.h"
#include "engine/read/series.h"
#include "engine/read/snapshot.h"
#include "engine/search/match/plan.h"
#include "engine/search/match/window_ops.h"

static void set_bit(uint64_t *bits, uint32_t doc)
{
    bits[doc / 64] |= (uint64_t)1 << doc % 64;
}

static bool is_wanted(const struct match_column *test, struct slice value)
{
    return slice_is_one_of(value, test->values, test->value_count);
}

// Sets the bits of the documents whose string is wanted: sixty-four at a time, and with the width known when this is
// compiled, for nearly every filter is one over names.
static inline __attribute__((always_inline)) void
mark(const struct column *column, uint32_t docs, const bool *wanted, uint8_t width, uint64_t *bits)
{
    struct column of_width = *column;
    of_width.width = width;
    for (uint32_t base = 0; base < docs; base += 64) {
        uint64_t word = 0;
        uint32_t end = docs - base < 64 ? docs - base : 64;
        for (uint32_t d = 0; d < end; d++) {
            uint64_t ordinal = (uint64_t)column_value(&of_width, base + d);
            word |= (uint64_t)(ordinal < of_width.string_count && wanted[ordinal]) << d;
        }
        bits[base / 64] = word;
    }
}

static bool by_strings(const struct segment *segment, const struct column *column,
                       const struct match_column *test, struct arena *arena, uint64_t *bits)
{
    bool *wanted = arena_calloc(arena, (size_t)column->string_count + 1, sizeof *wanted);
    if (!wanted)
        return false;
    for (uint32_t i = 0; i < column->string_count; i++)
        wanted[i] = is_wanted(test, column_string(column, i));
    if (column->width == 1)
        mark(column, segment->info.doc_count, wanted, 1, bits);
    else if (column->width == 2)
        mark(column, segment->info.doc_count, wanted, 2, bits);
    else
        mark(column, segment->info.doc_count, wanted, column->width, bits);
    return true;
}

static void by_range(const struct segment *segment, const struct column *column, int64_t low,
                     int64_t high, int64_t none, uint64_t *bits)
{
    for (uint32_t d = 0; d < segment->info.doc_count; d++) {
        int64_t value = column_value(column, d);
        if (value != none && value >= low && value <= high)
            set_bit(bits, d);
    }
}

// A date without day or month is a period: it passes if all of it lies within (low and high are full dates).
static void by_date(const struct segment *segment, const struct column *column, int64_t low,
                    int64_t high, uint64_t *bits)
{
    for (uint32_t d = 0; d < segment->info.doc_count; d++) {
        int64_t first = column_value(column, d), last = first;
        if (first == DATE_NONE)
            continue;
        if (first % 100 == 0) {
            last = date_last_day((uint32_t)first);
            first = date_first_day((uint32_t)first);
        }
        if (first >= low && last <= high)
            set_bit(bits, d);
    }
}

// Days of delay; a range of nothing but DELAY_NONE is wanted as such.
static void by_delay(const struct segment *segment, int64_t low, int64_t high, uint64_t *bits)
{
    bool wants_none = low == DELAY_NONE && high == DELAY_NONE;
    by_range(segment, &segment->columns[COLUMN_DELAI], low, high,
             wants_none ? INT64_MIN : DELAY_NONE, bits);
}

static void by_status(const struct segment *segment, const struct match_column *test,
                      uint64_t *bits)
{
    bool wanted[EXCHANGE_STATUS_COUNT];
    for (int s = 0; s < EXCHANGE_STATUS_COUNT; s++)
        wanted[s] = is_wanted(test, slice_from(exchange_status_name((enum exchange_status)s)));
    for (uint32_t d = 0; d < segment->info.doc_count; d++) {
        int64_t status = segment_status(segment, d);
        if (status >= 0 && status < EXCHANGE_STATUS_COUNT && wanted[status])
            set_bit(bits, d);
    }
}

static enum status by_ids(const struct segment *segment, const struct match_column *test,
                          uint64_t *bits, struct error *err)
{
    for (size_t i = 0; i < test->value_count; i++) {
        uint32_t doc;
        enum status status = segment_find_id(segment, test->values[i], &doc, err);
        if (status == STATUS_OK)
            set_bit(bits, doc);
        else if (status != STATUS_NOT_FOUND)
            return status;
    }
    return STATUS_OK;
}

// What is in no series: the empty value.
static void by_no_series(const struct series_table *table, uint32_t number, uint32_t docs,
                         uint64_t *bits)
{
    for (uint32_t d = 0; d < docs; d++)
        if (!series_of(table, (struct doc_ref){.segment = number, .doc = d}))
            set_bit(bits, d);
}

// All that is in a series with the exchange of one of these ids, which itself may be in none.
static enum status by_series(struct snapshot *snapshot, uint32_t number,
                             const struct match_column *test, uint64_t *bits, struct error *err)
{
    const struct series_table *table;
    enum status status = snapshot_series(snapshot, &table, err);
    for (size_t i = 0; status == STATUS_OK && i < test->value_count; i++) {
        struct doc_key key;
        if (test->values[i].len == 0) {
            by_no_series(table, number, snapshot->segments[number].info.doc_count, bits);
            continue;
        }
        status = snapshot_find(snapshot, test->values[i], &key, err);
        if (status == STATUS_NOT_FOUND) {
            status = STATUS_OK;
            continue;
        }
        struct series_members members = {&key, status == STATUS_OK};
        uint32_t series = status == STATUS_OK ? series_of(table, doc_ref_of(key)) : 0;
        if (series)
            members = series_members(table, series);
        for (size_t m = 0; m < members.count; m++)
            if (doc_ref_of(members.docs[m]).segment == number)
                set_bit(bits, doc_ref_of(members.docs[m]).doc);
    }
    return status;
}

uint64_t *column_filter_bits(struct snapshot *snapshot, uint32_t number,
                             const struct match_column *test, struct arena *arena,
                             struct error *err)
{
    const struct segment *segment = &snapshot->segments[number];
    size_t windows = segment->info.doc_count / WINDOW_DOCS + 1;
    uint64_t *bits = arena_calloc(arena, windows * WINDOW_WORDS, sizeof *bits);
    if (!bits) {
        (void)error_set(err, STATUS_NO_MEMORY, "search: out of memory");
        return NULL;
    }
    int strings = snapshot_string_column(test->field);
    if (strings >= 0) {
        if (by_strings(segment, &segment->columns[strings], test, arena, bits))
            return bits;
        (void)error_set(err, STATUS_NO_MEMORY, "search: out of memory");
        return NULL;
    }
    const struct column *columns = segment->columns;
    int64_t low = test->low, high = test->high;
    switch (test->field) {
    case FIELD_YEAR:
        by_range(segment, &columns[COLUMN_ANNEE], low, high, 0, bits);
        break;
    case FIELD_DATE:
        by_date(segment, &columns[COLUMN_DATE], low, high, bits);
        break;
    case FIELD_ANSWER_DATE:
        by_date(segment, &columns[COLUMN_DATE_REPONSE], low, high, bits);
        break;
    case FIELD_CHANGED:
    case FIELD_SINCE:
        by_date(segment, &columns[COLUMN_MODIFIE], low, high, bits);
        break;
    case FIELD_DELAY:
        by_delay(segment, low, high, bits);
        break;
    case FIELD_STATUS:
        by_status(segment, test, bits);
        break;
    case FIELD_ID:
        if (by_ids(segment, test, bits, err) != STATUS_OK)
            return NULL;
        break;
    case FIELD_SERIES:
        if (by_series(snapshot, number, test, bits, err) != STATUS_OK)
            return NULL;
        break;
    case FIELD_TITLE:
    case FIELD_QUESTION:
    case FIELD_ANSWER:
        by_range(segment, &columns[COLUMN_LENGTH_TITRE + (int)test->field], low, high, 0, bits);
        break;
    default: // source and url are no columns: nothing passes
        break;
    }
    return bits;
}
