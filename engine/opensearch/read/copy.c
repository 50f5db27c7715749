// See copy.h. Everything is found by halving: rows by their keys or ids, words by their bytes.
#include "engine/opensearch/read/copy.h"

#include <stdlib.h>

struct copy *copy_hold(struct copy *copy)
{
    atomic_fetch_add(&copy->holders, 1);
    return copy;
}

void copy_release(struct copy *copy)
{
    if (!copy || atomic_fetch_sub(&copy->holders, 1) != 1)
        return;
    arena_clear(&copy->arena);
    free(copy);
}

const struct copy_row *copy_row_of(const struct copy *copy, struct doc_key key)
{
    size_t low = 0, high = copy->row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (copy->rows[middle].key < key.bits)
            low = middle + 1;
        else
            high = middle;
    }
    return low < copy->row_count && copy->rows[low].key == key.bits ? &copy->rows[low] : NULL;
}

const struct copy_row *copy_row_of_id(const struct copy *copy, struct slice id)
{
    size_t low = 0, high = copy->row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slice_compare(copy->rows[copy->by_id[middle]].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == copy->row_count || !slice_equal(copy->rows[copy->by_id[low]].id, id))
        return NULL;
    return &copy->rows[copy->by_id[low]];
}

uint32_t copy_series_of(const struct copy *copy, struct doc_key key)
{
    const struct copy_row *row = copy_row_of(copy, key);
    return row ? copy->series.numbers[row - copy->rows] : 0;
}

struct exchange_series copy_series_numbered(const struct copy *copy, uint32_t number)
{
    if (number == 0)
        return (struct exchange_series){.id = SLICE_NONE};
    const struct copy_series *series = &copy->series;
    const struct doc_key *members = series->members + series->starts[number - 1];
    return (struct exchange_series){copy_row_of(copy, members[0])->id, members,
                                    series->starts[number] - series->starts[number - 1]};
}

// The first count that is not less than `prefix`; with `is_end`, the first behind those that start with it.
static size_t count_place(const struct copy *copy, struct slice prefix, bool is_end)
{
    size_t low = 0, high = copy->count_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct slice name = copy->counts[middle].name;
        bool is_before =
            slice_compare(name, prefix) < 0 || (is_end && slice_starts_with(name, prefix));
        low = is_before ? middle + 1 : low;
        high = is_before ? high : middle;
    }
    return low;
}

const struct copy_count *copy_counts(const struct copy *copy, struct slice prefix, size_t *count)
{
    size_t first = count_place(copy, prefix, false);
    *count = count_place(copy, prefix, true) - first;
    return copy->counts + first;
}

const struct copy_fold *copy_folds(const struct copy *copy, struct slice folded, size_t *count)
{
    size_t low = 0, high = copy->fold_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slice_compare(copy->folds[middle].folded, folded) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *count = 0;
    while (low + *count < copy->fold_count && slice_equal(copy->folds[low + *count].folded, folded))
        ++*count;
    return copy->folds + low;
}
