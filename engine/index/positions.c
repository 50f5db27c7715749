// Writing position lists. See positions.h and index_format.h; positions_read.c reads them.
//
// A full block of 128 documents keeps its values, first positions and distances alike, in Rice's code with one
// parameter (R. F. Rice, "Some Practical Universal Noiseless Coding Techniques", 1979): the low bits all in the same
// width, one after the other, what stands above them in unary. That is within a few hundredths of a bit of what
// values that fall off like these need, and unlike most such codes leaves them within reach: the low bits of value i
// are where i says, its high bits behind the i-th one of the unary run. Which values begin a document is a set of as
// many bits. So one document is read by counting ones in the few words since the last that was read, and decoding
// only its own values.
#include "engine/index/positions.h"

#include <stdlib.h>
#include <string.h>

#include "engine/index/index_format.h"

enum { MAX_LOW_WIDTH = 31 };

static uint64_t rice_bits(const uint32_t *values, size_t count, unsigned width)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < count; i++)
        bits += values[i] >> width;
    return bits + count * (width + 1);
}

// The width of the low bits that takes least; the best one lies at the logarithm of the mean or just below.
static unsigned best_width(const uint32_t *values, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    uint64_t mean = sum / count;
    unsigned width = mean ? 63 - (unsigned)__builtin_clzll(mean) : 0;
    width = width > MAX_LOW_WIDTH ? MAX_LOW_WIDTH : width;
    if (width > 0 && rice_bits(values, count, width - 1) < rice_bits(values, count, width))
        width--;
    return width;
}

// Bits gathered into bytes, the first lowest.
struct bit_writer {
    unsigned char *to;
    uint64_t pending;
    unsigned held;
};

static void put_bits(struct bit_writer *writer, uint32_t bits, unsigned count)
{
    writer->pending |= (uint64_t)bits << writer->held;
    writer->held += count;
    if (writer->held >= 32) {
        uint32_t word = (uint32_t)writer->pending;
        memcpy(writer->to, &word, sizeof word);
        writer->to += sizeof word;
        writer->pending >>= 32;
        writer->held -= 32;
    }
}

static void flush_bits(struct bit_writer *writer)
{
    for (; writer->held > 0; writer->pending >>= 8) {
        *writer->to++ = (unsigned char)writer->pending;
        writer->held -= writer->held < 8 ? writer->held : 8;
    }
}

static void put_unary(struct bit_writer *writer, uint32_t zeros)
{
    for (; zeros >= 31; zeros -= 31)
        put_bits(writer, 0, 31);
    put_bits(writer, (uint32_t)1 << zeros, zeros + 1);
}

// Which values begin a document.
static void put_starts(struct bit_writer *bits, const uint32_t counts[POSTING_BLOCK_LEN])
{
    for (int d = 0; d < POSTING_BLOCK_LEN; d++) {
        uint32_t more = counts[d];
        put_bits(bits, 1, 1);
        for (; more > 31; more -= 31)
            put_bits(bits, 0, 31);
        put_bits(bits, 0, more);
    }
    flush_bits(bits);
}

static void append_block(struct positions_writer *writer)
{
    const uint32_t *values = writer->deltas;
    size_t count = writer->delta_count;
    unsigned width = best_width(values, count);
    struct buf *out = &writer->payload;
    buf_append_char(out, (char)width);
    buf_append_varint(out, count);
    size_t bytes = (count + 7) / 8 + (count * width + 7) / 8 +
                   (rice_bits(values, count, width) - count * width + 7) / 8;
    struct bit_writer bits = {.to = (unsigned char *)buf_reserve(out, bytes)};
    if (!bits.to)
        return;
    put_starts(&bits, writer->counts);
    for (size_t i = 0; i < count; i++)
        put_bits(&bits, values[i] & (((uint32_t)1 << width) - 1), width);
    flush_bits(&bits);
    for (size_t i = 0; i < count; i++)
        put_unary(&bits, values[i] >> width);
    flush_bits(&bits);
    out->len += bytes;
}

void positions_writer_init(struct positions_writer *writer)
{
    memset(writer, 0, sizeof *writer);
}

void positions_writer_clear(struct positions_writer *writer)
{
    buf_clear(&writer->payload);
    buf_clear(&writer->tail);
    free(writer->block_offsets);
    free(writer->deltas);
    memset(writer, 0, sizeof *writer);
}

void positions_writer_reset(struct positions_writer *writer)
{
    buf_reset(&writer->payload);
    buf_reset(&writer->tail);
    writer->block_count = writer->delta_count = writer->pending = 0;
    writer->failed = false;
}

// Room for one more element of `size` bytes in a growing array; false without memory.
static bool grow(void **array, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity)
        return true;
    size_t wanted = *capacity ? *capacity : 64;
    while (wanted < needed)
        wanted *= 2;
    void *bigger = realloc(*array, wanted * size);
    if (!bigger)
        return false;
    *array = bigger;
    *capacity = wanted;
    return true;
}

static void close_block(struct positions_writer *writer)
{
    if (!grow((void **)&writer->block_offsets, &writer->block_capacity, writer->block_count + 1,
              sizeof *writer->block_offsets)) {
        writer->failed = true;
        return;
    }
    writer->block_offsets[writer->block_count++] = (uint32_t)writer->payload.len;
    append_block(writer);
    writer->pending = writer->delta_count = 0;
}

void positions_writer_add(struct positions_writer *writer, const uint32_t *positions, size_t count)
{
    if (!grow((void **)&writer->deltas, &writer->delta_capacity, writer->delta_count + count,
              sizeof *writer->deltas)) {
        writer->failed = true;
        return;
    }
    uint32_t *to = writer->deltas + writer->delta_count;
    to[0] = positions[0];
    for (size_t i = 1; i < count; i++)
        to[i] = positions[i] - positions[i - 1] - 1;
    writer->delta_count += count;
    writer->counts[writer->pending++] = (uint32_t)count - 1;
    if (writer->pending == POSTING_BLOCK_LEN)
        close_block(writer);
}

static void append_tail(struct positions_writer *writer)
{
    const uint32_t *delta = writer->deltas;
    for (size_t d = 0; d < writer->pending; d++) {
        uint32_t more = writer->counts[d];
        buf_append_varint(&writer->tail, (uint64_t)delta[0] << 1 | (more > 0));
        if (more)
            buf_append_varint(&writer->tail, more - 1);
        for (uint32_t i = 1; i <= more; i++)
            buf_append_varint(&writer->tail, delta[i]);
        delta += more + 1;
    }
}

void positions_writer_finish(struct positions_writer *writer, struct buf *out)
{
    append_tail(writer);
    if (writer->block_count) {
        for (size_t b = 0; b < writer->block_count; b++)
            buf_append_u32(out, writer->block_offsets[b]);
        buf_append_u32(out, (uint32_t)writer->payload.len);
        buf_append_slice(out, buf_slice(&writer->payload));
    }
    buf_append_slice(out, buf_slice(&writer->tail));
    if (writer->failed || writer->payload.failed || writer->tail.failed)
        out->failed = true;
}
