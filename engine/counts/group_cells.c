// See group_cells.h.
//
// A match is put into a cell, which is the pair of strings that stand in its columns; what it is and how late it was
// answered is noted there. Only at the end do strings become values: spellings of one value fall together, several
// persons in a string are several, and a cell is added to the group of each pair of its values; of ministers and
// offices, to those of each minister with the portfolios of the own title.
//
//     « A ; B », 2023 ── cell 0 ──┬── group (A, 2023)        « a », 2023 ── cell 1 ── group (A, 2023)
//                                 └── group (B, 2023)
//
// Cost: a look into a table for each kind of match, then a few steps for each of the answered ones. Memory: eight bytes
// an answered match and some dozens a cell, within the arena's limit.
#include "engine/counts/group_cells.h"

#include "base/date.h"
#include "base/map.h"
#include "base/vec.h"
#include "engine/counts/delays.h"
#include "engine/counts/pair_table.h"
#include "engine/counts/value_set.h"
#include "engine/exchange.h"
#include "engine/persons.h"

#include <stdlib.h>

enum { MAX_CELLS = 4 * GROUP_MAX_GROUPS };
#define NO_VALUE UINT32_MAX

struct numbers {
    VEC_OF(uint32_t);
};

// One of the fields that the matches are grouped by.
struct axis {
    enum field field;
    struct map strings; // that stand in its column
    // At the end:
    struct value_set values;
    struct numbers members; // the values of the strings, string after string
    uint32_t *first;        // where those of each string begin, and where the last end
};

struct cell {
    uint64_t words;
    uint32_t documents, answered, waiting, uncovered;
    uint32_t judged, late_answered, late_waiting;
    uint32_t first_date, last_date;
};

struct group_cells {
    const struct group_wish *wish;
    struct arena *arena;
    struct axis axes[GROUP_MAX_FIELDS];
    struct pair_table pairs; // of strings, by number of the cell
    struct {
        VEC_OF(struct cell);
    } cells;
    struct delay_notes delays;
    bool failed;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "groups: out of memory");
}

enum status group_cells_begin(const struct group_wish *wish, struct arena *arena,
                              struct group_cells **out, struct error *err)
{
    struct group_cells *cells = arena_calloc(arena, 1, sizeof *cells);
    if (!cells)
        return no_memory(err);
    *cells = (struct group_cells){.wish = wish, .arena = arena};
    cells->cells.room = vec_in(arena, MAX_CELLS);
    pair_table_init(&cells->pairs, arena, MAX_CELLS);
    for (size_t a = 0; a < wish->by_count; a++)
        cells->axes[a].field = wish->by[a];
    *out = cells;
    return STATUS_OK;
}

void group_cells_end(struct group_cells *cells)
{
    for (size_t a = 0; cells && a < cells->wish->by_count; a++) {
        map_clear(&cells->axes[a].strings);
        value_set_clear(&cells->axes[a].values);
    }
}

uint32_t group_cells_string(struct group_cells *cells, size_t axis, struct slice string)
{
    return map_put(&cells->axes[axis].strings, string);
}

// Widens a period by another; DATE_NONE, which is less than any date, is none.
static void widen(uint32_t *first, uint32_t *last, uint32_t more_first, uint32_t more_last)
{
    if (more_first != DATE_NONE && (*first == DATE_NONE || more_first < *first))
        *first = more_first;
    if (more_last > *last)
        *last = more_last;
}

