// See position_keys.h.
#include "engine/format/position_keys.h"

#include <stdlib.h>

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
