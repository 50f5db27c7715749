// See position_array.h.
#include "engine/format/position_array.h"

#include <stdlib.h>
#include <string.h>

void position_array_clear(struct position_array *array)
{
    free(array->values);
    *array = (struct position_array){0};
}

bool position_array_reserve(struct position_array *array, size_t count)
{
    if (count <= array->capacity)
        return true;
    size_t wanted = array->capacity ? array->capacity : 64;
    while (wanted < count)
        wanted *= 2;
    uint32_t *bigger = realloc(array->values, wanted * sizeof *bigger);
    if (!bigger)
        return false;
    array->values = bigger;
    array->capacity = wanted;
    return true;
}

bool position_array_append(struct position_array *array, const struct position_array *other)
{
    size_t count = array->count + other->count;
    if (!position_array_reserve(array, count))
        return false;
    if (other->count > 0)
        memcpy(array->values + array->count, other->values, other->count * sizeof *other->values);
    array->count = count;
    return true;
}

static int compare_positions(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void position_array_sort(struct position_array *array)
{
    qsort(array->values, array->count, sizeof *array->values, compare_positions);
}
