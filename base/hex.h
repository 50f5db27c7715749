// Numbers as hexadecimal digits.
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include <stdint.h>

enum { HEX_U64_LEN = 16 };

// Sixteen digits in lower case, the highest first; no NUL. Returns their end.
static inline char *hex_put_u64(char *to, uint64_t value)
{
    for (int shift = 60; shift >= 0; shift -= 4)
        *to++ = "0123456789abcdef"[value >> shift & 15];
    return to;
}

#endif
