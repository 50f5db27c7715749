// See facet_values.h.
//
// Strings are sorted and summed, then the spellings of one value become one (a fold each, some 100 ns): its count is
// what the filter finds.
#include "engine/counts/facet_values.h"

#include "engine/counts/field_number.h"
#include "engine/counts/value_set.h"
#include "engine/persons.h"

#include <stdlib.h>

enum { DEFAULT_FACET_LIMIT = 10 };

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

// Each string once.
static void merge_strings(struct counted_values *strings)
{
    size_t distinct = 0;
    if (strings->count)
        qsort(strings->items, strings->count, sizeof *strings->items, by_value);
    for (size_t i = 0; i < strings->count; i++)
        if (distinct && slice_equal(strings->items[distinct - 1].value, strings->items[i].value))
            strings->items[distinct - 1].count += strings->items[i].count;
        else
            strings->items[distinct++] = strings->items[i];
    strings->count = distinct;
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

static bool list_groups(const struct grouping *grouping, struct counted_values *out)
{
    bool enough = true;
    for (size_t i = 0; enough && i < grouping->counts.count; i++)
        enough = vec_add(out, (struct facet_value){grouping->values.shown.items[i].value,
                                                   grouping->counts.items[i].count});
    return enough;
}

// The values that stand in strings.
static bool group_strings(enum field field, const struct counted_values *strings,
                          struct arena *arena, struct counted_values *out)
{
    struct grouping grouping = {.counts = {.room = vec_in(arena, VEC_NO_LIMIT)}};
    value_set_init(&grouping.values, field, arena);
    bool enough = true;
    for (size_t i = 0; enough && i < strings->count; i++) {
        struct slice rest = strings->items[i].value, value;
        while (enough && persons_next_value(field, &rest, &value))
            enough = group_value(&grouping, value, i, strings->items[i].count);
    }
    enough = enough && list_groups(&grouping, out);
    value_set_clear(&grouping.values);
    return enough;
}

static void finish(enum field field, struct counted_values *values, uint32_t limit,
                   struct facet *out)
{
    size_t distinct = values->count;
    limit = limit ? limit : (uint32_t)DEFAULT_FACET_LIMIT;
    if (distinct)
        qsort(values->items, distinct, sizeof *values->items,
              field == FIELD_DELAY ? by_class : by_count);
    *out = (struct facet){.field = field,
                          .values = values->items,
                          .value_count = distinct < limit ? distinct : limit,
                          .distinct = (uint32_t)distinct};
    for (size_t i = out->value_count; i < distinct; i++)
        out->others += values->items[i].count;
}

bool facet_of_strings(enum field field, struct counted_values *strings, uint32_t limit,
                      struct arena *arena, struct facet *out)
{
    struct counted_values values = {.room = vec_in(arena, VEC_NO_LIMIT)};
    merge_strings(strings);
    if (!group_strings(field, strings, arena, &values))
        return false;
    finish(field, &values, limit, out);
    return true;
}

bool facet_of_numbers(enum field field, const uint32_t *counts, uint32_t limit, struct arena *arena,
                      struct facet *out)
{
    struct counted_values values = {.room = vec_in(arena, VEC_NO_LIMIT)};
    for (size_t n = 0; n < field_number_count(field); n++) {
        if (counts[n] == 0)
            continue;
        struct slice name = field_number_name(field, n, arena);
        if (!name.ptr || (name.len > 0 && !vec_add(&values, (struct facet_value){name, counts[n]})))
            return false;
    }
    finish(field, &values, limit, out);
    return true;
}
