// See vec.h.
#include "base/vec.h"

enum { FIRST_CAPACITY = 8 };

void *vec_grown(void *items, size_t item_bytes, struct vec_room *room)
{
    if (room->capacity >= room->limit) {
        room->left_out++;
        return items;
    }
    size_t capacity = room->capacity < FIRST_CAPACITY ? FIRST_CAPACITY : 2 * room->capacity;
    capacity = capacity < room->limit ? capacity : room->limit;
    void *larger = room->arena ? arena_calloc(room->arena, capacity, item_bytes) : NULL;
    if (!larger) {
        room->failed = true;
        return items;
    }
    if (room->capacity > 0)
        memcpy(larger, items, room->capacity * item_bytes);
    room->capacity = capacity;
    return larger;
}
