// Writing LEB128 varints where room was made for many at once; buf_append_varint writes single ones.
#ifndef BASE_VARINT_H
#define BASE_VARINT_H

#include <stdint.h>

enum { VARINT35_MAX_BYTES = 5 }; // of values below 2^35

// Writes a value and returns where the next one goes.
static inline unsigned char *varint_put(unsigned char *to, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        *to++ = (unsigned char)(value | 0x80);
    *to++ = (unsigned char)value;
    return to;
}

#endif
