// Positions in memory, grown as needed.
#ifndef ENGINE_FORMAT_POSITION_ARRAY_H
#define ENGINE_FORMAT_POSITION_ARRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Owned by whoever holds it; zeroed it is empty.
struct position_array {
    uint32_t *values;
    size_t count;
    size_t capacity;
};
void position_array_clear(struct position_array *array);
bool position_array_reserve(struct position_array *array, size_t count); // false without memory

// False without memory.
static inline bool position_array_push(struct position_array *array, uint32_t value)
{
    if (array->count == array->capacity && !position_array_reserve(array, array->count + 1))
        return false;
    array->values[array->count++] = value;
    return true;
}
// Adds what another array holds; false without memory. The result is in order only once it was sorted.
bool position_array_append(struct position_array *array, const struct position_array *other);
void position_array_sort(struct position_array *array);

#endif
