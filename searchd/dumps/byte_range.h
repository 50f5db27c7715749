// The header Range of a request (RFC 9110, 14): one part of a file in bytes.
#ifndef SEARCHD_DUMPS_BYTE_RANGE_H
#define SEARCHD_DUMPS_BYTE_RANGE_H

#include "base/slice.h"

#include <stdint.h>

enum byte_range_kind {
    BYTE_RANGE_WHOLE, // none, one that nobody understands, or several: the whole is a right answer to each
    BYTE_RANGE_PART, // *first and *len
    BYTE_RANGE_NONE, // nothing of it lies in the file
};

// What of a file of `size` bytes is asked for.
enum byte_range_kind byte_range_read(struct slice header, uint64_t size, uint64_t *first,
                                     uint64_t *len);

#endif
