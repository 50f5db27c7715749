// Position lists. See positions.h and index_format.h.
//
// A full block of 128 documents is two patched frames: counts, then deltas. In a frame all values share
// one bit width and the few larger ones leave their upper bits in an exception list (the idea of PFOR:
// Zukowski et al., "Super-Scalar RAM-CPU Cache Compression", 2006). Values sit at computable bit
// positions, so one document is read by summing the counts before it and decoding only its own
// deltas. The width is the one that makes the frame smallest.
//
// Everything read comes from disk and is checked; values may be nonsense but reads stay inside the list.
#include "engine/index/positions.h"

#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "engine/index/index_format.h"

static unsigned width_of(uint32_t value)
{
    return value ? 32u - (unsigned)__builtin_clz(value) : 0;
}

// --- writing ---------------------------------------------------------------------------------

// The width for which bits plus exceptions (about 3 bytes each) take least; at most 255 exceptions.
static unsigned best_width(const uint32_t *values, size_t count)
{
    size_t of_width[33] = {0};
    for (size_t i = 0; i < count; i++)
        of_width[width_of(values[i])]++;
    size_t above = 0, best_bytes = SIZE_MAX;
    unsigned best = 32;
    for (unsigned width = 32;; width--) {
        size_t bytes = (count * width + 7) / 8 + above * 3;
        if (above > 255)
            break;
        if (bytes <= best_bytes) {
            best_bytes = bytes;
            best = width;
        }
        if (width == 0)
            break;
        above += of_width[width];
    }
    return best;
}

static void append_bits(struct buf *out, const uint32_t *values, size_t count, unsigned width)
{
    size_t bytes = (count * width + 7) / 8;
    unsigned char *to = (unsigned char *)buf_reserve(out, bytes);
    if (!to)
        return;
    uint64_t pending = 0;
    unsigned held = 0;
    uint32_t mask = width == 32 ? UINT32_MAX : (1u << width) - 1;
    for (size_t i = 0; i < count; i++) {
        pending |= (uint64_t)(values[i] & mask) << held;
        for (held += width; held >= 8; held -= 8, pending >>= 8)
            *to++ = (unsigned char)pending;
    }
    if (held)
        *to = (unsigned char)pending;
    out->len += bytes;
}

