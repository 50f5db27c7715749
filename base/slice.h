// Borrowed byte strings: a pointer and a length, never NUL-terminated, never owning.
//
// Every text in the engine travels as a slice. A NUL-terminated copy is made only at the edge of a
// system call or a library. Whoever returns a slice says in a comment what it points into.
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
    const char *ptr;
    size_t len;
};

#define SLICE(literal) ((struct slice){"" literal, sizeof(literal) - 1})
#define SLICE_NONE ((struct slice){NULL, 0}) // no text; as a test, len == 0
#define SLICE_ARG(s) (int)(s).len, (s).ptr   // for "%.*s"

static inline struct slice slice_of(const char *ptr, size_t len)
{
    return (struct slice){ptr, len};
}

static inline struct slice slice_from(const char *text)
{
    return (struct slice){text, strlen(text)};
}

static inline bool slice_equal(struct slice a, struct slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

// Byte order, then length: the order of index keys.
static inline int slice_compare(struct slice a, struct slice b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.ptr, b.ptr, common) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

// The same, as qsort asks it.
int slice_order(const void *a, const void *b);

// An ASCII digit, whatever the locale says.
static inline bool char_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool char_is_capital(char c) // of ASCII
{
    return c >= 'A' && c <= 'Z';
}

// An ASCII letter.
static inline bool char_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Whether s has an ASCII digit at that offset.
static inline bool slice_digit_at(struct slice s, size_t at)
{
    return at < s.len && char_is_digit(s.ptr[at]);
}

// ASCII white space.
static inline bool char_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// The small letter of an ASCII capital; anything else as it is.
static inline char char_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static inline bool slice_starts_with(struct slice s, struct slice prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

// The last byte alone tells most suffixes apart.
static inline bool slice_ends_with(struct slice s, struct slice suffix)
{
    return suffix.len == 0 ||
           (s.len >= suffix.len && s.ptr[s.len - 1] == suffix.ptr[suffix.len - 1] &&
            memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

// The part of s from byte `start` on; `start` must not exceed s.len. Points into s.
static inline struct slice slice_from_offset(struct slice s, size_t start)
{
    return (struct slice){start ? s.ptr + start : s.ptr, s.len - start}; // NULL + 0 is not defined
}

// s without ASCII white space (space, \t, \r, \n, \v, \f) at either end. Points into s.
struct slice slice_trim(struct slice s);

// At most the first max_len bytes of s, without a piece of a UTF-8 character at the end. Points
// into s.
struct slice slice_cut_utf8(struct slice s, size_t max_len);

// The position of `needle` in `haystack`, or haystack.len where it does not occur; 0 for an empty
// needle.
size_t slice_find(struct slice haystack, struct slice needle);

// How often the byte occurs in s.
size_t slice_count(struct slice s, char byte);

// Whether s is one of the `count` words of a list.
bool slice_is_among(struct slice s, const char *const *list, size_t count);

// The same of an array, all of it.
#define SLICE_IS_AMONG(s, list) slice_is_among(s, list, sizeof(list) / sizeof *(list))

// Whether s is one of `count` slices.
bool slice_is_one_of(struct slice s, const struct slice *list, size_t count);

// Whether s is ASCII digits, one at least.
bool slice_is_number(struct slice s);

// The number that s is; false where it is none, or a larger one than `most`.
bool slice_read_number(struct slice s, uint32_t most, uint32_t *out);

// Equality without regard to the case of ASCII letters.
bool slice_equal_ignoring_case(struct slice a, struct slice b);

#endif
