// See groups.h.
//
// Reads the columns of matches: the pair of strings that stands there, what the exchange is and how late it was
// answered. A string is looked up once a segment; what groups come of it is counted elsewhere
// (engine/counts/group_cells.h).
#include "engine/search/match/counts/groups.h"

#include "engine/counts/field_number.h"
#include "engine/counts/group_cells.h"
#include "engine/search/match/counts/column_number.h"
#include "engine/search/match/counts/lateness.h"

struct axis {
    enum field field;
    int column; // of strings; -1: numbers
    uint32_t *
        seen; // of each ordinal of this segment, or of each number: its string's number + 1; 0: none yet
    size_t seen_count;
};

struct group_counts {
    const struct group_wish *wish;
    struct snapshot *snapshot;
    const struct segment *segment;
    struct arena *arena;
    struct axis axes[GROUP_MAX_FIELDS];
    struct group_cells *cells;
    struct lateness lateness;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "groups: out of memory");
}

enum status group_counts_begin(const struct group_wish *wish, struct snapshot *snapshot,
                               struct arena *arena, struct group_counts **out, struct error *err)
{
    struct group_counts *counts = arena_calloc(arena, 1, sizeof *counts);
    if (!counts)
        return no_memory(err);
    *counts = (struct group_counts){
        .wish = wish,
        .snapshot = snapshot,
        .arena = arena,
        .lateness = {.rules = wish->late_by, .today = wish->today, .arena = arena}};
    for (size_t a = 0; a < wish->by_count; a++) {
        struct axis *axis = &counts->axes[a];
        *axis = (struct axis){.field = wish->by[a], .column = snapshot_string_column(wish->by[a])};
        if (axis->column >= 0)
            continue;
        if (!field_number_is(axis->field))
            return error_set(err, STATUS_INVALID, "groups: no column of %s",
                             field_name(axis->field));
        axis->seen_count = field_number_count(axis->field);
        axis->seen = arena_calloc(arena, axis->seen_count, sizeof *axis->seen);
        if (!axis->seen)
            return no_memory(err);
    }
    *out = counts;
    return group_cells_begin(wish, arena, &counts->cells, err);
}

void group_counts_end(struct group_counts *counts)
{
    if (counts)
        group_cells_end(counts->cells);
}

enum status group_counts_segment(struct group_counts *counts, uint32_t segment, struct error *err)
{
    counts->segment = &counts->snapshot->segments[segment];
    if (!lateness_segment(&counts->lateness, counts->segment))
        return no_memory(err);
    for (size_t a = 0; a < counts->wish->by_count; a++) {
        struct axis *axis = &counts->axes[a];
        if (axis->column < 0)
            continue;
        axis->seen_count = counts->segment->columns[axis->column].string_count;
        axis->seen = arena_calloc(counts->arena, axis->seen_count + 1, sizeof *axis->seen);
        if (!axis->seen)
            return no_memory(err);
    }
    return STATUS_OK;
}

static struct slice string_of(const struct group_counts *counts, const struct axis *axis,
                              int64_t number)
{
    if (axis->column >= 0)
        return column_string(&counts->segment->columns[axis->column], number);
    return field_number_name(axis->field, (size_t)number, counts->arena);
}

// The number of the string that stands in a document's column.
static uint32_t axis_string(struct group_counts *counts, size_t a, uint32_t doc)
{
    const struct segment *segment = counts->segment;
    struct axis *axis = &counts->axes[a];
    int64_t number = axis->column >= 0 ? column_value(&segment->columns[axis->column], doc)
                                       : column_number_of(segment, axis->field, doc);
    if (number < 0 || (uint64_t)number >= axis->seen_count)
        return group_cells_string(counts->cells, a, SLICE(""));
    if (axis->seen[number] == 0)
        axis->seen[number] =
            group_cells_string(counts->cells, a, string_of(counts, axis, number)) + 1;
    return axis->seen[number] - 1;
}

static void count_document(struct group_counts *counts, uint32_t doc)
{
    const struct column *columns = counts->segment->columns;
    uint32_t date = (uint32_t)column_value(&columns[COLUMN_DATE], doc);
    int64_t status = segment_status(counts->segment, doc);
    const struct group_matches match = {
        .count = 1,
        .status = status,
        .days = column_value(&columns[COLUMN_DELAI], doc),
        .first_date = date,
        .last_date = date,
        .words = counts->wish->want_words ? segment_words(counts->segment, doc) : 0,
        .verdict = lateness_of(&counts->lateness, doc, status)};
    uint32_t strings[GROUP_MAX_FIELDS] = {0};
    for (size_t a = 0; a < counts->wish->by_count; a++)
        strings[a] = axis_string(counts, a, doc);
    group_cells_add(counts->cells, strings, &match);
}

void group_counts_add(struct group_counts *counts, uint32_t base, const uint64_t *bits,
                      size_t words)
{
    for (uint32_t w = 0; w < words; w++)
        for (uint64_t left = bits[w]; left; left &= left - 1)
            count_document(counts, base + w * 64 + (uint32_t)__builtin_ctzll(left));
}

enum status group_counts_finish(struct group_counts *counts, struct group_result *out,
                                struct error *err)
{
    return group_cells_finish(counts->cells, out, err);
}
