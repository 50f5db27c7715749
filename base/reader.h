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
uint64_t cursor_varint_slow(struct cursor *cursor); // of any length
static inline uint64_t cursor_varint(struct cursor *cursor)
{
    const unsigned char *next = cursor->next;
    size_t left = (size_t)(cursor->end - next);
    if (left > 0 && next[0] < 0x80) {
        cursor->next = next + 1;
        return next[0];
    }
    if (left > 1 && next[1] < 0x80) {
        cursor->next = next + 2;
        return (uint64_t)(next[0] & 0x7f) | (uint64_t)next[1] << 7;
    }
    return cursor_varint_slow(cursor);
}
uint32_t cursor_varint32(struct cursor *cursor);                // fails above UINT32_MAX
struct slice cursor_bytes(struct cursor *cursor, uint64_t len); // points into the bytes read
struct slice cursor_string(struct cursor *cursor);              // varint length, then the bytes

#endif
