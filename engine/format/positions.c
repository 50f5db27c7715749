// Writing position lists. See positions.h and index_format.h; position_block.c and position_reader.c read them.
//
// A full block of 128 documents keeps its values, first positions and distances alike, in Rice's code with one
// parameter (R. F. Rice, "Some Practical Universal Noiseless Coding Techniques", 1979): the low bits all in the same
// width, one after the other, what stands above them in unary. That is within a few hundredths of a bit of what
// values that fall off like these need, and unlike most such codes leaves them within reach: the low bits of value i
// are where i says, its high bits after the i-th one of the unary run. Which values begin a document is a set of as
// many bits. So one document is read by counting ones in the few words since the last that was read, and decoding
// only its own values.
//
// A block goes through one loop over its values for each of its runs of bits. Bits gather in a 64-bit word and
// leave by whole words, so that what is reserved is a little more than what a block takes.
#include "engine/format/positions.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

enum { WORD_BYTES = 8 };

// --- choosing ----------------------------------------------------------------------------------

// Vectors of 16 bytes, which every processor has that this is built for.
typedef uint32_t four_values __attribute__((vector_size(16)));
typedef uint64_t two_sums __attribute__((vector_size(16)));

static uint64_t sum_of(const uint32_t *values, size_t count)
{
    two_sums sums = {0, 0};
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        two_sums pairs;
        memcpy(&pairs, values + i, sizeof pairs);
        sums += (pairs & UINT32_MAX) + (pairs >> 32);
    }
    uint64_t sum = sums[0] + sums[1];
    for (; i < count; i++)
        sum += values[i];
    return sum;
}

// How many bits the values need above their lower bits, ones included, for widths of their mean's logarithm and one
// less: fewer than five a value, so that 32 bits hold the sums.
struct high_bits {
    uint32_t above, above_less; // above `width` lower bits, and above width - 1
};

static struct high_bits count_high_bits(const uint32_t *values, size_t count, unsigned width)
{
    const unsigned less = width ? width - 1 : 0;
    four_values above = {0}, above_less = {0};
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        four_values four;
        memcpy(&four, values + i, sizeof four);
        above += four >> width;
        above_less += four >> less;
    }
    struct high_bits bits = {(uint32_t)count + above[0] + above[1] + above[2] + above[3],
                             (uint32_t)count + above_less[0] + above_less[1] + above_less[2] +
                                 above_less[3]};
    for (; i < count; i++) {
        bits.above += values[i] >> width;
        bits.above_less += values[i] >> less;
    }
    return bits;
}

// The width of the low bits that takes least, and the bits of the highs; the best one lies at the logarithm of
// the mean or just below.
static unsigned best_width(const uint32_t *values, size_t count, uint32_t *highs)
{
    uint64_t mean = sum_of(values, count) / count;
    unsigned width = mean ? 63 - (unsigned)__builtin_clzll(mean) : 0;
    struct high_bits bits = count_high_bits(values, count, width);
    bool less_is_better = width > 0 && bits.above_less < (uint64_t)bits.above + count;
    *highs = less_is_better ? bits.above_less : bits.above;
    return width - less_is_better;
}

// --- runs of bits ------------------------------------------------------------------------------

// Writes a whole word where only its first `bits` are due; returns the end of those.
static unsigned char *put_last_word(unsigned char *to, uint64_t word, unsigned bits)
{
    memcpy(to, &word, WORD_BYTES);
    return to + (bits + 7) / 8;
}

// Which values begin a document.
static unsigned char *put_starts(unsigned char *to, const struct posting_block *block)
{
    size_t bytes = (block->value_count + 7) / 8;
    memset(to, 0, bytes);
    to[0] = 1;
    for (uint32_t i = 0; i + 1 < block->count; i++)
        to[block->ends[i] / 8] |= (unsigned char)(1u << block->ends[i] % 8);
    return to + bytes;
}

static unsigned char *put_lows(unsigned char *to, const uint32_t *values, size_t count,
                               unsigned width)
{
    // With less than a byte held, there is room for 56 bits: four values of up to 14, as nearly all are.
    const uint64_t mask = (UINT64_C(1) << width) - 1;
    uint64_t word = 0;
    unsigned held = 0;
    size_t i = 0;
    for (; width <= 14 && i + 4 <= count; i += 4) {
        uint64_t bits = values[i + 3] & mask;
        bits = bits << width | (values[i + 2] & mask);
        bits = bits << width | (values[i + 1] & mask);
        bits = bits << width | (values[i] & mask);
        word |= bits << held;
        held += 4 * width;
        memcpy(to, &word, WORD_BYTES);
        to += held / 8;
        word >>= held & ~7u;
        held %= 8;
    }
    for (; i < count; i++) {
        word |= (values[i] & mask) << held;
        held += width;
        memcpy(to, &word, WORD_BYTES);
        to += held / 8;
        word >>= held & ~7u;
        held %= 8;
    }
    return put_last_word(to, word, held);
}

