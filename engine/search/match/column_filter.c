// See column_filter.h.
//
// A string is looked for among those of the column, which are sorted; documents are then compared by the numbers of
// their strings, sixteen at a time where few are wanted, as of a filter over a name.
#include "engine/search/match/column_filter.h"

#include "base/date.h"
#include "base/leads.h"
#include "engine/exchange.h"
#include "engine/read/series.h"
#include "engine/read/snapshot.h"
#include "engine/search/match/plan.h"
#include "engine/search/match/window_ops.h"

#define INLINE static inline __attribute__((always_inline))

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

// --- single documents ------------------------------------------------------------------------------

// A date without day or month is a period: it passes if all of it lies within (low and high are full dates).
INLINE bool date_passes(int64_t first, int64_t low, int64_t high)
{
    int64_t last = first;
    if (first == DATE_NONE)
        return false;
    if (first % 100 == 0) {
        last = date_last_day((uint32_t)first);
        first = date_first_day((uint32_t)first);
    }
    return first >= low && last <= high;
}

// Kind and width are constants where many are asked about.
INLINE bool passes(const struct column_filter *filter, enum column_filter_kind kind, uint8_t width,
                   uint32_t doc)
{
    if (kind == COLUMN_PASSES_NONE)
        return false;
    if (kind == COLUMN_PASSES_LISTED)
        return filter->listed[doc / 64] >> doc % 64 & 1;
    if (kind == COLUMN_PASSES_STATUSES) {
        int64_t status = segment_status(filter->segment, doc);
        return status >= 0 && status < EXCHANGE_STATUS_COUNT && filter->wanted[status];
    }
    struct column column = *filter->column;
    column.width = width;
    int64_t value = column_value(&column, doc);
    if (kind == COLUMN_PASSES_STRINGS)
        return (uint64_t)value < column.string_count && filter->wanted[value];
    if (kind == COLUMN_PASSES_DATES)
        return date_passes(value, filter->low, filter->high);
    return value != filter->none && value >= filter->low && value <= filter->high;
}

bool column_filter_passes(const struct column_filter *filter, uint32_t doc)
{
    return passes(filter, filter->kind, filter->column ? filter->column->width : 0, doc);
}

// --- all of them -----------------------------------------------------------------------------------

INLINE uint64_t word_of(const struct column_filter *filter, enum column_filter_kind kind,
                        uint8_t width, uint32_t base, uint32_t end)
{
    uint64_t word = 0;
    for (uint32_t doc = base; doc < end; doc++)
        word |= (uint64_t)passes(filter, kind, width, doc) << (doc - base);
    return word;
}

INLINE void fill_words(const struct column_filter *filter, enum column_filter_kind kind,
                       uint8_t width, uint64_t *bits)
{
    uint32_t docs = filter->segment->info.doc_count;
    for (uint32_t base = 0; base < docs; base += 64)
        bits[base / 64] = word_of(filter, kind, width, base, docs - base < 64 ? docs : base + 64);
}

INLINE void fill_widths(const struct column_filter *filter, enum column_filter_kind kind,
                        uint64_t *bits)
{
    switch (filter->column->width) {
    case 1:
        fill_words(filter, kind, 1, bits);
        break;
    case 2:
        fill_words(filter, kind, 2, bits);
        break;
    case 4:
        fill_words(filter, kind, 4, bits);
        break;
    default:
        fill_words(filter, kind, filter->column->width, bits);
        break;
    }
}

enum { FEW_STRINGS = 4 };

// The numbers, as stored, of the strings that are wanted; how many there are, FEW_STRINGS + 1 for more.
static unsigned list_wanted(const struct column_filter *filter, uint16_t stored[FEW_STRINGS])
{
    unsigned count = 0;
    for (uint32_t i = 0; i < filter->column->string_count && count <= FEW_STRINGS; i++) {
        if (!filter->wanted[i])
            continue;
        if (count < FEW_STRINGS)
            stored[count] = (uint16_t)(i - (uint64_t)filter->column->minimum);
        count++;
    }
    return count;
}

// Which of sixteen stored numbers are that one.
INLINE lead_bytes are_equal(const unsigned char *values, uint8_t width, uint16_t stored)
{
    typedef uint16_t sixteen_numbers __attribute__((vector_size(32)));
    sixteen_numbers numbers;
    if (width == 1)
        return leads_are(leads_load(values), (char)stored);
    memcpy(&numbers, values, sizeof numbers);
    return __builtin_convertvector((sixteen_numbers)(numbers == stored), lead_bytes);
}

INLINE void fill_equal(const struct column_filter *filter, uint8_t width, const uint16_t *stored,
                       unsigned count, uint64_t *bits)
{
    uint32_t docs = filter->segment->info.doc_count, base = 0;
    for (; docs - base >= 64; base += 64) {
        for (uint32_t d = 0; d < 64; d += 16) {
            const unsigned char *values = filter->column->values + (size_t)(base + d) * width;
            lead_bytes equal = are_equal(values, width, stored[0]);
            for (unsigned i = 1; i < count; i++)
                equal |= are_equal(values, width, stored[i]);
            bits[base / 64] |= leads_pack(equal) << d;
        }
    }
    if (base < docs)
        bits[base / 64] = word_of(filter, COLUMN_PASSES_STRINGS, width, base, docs);
}

static void fill_strings(const struct column_filter *filter, uint64_t *bits)
{
    uint16_t stored[FEW_STRINGS] = {0};
    uint8_t width = filter->column->width;
    unsigned count = list_wanted(filter, stored);
    if (count == 0)
        return;
    if (count <= FEW_STRINGS && width == 1)
        fill_equal(filter, 1, stored, count, bits);
    else if (count <= FEW_STRINGS && width == 2)
        fill_equal(filter, 2, stored, count, bits);
    else
        fill_widths(filter, COLUMN_PASSES_STRINGS, bits);
}

