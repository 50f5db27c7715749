#include "searchd/dumps/byte_range.h"

#include <stdbool.h>

// A number as far as digits go; one that is too large is as large as can be.
static bool take_number(struct slice *text, uint64_t *out)
{
    size_t len = 0;
    *out = 0;
    for (; len < text->len && text->ptr[len] >= '0' && text->ptr[len] <= '9'; len++) {
        bool is_over = __builtin_mul_overflow(*out, UINT64_C(10), out) ||
                       __builtin_add_overflow(*out, (uint64_t)(text->ptr[len] - '0'), out);
        if (is_over)
            *out = UINT64_MAX / 16; // more than any file has, and nothing overflows that is added
    }
    *text = slice_from_offset(*text, len);
    return len > 0;
}

enum byte_range_kind byte_range_read(struct slice header, uint64_t size, uint64_t *first,
                                     uint64_t *len)
{
    struct slice text = slice_trim(header), unit = SLICE("bytes=");
    if (text.len < unit.len || !slice_equal_ignoring_case(slice_of(text.ptr, unit.len), unit))
        return BYTE_RANGE_WHOLE;
    text = slice_trim(slice_from_offset(text, unit.len));
    uint64_t from = 0, to = 0;
    bool has_from = take_number(&text, &from);
    if (!slice_starts_with(text, SLICE("-")))
        return BYTE_RANGE_WHOLE;
    text = slice_from_offset(text, 1);
    bool has_to = take_number(&text, &to);
    if (text.len > 0 || (!has_from && !has_to) || (has_from && has_to && to < from))
        return BYTE_RANGE_WHOLE;
    if (!has_from) { // the last so many
        *len = to < size ? to : size;
        *first = size - *len;
        return *len > 0 ? BYTE_RANGE_PART : BYTE_RANGE_NONE;
    }
    if (from >= size)
        return BYTE_RANGE_NONE;
    *first = from;
    *len = (has_to && to < size ? to + 1 : size) - from;
    return BYTE_RANGE_PART;
}
