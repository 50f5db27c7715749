// The members of one archive, found by their names, each with its state and the places of its ids.
//
// An archive may have a hundred thousand: they are kept as their record has them (engine/source_record.h), back to
// back, with a table of where each begins.
#ifndef ENGINE_INTAKE_MEMBER_LIST_H
#define ENGINE_INTAKE_MEMBER_LIST_H

#include "base/buf.h"
#include "base/reader.h"
#include "base/slice.h"
#include "engine/source_record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Zeroed memory is an empty list.
struct member_list {
    struct buf entries; // encoded
    uint32_t *slots;    // where an entry begins + 1, by its name; 0: free
    uint32_t slot_count, count;
};

void member_list_clear(struct member_list *list); // frees; empty again

// Appends a member. A name that is there already stays the one that is found; neither is settled then, for nobody
// can tell which is meant. False without memory.
bool member_list_add(struct member_list *list, const struct source_member *member,
                     const uint32_t *places, size_t count);

// The member of that name, borrowed until the next change. False when there is none.
bool member_list_find(const struct member_list *list, struct slice name, struct source_member *out);

// Notes that the member of that name, if there is one, is not settled.
void member_list_unsettle(struct member_list *list, struct slice name);

#endif
