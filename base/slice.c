// The slice operations that are too long for the header.
//
// Plain scans all: slice_trim is linear in what it removes, slice_find leaves the work to memmem of glibc (two-way,
// linear).
#include "base/slice.h"

struct slice slice_trim(struct slice s)
{
    while (s.len > 0 && char_is_space(s.ptr[0]))
        s = slice_from_offset(s, 1);
    while (s.len > 0 && char_is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

size_t slice_find(struct slice haystack, struct slice needle)
{
    if (needle.len == 0)
        return 0;
    if (needle.len > haystack.len)
        return haystack.len;
    const char *found = memmem(haystack.ptr, haystack.len, needle.ptr, needle.len);
    return found ? (size_t)(found - haystack.ptr) : haystack.len;
}

int slice_order(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

size_t slice_count(struct slice s, char byte)
{
    size_t count = 0;
    while (s.len > 0) {
        const char *at = memchr(s.ptr, byte, s.len);
        if (!at)
            break;
        count++;
        s = slice_from_offset(s, (size_t)(at - s.ptr) + 1);
    }
    return count;
}

bool slice_is_among(struct slice s, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if ((s.len == 0 || *s.ptr == *list[i]) && slice_equal(s, slice_from(list[i])))
            return true;
    return false;
}

bool slice_is_one_of(struct slice s, const struct slice *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(s, list[i]))
            return true;
    return false;
}

// How many bytes the character that starts with this byte has; 1 also for what is not UTF-8.
static size_t utf8_length(unsigned char lead)
{
    if (lead >= 0xF0)
        return 4;
    if (lead >= 0xE0)
        return 3;
    return lead >= 0xC0 ? 2 : 1;
}

struct slice slice_cut_utf8(struct slice s, size_t max_len)
{
    if (s.len > max_len)
        s.len = max_len;
    for (size_t back = 1; back <= 3 && back <= s.len; back++) {
        unsigned char byte = (unsigned char)s.ptr[s.len - back];
        if ((byte & 0xC0) == 0x80)
            continue;
        if (utf8_length(byte) > back)
            s.len -= back;
        break;
    }
    return s;
}

bool slice_is_number(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!char_is_digit(s.ptr[i]))
            return false;
    return s.len > 0;
}

bool slice_read_number(struct slice s, uint32_t most, uint32_t *out)
{
    uint64_t number = 0;
    if (!slice_is_number(s))
        return false;
    for (size_t i = 0; i < s.len && number <= most; i++)
        number = number * 10 + (uint64_t)(s.ptr[i] - '0');
    *out = (uint32_t)number;
    return number <= most;
}

bool slice_equal_ignoring_case(struct slice a, struct slice b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (char_lower(a.ptr[i]) != char_lower(b.ptr[i]))
            return false;
    return true;
}
