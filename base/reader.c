// Checked reading of little-endian integers, varints and strings.
//
// The invariant is next <= end. A failed read moves to the end: whatever is read after it is zero
// or empty too, so that a loop over a corrupt record stops instead of wandering through its middle.
#include "base/reader.h"

#include <endian.h>

static void fail(struct cursor *cursor)
{
    cursor->failed = true;
    cursor->next = cursor->end;
}

// Copies `size` bytes into value, or leaves it alone and fails.
static void load(struct cursor *cursor, void *value, size_t size)
{
    if (cursor_left(cursor) < size) {
        fail(cursor);
        return;
    }
    memcpy(value, cursor->next, size);
    cursor->next += size;
}

uint8_t cursor_u8(struct cursor *cursor)
{
    uint8_t value = 0;
    load(cursor, &value, sizeof value);
    return value;
}

uint16_t cursor_u16(struct cursor *cursor)
{
    uint16_t value = 0;
    load(cursor, &value, sizeof value);
    return le16toh(value);
}

uint32_t cursor_u32(struct cursor *cursor)
{
    uint32_t value = 0;
    load(cursor, &value, sizeof value);
    return le32toh(value);
}

uint64_t cursor_u64(struct cursor *cursor)
{
    uint64_t value = 0;
    load(cursor, &value, sizeof value);
    return le64toh(value);
}

uint64_t cursor_varint_slow(struct cursor *cursor)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t byte = cursor_u8(cursor);
        if (cursor->failed)
            return 0;
        if (shift == 63 && byte > 1) // the tenth byte holds the one bit that is left
            break;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return value;
    }
    fail(cursor);
    return 0;
}

uint32_t cursor_varint32(struct cursor *cursor)
{
    uint64_t value = cursor_varint(cursor);
    if (value <= UINT32_MAX)
        return (uint32_t)value;
    fail(cursor);
    return 0;
}

struct slice cursor_bytes(struct cursor *cursor, uint64_t len)
{
    if (cursor->failed || len > cursor_left(cursor)) {
        fail(cursor);
        return SLICE_NONE;
    }
    struct slice bytes = slice_of((const char *)cursor->next, (size_t)len);
    cursor->next += len;
    return bytes;
}

struct slice cursor_string(struct cursor *cursor)
{
    return cursor_bytes(cursor, cursor_varint(cursor));
}