uint64_t *column_filter_bits(const struct column_filter *filter, struct arena *arena)
{
    size_t words = window_set_words(filter->segment->info.doc_count);
    uint64_t *bits = arena_calloc(arena, words, sizeof *bits);
    if (!bits)
        return NULL;
    switch (filter->kind) {
    case COLUMN_PASSES_NONE:
        break;
    case COLUMN_PASSES_STRINGS:
        fill_strings(filter, bits);
        break;
    case COLUMN_PASSES_RANGE:
        fill_widths(filter, COLUMN_PASSES_RANGE, bits);
        break;
    case COLUMN_PASSES_DATES:
        fill_widths(filter, COLUMN_PASSES_DATES, bits);
        break;
    case COLUMN_PASSES_STATUSES:
        fill_words(filter, COLUMN_PASSES_STATUSES, 0, bits);
        break;
    case COLUMN_PASSES_LISTED:
        memcpy(bits, filter->listed, words * sizeof *bits);
        break;
    }
    return bits;
}

// --- opening ---------------------------------------------------------------------------------------

static void set_bit(uint64_t *bits, uint32_t doc)
{
    bits[doc / 64] |= (uint64_t)1 << doc % 64;
}

// The number of a string of the column; string_count when it has none such.
static uint32_t ordinal_of(const struct column *column, struct slice value)
{
    uint32_t low = 0, high = column->string_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = slice_compare(value, column_string(column, middle));
        if (order == 0)
            return middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return column->string_count;
}

static enum status want_strings(struct column_filter *filter, const struct match_column *test,
                                struct arena *arena, struct error *err)
{
    bool *wanted = arena_calloc(arena, (size_t)filter->column->string_count + 1, sizeof *wanted);
    if (!wanted)
        return no_memory(err);
    for (size_t i = 0; i < test->value_count; i++)
        wanted[ordinal_of(filter->column, test->values[i])] = true;
    filter->wanted = wanted;
    return STATUS_OK;
}

static enum status want_statuses(struct column_filter *filter, const struct match_column *test,
                                 struct arena *arena, struct error *err)
{
    bool *wanted = arena_calloc(arena, EXCHANGE_STATUS_COUNT, sizeof *wanted);
    if (!wanted)
        return no_memory(err);
    for (int s = 0; s < EXCHANGE_STATUS_COUNT; s++)
        wanted[s] = slice_is_one_of(slice_from(exchange_status_name((enum exchange_status)s)),
                                    test->values, test->value_count);
    filter->wanted = wanted;
    return STATUS_OK;
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

static enum status list_documents(struct column_filter *filter, struct snapshot *snapshot,
                                  uint32_t number, const struct match_column *test,
                                  struct arena *arena, struct error *err)
{
    size_t words = window_set_words(filter->segment->info.doc_count);
    uint64_t *bits = arena_calloc(arena, words, sizeof *bits);
    if (!bits)
        return no_memory(err);
    filter->listed = bits;
    return test->field == FIELD_ID ? by_ids(filter->segment, test, bits, err)
                                   : by_series(snapshot, number, test, bits, err);
}

// What values of a column are tested for; `none` is one that never passes a range.
static void open_column(struct column_filter *filter, enum column_filter_kind kind,
                        enum column_id column, int64_t none)
{
    filter->kind = kind;
    filter->column = &filter->segment->columns[column];
    filter->none = none;
}

enum status column_filter_open(struct snapshot *snapshot, uint32_t number,
                               const struct match_column *test, struct arena *arena,
                               struct column_filter *out, struct error *err)
{
    const struct segment *segment = &snapshot->segments[number];
    int strings = snapshot_string_column(test->field);
    *out = (struct column_filter){.segment = segment, .low = test->low, .high = test->high};
    if (strings >= 0) {
        open_column(out, COLUMN_PASSES_STRINGS, (enum column_id)strings, 0);
        return want_strings(out, test, arena, err);
    }
    bool wants_no_delay = test->low == DELAY_NONE && test->high == DELAY_NONE; // and nothing else
    switch (test->field) {
    case FIELD_YEAR:
        open_column(out, COLUMN_PASSES_RANGE, COLUMN_ANNEE, 0);
        break;
    case FIELD_DATE:
        open_column(out, COLUMN_PASSES_DATES, COLUMN_DATE, 0);
        break;
    case FIELD_ANSWER_DATE:
        open_column(out, COLUMN_PASSES_DATES, COLUMN_DATE_REPONSE, 0);
        break;
    case FIELD_CHANGED:
    case FIELD_SINCE:
        open_column(out, COLUMN_PASSES_DATES, COLUMN_MODIFIE, 0);
        break;
    case FIELD_DELAY:
        open_column(out, COLUMN_PASSES_RANGE, COLUMN_DELAI,
                    wants_no_delay ? INT64_MIN : DELAY_NONE);
        break;
    case FIELD_STATUS:
        out->kind = COLUMN_PASSES_STATUSES;
        return want_statuses(out, test, arena, err);
    case FIELD_ID:
    case FIELD_SERIES:
        out->kind = COLUMN_PASSES_LISTED;
        return list_documents(out, snapshot, number, test, arena, err);
    case FIELD_TITLE:
    case FIELD_QUESTION:
    case FIELD_ANSWER:
        open_column(out, COLUMN_PASSES_RANGE,
                    (enum column_id)(COLUMN_LENGTH_TITRE + (int)test->field), 0);
        break;
    default: // source and url are no columns: nothing passes
        break;
    }
    return STATUS_OK;
}
