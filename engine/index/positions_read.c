// Reading position lists, by whole blocks and by single documents. See positions.h and positions.c, which writes them
// and says why they are as they are.
//
// Everything read comes from disk and is checked; values may be nonsense but reads stay inside the list.
#include "engine/index/positions.h"

#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "base/load.h"
#include "engine/index/index_format.h"

enum { MAX_LOW_WIDTH = 31 };

static enum status corrupt(struct error *err)
{
    return error_set(err, STATUS_CORRUPT, "position list is damaged");
}

enum status positions_open(struct slice bytes, uint32_t doc_count, struct positions *out,
                           struct error *err)
{
    const unsigned char *start = (const unsigned char *)bytes.ptr;
    uint32_t blocks = doc_count / POSTING_BLOCK_LEN;
    size_t table = blocks ? ((size_t)blocks + 1) * 4 : 0;
    if (bytes.len < table)
        return corrupt(err);
    *out = (struct positions){start, start + table, start + bytes.len, doc_count, blocks};
    return STATUS_OK;
}

void position_array_clear(struct position_array *array)
{
    free(array->values);
    *array = (struct position_array){0};
}

bool position_array_reserve(struct position_array *array, size_t count)
{
    if (count <= array->capacity)
        return true;
    size_t wanted = array->capacity ? array->capacity : 64;
    while (wanted < count)
        wanted *= 2;
    uint32_t *bigger = realloc(array->values, wanted * sizeof *bigger);
    if (!bigger)
        return false;
    array->values = bigger;
    array->capacity = wanted;
    return true;
}

bool position_array_append(struct position_array *array, const struct position_array *other)
{
    size_t count = array->count + other->count;
    if (!position_array_reserve(array, count))
        return false;
    if (other->count > 0)
        memcpy(array->values + array->count, other->values, other->count * sizeof *other->values);
    array->count = count;
    return true;
}

// Functions that count bits are compiled twice, plainly and for processors that have instructions for it.
#define INLINE static inline __attribute__((always_inline))

// Passes the starts that stand more than `offset` before a position, which comes next in order, and keeps the one whose
// distance it is.
INLINE void keep_start(struct position_array *starts, size_t *next, size_t *kept, uint32_t position,
                       uint32_t offset)
{
    while (*next < starts->count && starts->values[*next] + offset < position)
        ++*next;
    if (*next < starts->count && starts->values[*next] + offset == position)
        starts->values[(*kept)++] = starts->values[(*next)++];
}

void position_array_keep(struct position_array *starts, const uint32_t *values, size_t count,
                         uint32_t offset)
{
    size_t next = 0, kept = 0;
    for (size_t i = 0; i < count && next < starts->count; i++)
        keep_start(starts, &next, &kept, values[i], offset);
    starts->count = kept;
}

