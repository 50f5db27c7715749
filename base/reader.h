// A checked reader over untrusted bytes (records in the index, mapped pages).
//
// Reads past the end return zero or an empty slice and set `failed`, which stays set: the caller
// reads a whole record and asks once. Loads go through memcpy, so alignment does not matter.
#ifndef BASE_READER_H
#define BASE_READER_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct cursor {
    const unsigned char *next;
    const unsigned char *end;
    bool failed;
};

static inline struct cursor cursor_over(struct slice s)
{
    const unsigned char *start = (const unsigned char *)s.ptr;
    return (struct cursor){start, s.len ? start + s.len : start, false};
}

static inline size_t cursor_left(const struct cursor *cursor)
{
    return (size_t)(cursor->end - cursor->next);
}

uint8_t cursor_u8(struct cursor *cursor);
uint16_t cursor_u16(struct cursor *cursor);
uint32_t cursor_u32(struct cursor *cursor);
uint64_t cursor_u64(struct cursor *cursor);
uint64_t cursor_varint_slow(struct cursor *cursor); // of more than one byte
static inline uint64_t cursor_varint(struct cursor *cursor)
{
    if (cursor->next < cursor->end && *cursor->next < 0x80)
        return *cursor->next++;
    return cursor_varint_slow(cursor);
}
uint32_t cursor_varint32(struct cursor *cursor);                // fails above UINT32_MAX
struct slice cursor_bytes(struct cursor *cursor, uint64_t len); // points into the bytes read
struct slice cursor_string(struct cursor *cursor);              // varint length, then the bytes

#endif
