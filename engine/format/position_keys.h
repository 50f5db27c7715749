// Where words stand in several documents, as one sequence of numbers: what the words of a phrase have in common is then
// found for all of them in one pass.
#ifndef ENGINE_FORMAT_POSITION_KEYS_H
#define ENGINE_FORMAT_POSITION_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
