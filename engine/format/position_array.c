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
    if (array->count > 1)
        qsort(array->values, array->count, sizeof *array->values, compare_positions);
}

// --- of several documents --------------------------------------------------------------

void position_keys_clear(struct position_keys *keys)
{
    free(keys->values);
    *keys = (struct position_keys){0};
}

bool position_keys_reserve(struct position_keys *keys, size_t count)
{
    if (count <= keys->capacity)
        return true;
    size_t wanted = keys->capacity ? keys->capacity : 256;
    while (wanted < count)
        wanted *= 2;
    uint64_t *bigger = realloc(keys->values, wanted * sizeof *bigger);
    if (!bigger)
        return false;
    keys->values = bigger;
    keys->capacity = wanted;
    return true;
}

static int compare_keys(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

void position_keys_sort(struct position_keys *keys)
{
    if (keys->count > 1)
        qsort(keys->values, keys->count, sizeof *keys->values, compare_keys);
}

// Which sequence goes on is as good as random: both do by the outcome of a comparison, and nothing branches on it.
void position_keys_keep(struct position_keys *keys, const struct position_keys *other)
{
    size_t kept = 0;
    for (size_t i = 0, j = 0; i < keys->count && j < other->count;) {
        uint64_t key = keys->values[i], of_other = other->values[j];
        keys->values[kept] = key;
        kept += key == of_other;
        i += key <= of_other;
        j += of_other <= key;
    }
    keys->count = kept;
}
