// See copy.h.
//
// Everything is found by halving: rows by their keys or ids, words by their bytes. A row stands where its key is in
// order; the list of ids holds its number. Keys that come in order are found from the last one on, in growing steps.
#include "engine/opensearch/read/copy.h"

#include "base/vec.h"

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

static int by_key(const void *key, const void *item)
{
    uint64_t bits = ((const struct doc_key *)key)->bits, row = ((const struct copy_row *)item)->key;
    return (bits > row) - (bits < row);
}

const struct copy_row *copy_row_of(const struct copy *copy, struct doc_key key)
{
    return bsearch(&key, copy->rows, copy->row_count, sizeof *copy->rows, by_key);
}

struct wanted {
    const struct copy *copy;
    struct slice id;
};

static int by_id(const void *key, const void *item)
{
    const struct wanted *wanted = key;
    return slice_compare(wanted->id, wanted->copy->rows[*(const uint32_t *)item].id);
}

const struct copy_row *copy_row_of_id(const struct copy *copy, struct slice id)
{
    struct wanted wanted = {copy, id};
    const uint32_t *found =
        bsearch(&wanted, copy->by_id, copy->row_count, sizeof *copy->by_id, by_id);
    return found ? &copy->rows[*found] : NULL;
}

uint32_t copy_series_of(const struct copy *copy, struct doc_key key)
{
    const struct copy_row *row = copy_row_of(copy, key);
    return row ? copy->series.numbers[row - copy->rows] : 0;
}

uint32_t copy_series_behind(const struct copy *copy, struct doc_key key, size_t *at)
{
    const struct copy_row *rows = copy->rows;
    size_t low = *at, step = 1;
    while (copy->row_count - low > step && rows[low + step].key <= key.bits) {
        low += step;
        step *= 2;
    }
    for (; step > 0; step /= 2) // now below low + step
        if (copy->row_count - low > step && rows[low + step].key <= key.bits)
            low += step;
    *at = low;
    return low < copy->row_count && rows[low].key == key.bits ? copy->series.numbers[low] : 0;
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

static int by_name(const void *key, const void *item)
{
    return slice_compare(*(const struct slice *)key, ((const struct copy_count *)item)->name);
}

// Whatever starts with the key is before it: so the place is behind the last of them.
static int by_prefix(const void *key, const void *item)
{
    bool starts =
        slice_starts_with(((const struct copy_count *)item)->name, *(const struct slice *)key);
    return starts ? 1 : by_name(key, item);
}

const struct copy_count *copy_counts(const struct copy *copy, struct slice prefix, size_t *count)
{
    size_t size = sizeof *copy->counts;
    size_t first = vec_place(&prefix, copy->counts, copy->count_count, size, by_name);
    *count = vec_place(&prefix, copy->counts, copy->count_count, size, by_prefix) - first;
    return copy->counts + first;
}

uint32_t copy_count_of(const struct copy *copy, struct slice name)
{
    size_t size = sizeof *copy->counts;
    const struct copy_count *found = bsearch(&name, copy->counts, copy->count_count, size, by_name);
    return found ? found->documents : 0;
}

static int by_fold(const void *key, const void *item)
{
    return slice_compare(*(const struct slice *)key, ((const struct copy_fold *)item)->folded);
}

const struct copy_fold *copy_folds(const struct copy *copy, struct slice folded, size_t *count)
{
    size_t first = vec_place(&folded, copy->folds, copy->fold_count, sizeof *copy->folds, by_fold);
    *count = 0;
    while (first + *count < copy->fold_count &&
           slice_equal(copy->folds[first + *count].folded, folded))
        ++*count;
    return copy->folds + first;
}
