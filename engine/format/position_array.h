// Positions in memory, of one document or of several, grown as needed.
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

// --- of several documents --------------------------------------------------------------

// Where words stand in several documents, as one sequence of numbers: what the words of a phrase have in common is then
// found for all of them in one pass.
//
// A position and what is added to it stay below 2^33.
enum { POSITION_KEY_BITS = 33 };

// Owned by whoever holds it; zeroed it is empty.
struct position_keys {
    uint64_t *values;
    size_t count;
    size_t capacity;
};

static inline uint64_t position_key(uint32_t number, uint32_t position)
{
    return (uint64_t)number << POSITION_KEY_BITS | position;
}

static inline uint32_t position_key_number(uint64_t key)
{
    return (uint32_t)(key >> POSITION_KEY_BITS);
}

static inline uint64_t position_key_place(uint64_t key)
{
    return key & (((uint64_t)1 << POSITION_KEY_BITS) - 1);
}

void position_keys_clear(struct position_keys *keys);
bool position_keys_reserve(struct position_keys *keys, size_t count); // false without memory
void position_keys_sort(struct position_keys *keys);

// Leaves those that `other` has too; both increase.
void position_keys_keep(struct position_keys *keys, const struct position_keys *other);

#endif
