// Numbers as bytes, where the place is known to be there: base/reader.h reads what may be cut short, base/buf.h writes
// where room must be made first. All little-endian, as all that is on disk and every machine this is built for.
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdint.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the index is read as it lies");

// At any address.
static inline uint16_t load_u16(const void *at)
{
    uint16_t value;
    __builtin_memcpy(&value, at, sizeof value);
    return value;
}

static inline uint32_t load_u32(const void *at)
{
    uint32_t value;
    __builtin_memcpy(&value, at, sizeof value);
    return value;
}

static inline uint64_t load_u64(const void *at)
{
    uint64_t value;
    __builtin_memcpy(&value, at, sizeof value);
    return value;
}

enum { VARINT35_MAX_BYTES = 5 }; // of values below 2^35

// Writes a value as LEB128 and returns where the next one goes.
static inline unsigned char *varint_put(unsigned char *to, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        *to++ = (unsigned char)(value | 0x80);
    *to++ = (unsigned char)value;
    return to;
}

enum { HEX_U64_LEN = 16 };

// Sixteen hexadecimal digits in lower case, the highest first; no NUL. Returns their end.
static inline char *hex_put_u64(char *to, uint64_t value)
{
    for (int shift = 60; shift >= 0; shift -= 4)
        *to++ = "0123456789abcdef"[value >> shift & 15];
    return to;
}

#endif
