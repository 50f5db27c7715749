// Gathering one term's postings in any order, and writing them in that of their documents. See posting_sort.h.
//
// The idea: positions wait in a buffer, after their count, in two bytes each; in four where two do not do, which a
// count of IS_WIDE tells. What is sorted is one integer a posting, the document above the offset of its positions, by
// digits of the document, lowest first (a radix sort).
//
// Invariants: no document comes twice; an offset fits below a document (KEY_OFFSET_BITS).
//
// Cost: linear in the postings, two passes for four million documents; short lists are sorted by insertion. Memory is
// 18 bytes a posting and two a position, of one term, and what doubling adds.
#include "engine/write/postings/posting_sort.h"

#include "base/bytes.h"
#include "engine/format/index_format.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_OFFSET_BITS = 34, // of the positions in the buffer
    DIGIT_BITS = 11,
    DIGITS = 1 << DIGIT_BITS,
    INSERTION_MAX = 48, // shorter lists are not worth counting digits
    IS_WIDE = UINT16_MAX,
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

static char *put_narrow(char *to, const uint32_t *positions, uint32_t count)
{
    uint16_t value = (uint16_t)count;
    memcpy(to, &value, sizeof value);
    for (uint32_t i = 0; i < count; i++) {
        to += sizeof value;
        value = (uint16_t)positions[i];
        memcpy(to, &value, sizeof value);
    }
    return to + sizeof value;
}

static char *put_wide(char *to, const uint32_t *positions, uint32_t count)
{
    const uint16_t wide = IS_WIDE;
    memcpy(to, &wide, sizeof wide);
    memcpy(to + sizeof wide, &count, sizeof count);
    to += sizeof wide + sizeof count;
    memcpy(to, positions, count * sizeof *positions);
    return to + count * sizeof *positions;
}

enum status posting_sort_add(struct posting_sort *sort, uint32_t doc, const uint32_t *positions,
                             uint32_t count, struct error *err)
{
    uint64_t offset = sort->positions.len;
    char *to = buf_reserve(&sort->positions, ((size_t)count + 2) * sizeof *positions);
    if (!to || !reserve_key(sort))
        return no_memory(err);
    if (offset > OFFSET_MASK)
        return error_set(err, STATUS_TOO_LARGE, "merge: a term has too many positions");
    bool is_narrow = count < IS_WIDE && positions[count - 1] <= UINT16_MAX;
    to = is_narrow ? put_narrow(to, positions, count) : put_wide(to, positions, count);
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

// A posting's positions into `scratch`; returns their number, 0 without memory.
static uint32_t read_positions(struct posting_sort *sort, uint64_t key)
{
    const char *from = sort->positions.data + (key & OFFSET_MASK);
    uint32_t count = load_u16(from);
    from += sizeof(uint16_t);
    if (count == IS_WIDE) {
        count = load_u32(from);
        if (!position_array_reserve(&sort->scratch, count))
            return 0;
        memcpy(sort->scratch.values, from + sizeof count, count * sizeof *sort->scratch.values);
        return count;
    }
    if (!position_array_reserve(&sort->scratch, count))
        return 0;
    for (uint32_t i = 0; i < count; i++)
        sort->scratch.values[i] = load_u16(from + i * sizeof(uint16_t));
    return count;
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
        uint32_t count = read_positions(sort, key);
        if (count == 0)
            return no_memory(err);
        segment_writer_posting(writer, (uint32_t)(key >> KEY_OFFSET_BITS), sort->scratch.values,
                               count);
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
