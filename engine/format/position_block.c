// Position lists by whole blocks. See positions.h and positions.c, which writes them and says why they are as they
// are.
//
// A whole block is decoded in one pass into sums: where each document's values begin and the values themselves, added
// up. That costs less a document than finding one of them does, as soon as several of a block are wanted
// (position_reader.c decides). The tail is decoded so far as its documents are wanted.
//
// Everything read comes from disk and is checked; values may be nonsense but reads stay inside the list.
#include "engine/format/position_block.h"

#include "base/bytes.h"
#include "base/reader.h"
#include "engine/format/index_format.h"

enum { MAX_LOW_WIDTH = 31, WORD_BYTES = 8 };

enum status position_list_damaged(struct error *err)
{
    return error_set(err, STATUS_CORRUPT, "position list is damaged");
}

enum status position_list_no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "positions: out of memory");
}

enum status positions_open(struct slice bytes, uint32_t doc_count, struct positions *out,
                           struct error *err)
{
    const unsigned char *start = (const unsigned char *)bytes.ptr;
    uint32_t blocks = doc_count / POSTING_BLOCK_LEN;
    size_t table = blocks ? ((size_t)blocks + 1) * 4 : 0;
    if (bytes.len < table)
        return position_list_damaged(err);
    *out = (struct positions){start, start + table, start + bytes.len, doc_count, blocks};
    return STATUS_OK;
}

bool position_block_open(const struct positions *positions, uint32_t number,
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
    // The highs have a bit for each value at least.
    if (cursor.failed || out->width > MAX_LOW_WIDTH || out->count < POSTING_BLOCK_LEN ||
        out->count >= DOC_LIMIT || 2 * starts + lows > cursor_left(&cursor))
        return false;
    out->starts = cursor.next;
    out->lows = out->starts + starts;
    out->highs = out->lows + lows;
    out->end = positions->base + end;
    return true;
}

// --- full blocks -------------------------------------------------------------------------------

// Where each document's values begin, and where they end.
INLINE bool read_starts(const struct position_block *block, uint32_t starts[POSTING_BLOCK_LEN + 1])
{
    uint32_t found = 0;
    for (const unsigned char *from = block->starts; from < block->lows; from += WORD_BYTES) {
        uint64_t word = load_bytes(from, block->lows);
        uint32_t base = (uint32_t)(from - block->starts) * 8;
        uint32_t until = found + (uint32_t)__builtin_popcountll(word);
        if (until > POSTING_BLOCK_LEN)
            return false;
        for (; found < until; word &= word - 1)
            starts[found++] = base + (uint32_t)__builtin_ctzll(word);
    }
    starts[POSTING_BLOCK_LEN] = block->count;
    return found == POSTING_BLOCK_LEN && starts[0] == 0 &&
           starts[POSTING_BLOCK_LEN - 1] < block->count;
}

// The sum of the first n values and of n follows from the place of the n-th one alone and the sum of their lower bits:
// so many zeros stand before it. Reads of eight bytes of lower bits end within the highs.
INLINE bool read_sums(const struct position_block *block, uint32_t *sums)
{
    const uint32_t mask = ((uint32_t)1 << block->width) - 1, count = block->count;
    const unsigned char *lows = block->lows, *highs = block->highs, *end = block->end;
    const unsigned width = block->width;
    uint32_t read = 0, low_sum = 0;
    size_t bit = 0;
    sums[0] = 0;
    for (const unsigned char *from = highs; from < end && read < count; from += WORD_BYTES) {
        uint64_t word = load_bytes(from, end);
        uint32_t base = (uint32_t)(from - highs) * 8;
        uint32_t ones = (uint32_t)__builtin_popcountll(word);
        uint32_t until = ones < count - read ? read + ones : count;
        for (; read < until; read++, bit += width, word &= word - 1) {
            uint32_t zeros = base + (uint32_t)__builtin_ctzll(word) - read;
            uint64_t low;
            memcpy(&low, lows + bit / 8, sizeof low);
            low_sum += (uint32_t)(low >> bit % 8) & mask;
            sums[read + 1] = (zeros << width) + low_sum + read + 1;
        }
    }
    return read == count;
}

static bool read_plainly(const struct position_block *block, uint32_t *starts, uint32_t *sums)
{
    return read_starts(block, starts) && read_sums(block, sums);
}

COUNTING static bool read_counting(const struct position_block *block, uint32_t *starts,
                                   uint32_t *sums)
{
    return read_starts(block, starts) && read_sums(block, sums);
}

// --- the tail ----------------------------------------------------------------------------------