static int compare_positions(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void position_array_sort(struct position_array *array)
{
    qsort(array->values, array->count, sizeof *array->values, compare_positions);
}

static enum status array_reserve(struct position_array *array, size_t count, struct error *err)
{
    if (!position_array_reserve(array, count))
        return error_set(err, STATUS_NO_MEMORY, "positions: out of memory");
    return STATUS_OK;
}

// Eight bytes, as many as there are before `end`, the others 0.
static uint64_t load_word(const unsigned char *from, const unsigned char *end)
{
    uint64_t word = 0;
    if (end - from >= 8)
        memcpy(&word, from, 8);
    else if (from < end)
        memcpy(&word, from, (size_t)(end - from));
    return word;
}

static struct bit_place bits_from(const unsigned char *from, const unsigned char *end)
{
    return (struct bit_place){.next = from + 8, .end = end, .word = load_word(from, end)};
}

INLINE bool load_next(struct bit_place *place)
{
    if (place->next >= place->end)
        return false;
    place->word = load_word(place->next, place->end);
    place->next += 8;
    place->base += 64;
    return true;
}

// Without its `count` lowest ones, of which there are as many at least. Half of the word, a quarter, an eighth is
// passed at once where it has no more.
INLINE uint64_t without_lowest(uint64_t word, uint32_t count)
{
    unsigned from = 0;
    for (unsigned width = 32; width >= 8; width /= 2) {
        uint64_t low = word & (((uint64_t)1 << width) - 1) << from;
        uint32_t ones = (uint32_t)__builtin_popcountll(low);
        bool passed = ones <= count;
        word ^= passed ? low : 0;
        count -= passed ? ones : 0;
        from += passed ? width : 0;
    }
    for (; count; count--)
        word &= word - 1;
    return word;
}

// Passes `count` ones; false when there are not so many.
INLINE bool pass_ones(struct bit_place *place, uint32_t count)
{
    uint32_t ones = (uint32_t)__builtin_popcountll(place->word);
    while (ones < count) {
        count -= ones;
        if (!load_next(place))
            return false;
        ones = (uint32_t)__builtin_popcountll(place->word);
    }
    place->word = without_lowest(place->word, count);
    return true;
}

// The number of the next one, which is passed; SIZE_MAX when there is none.
INLINE size_t next_one(struct bit_place *place)
{
    while (!place->word) {
        if (!load_next(place))
            return SIZE_MAX;
    }
    size_t at = place->base + (size_t)__builtin_ctzll(place->word);
    place->word &= place->word - 1;
    return at;
}

// A block taken apart: where its three parts are.
static bool block_open(const struct positions *positions, uint32_t number,
                       struct position_block *out)
{
    uint32_t offset = load_u32(positions->offsets + (size_t)number * 4);
    uint32_t end = load_u32(positions->offsets + ((size_t)number + 1) * 4);
    size_t held = (size_t)(positions->end - positions->base);
    if (offset >= end || end > held)
        return false;
    struct cursor cursor = {positions->base + offset, positions->base + end, false};
    out->width = cursor_u8(&cursor);
    out->count = cursor_varint32(&cursor);
    uint64_t starts = ((uint64_t)out->count + 7) / 8;
    uint64_t lows = ((uint64_t)out->count * out->width + 7) / 8;
    if (cursor.failed || out->width > MAX_LOW_WIDTH || out->count < POSTING_BLOCK_LEN ||
        starts + lows > cursor_left(&cursor))
        return false;
    out->starts = cursor.next;
    out->lows = out->starts + starts;
    out->highs = out->lows + lows;
    out->end = positions->base + end;
    return true;
}

static struct value_place values_from(const struct position_block *block)
{
    return (struct value_place){.highs = bits_from(block->highs, block->end), .last = SIZE_MAX};
}

// Moves to before the value `start`, which is not before the place.
INLINE bool to_value(struct value_place *place, uint32_t start)
{
    if (start > place->index) {
        if (!pass_ones(&place->highs, start - place->index - 1))
            return false;
        place->last = next_one(&place->highs);
        if (place->last == SIZE_MAX)
            return false;
        place->index = start;
    }
    return true;
}

// The value behind the place, whose low bits start at bit `low_bit`; false when there is none.
INLINE bool next_value(const struct position_block *block, struct value_place *place,
                       size_t low_bit, uint32_t *out)
{
    uint32_t mask = ((uint32_t)1 << block->width) - 1;
    size_t one = next_one(&place->highs);
    if (one == SIZE_MAX)
        return false;
    uint64_t low = load_word(block->lows + low_bit / 8, block->end) >> low_bit % 8 & mask;
    *out = (uint32_t)((uint64_t)(one - place->last - 1) << block->width | low);
    place->last = one;
    return true;
}

// The values [start, start + count) into out; start is not before the place.
INLINE bool read_values(const struct position_block *block, struct value_place *place,
                        uint32_t start, uint32_t count, uint32_t *out)
{
    if (!to_value(place, start))
        return false;
    struct value_place at = *place; // in registers
    size_t bit = (size_t)start * block->width;
    for (uint32_t i = 0; i < count; i++, bit += block->width) {
        if (!next_value(block, &at, bit, &out[i]))
            return false;
    }
    *place = at;
    place->index = start + count;
    return true;
}

static void undo_deltas(uint32_t *values, size_t count)
{
    for (size_t i = 1; i < count; i++)
        values[i] += values[i - 1] + 1;
}

static const unsigned char *tail_start(const struct positions *positions)
{
    if (!positions->block_count)
        return positions->base;
    uint32_t offset = load_u32(positions->offsets + (size_t)positions->block_count * 4);
    if (offset > (size_t)(positions->end - positions->base))
        return NULL;
    return positions->base + offset;
}

// One document of the tail appended to out; false when the bytes do not hold it.
static enum status tail_document(struct cursor *cursor, struct position_array *out, uint32_t *count,
                                 struct error *err)
{
    uint64_t first = cursor_varint(cursor);
    uint64_t more = first & 1 ? cursor_varint(cursor) + 1 : 0;
    if (cursor->failed || more > cursor_left(cursor))
        return corrupt(err);
    enum status status = array_reserve(out, out->count + (size_t)more + 1, err);
    if (status != STATUS_OK)
        return status;
    uint32_t *to = out->values + out->count;
    to[0] = (uint32_t)(first >> 1);
    for (uint64_t i = 1; i <= more; i++)
        to[i] = cursor_varint32(cursor);
    *count = (uint32_t)more + 1;
    undo_deltas(to, *count);
    out->count += *count;
    return cursor->failed ? corrupt(err) : STATUS_OK;
}

enum status positions_read_block(const struct positions *positions, uint32_t block,
                                 uint32_t counts[128], struct position_array *out,
                                 struct error *err)
{
    out->count = 0;
    if (block >= positions->block_count) {
        const unsigned char *start = tail_start(positions);
        if (!start)
            return corrupt(err);
        struct cursor cursor = {start, positions->end, false};
        uint32_t tail_count = positions->doc_count % POSTING_BLOCK_LEN;
        for (uint32_t i = 0; i < tail_count; i++) {
            enum status status = tail_document(&cursor, out, &counts[i], err);
            if (status != STATUS_OK)
                return status;
        }
        return STATUS_OK;
    }
    struct position_block whole;
    if (!block_open(positions, block, &whole) || whole.count >= DOC_LIMIT)
        return corrupt(err);
    enum status status = array_reserve(out, whole.count, err);
    if (status != STATUS_OK)
        return status;
    struct value_place values = values_from(&whole);
    if (!read_values(&whole, &values, 0, whole.count, out->values))
        return corrupt(err);
    out->count = whole.count;
    struct bit_place starts = bits_from(whole.starts, whole.lows);
    size_t start = next_one(&starts);
    for (int i = 0; i < POSTING_BLOCK_LEN; i++) {
        size_t next = i + 1 < POSTING_BLOCK_LEN ? next_one(&starts) : whole.count;
        if (start >= next || next > whole.count)
            return corrupt(err);
        counts[i] = (uint32_t)(next - start);
        undo_deltas(out->values + start, counts[i]);
        start = next;
    }
    return STATUS_OK;
}

// --- single documents --------------------------------------------------------------------------

void position_reader_open(struct position_reader *reader, const struct positions *positions)
{
    reader->positions = *positions;
    reader->number = UINT32_MAX;
    reader->has_tail = false;
}

void position_reader_clear(struct position_reader *reader)
{
    position_array_clear(&reader->tail);
}

// The tail is decoded as a whole: its documents are few and each as long as it is.
static enum status tail_read(struct position_reader *reader, uint32_t within,
                             const uint32_t **values, uint32_t *count, struct error *err)
{
    const struct positions *positions = &reader->positions;
    if (!reader->has_tail) {
        uint32_t counts[POSTING_BLOCK_LEN];
        uint32_t documents = positions->doc_count % POSTING_BLOCK_LEN;
        enum status status =
            positions_read_block(positions, positions->block_count, counts, &reader->tail, err);
        if (status != STATUS_OK)
            return status;
        reader->tail_starts[0] = 0;
        for (uint32_t i = 0; i < documents; i++)
            reader->tail_starts[i + 1] = reader->tail_starts[i] + counts[i];
        reader->has_tail = true;
    }
    *values = reader->tail.values + reader->tail_starts[within];
    *count = reader->tail_starts[within + 1] - reader->tail_starts[within];
    return STATUS_OK;
}

// To the start of the block, of which nothing may have been read yet or too much.
INLINE bool rewind_block(struct position_reader *reader)
{
    reader->starts = bits_from(reader->block.starts, reader->block.lows);
    reader->values = values_from(&reader->block);
    reader->next_doc = reader->next_start = 0;
    return next_one(&reader->starts) == 0;
}

INLINE bool to_block(struct position_reader *reader, uint32_t block, uint32_t within)
{
    if (block == reader->number && within >= reader->next_doc)
        return true;
    if (block != reader->number && !block_open(&reader->positions, block, &reader->block))
        return false;
    reader->number = block;
    return rewind_block(reader);
}

// Where the values of a document begin and how many it has.
INLINE bool find_values(struct position_reader *reader, uint32_t index, uint32_t *start,
                        uint32_t *count)
{
    uint32_t within = index % POSTING_BLOCK_LEN;
    if (!to_block(reader, index / POSTING_BLOCK_LEN, within))
        return false;
    size_t from = reader->next_start;
    if (within > reader->next_doc) {
        if (!pass_ones(&reader->starts, within - reader->next_doc - 1))
            return false;
        from = next_one(&reader->starts);
    }
    size_t to = within + 1 < POSTING_BLOCK_LEN ? next_one(&reader->starts) : reader->block.count;
    if (from >= to || to > reader->block.count)
        return false;
    *start = (uint32_t)from;
    *count = (uint32_t)(to - from);
    reader->next_doc = within + 1;
    reader->next_start = (uint32_t)to;
    return true;
}

// Those of `starts` at whose distance `offset` a value stands, which are read no further than the last could be.
INLINE bool keep_starts(struct position_reader *reader, uint32_t index, uint32_t offset,
                        struct position_array *starts)
{
    uint32_t first, count, delta, position = UINT32_MAX;
    if (!find_values(reader, index, &first, &count) || !to_value(&reader->values, first))
        return false;
    struct value_place at = reader->values;
    size_t bit = (size_t)first * reader->block.width, next = 0, kept = 0;
    uint32_t read = 0;
    while (read < count && next < starts->count) {
        if (!next_value(&reader->block, &at, bit, &delta))
            return false;
        bit += reader->block.width;
        read++;
        position += delta + 1;
        keep_start(starts, &next, &kept, position, offset);
    }
    starts->count = kept;
    reader->values = at;
    reader->values.index = first + read;
    return true;
}

INLINE enum status read_document(struct position_reader *reader, uint32_t index,
                                 struct position_array *out, struct error *err)
{
    uint32_t start, count;
    if (!find_values(reader, index, &start, &count))
        return STATUS_CORRUPT;
    enum status status = array_reserve(out, count, err);
    if (status != STATUS_OK)
        return status;
    if (!read_values(&reader->block, &reader->values, start, count, out->values))
        return STATUS_CORRUPT;
    undo_deltas(out->values, count);
    out->count = count;
    return STATUS_OK;
}

#ifdef __x86_64__
#define COUNTING __attribute__((target("popcnt,bmi")))

static bool has_counting(void)
{
    return __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi");
}
#else
#define COUNTING

static bool has_counting(void)
{
    return true;
}
#endif

COUNTING static enum status read_counting(struct position_reader *reader, uint32_t index,
                                          struct position_array *out, struct error *err)
{
    return read_document(reader, index, out, err);
}

COUNTING static bool keep_counting(struct position_reader *reader, uint32_t index, uint32_t offset,
                                   struct position_array *starts)
{
    return keep_starts(reader, index, offset, starts);
}

// After damage nothing is known of the place any more.
static enum status checked(struct position_reader *reader, enum status status, struct error *err)
{
    if (status == STATUS_OK)
        return status;
    reader->number = UINT32_MAX;
    return status == STATUS_CORRUPT ? corrupt(err) : status;
}

enum status position_reader_read(struct position_reader *reader, uint32_t index,
                                 struct position_array *out, struct error *err)
{
    if (index >= reader->positions.doc_count)
        return corrupt(err);
    if (index / POSTING_BLOCK_LEN < reader->positions.block_count)
        return checked(reader,
                       has_counting() ? read_counting(reader, index, out, err)
                                      : read_document(reader, index, out, err),
                       err);
    const uint32_t *values;
    uint32_t count;
    enum status status = tail_read(reader, index % POSTING_BLOCK_LEN, &values, &count, err);
    if (status == STATUS_OK)
        status = array_reserve(out, count, err);
    if (status != STATUS_OK)
        return status;
    memcpy(out->values, values, count * sizeof *out->values);
    out->count = count;
    return STATUS_OK;
}

enum status position_reader_keep(struct position_reader *reader, uint32_t index, uint32_t offset,
                                 struct position_array *starts, struct error *err)
{
    if (index >= reader->positions.doc_count)
        return corrupt(err);
    if (index / POSTING_BLOCK_LEN < reader->positions.block_count) {
        bool sound = has_counting() ? keep_counting(reader, index, offset, starts)
                                    : keep_starts(reader, index, offset, starts);
        return checked(reader, sound ? STATUS_OK : STATUS_CORRUPT, err);
    }
    const uint32_t *values;
    uint32_t count;
    enum status status = tail_read(reader, index % POSTING_BLOCK_LEN, &values, &count, err);
    if (status == STATUS_OK)
        position_array_keep(starts, values, count, offset);
    return status;
}
