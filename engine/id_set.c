// Ids back to back in one run of bytes, found by an open hash table of their places. See id_set.h.
//
// An id lies there as its flags, its length and its bytes (two bytes and the id, so an id has at most 255). Slots hold
// the number of an id plus one, linear probing, at most three quarters of them taken. Numbers are given in the order in
// which ids came and never change; addresses do, when the bytes grow. A reset keeps small memory and frees large.
#include "engine/id_set.h"

#include "base/hash.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { ID_HEAD = 2, FEWEST = 64, KEPT_BYTES = 1 << 20 };

void id_set_clear(struct id_set *set)
{
    free(set->bytes);
    free(set->places);
    free(set->slots);
    *set = (struct id_set){0};
}

void id_set_reset(struct id_set *set)
{
    if (set->size > KEPT_BYTES || set->capacity > KEPT_BYTES / sizeof *set->places) {
        id_set_clear(set);
        return;
    }
    set->len = 0;
    set->count = 0;
    if (set->slots)
        memset(set->slots, 0, set->slot_count * sizeof *set->slots);
}

struct slice id_set_get(const struct id_set *set, uint32_t index)
{
    const char *at = set->bytes + set->places[index];
    return slice_of(at + ID_HEAD, (unsigned char)at[1]);
}

uint8_t id_set_flags(const struct id_set *set, uint32_t index)
{
    return (uint8_t)set->bytes[set->places[index]];
}

void id_set_flag(struct id_set *set, uint32_t index, uint8_t flags)
{
    char *at = set->bytes + set->places[index];
    *at = (char)((uint8_t)*at | flags);
}

static uint32_t *find_slot(const struct id_set *set, struct slice id)
{
    uint32_t mask = set->slot_count - 1, at = (uint32_t)hash_bytes(id, 0) & mask;
    while (set->slots[at] && !slice_equal(id_set_get(set, set->slots[at] - 1), id))
        at = (at + 1) & mask;
    return &set->slots[at];
}

bool id_set_find(const struct id_set *set, struct slice id, uint32_t *index)
{
    if (set->count == 0)
        return false;
    uint32_t slot = *find_slot(set, id);
    *index = slot - 1;
    return slot > 0;
}

// Three quarters of the slots at most are taken.
static bool grow_slots(struct id_set *set)
{
    if (set->slot_count / 4 * 3 > set->count)
        return true;
    uint32_t slot_count = set->slot_count ? 2 * set->slot_count : 2 * FEWEST;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    if (!slots)
        return false;
    free(set->slots);
    set->slots = slots;
    set->slot_count = slot_count;
    for (uint32_t i = 0; i < set->count; i++)
        *find_slot(set, id_set_get(set, i)) = i + 1;
    return true;
}

static bool grow_places(struct id_set *set)
{
    if (set->count < set->capacity)
        return true;
    uint32_t capacity = set->capacity ? set->capacity + set->capacity / 2 : FEWEST;
    uint32_t *places = realloc(set->places, capacity * sizeof *places);
    if (!places)
        return false;
    set->places = places;
    set->capacity = capacity;
    return true;
}

static bool grow_bytes(struct id_set *set, size_t more)
{
    if (set->size - set->len >= more)
        return true;
    size_t size = set->size + set->size / 2 + 16 * (size_t)FEWEST + more;
    char *bytes =
        size <= UINT32_MAX ? realloc(set->bytes, size) : NULL; // places are numbers of 32 bits
    if (!bytes)
        return false;
    set->bytes = bytes;
    set->size = size;
    return true;
}

bool id_set_add(struct id_set *set, struct slice id, uint32_t *index, bool *is_new)
{
    assert(id.len <= UINT8_MAX);
    *is_new = !id_set_find(set, id, index);
    if (!*is_new)
        return true;
    if (!grow_slots(set) || !grow_places(set) || !grow_bytes(set, ID_HEAD + id.len))
        return false;
    char *at = set->bytes + set->len;
    at[0] = 0;
    at[1] = (char)id.len;
    memcpy(at + ID_HEAD, id.ptr, id.len);
    uint32_t *slot = find_slot(set, id);
    *index = set->count++;
    set->places[*index] = (uint32_t)set->len;
    set->len += ID_HEAD + id.len;
    *slot = set->count;
    return true;
}
