// See copy_sort.h.
//
// Series are those of an index in a folder, since they depend on sketches alone: see engine/text/alike.h. A word that
// no document has any more is left out.
#include "engine/opensearch/read/copy_sort.h"

#include "base/buf.h"
#include "base/date.h"
#include "engine/term.h"
#include "engine/text/alike.h"
#include "stemmer/text/fold.h"

#include <stdlib.h>
#include <string.h>

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "copy of the vocabulary: out of memory");
}

// --- rows ----------------------------------------------------------------------------------------

static int by_key(const void *a, const void *b)
{
    uint64_t x = ((const struct copy_row *)a)->key, y = ((const struct copy_row *)b)->key;
    return (x > y) - (x < y);
}

static int by_id(const void *a, const void *b, void *rows)
{
    const struct copy_row *all = rows;
    return slice_compare(all[*(const uint32_t *)a].id, all[*(const uint32_t *)b].id);
}

static enum status sort_rows(struct copy *copy, const struct copy_parts *parts, struct error *err)
{
    size_t count = parts->row_count;
    if (count >= UINT32_MAX)
        return error_set(err, STATUS_TOO_LARGE, "copy of the vocabulary: too many documents");
    copy->rows = arena_calloc(&copy->arena, count + 1, sizeof *copy->rows);
    copy->by_id = arena_calloc(&copy->arena, count + 1, sizeof *copy->by_id);
    if (!copy->rows || !copy->by_id)
        return no_memory(err);
    copy->row_count = count;
    for (size_t i = 0; i < count; i++) {
        copy->rows[i] = parts->rows[i];
        copy->by_id[i] = (uint32_t)i;
    }
    qsort(copy->rows, count, sizeof *copy->rows, by_key);
    qsort_r(copy->by_id, count, sizeof *copy->by_id, by_id, copy->rows);
    for (size_t i = 1; i < count; i++)
        if (slice_equal(copy->rows[copy->by_id[i]].id, copy->rows[copy->by_id[i - 1]].id))
            return error_set(err, STATUS_IO, "the cluster has two versions of « %.*s » at once",
                             SLICE_ARG(copy->rows[copy->by_id[i]].id));
    return STATUS_OK;
}

static enum status count_months(struct copy *copy, struct error *err)
{
    months_init(&copy->months, &copy->arena);
    for (size_t i = 0; i < copy->row_count; i++)
        if (copy->rows[i].date != DATE_NONE)
            months_add(&copy->months, copy->rows[i].date, 1, 0);
    return copy->months.failed ? no_memory(err) : STATUS_OK;
}

// --- words ---------------------------------------------------------------------------------------

static int by_name(const void *a, const void *b)
{
    return slice_compare(((const struct copy_count *)a)->name,
                         ((const struct copy_count *)b)->name);
}

static int by_fold(const void *a, const void *b)
{
    const struct copy_fold *x = a, *y = b;
    int order = slice_compare(x->folded, y->folded);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

static enum status sort_counts(struct copy *copy, const struct copy_parts *parts, struct error *err)
{
    copy->counts =
        arena_calloc(&copy->arena, (size_t)parts->names->count + 1, sizeof *copy->counts);
    if (!copy->counts)
        return no_memory(err);
    for (uint32_t n = 0; n < parts->names->count; n++) {
        if (parts->documents[n] < 0)
            return error_set(err, STATUS_IO, "the cluster's vocabulary does not fit its documents");
        if (parts->documents[n] == 0)
            continue;
        struct copy_count *count = &copy->counts[copy->count_count++];
        *count = (struct copy_count){arena_copy(&copy->arena, parts->names->keys[n]),
                                     (uint32_t)parts->documents[n]};
        if (!count->name.ptr)
            return no_memory(err);
    }
    qsort(copy->counts, copy->count_count, sizeof *copy->counts, by_name);
    return STATUS_OK;
}

static enum status sort_folds(struct copy *copy, struct error *err)
{
    const char kind = TERM_SURFACE;
    size_t count;
    const struct copy_count *surfaces = copy_counts(copy, slice_of(&kind, 1), &count);
    struct buf folded = {0};
    copy->folds = arena_calloc(&copy->arena, count + 1, sizeof *copy->folds);
    enum status status = copy->folds ? STATUS_OK : no_memory(err);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        struct slice surface = slice_from_offset(surfaces[i].name, 1);
        buf_reset(&folded);
        fold_append(&folded, surface);
        if (!folded.failed && (folded.len == 0 || slice_equal(buf_slice(&folded), surface)))
            continue;
        struct copy_fold *fold = &copy->folds[copy->fold_count++];
        *fold = (struct copy_fold){arena_copy(&copy->arena, buf_slice(&folded)),
                                   (uint32_t)(surfaces + i - copy->counts)};
        if (folded.failed || !fold->folded.ptr)
            status = no_memory(err);
    }
    buf_clear(&folded);
    if (status == STATUS_OK)
        qsort(copy->folds, copy->fold_count, sizeof *copy->folds, by_fold);
    return status;
}