static bool add_matches(struct group_cells *cells, const uint32_t strings[GROUP_MAX_FIELDS],
                        const struct group_matches *matches)
{
    if (strings[0] == MAP_NONE || strings[1] == MAP_NONE)
        return false;
    uint32_t number = pair_table_put(&cells->pairs, (struct number_pair){strings[0], strings[1]});
    if (number == PAIR_NONE ||
        (number == cells->cells.count && !vec_add(&cells->cells, (struct cell){0})))
        return false;
    struct cell *cell = &cells->cells.items[number];
    uint32_t count = matches->count;
    int64_t status = matches->status;
    cell->words += matches->words;
    cell->documents += count;
    cell->answered += status == EXCHANGE_ANSWERED ? count : 0;
    cell->waiting += status == EXCHANGE_WAITING || status == EXCHANGE_PROVISIONAL ? count : 0;
    cell->uncovered += status == EXCHANGE_UNCOVERED ? count : 0;
    cell->judged += matches->verdict != DEADLINE_UNKNOWN ? count : 0;
    if (matches->verdict == DEADLINE_MISSED)
        *(status == EXCHANGE_ANSWERED ? &cell->late_answered : &cell->late_waiting) += count;
    widen(&cell->first_date, &cell->last_date, matches->first_date, matches->last_date);
    bool has_days = matches->days >= 0 && matches->days <= INT32_MAX;
    for (uint32_t i = 0; has_days && i < count; i++)
        if (!delay_notes_add(&cells->delays, number, (int32_t)matches->days, cells->arena))
            return false;
    return true;
}

void group_cells_add(struct group_cells *cells, const uint32_t strings[GROUP_MAX_FIELDS],
                     const struct group_matches *matches)
{
    cells->failed = cells->failed || !add_matches(cells, strings, matches);
}

// --- from strings to values ------------------------------------------------------------------------

// How many matches have each string of the axis.
static uint64_t *count_strings(const struct group_cells *counts, size_t a)
{
    uint64_t *documents =
        arena_calloc(counts->arena, counts->axes[a].strings.count + 1, sizeof *documents);
    for (size_t c = 0; documents && c < counts->cells.count; c++) {
        struct number_pair pair = counts->pairs.pairs.items[c];
        documents[a == 0 ? pair.first : pair.second] += counts->cells.items[c].documents;
    }
    return documents;
}

static bool is_member(const struct numbers *members, size_t from, uint32_t value)
{
    for (size_t i = from; i < members->count; i++)
        if (members->items[i] == value)
            return true;
    return false;
}

// Lists the values of each string of the axis.
static bool list_members(struct group_cells *counts, size_t a)
{
    struct axis *axis = &counts->axes[a];
    const uint64_t *documents = count_strings(counts, a);
    value_set_init(&axis->values, axis->field, counts->arena);
    axis->members.room = vec_in(counts->arena, VEC_NO_LIMIT);
    axis->first = arena_calloc(counts->arena, (size_t)axis->strings.count + 1, sizeof *axis->first);
    if (!documents || !axis->first)
        return false;
    for (uint32_t s = 0; s < axis->strings.count; s++) {
        struct slice rest = arena_copy(counts->arena, axis->strings.keys[s]), value;
        size_t from = axis->members.count;
        if (!rest.ptr)
            return false;
        while (persons_next_value(axis->field, &rest, &value)) {
            uint32_t number = value_set_put(&axis->values, value, documents[s]);
            if (number == MAP_NONE)
                return false;
            if (!is_member(&axis->members, from, number) && !vec_add(&axis->members, number))
                return false;
        }
        axis->first[s + 1] = (uint32_t)axis->members.count;
    }
    return true;
}

// The values of a string; one NO_VALUE where it has none, and where there is no such axis.
static const uint32_t *values_of(const struct group_cells *counts, size_t a, uint32_t string,
                                 size_t *count)
{
    static const uint32_t none = NO_VALUE;
    const struct axis *axis = &counts->axes[a];
    *count = 0;
    if (a < counts->wish->by_count)
        *count = axis->first[string + 1] - axis->first[string];
    if (*count > 0)
        return axis->members.items + axis->first[string];
    *count = 1;
    return &none;
}

// --- groups ----------------------------------------------------------------------------------------

struct finish {
    struct group_cells *counts;
    struct pair_table pairs; // of values, by number of the group
    struct {
        VEC_OF(struct exchange_group);
    } groups;
    struct numbers of_cells; // the groups of the cells, cell after cell
    uint32_t *first;         // where those of each cell begin, and where the last end
    struct exchange_group whole;
};

static void add_cell(struct exchange_group *group, const struct cell *cell)
{
    group->words += cell->words;
    group->documents += cell->documents;
    group->answered += cell->answered;
    group->waiting += cell->waiting;
    group->uncovered += cell->uncovered;
    group->judged += cell->judged;
    group->late_answered += cell->late_answered;
    group->late_waiting += cell->late_waiting;
    widen(&group->first_date, &group->last_date, cell->first_date, cell->last_date);
}