static void append_frame(struct buf *out, const uint32_t *values, size_t count)
{
    unsigned width = best_width(values, count);
    size_t header = out->len;
    unsigned exceptions = 0;
    buf_append(out, "\0\0\0\0", 4);
    size_t last = 0;
    for (size_t i = 0; width < 32 && i < count; i++) {
        if (values[i] >> width == 0)
            continue;
        buf_append_varint(out, i - last);
        buf_append_varint(out, values[i] >> width);
        last = i;
        exceptions++;
    }
    size_t exception_bytes = out->len - header - 4;
    append_bits(out, values, count, width);
    if (out->failed)
        return;
    unsigned char *to = (unsigned char *)out->data + header;
    to[0] = (unsigned char)width;
    to[1] = (unsigned char)exceptions;
    to[2] = (unsigned char)exception_bytes;
    to[3] = (unsigned char)(exception_bytes >> 8);
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
    append_frame(&writer->payload, writer->counts, POSTING_BLOCK_LEN);
    append_frame(&writer->payload, writer->deltas, writer->delta_count);
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

// --- reading ---------------------------------------------------------------------------------

static enum status corrupt(struct error *err)
{
    return error_set(err, STATUS_CORRUPT, "position list is damaged");
}

static uint32_t load_u32(const unsigned char *from)
{
    uint32_t value;
    memcpy(&value, from, sizeof value);
    return value;
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

bool position_array_push(struct position_array *array, uint32_t value)
{
    if (!grow((void **)&array->values, &array->capacity, array->count + 1, sizeof *array->values))
        return false;
    array->values[array->count++] = value;
    return true;
}

bool position_array_append(struct position_array *array, const struct position_array *other)
{
    size_t count = array->count + other->count;
    if (!grow((void **)&array->values, &array->capacity, count, sizeof *array->values))
        return false;
    if (other->count > 0)
        memcpy(array->values + array->count, other->values, other->count * sizeof *other->values);
    array->count = count;
    return true;
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
    if (!grow((void **)&array->values, &array->capacity, count, sizeof *array->values))
        return error_set(err, STATUS_NO_MEMORY, "positions: out of memory");
    return STATUS_OK;
}

static bool frame_open(const unsigned char *from, const unsigned char *end, uint32_t value_count,
                       struct position_frame *out)
{
    if ((size_t)(end - from) < 4 || from[0] > 32)
        return false;
    size_t exception_bytes = (size_t)from[2] | (size_t)from[3] << 8;
    size_t bits = ((uint64_t)value_count * from[0] + 7) / 8;
    if ((size_t)(end - from) - 4 < exception_bytes + bits)
        return false;
    out->width = from[0];
    out->exceptions = from + 4;
    out->exceptions_end = out->exceptions + exception_bytes;
    out->bits = out->exceptions_end;
    out->end = out->bits + bits;
    return true;
}

// The low bits of `count` values from `start` on. Loads are 8 bytes wide where that stays before `end`, which
// bounds all bytes of the list, not only the frame's: only the last few values need care.
static void frame_low(const struct position_frame *frame, const unsigned char *end, size_t start,
                      size_t count, uint32_t *out)
{
    size_t bit = start * frame->width, i = 0;
    uint64_t mask = ((uint64_t)1 << frame->width) - 1;
    size_t safe = (size_t)(end - frame->bits) < 8 ? 0 : ((size_t)(end - frame->bits) - 8) * 8 + 1;
    for (; i < count && bit < safe; i++, bit += frame->width) {
        uint64_t word;
        memcpy(&word, frame->bits + bit / 8, 8);
        out[i] = (uint32_t)(word >> bit % 8 & mask);
    }
    for (; i < count; i++, bit += frame->width) {
        uint64_t word = 0;
        size_t left = (size_t)(end - (frame->bits + bit / 8));
        memcpy(&word, frame->bits + bit / 8, left < 8 ? left : 8);
        out[i] = (uint32_t)(word >> bit % 8 & mask);
    }
}

// Values [start, start + count) of the frame into out.
static void frame_read(const struct position_frame *frame, const unsigned char *end, size_t start,
                       size_t count, uint32_t *out)
{
    if (frame->width)
        frame_low(frame, end, start, count, out);
    else
        memset(out, 0, count * sizeof *out);
    if (frame->exceptions == frame->exceptions_end)
        return;
    struct cursor cursor = {frame->exceptions, frame->exceptions_end, false};
    uint64_t at = 0;
    while (cursor_left(&cursor) && frame->width < 32) {
        at += cursor_varint32(&cursor);
        uint32_t high = cursor_varint32(&cursor);
        if (cursor.failed || at >= start + count)
            break;
        if (at >= start)
            out[at - start] |= high << frame->width;
    }
}

static void undo_deltas(uint32_t *values, size_t count)
{
    for (size_t i = 1; i < count; i++)
        values[i] += values[i - 1] + 1;
}

static bool block_counts(const struct positions *positions, uint32_t block, uint32_t counts[128],
                         struct position_frame *deltas, uint32_t *total)
{
    uint32_t offset = load_u32(positions->offsets + (size_t)block * 4);
    struct position_frame frame;
    if (offset > (size_t)(positions->end - positions->base) ||
        !frame_open(positions->base + offset, positions->end, POSTING_BLOCK_LEN, &frame))
        return false;
    frame_read(&frame, positions->end, 0, POSTING_BLOCK_LEN, counts);
    uint64_t sum = POSTING_BLOCK_LEN;
    for (int i = 0; i < POSTING_BLOCK_LEN; i++)
        sum += counts[i];
    *total = (uint32_t)sum;
    return sum < DOC_LIMIT && frame_open(frame.end, positions->end, *total, deltas);
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
    struct position_frame deltas;
    uint32_t total;
    if (!block_counts(positions, block, counts, &deltas, &total))
        return corrupt(err);
    enum status status = array_reserve(out, total, err);
    if (status != STATUS_OK)
        return status;
    frame_read(&deltas, positions->end, 0, total, out->values);
    out->count = total;
    uint32_t *values = out->values;
    for (int i = 0; i < POSTING_BLOCK_LEN; i++) {
        counts[i]++;
        undo_deltas(values, counts[i]);
        values += counts[i];
    }
    return STATUS_OK;
}

// --- single documents --------------------------------------------------------------------------

void position_reader_open(struct position_reader *reader, const struct positions *positions)
{
    reader->positions = *positions;
    reader->block = UINT32_MAX;
    reader->tail.count = 0;
}

void position_reader_clear(struct position_reader *reader)
{
    position_array_clear(&reader->tail);
}

static enum status load_block(struct position_reader *reader, uint32_t block, struct error *err)
{
    const struct positions *positions = &reader->positions;
    uint32_t counts[POSTING_BLOCK_LEN], documents = POSTING_BLOCK_LEN, total;
    if (block < positions->block_count) {
        if (!block_counts(positions, block, counts, &reader->deltas, &total))
            return corrupt(err);
        for (uint32_t i = 0; i < documents; i++)
            counts[i]++;
    } else {
        enum status status = positions_read_block(positions, block, counts, &reader->tail, err);
        if (status != STATUS_OK)
            return status;
        documents = positions->doc_count % POSTING_BLOCK_LEN;
    }
    reader->starts[0] = 0;
    for (uint32_t i = 0; i < documents; i++)
        reader->starts[i + 1] = reader->starts[i] + counts[i];
    reader->block = block;
    return STATUS_OK;
}

enum status position_reader_read(struct position_reader *reader, uint32_t index,
                                 struct position_array *out, struct error *err)
{
    uint32_t block = index / POSTING_BLOCK_LEN, within = index % POSTING_BLOCK_LEN;
    if (index >= reader->positions.doc_count)
        return corrupt(err);
    if (block != reader->block) {
        enum status status = load_block(reader, block, err);
        if (status != STATUS_OK)
            return status;
    }
    uint32_t start = reader->starts[within], count = reader->starts[within + 1] - start;
    enum status status = array_reserve(out, count, err);
    if (status != STATUS_OK)
        return status;
    out->count = count;
    if (block >= reader->positions.block_count) {
        memcpy(out->values, reader->tail.values + start, count * sizeof *out->values);
        return STATUS_OK;
    }
    frame_read(&reader->deltas, reader->positions.end, start, count, out->values);
    undo_deltas(out->values, count);
    return STATUS_OK;
}