static const unsigned char *tail_start(const struct positions *positions)
{
    if (!positions->block_count)
        return positions->base;
    uint32_t offset = load_u32(positions->offsets + (size_t)positions->block_count * 4);
    if (offset > (size_t)(positions->end - positions->base))
        return NULL;
    return positions->base + offset;
}

static enum status begin_tail(struct position_whole *whole, const struct positions *positions,
                              struct error *err)
{
    const unsigned char *start = tail_start(positions);
    if (!start)
        return position_list_damaged(err);
    // Each value has a byte at least.
    size_t most = (size_t)(positions->end - start);
    if (!position_array_reserve(&whole->sums, most + 1 + POSITION_SUMS_PADDING))
        return position_list_no_memory(err);
    whole->next = start;
    whole->sums.values[0] = whole->starts[0] = whole->count = 0;
    whole->sums.count = 1;
    return STATUS_OK;
}

// Goes on to so many documents.
static enum status read_tail(struct position_whole *whole, const struct positions *positions,
                             uint32_t documents, struct error *err)
{
    struct cursor cursor = {whole->next, positions->end, false};
    uint32_t *to = whole->sums.values + whole->sums.count, sum = to[-1];
    uint64_t all = 0; // bits of the values, none of which may be too large
    for (uint32_t d = whole->count; d < documents; d++) {
        uint64_t first = cursor_varint(&cursor);
        uint64_t more = first & 1 ? cursor_varint(&cursor) + 1 : 0;
        if (cursor.failed || more > cursor_left(&cursor))
            return position_list_damaged(err);
        *to++ = sum += (uint32_t)(first >> 1) + 1;
        for (; more > 0; more--) {
            uint64_t value = cursor_varint(&cursor);
            all |= value;
            *to++ = sum += (uint32_t)value + 1;
        }
        whole->starts[d + 1] = (uint32_t)(to - whole->sums.values) - 1;
    }
    whole->sums.count = (size_t)(to - whole->sums.values);
    whole->count = documents;
    whole->next = cursor.next;
    return cursor.failed || all > UINT32_MAX ? position_list_damaged(err) : STATUS_OK;
}

// --- both --------------------------------------------------------------------------------------

static enum status read_full(struct position_whole *whole, const struct positions *positions,
                             uint32_t number, struct error *err)
{
    struct position_block block;
    if (!position_block_open(positions, number, &block))
        return position_list_damaged(err);
    if (!position_array_reserve(&whole->sums, (size_t)block.count + 1 + POSITION_SUMS_PADDING))
        return position_list_no_memory(err);
    whole->sums.count = (size_t)block.count + 1;
    whole->count = POSTING_BLOCK_LEN;
    bool is_sound =
        (has_counting() ? read_counting : read_plainly)(&block, whole->starts, whole->sums.values);
    return is_sound ? STATUS_OK : position_list_damaged(err);
}

enum status position_whole_read(struct position_whole *whole, const struct positions *positions,
                                uint32_t number, uint32_t documents, struct error *err)
{
    bool has_begun = whole->number == number;
    enum status status = STATUS_OK;
    if (has_begun && whole->count >= documents)
        return STATUS_OK;
    whole->number = UINT32_MAX;
    if (number < positions->block_count) {
        status = read_full(whole, positions, number, err);
    } else {
        if (!has_begun)
            status = begin_tail(whole, positions, err);
        if (status == STATUS_OK)
            status = read_tail(whole, positions, documents, err);
    }
    if (status == STATUS_OK)
        whole->number = number;
    return status;
}

enum status positions_read_block(const struct positions *positions, uint32_t number,
                                 uint32_t counts[POSTING_BLOCK_LEN], struct position_array *out,
                                 struct error *err)
{
    uint32_t documents = number < positions->block_count ? POSTING_BLOCK_LEN
                                                         : positions->doc_count % POSTING_BLOCK_LEN;
    struct position_whole whole = {.number = UINT32_MAX, .sums = *out};
    enum status status = position_whole_read(&whole, positions, number, documents, err);
    *out = whole.sums;
    for (uint32_t d = 0; status == STATUS_OK && d < documents; d++) {
        // In place: sum i + 1 makes position i.
        uint32_t base = out->values[whole.starts[d]] + 1;
        for (uint32_t i = whole.starts[d]; i < whole.starts[d + 1]; i++)
            out->values[i] = out->values[i + 1] - base;
        counts[d] = whole.starts[d + 1] - whole.starts[d];
    }
    out->count = status == STATUS_OK ? out->count - 1 : 0;
    return status;
}