static struct slice shown_value(const struct group_cells *counts, size_t a, uint32_t value)
{
    return value == NO_VALUE ? SLICE("") : counts->axes[a].values.shown.items[value].value;
}

static bool put_group(struct finish *finish, struct number_pair values, const struct cell *cell)
{
    uint32_t number = pair_table_put(&finish->pairs, values);
    if (number == PAIR_NONE)
        return false;
    if (number == finish->groups.count &&
        !vec_add(&finish->groups,
                 (struct exchange_group){.value = {shown_value(finish->counts, 0, values.first),
                                                   shown_value(finish->counts, 1, values.second)}}))
        return false;
    add_cell(&finish->groups.items[number], cell);
    return vec_add(&finish->of_cells, number);
}

// Adds a cell to a group unless that has it already.
static bool put_group_once(struct finish *finish, struct number_pair values, size_t c)
{
    uint32_t number = pair_table_put(&finish->pairs, values);
    bool is_new = number == finish->groups.count;
    for (size_t i = finish->first[c]; !is_new && i < finish->of_cells.count; i++)
        if (finish->of_cells.items[i] == number)
            return true;
    return number != PAIR_NONE && put_group(finish, values, &finish->counts->cells.items[c]);
}

// The axis of persons if the groups are by those who were asked and by their offices; else GROUP_MAX_FIELDS.
static size_t parallel_axis(const struct group_cells *counts)
{
    const struct axis *axes = counts->axes;
    for (size_t a = 0; counts->wish->by_count == 2 && a < 2; a++)
        if (axes[a].field == FIELD_MINISTER && axes[1 - a].field == FIELD_OFFICE)
            return a;
    return GROUP_MAX_FIELDS;
}

static size_t count_parts(struct slice parts)
{
    struct slice part;
    size_t count = 0;
    while (persons_next(&parts, &part))
        count++;
    return count;
}

// Adds a cell to the groups of each minister with the portfolios of that minister's own title. *is_done: false where
// the strings do not say whose title is whose.
static bool put_parallel(struct finish *finish, size_t c, size_t persons, bool *is_done)
{
    struct group_cells *counts = finish->counts;
    struct number_pair strings = counts->pairs.pairs.items[c];
    uint32_t numbers[2] = {strings.first, strings.second};
    struct axis *who = &counts->axes[persons], *what = &counts->axes[1 - persons];
    struct slice names = who->strings.keys[numbers[persons]], name;
    struct slice titles = what->strings.keys[numbers[1 - persons]], title, portfolio;
    size_t count = count_parts(names);
    *is_done = count > 1 && count == count_parts(titles);
    while (*is_done && persons_next(&names, &name) && persons_next(&titles, &title)) {
        uint32_t person = value_set_put(&who->values, name, 0);
        if (person == MAP_NONE)
            return false;
        while (persons_next_value(FIELD_OFFICE, &title, &portfolio)) {
            uint32_t office = value_set_put(&what->values, portfolio, 0);
            struct number_pair pair = persons == 0 ? (struct number_pair){person, office}
                                                   : (struct number_pair){office, person};
            if (office == MAP_NONE || !put_group_once(finish, pair, c))
                return false;
        }
    }
    return true;
}

static bool put_product(struct finish *finish, size_t c)
{
    const struct group_cells *counts = finish->counts;
    struct number_pair strings = counts->pairs.pairs.items[c];
    size_t rows, columns;
    const uint32_t *row = values_of(counts, 0, strings.first, &rows);
    const uint32_t *column = values_of(counts, 1, strings.second, &columns);
    for (size_t i = 0; i < rows; i++)
        for (size_t k = 0; k < columns; k++)
            if (!put_group(finish, (struct number_pair){row[i], column[k]},
                           &counts->cells.items[c]))
                return false;
    return true;
}