// --- series --------------------------------------------------------------------------------------

struct joining {
    struct sketch *sketches; // of the rows that have one
    uint32_t *rows, *parents;
    uint32_t *sizes; // of a root's set; then the number of its series
    uint32_t count;
};

static bool collect(struct joining *joining, const struct copy *copy)
{
    size_t most = copy->row_count + 1;
    joining->sketches = malloc(most * sizeof *joining->sketches);
    joining->rows = malloc(most * sizeof *joining->rows);
    joining->parents = malloc(most * sizeof *joining->parents);
    joining->sizes = calloc(most, sizeof *joining->sizes);
    if (!joining->sketches || !joining->rows || !joining->parents || !joining->sizes)
        return false;
    for (size_t i = 0; i < copy->row_count; i++) {
        if (sketch_is_empty(&copy->rows[i].sketch))
            continue;
        joining->sketches[joining->count] = copy->rows[i].sketch;
        joining->rows[joining->count++] = (uint32_t)i;
    }
    return true;
}

// Numbers the sets of more than one and makes room for them.
static bool number_series(struct joining *joining, struct copy *copy)
{
    struct copy_series *series = &copy->series;
    size_t members = 0;
    for (uint32_t i = 0; i < joining->count; i++)
        joining->sizes[alike_root(joining->parents, i)]++;
    for (uint32_t i = 0; i < joining->count; i++) {
        uint32_t size = joining->sizes[i];
        members += size > 1 ? size : 0;
        joining->sizes[i] = size > 1 ? ++series->count : 0;
    }
    series->numbers = arena_calloc(&copy->arena, copy->row_count + 1, sizeof *series->numbers);
    series->starts = arena_calloc(&copy->arena, (size_t)series->count + 2, sizeof *series->starts);
    series->members = arena_calloc(&copy->arena, members + 1, sizeof *series->members);
    return series->numbers && series->starts && series->members;
}

// In the order of ids, so that members stand in it.
static void fill_series(struct joining *joining, struct copy *copy)
{
    struct copy_series *series = &copy->series;
    for (uint32_t i = 0; i < joining->count; i++) {
        uint32_t number = joining->sizes[alike_root(joining->parents, i)];
        series->numbers[joining->rows[i]] = number;
        series->starts[number] += number > 0;
    }
    for (uint32_t n = 1; n <= series->count; n++)
        series->starts[n] += series->starts[n - 1];
    uint32_t *placed = joining->sizes;
    memset(placed, 0, (copy->row_count + 1) * sizeof *placed);
    for (size_t i = 0; i < copy->row_count; i++) {
        uint32_t row = copy->by_id[i], number = series->numbers[row];
        if (number > 0)
            series->members[series->starts[number - 1] + placed[number]++].bits =
                copy->rows[row].key;
    }
}

static enum status sort_series(struct copy *copy, struct error *err)
{
    struct joining joining = {0};
    enum status status = collect(&joining, copy) ? STATUS_OK : no_memory(err);
    if (status == STATUS_OK)
        status = alike_join(joining.sketches, joining.count, joining.parents, err);
    if (status == STATUS_OK && !number_series(&joining, copy))
        status = no_memory(err);
    if (status == STATUS_OK)
        fill_series(&joining, copy);
    free(joining.sketches);
    free(joining.rows);
    free(joining.parents);
    free(joining.sizes);
    return status;
}

enum status copy_sort(struct copy *copy, const struct copy_parts *parts, struct error *err)
{
    enum status status = sort_rows(copy, parts, err);
    if (status == STATUS_OK)
        status = count_months(copy, err);
    if (status == STATUS_OK)
        status = sort_counts(copy, parts, err);
    if (status == STATUS_OK)
        status = sort_folds(copy, err);
    return status == STATUS_OK ? sort_series(copy, err) : status;
}
