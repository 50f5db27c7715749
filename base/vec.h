// A row of items that grows to a limit and no further: what a function fills that cannot know beforehand how
// many there will be.
//
// Adding never writes past the row. Over the limit an item is left out and counted; without memory the row is
// marked `failed`: builders may go on and ask once at the end. A row grows in an arena, by doubling, so that
// addresses of items do not last; or it fills memory of the caller's, and stays where it is. Zeroed memory is an
// empty row that takes nothing.
//
//     struct slice_list { VEC_OF(struct slice); };
//
//     struct slice storage[8];
//     struct slice_list list = {.items = storage, .room = VEC_OVER(storage)};
//     struct slice_list list = {.room = vec_in(arena, 100)};
//     vec_add(&list, SLICE("mot"));
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VEC_NO_LIMIT = INT32_MAX };

struct vec_room {
    struct arena *arena; // NULL: the row does not grow
    size_t capacity;
    size_t limit;    // items there may be
    size_t left_out; // items for which the limit left no room
    bool failed;     // no memory for an item
};

// The members of a row of `type`.
#define VEC_OF(type) \
    type *items; \
    size_t count; \
    struct vec_room room

// Room for at most `limit` items in the arena.
static inline struct vec_room vec_in(struct arena *arena, size_t limit)
{
    return (struct vec_room){.arena = arena, .limit = limit};
}

// Room in an array of the caller's, which `items` must point to.
#define VEC_OVER(array) \
    ((struct vec_room){ \
        .capacity = sizeof(array) / sizeof((array)[0]), \
        .limit = sizeof(array) / sizeof((array)[0]), \
    })

// Adds a copy of the item; true when there was room. (Several arguments are one compound literal with commas in it.)
// The row is named several times: no side effects there.
#define vec_add(vec, ...) \
    ((bool)(vec_reserve(vec) && ((vec)->items[(vec)->count] = (__VA_ARGS__), (vec)->count++, true)))

// Makes room for one item more; false, and the row says why, when there is none.
#define vec_reserve(vec) \
    ((vec)->count < (vec)->room.capacity || \
     ((vec)->items = vec_grown((vec)->items, sizeof *(vec)->items, &(vec)->room), \
      (vec)->count < (vec)->room.capacity))

// Where the items of a full row are, which has more room if there was any to have.
void *vec_grown(void *items, size_t item_bytes, struct vec_room *room);

// Whether the limit has been reached: what is added now is left out.
#define vec_is_full(vec) ((vec)->count >= (vec)->room.limit)

// Where a key stands among sorted items, or would stand: the first that is not before it. The order is asked as bsearch
// asks it, the key first; known when this is compiled, it costs no call.
static inline size_t vec_place(const void *key, const void *items, size_t count, size_t item_bytes,
                               int (*order)(const void *key, const void *item))
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (order(key, (const char *)items + middle * item_bytes) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// The commonest row.
struct slice_list {
    VEC_OF(struct slice);
};

#endif
