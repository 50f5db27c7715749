// A growable byte buffer with a sticky error, for building text and binary records.
//
// Every append is unconditional; when memory runs out or the limit is passed, `failed` is set,
// further appends do nothing, and the owner asks once at the end.
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
    char *data; // owned; NULL while nothing was appended
    size_t len;
    size_t capacity;
    size_t limit_bytes; // 0: no limit
    bool failed;
    bool is_borrowed; // data is the caller's: neither grown nor freed
};

void buf_init(struct buf *buf, size_t limit_bytes); // limit_bytes 0: no limit; allocates nothing
void buf_clear(struct buf *buf);                    // frees; usable again with the same limit

// A buffer in memory of the caller's, which it fills and does not leave: what does not fit is a failure. For
// short texts; asks for no memory. The last byte is for a NUL.
static inline struct buf buf_over(char *memory, size_t size)
{
    return (struct buf){
        .data = memory, .capacity = size - 1, .limit_bytes = size - 1, .is_borrowed = true};
}

void buf_reset(struct buf *buf); // len = 0, memory kept, failed cleared

// Makes room for `more` bytes after len and returns where they start; NULL (and failed) when it
// cannot. The caller writes there and then adds to len.
char *buf_reserve(struct buf *buf, size_t more);

void buf_append(struct buf *buf, const void *data, size_t len);
void buf_append_slice(struct buf *buf, struct slice s);

static inline void buf_append_char(struct buf *buf, char c)
{
    if (buf->data && buf->len < buf->capacity && !buf->failed)
        buf->data[buf->len++] = c;
    else
        buf_append(buf, &c, 1);
}

void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

void buf_append_decimal(struct buf *buf, uint64_t value); // its digits

// As one component of a path or query string: %XX for all but unreserved characters (RFC 3986, 2.3).
void buf_append_encoded(struct buf *buf, struct slice s);

// Little-endian integers and LEB128 varints, the building blocks of records on disk.
void buf_append_u16(struct buf *buf, uint16_t value);
void buf_append_u32(struct buf *buf, uint32_t value);
void buf_append_u64(struct buf *buf, uint64_t value);
void buf_append_varint(struct buf *buf, uint64_t value); // at most 10 bytes
void buf_append_string(struct buf *buf, struct slice s); // varint length, then the bytes

// What was built; points into the buffer, valid until the next append.
static inline struct slice buf_slice(const struct buf *buf)
{
    return slice_of(buf->data, buf->len);
}

#endif
