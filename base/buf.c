// A buffer that grows by doubling: texts for people, answers, records for the disk.
//
// Invariants: `failed` is sticky. An append after a failure does nothing, so that what was built is always a prefix of
// what was asked for, never a text with a hole. One byte more than `capacity` is allocated, because vsnprintf insists
// on writing a NUL: a text that fills the limit exactly still fits.
//
// Cost: growing to n bytes copies fewer than 2n in all; at most half of the memory is idle.
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define FIRST_CAPACITY_BYTES ((size_t)128)

void buf_init(struct buf *buf, size_t limit_bytes)
{
    *buf = (struct buf){.limit_bytes = limit_bytes};
}

void buf_clear(struct buf *buf)
{
    if (buf->is_borrowed) {
        *buf = buf_over(buf->data, buf->capacity + 1);
        return;
    }
    free(buf->data);
    buf_init(buf, buf->limit_bytes);
}

void buf_reset(struct buf *buf)
{
    buf->len = 0;
    buf->failed = false;
}

static bool grow(struct buf *buf, size_t needed)
{
    size_t limit = buf->limit_bytes ? buf->limit_bytes : SIZE_MAX - 1;
    if (needed > limit || buf->is_borrowed)
        return false;
    size_t capacity = buf->capacity > SIZE_MAX / 2 ? needed : 2 * buf->capacity;
    if (capacity < FIRST_CAPACITY_BYTES)
        capacity = FIRST_CAPACITY_BYTES;
    if (capacity < needed)
        capacity = needed;
    if (capacity > limit)
        capacity = limit;
    char *data = realloc(buf->data, capacity + 1);
    if (!data)
        return false;
    buf->data = data;
    buf->capacity = capacity;
    return true;
}

char *buf_reserve(struct buf *buf, size_t more)
{
    if (buf->failed)
        return NULL;
    size_t needed;
    bool fits = !__builtin_add_overflow(buf->len, more, &needed) &&
                ((buf->data && needed <= buf->capacity) || grow(buf, needed));
    if (!fits) {
        buf->failed = true;
        return NULL;
    }
    return buf->data + buf->len;
}

void buf_append(struct buf *buf, const void *data, size_t len)
{
    if (len == 0)
        return;
    char *start = buf_reserve(buf, len);
    if (!start)
        return;
    memcpy(start, data, len);
    buf->len += len;
}

void buf_append_slice(struct buf *buf, struct slice s)
{
    buf_append(buf, s.ptr, s.len);
}

void buf_append_decimal(struct buf *buf, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    buf_append(buf, digits + at, sizeof digits - at);
}

void buf_append_encoded(struct buf *buf, struct slice s)
{
    static const char digits[] = "0123456789ABCDEF";
    char *start = buf_reserve(buf, s.len * 3), *to = start;
    if (!start)
        return;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (char_is_letter(c) || char_is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            *to++ = c;
            continue;
        }
        *to++ = '%';
        *to++ = digits[(unsigned char)c >> 4];
        *to++ = digits[(unsigned char)c & 15];
    }
    buf->len += (size_t)(to - start);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    if (buf->failed)
        return;
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    // Into the room there is, which is enough nearly always: what is longer is written a second time.
    size_t room = buf->data ? buf->capacity + 1 - buf->len : 0;
    int length = vsnprintf(room ? buf->data + buf->len : NULL, room, format, arguments);
    char *start = length < 0 ? NULL : buf_reserve(buf, (size_t)length);
    if (start) {
        if ((size_t)length >= room)
            vsnprintf(start, (size_t)length + 1, format, again);
        buf->len += (size_t)length;
    } else {
        buf->failed = true;
    }
    va_end(again);
    va_end(arguments);
}

static void append_little_endian(struct buf *buf, uint64_t value, size_t width)
{
    unsigned char bytes[sizeof value];
    for (size_t i = 0; i < width; i++)
        bytes[i] = (unsigned char)(value >> (8 * i));
    buf_append(buf, bytes, width);
}

void buf_append_u16(struct buf *buf, uint16_t value)
{
    append_little_endian(buf, value, sizeof value);
}

void buf_append_u32(struct buf *buf, uint32_t value)
{
    append_little_endian(buf, value, sizeof value);
}

void buf_append_u64(struct buf *buf, uint64_t value)
{
    append_little_endian(buf, value, sizeof value);
}

void buf_append_varint(struct buf *buf, uint64_t value)
{
    unsigned char bytes[10];
    size_t len = 0;
    for (; value >= 0x80; value >>= 7)
        bytes[len++] = (unsigned char)(value | 0x80);
    bytes[len++] = (unsigned char)value;
    buf_append(buf, bytes, len);
}

void buf_append_string(struct buf *buf, struct slice s)
{
    buf_append_varint(buf, s.len);
    buf_append_slice(buf, s);
}