static bool put_groups(struct finish *finish)
{
    const struct group_cells *counts = finish->counts;
    finish->first = arena_calloc(counts->arena, counts->cells.count + 1, sizeof *finish->first);
    if (!finish->first)
        return false;
    size_t persons = parallel_axis(counts);
    for (size_t c = 0; c < counts->cells.count; c++) {
        bool is_done = false;
        finish->first[c] = (uint32_t)finish->of_cells.count;
        if (persons < GROUP_MAX_FIELDS && !put_parallel(finish, c, persons, &is_done))
            return false;
        if (!is_done && !put_product(finish, c))
            return false;
        add_cell(&finish->whole, &counts->cells.items[c]);
        finish->first[c + 1] = (uint32_t)finish->of_cells.count;
    }
    return true;
}

static void set_figures(struct exchange_group *group, const struct delay_figures *figures)
{
    group->delays = figures->count;
    group->median = figures->median;
    group->p90 = figures->p90;
    group->has_interval = figures->count >= DELAY_INTERVAL_LEAST;
    group->median_low = figures->low;
    group->median_high = figures->high;
}

static bool put_delays(struct finish *finish)
{
    struct delay_groups of = {finish->first, finish->of_cells.items, finish->groups.count};
    const struct delay_figures *figures =
        delay_notes_figures(&finish->counts->delays, &of, finish->counts->arena);
    if (!figures)
        return false;
    for (size_t g = 0; g < finish->groups.count; g++)
        set_figures(&finish->groups.items[g], &figures[g]);
    set_figures(&finish->whole, &figures[finish->groups.count]);
    return true;
}

// How many matches each value of an axis has; the last are those without any.
static bool put_margin(const struct group_cells *counts, size_t a, struct group_result *out)
{
    const struct axis *axis = &counts->axes[a];
    size_t count = axis->values.shown.count;
    const uint64_t *documents = count_strings(counts, a);
    struct group_margin *margin = arena_calloc(counts->arena, count + 1, sizeof *margin);
    if (!documents || !margin)
        return false;
    for (size_t v = 0; v < count; v++)
        margin[v].value = axis->values.shown.items[v].value;
    margin[count].value = SLICE("");
    for (uint32_t s = 0; s < axis->strings.count; s++) {
        if (axis->first[s] == axis->first[s + 1])
            margin[count].documents += (uint32_t)documents[s];
        for (uint32_t m = axis->first[s]; m < axis->first[s + 1]; m++)
            margin[axis->members.items[m]].documents += (uint32_t)documents[s];
    }
    out->margins[a] = margin;
    out->margin_count[a] = count + (margin[count].documents > 0);
    return true;
}

static int by_values(const void *a, const void *b)
{
    const struct exchange_group *x = a, *y = b;
    for (size_t i = 0; i < GROUP_MAX_FIELDS; i++) {
        if ((x->value[i].len == 0) != (y->value[i].len == 0))
            return x->value[i].len == 0 ? 1 : -1;
        int order = slice_compare(x->value[i], y->value[i]);
        if (order != 0)
            return order;
    }
    return 0;
}

enum status group_cells_finish(struct group_cells *counts, struct group_result *out,
                               struct error *err)
{
    struct finish finish = {.counts = counts};
    finish.groups.room = vec_in(counts->arena, GROUP_MAX_GROUPS);
    finish.of_cells.room = vec_in(counts->arena, VEC_NO_LIMIT);
    pair_table_init(&finish.pairs, counts->arena, GROUP_MAX_GROUPS);
    bool enough = !counts->failed;
    for (size_t a = 0; enough && a < counts->wish->by_count; a++)
        enough = list_members(counts, a);
    *out = (struct group_result){.groups = NULL};
    for (size_t a = 0; enough && a < counts->wish->by_count; a++)
        enough = put_margin(counts, a, out);
    enough = enough && put_groups(&finish) && put_delays(&finish);
    if (counts->pairs.pairs.room.left_out > 0 || finish.pairs.pairs.room.left_out > 0)
        return error_set(err, STATUS_TOO_LARGE, "Plus de %d groupes : restreignez la recherche.",
                         GROUP_MAX_GROUPS);
    if (!enough)
        return no_memory(err);
    if (finish.groups.count > 0)
        qsort(finish.groups.items, finish.groups.count, sizeof *finish.groups.items, by_values);
    out->groups = finish.groups.items;
    out->count = finish.groups.count;
    out->whole = finish.whole;
    return STATUS_OK;
}