// Where the next bit goes, `at` bits after the start of the word.
struct unary {
    unsigned char *to;
    uint64_t word, at;
};

// So many zeros, then a one.
static inline void put_unary(struct unary *unary, uint32_t zeros)
{
    unary->at += zeros;
    for (; unary->at >= 64; unary->at -= 64) {
        memcpy(unary->to, &unary->word, WORD_BYTES);
        unary->to += WORD_BYTES;
        unary->word = 0;
    }
    unary->word |= UINT64_C(1) << unary->at++;
}

// What stands above the lower bits. Four are shifted at once, as a processor has one register to hold a shift,
// and that is busy.
static unsigned char *put_highs(unsigned char *to, const uint32_t *values, size_t count,
                                unsigned width)
{
    struct unary unary = {.to = to};
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        four_values four;
        memcpy(&four, values + i, sizeof four);
        four >>= width;
        put_unary(&unary, four[0]);
        put_unary(&unary, four[1]);
        put_unary(&unary, four[2]);
        put_unary(&unary, four[3]);
    }
    for (; i < count; i++)
        put_unary(&unary, values[i] >> width);
    return put_last_word(unary.to, unary.word, (unsigned)unary.at);
}

// --- lists -------------------------------------------------------------------------------------

void positions_writer_init(struct positions_writer *writer)
{
    memset(writer, 0, sizeof *writer);
}

void positions_writer_clear(struct positions_writer *writer)
{
    buf_clear(&writer->payload);
    free(writer->block_offsets);
    memset(writer, 0, sizeof *writer);
}

void positions_writer_reset(struct positions_writer *writer)
{
    buf_reset(&writer->payload);
    writer->block_count = 0;
    writer->failed = false;
}

static bool note_offset(struct positions_writer *writer)
{
    if (writer->block_count == writer->block_capacity) {
        size_t capacity = writer->block_capacity ? writer->block_capacity * 2 : 64;
        uint32_t *offsets = realloc(writer->block_offsets, capacity * sizeof *offsets);
        if (!offsets) {
            writer->failed = true;
            return false;
        }
        writer->block_offsets = offsets;
        writer->block_capacity = capacity;
    }
    writer->block_offsets[writer->block_count++] = (uint32_t)writer->payload.len;
    return true;
}

void positions_writer_block(struct positions_writer *writer, const struct posting_block *block)
{
    const uint32_t *values = block->values;
    size_t count = block->value_count;
    uint32_t highs;
    if (block->failed || !note_offset(writer))
        return;
    unsigned width = best_width(values, count, &highs);
    size_t most =
        1 + VARINT35_MAX_BYTES + count / 8 + count * width / 8 + highs / 8 + 3 * (1 + WORD_BYTES);
    unsigned char *start = (unsigned char *)buf_reserve(&writer->payload, most), *to = start;
    if (!start)
        return;
    *to++ = (unsigned char)width;
    to = varint_put(to, (uint32_t)count);
    to = put_starts(to, block);
    to = put_lows(to, values, count, width);
    to = put_highs(to, values, count, width);
    writer->payload.len += (size_t)(to - start);
}

// What is left after the last full block.
static void append_tail(const struct posting_block *block, struct buf *out)
{
    size_t most = (block->value_count + block->count) * VARINT35_MAX_BYTES;
    unsigned char *start = (unsigned char *)buf_reserve(out, most), *to = start;
    const uint32_t *value = block->values;
    if (!start)
        return;
    for (uint32_t i = 0; i < block->count; i++) {
        const uint32_t *end = block->values + block->ends[i];
        size_t more = (size_t)(end - value) - 1;
        to = varint_put(to, (uint64_t)*value++ << 1 | (more > 0));
        if (more)
            to = varint_put(to, (uint32_t)more - 1);
        while (value < end)
            to = varint_put(to, *value++);
    }
    out->len += (size_t)(to - start);
}

void positions_writer_finish(struct positions_writer *writer, const struct posting_block *tail,
                             struct buf *out)
{
    if (writer->block_count) {
        size_t table = writer->block_count * sizeof *writer->block_offsets;
        buf_append(out, writer->block_offsets, table);
        buf_append_u32(out, (uint32_t)writer->payload.len);
        buf_append_slice(out, buf_slice(&writer->payload));
    }
    append_tail(tail, out);
    if (writer->failed || writer->payload.failed || tail->failed)
        out->failed = true;
}
