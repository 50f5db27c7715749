// See posting_sort.h.
//
// Positions wait as varints, count and differences, in a buffer; what is sorted is one integer a posting, by
// digits of the document, lowest first (a radix sort: linear, and two passes do for four million documents).
// Memory is 16 bytes a posting and little over one a position, of one term, and what doubling adds.
#include "engine/index/posting_sort.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/index/index_format.h"

enum {
    KEY_OFFSET_BITS = 34, // of the positions in the buffer
    DIGIT_BITS = 11,
    DIGITS = 1 << DIGIT_BITS,
    INSERTION_MAX = 48, // shorter lists are not worth counting digits
    VARINT_MAX = 5,
    PREFETCH_POSTINGS = 8,
};
static_assert(DOC_LIMIT <= (uint64_t)1 << (64 - KEY_OFFSET_BITS),
              "a document fits above an offset");
#define OFFSET_MASK (((uint64_t)1 << KEY_OFFSET_BITS) - 1)

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "merge: out of memory");
}

// --- gathering -----------------------------------------------------------------------------------

static bool reserve_key(struct posting_sort *sort)
{
    if (sort->count < sort->capacity)
        return true;
    size_t capacity = sort->capacity ? sort->capacity * 2 : 1024;
    uint64_t *keys = realloc(sort->keys, capacity * sizeof *keys);
    if (keys)
        sort->keys = keys;
    free(sort->spare); // holds nothing between two sorts
    sort->spare = malloc(capacity * sizeof *sort->spare);
    if (!keys || !sort->spare)
        return false;
    sort->capacity = capacity;
    return true;
}

static char *put_varint(char *to, uint32_t value)
{
    for (; value >= 0x80; value >>= 7)
        *to++ = (char)(value | 0x80);
    *to++ = (char)value;
    return to;
}

static const unsigned char *get_varint(const unsigned char *from, uint32_t *value)
{
    unsigned shift = 0;
    for (*value = 0; *from & 0x80; shift += 7)
        *value |= (uint32_t)(*from++ & 0x7f) << shift;
    *value |= (uint32_t)*from++ << shift;
    return from;
}

enum status posting_sort_add(struct posting_sort *sort, uint32_t doc, const uint32_t *positions,
                             uint32_t count, struct error *err)
{
    uint64_t offset = sort->positions.len;
    char *to = buf_reserve(&sort->positions, ((size_t)count + 1) * VARINT_MAX);
    if (!to || !reserve_key(sort))
        return no_memory(err);
    if (offset > OFFSET_MASK)
        return error_set(err, STATUS_TOO_LARGE, "merge: a term has too many positions");
    uint32_t last = 0;
    to = put_varint(to, count);
    for (uint32_t i = 0; i < count; i++) {
        to = put_varint(to, positions[i] - last);
        last = positions[i];
    }
    sort->positions.len = (size_t)(to - sort->positions.data);
    sort->keys[sort->count++] = (uint64_t)doc << KEY_OFFSET_BITS | offset;
    return STATUS_OK;
}

// --- sorting -------------------------------------------------------------------------------------

static void insertion_sort(uint64_t *keys, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t key = keys[i];
        size_t at = i;
        for (; at > 0 && keys[at - 1] > key; at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
}

// Sorts keys by one digit into `spare` and exchanges the two.
static void sort_by_digit(struct posting_sort *sort, int shift)
{
    uint32_t starts[DIGITS] = {0}, start = 0;
    for (size_t i = 0; i < sort->count; i++)
        starts[sort->keys[i] >> shift & (DIGITS - 1)]++;
    for (int d = 0; d < DIGITS; d++) {
        uint32_t count = starts[d];
        starts[d] = start;
        start += count;
    }
    for (size_t i = 0; i < sort->count; i++)
        sort->spare[starts[sort->keys[i] >> shift & (DIGITS - 1)]++] = sort->keys[i];
    uint64_t *sorted = sort->spare;
    sort->spare = sort->keys;
    sort->keys = sorted;
}

static void sort_keys(struct posting_sort *sort)
{
    if (sort->count <= INSERTION_MAX) {
        insertion_sort(sort->keys, sort->count);
        return;
    }
    uint64_t all = 0;
    for (size_t i = 0; i < sort->count; i++)
        all |= sort->keys[i];
    for (int shift = KEY_OFFSET_BITS; shift < 64 && all >> shift; shift += DIGIT_BITS)
        sort_by_digit(sort, shift);
}

// --- writing -------------------------------------------------------------------------------------

static bool read_positions(struct posting_sort *sort, uint64_t key)
{
    const unsigned char *from = (const unsigned char *)sort->positions.data + (key & OFFSET_MASK);
    uint32_t count, position = 0, delta;
    from = get_varint(from, &count);
    sort->scratch.count = 0;
    for (uint32_t i = 0; i < count; i++) {
        from = get_varint(from, &delta);
        position += delta;
        if (!position_array_push(&sort->scratch, position))
            return false;
    }
    return true;
}

enum status posting_sort_write(struct posting_sort *sort, struct segment_writer *writer,
                               struct error *err)
{
    sort_keys(sort);
    for (size_t i = 0; i < sort->count; i++) {
        uint64_t key = sort->keys[i];
        uint64_t ahead =
            i + PREFETCH_POSTINGS < sort->count ? sort->keys[i + PREFETCH_POSTINGS] : key;
        __builtin_prefetch(sort->positions.data + (ahead & OFFSET_MASK));
        if (!read_positions(sort, key))
            return no_memory(err);
        segment_writer_posting(writer, (uint32_t)(key >> KEY_OFFSET_BITS), sort->scratch.values,
                               sort->scratch.count);
    }
    sort->count = 0;
    buf_reset(&sort->positions);
    return STATUS_OK;
}

void posting_sort_clear(struct posting_sort *sort)
{
    free(sort->keys);
    free(sort->spare);
    buf_clear(&sort->positions);
    position_array_clear(&sort->scratch);
    *sort = (struct posting_sort){0};
}
