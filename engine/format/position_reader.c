// Positions of single documents, and of many at once as keys. See positions.h.
//
// One document is found in its block by counting ones in the bitmap of counts, without decoding what stands before it.
// Of a block from which many are wanted, all is decoded once (position_block.c) and kept, until another block is.
//
// Everything read comes from disk and is checked; values may be nonsense but reads stay inside the list.
#include "engine/format/index_format.h"
#include "engine/format/position_block.h"

// Documents wanted of a block, from which on reading it whole costs less than counting up to each.
enum { WHOLE_FROM = 8 };

static enum status array_reserve(struct position_array *array, size_t count, struct error *err)
{
    if (!position_array_reserve(array, count))
        return position_list_no_memory(err);
    return STATUS_OK;
}

// --- places in runs of bits ----------------------------------------------------------------------

static struct bit_place bits_from(const unsigned char *from, const unsigned char *end)
{
    return (struct bit_place){.next = from + 8, .end = end, .word = load_bytes(from, end)};
}

INLINE bool load_next(struct bit_place *place)
{
    if (place->next >= place->end)
        return false;
    place->word = load_bytes(place->next, place->end);
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
    while (!place->word)
        if (!load_next(place))
            return SIZE_MAX;
    size_t at = place->base + (size_t)__builtin_ctzll(place->word);
    place->word &= place->word - 1;
    return at;
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

// The value after the place, whose low bits start at bit `low_bit`; false when there is none.
INLINE bool next_value(const struct position_block *block, struct value_place *place,
                       size_t low_bit, uint32_t *out)
{
    uint32_t mask = ((uint32_t)1 << block->width) - 1;
    size_t one = next_one(&place->highs);
    if (one == SIZE_MAX)
        return false;
    uint64_t low = load_bytes(block->lows + low_bit / 8, block->end) >> low_bit % 8 & mask;
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
    for (uint32_t i = 0; i < count; i++, bit += block->width)
        if (!next_value(block, &at, bit, &out[i]))
            return false;
    *place = at;
    place->index = start + count;
    return true;
}

static void undo_deltas(uint32_t *values, size_t count)
{
    for (size_t i = 1; i < count; i++)
        values[i] += values[i - 1] + 1;
}

// --- single documents --------------------------------------------------------------------------

void position_reader_open(struct position_reader *reader, const struct positions *positions)
{
    reader->positions = *positions;
    reader->number = reader->whole.number = UINT32_MAX;
}

void position_reader_clear(struct position_reader *reader)
{
    position_array_clear(&reader->whole.sums);
    position_array_clear(&reader->one);
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
    if (block != reader->number && !position_block_open(&reader->positions, block, &reader->block))
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

COUNTING static enum status read_counting(struct position_reader *reader, uint32_t index,
                                          struct position_array *out, struct error *err)
{
    return read_document(reader, index, out, err);
}

// --- blocks read whole ---------------------------------------------------------------------------

static enum status read_from_whole(const struct position_whole *whole, uint32_t within,
                                   struct position_array *out, struct error *err)
{
    uint32_t start = whole->starts[within], count = whole->starts[within + 1] - start;
    const uint32_t *sums = whole->sums.values + start;
    enum status status = array_reserve(out, count, err);
    if (status != STATUS_OK)
        return status;
    for (uint32_t i = 0; i < count; i++)
        out->values[i] = sums[i + 1] - sums[0] - 1;
    out->count = count;
    return STATUS_OK;
}

enum status position_reader_read(struct position_reader *reader, uint32_t index,
                                 struct position_array *out, struct error *err)
{
    uint32_t block = index / POSTING_BLOCK_LEN;
    if (index >= reader->positions.doc_count)
        return position_list_damaged(err);
    // The tail's documents are few and each as long as it is.
    if (block == reader->whole.number || block == reader->positions.block_count) {
        uint32_t within = index % POSTING_BLOCK_LEN;
        enum status status =
            position_whole_read(&reader->whole, &reader->positions, block, within + 1, err);
        return status == STATUS_OK ? read_from_whole(&reader->whole, within, out, err) : status;
    }
    enum status status = has_counting() ? read_counting(reader, index, out, err)
                                        : read_document(reader, index, out, err);
    if (status == STATUS_OK)
        return STATUS_OK;
    reader->number = UINT32_MAX; // after damage nothing is known of the place any more
    return status == STATUS_CORRUPT ? position_list_damaged(err) : status;
}

// --- keys ----------------------------------------------------------------------------------------

// Appends the keys of `count` documents of the block that was read whole. Most have few positions: four at a time are
// written whether there are so many or not.
static enum status keys_from_whole(const struct position_whole *whole,
                                   const struct position_request *wanted, uint32_t from,
                                   uint32_t count, struct position_keys *out, struct error *err)
{
    for (uint32_t d = from; d < from + count; d++) {
        uint32_t within = wanted->indexes[d] % POSTING_BLOCK_LEN;
        uint32_t start = whole->starts[within], length = whole->starts[within + 1] - start;
        const uint32_t *sums = whole->sums.values + start;
        uint32_t base = sums[0] + 1;
        uint64_t key = position_key(wanted->numbers[d], wanted->bias);
        if (!position_keys_reserve(out, out->count + length + POSITION_SUMS_PADDING))
            return position_list_no_memory(err);
        uint64_t *to = out->values + out->count;
        for (uint32_t i = 0; i < length; i += 4)
            for (uint32_t j = 0; j < 4; j++)
                to[i + j] = key + (sums[i + j + 1] - base);
        out->count += length;
    }
    return STATUS_OK;
}

static enum status keys_of_document(struct position_reader *reader,
                                    const struct position_request *wanted, uint32_t d,
                                    struct position_keys *out, struct error *err)
{
    uint64_t key = position_key(wanted->numbers[d], wanted->bias);
    struct position_array *one = &reader->one;
    enum status status = position_reader_read(reader, wanted->indexes[d], one, err);
    if (status == STATUS_OK && !position_keys_reserve(out, out->count + one->count))
        status = position_list_no_memory(err);
    for (size_t i = 0; status == STATUS_OK && i < one->count; i++)
        out->values[out->count++] = key + one->values[i];
    return status;
}

enum status position_reader_keys(struct position_reader *reader,
                                 const struct position_request *wanted, struct position_keys *out,
                                 struct error *err)
{
    enum status status = STATUS_OK;
    for (uint32_t d = 0, end; status == STATUS_OK && d < wanted->count; d = end) {
        uint32_t block = wanted->indexes[d] / POSTING_BLOCK_LEN;
        if (wanted->indexes[d] >= reader->positions.doc_count)
            return position_list_damaged(err);
        for (end = d + 1; end < wanted->count; end++)
            if (wanted->indexes[end] / POSTING_BLOCK_LEN != block)
                break;
        if (end - d >= WHOLE_FROM || block == reader->whole.number) {
            uint32_t documents = wanted->indexes[end - 1] % POSTING_BLOCK_LEN + 1;
            status = position_whole_read(&reader->whole, &reader->positions, block, documents, err);
            if (status == STATUS_OK)
                status = keys_from_whole(&reader->whole, wanted, d, end - d, out, err);
            continue;
        }
        for (uint32_t one = d; status == STATUS_OK && one < end; one++)
            status = keys_of_document(reader, wanted, one, out, err);
    }
    return status;
}
