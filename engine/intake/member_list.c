#include "engine/intake/member_list.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

enum { FEWEST_SLOTS = 64 };

void member_list_clear(struct member_list *list)
{
    buf_clear(&list->entries);
    free(list->slots);
    *list = (struct member_list){0};
}

static struct source_member member_at(const struct member_list *list, uint32_t start)
{
    struct cursor cursor = cursor_over(slice_from_offset(buf_slice(&list->entries), start));
    struct source_member member = {0};
    (void)source_member_next(&cursor, &member);
    return member;
}

static uint32_t *find_slot(const struct member_list *list, struct slice name)
{
    uint32_t mask = list->slot_count - 1, at = (uint32_t)hash_bytes(name, 0) & mask;
    while (list->slots[at] && !slice_equal(member_at(list, list->slots[at] - 1).name, name))
        at = (at + 1) & mask;
    return &list->slots[at];
}

// At most half of the slots are taken.
static bool grow_slots(struct member_list *list)
{
    if (list->count < list->slot_count / 2)
        return true;
    uint32_t old_count = list->slot_count, *old = list->slots;
    uint32_t slot_count = old_count ? 2 * old_count : FEWEST_SLOTS;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    if (!slots)
        return false;
    list->slots = slots;
    list->slot_count = slot_count;
    for (uint32_t i = 0; i < old_count; i++)
        if (old[i])
            *find_slot(list, member_at(list, old[i] - 1).name) = old[i];
    free(old);
    return true;
}

// The flags are the first byte of an entry.
static void flag(struct member_list *list, size_t start, uint8_t flags)
{
    list->entries.data[start] = (char)((uint8_t)list->entries.data[start] | flags);
}

bool member_list_add(struct member_list *list, const struct source_member *member,
                     const uint32_t *places, size_t count)
{
    size_t start = list->entries.len;
    if (start >= UINT32_MAX || !grow_slots(list))
        return false;
    source_member_encode(member, places, count, &list->entries);
    if (list->entries.failed)
        return false;
    uint32_t *slot = find_slot(list, member->name);
    if (*slot) {
        flag(list, *slot - 1, MEMBER_UNSETTLED);
        flag(list, start, MEMBER_UNSETTLED);
        return true;
    }
    *slot = (uint32_t)start + 1;
    list->count++;
    return true;
}

bool member_list_find(const struct member_list *list, struct slice name, struct source_member *out)
{
    uint32_t slot = list->count > 0 ? *find_slot(list, name) : 0;
    if (slot > 0)
        *out = member_at(list, slot - 1);
    return slot > 0;
}

void member_list_unsettle(struct member_list *list, struct slice name)
{
    uint32_t slot = list->count > 0 ? *find_slot(list, name) : 0;
    if (slot > 0)
        flag(list, slot - 1, MEMBER_UNSETTLED);
}
