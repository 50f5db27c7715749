// Columns. See columns.h.
//
// Distinct strings are few beside documents (members, ministers, sessions), except for numbers of
// questions; a map numbers them. Order is settled once, when a column is
// encoded: the strings are sorted and the temporary numbers replaced by ranks.
#include "engine/format/columns.h"

#include <stdlib.h>

// --- building --------------------------------------------------------------------------------

void columns_builder_init(struct columns_builder *builder)
{
    memset(builder, 0, sizeof *builder);
    columns_builder_reset(builder);
}

void columns_builder_clear(struct columns_builder *builder)
{
    for (int c = 0; c < COLUMN_COUNT; c++)
        free(builder->values[c]);
    for (int c = 0; c < COLUMN_STRINGS; c++)
        map_clear(&builder->strings[c]);
    memset(builder, 0, sizeof *builder);
}

void columns_builder_reset(struct columns_builder *builder)
{
    builder->count = 0;
    builder->failed = false;
    for (int c = 0; c < COLUMN_COUNT; c++) {
        free(builder->values[c]);
        builder->values[c] = NULL;
    }
    builder->capacity = 0;
    for (int c = 0; c < COLUMN_STRINGS; c++) {
        map_clear(&builder->strings[c]);
        if (map_put(&builder->strings[c], SLICE("")) != 0)
            builder->failed = true;
    }
}

static bool builder_grow(struct columns_builder *builder)
{
    size_t capacity = builder->capacity ? builder->capacity * 2 : 256;
    for (int c = 0; c < COLUMN_COUNT; c++) {
        if (!builder->values[c])
            continue;
        int64_t *bigger = realloc(builder->values[c], capacity * sizeof *bigger);
        if (!bigger)
            return false;
        memset(bigger + builder->capacity, 0, (capacity - builder->capacity) * sizeof *bigger);
        builder->values[c] = bigger;
    }
    builder->capacity = capacity;
    return true;
}

void columns_builder_next(struct columns_builder *builder)
{
    if (builder->failed)
        return;
    if (builder->count == builder->capacity && !builder_grow(builder)) {
        builder->failed = true;
        return;
    }
    for (int c = 0; c < COLUMN_COUNT; c++)
        if (builder->values[c])
            builder->values[c][builder->count] = 0;
    builder->count++;
}

void columns_builder_set(struct columns_builder *builder, enum column_id column, int64_t value)
{
    // A column that is 0 everywhere takes no memory: a merge works on one column at a time.
    if (builder->failed || (!builder->values[column] && value == 0))
        return;
    if (!builder->values[column])
        builder->values[column] = calloc(builder->capacity, sizeof *builder->values[column]);
    if (builder->values[column])
        builder->values[column][builder->count - 1] = value;
    else
        builder->failed = true;
}

void columns_builder_set_string(struct columns_builder *builder, enum column_id column,
                                struct slice value)
{
    if (builder->failed)
        return;
    uint32_t number = map_put(&builder->strings[column], value);
    if (number == MAP_NONE)
        builder->failed = true;
    else
        columns_builder_set(builder, column, number);
}

size_t columns_builder_bytes(const struct columns_builder *builder)
{
    size_t bytes = 0;
    for (int c = 0; c < COLUMN_COUNT; c++)
        bytes += builder->values[c] ? builder->capacity * sizeof(int64_t) : 0;
    for (int c = 0; c < COLUMN_STRINGS; c++)
        bytes += map_bytes(&builder->strings[c]);
    return bytes;
}

// --- encoding --------------------------------------------------------------------------------

// rank[number] of each string in sorted order, and the sorted strings; NULL without memory.
static uint32_t *rank_strings(const struct map *strings, struct slice **sorted)
{
    uint32_t *rank = malloc(strings->count * sizeof *rank);
    *sorted = malloc(strings->count * sizeof **sorted);
    if (!rank || !*sorted) {
        free(rank);
        free(*sorted);
        return NULL;
    }
    memcpy(*sorted, strings->keys, strings->count * sizeof **sorted);
    qsort(*sorted, strings->count, sizeof **sorted, slice_order);
    for (uint32_t r = 0; r < strings->count; r++)
        rank[map_find(strings, (*sorted)[r])] = r;
    return rank;
}

static void append_strings(struct buf *out, const struct slice *sorted, uint32_t count)
{
    uint32_t offset = 0;
    for (uint32_t s = 0; s < count; s++) {
        buf_append_u32(out, offset);
        offset += (uint32_t)sorted[s].len;
    }
    buf_append_u32(out, offset);
    for (uint32_t s = 0; s < count; s++)
        buf_append_slice(out, sorted[s]);
}

static uint8_t width_for(uint64_t range)
{
    return range == 0            ? 0
           : range <= UINT8_MAX  ? 1
           : range <= UINT16_MAX ? 2
           : range <= UINT32_MAX ? 4
                                 : 8;
}

void columns_append_values(struct column_values values, uint32_t string_count, struct buf *out)
{
    int64_t low = 0, high = 0;
    for (uint32_t d = 0; d < values.count; d++) {
        int64_t value = values.of(values.context, d);
        low = d == 0 || value < low ? value : low;
        high = d == 0 || value > high ? value : high;
    }
    if (string_count)
        low = 0; // ordinals are read as they are
    uint8_t width = width_for((uint64_t)high - (uint64_t)low);
    buf_append_u32(out, width);
    buf_append_u32(out, values.count);
    buf_append_u64(out, (uint64_t)low);
    buf_append_u32(out, string_count);
    char *to = width ? buf_reserve(out, (size_t)values.count * width) : NULL;
    for (uint32_t d = 0; to && d < values.count; d++) {
        uint64_t raw = (uint64_t)values.of(values.context, d) - (uint64_t)low;
        memcpy(to + (size_t)d * width, &raw, width);
    }
    if (to)
        out->len += (size_t)values.count * width;
}

// A column of the builder as it is written.
struct encoding {
    const int64_t *values; // NULL: all are 0
    const uint32_t *rank;  // NULL: not of strings
};

static int64_t encoded_value(const void *context, uint32_t document)
{
    const struct encoding *encoding = context;
    int64_t value = encoding->values ? encoding->values[document] : 0;
    return encoding->rank ? encoding->rank[value] : value;
}

void columns_builder_encode(struct columns_builder *builder, enum column_id column, struct buf *out)
{
    if (builder->failed) {
        out->failed = true;
        return;
    }
    struct encoding encoding = {.values = builder->values[column]};
    const struct column_values values = {encoded_value, &encoding, (uint32_t)builder->count};
    if ((int)column >= COLUMN_STRINGS) {
        columns_append_values(values, 0, out);
        return;
    }
    const struct map *strings = &builder->strings[column];
    struct slice *sorted;
    uint32_t *rank = rank_strings(strings, &sorted);
    if (!rank) {
        out->failed = true;
        return;
    }
    encoding.rank = rank;
    columns_append_values(values, strings->count, out);
    append_strings(out, sorted, strings->count);
    free(rank);
    free(sorted);
}

// --- reading ---------------------------------------------------------------------------------

static bool strings_are_sound(const struct column *column, const unsigned char *end)
{
    size_t table = ((size_t)column->string_count + 1) * 4;
    if ((size_t)(end - column->string_offsets) < table)
        return false;
    size_t bytes = (size_t)(end - column->string_offsets) - table;
    uint32_t before = 0;
    for (uint32_t s = 0; s <= column->string_count; s++) {
        uint32_t offset = load_u32(column->string_offsets + (size_t)s * 4);
        if (offset < before || offset > bytes)
            return false;
        before = offset;
    }
    return true;
}

enum status column_open(struct slice bytes, uint32_t count, struct column *out, struct error *err)
{
    enum { HEADER = 20 };
    const unsigned char *start = (const unsigned char *)bytes.ptr;
    if (bytes.len < HEADER)
        return error_set(err, STATUS_CORRUPT, "column is damaged: %zu bytes", bytes.len);
    uint64_t minimum;
    memcpy(&minimum, start + 8, sizeof minimum);
    *out = (struct column){
        .width = start[0],
        .count = load_u32(start + 4),
        .minimum = (int64_t)minimum,
        .string_count = load_u32(start + 16),
        .values = start + HEADER,
    };
    bool width_known =
        out->width == 0 || out->width == 1 || out->width == 2 || out->width == 4 || out->width == 8;
    size_t values =
        (size_t)out->count * out->width; // of width 0 there may be any number in no bytes
    if (out->count != count)
        return error_set(err, STATUS_CORRUPT, "column is damaged: %u values for %u documents",
                         out->count, count);
    if (!width_known || bytes.len - HEADER < values)
        return error_set(err, STATUS_CORRUPT, "column is damaged: %u values of %u bytes in %zu",
                         out->count, out->width, bytes.len);
    out->string_offsets = out->values + values;
    out->strings = (const char *)out->string_offsets + ((size_t)out->string_count + 1) * 4;
    if (out->string_count && !strings_are_sound(out, start + bytes.len))
        return error_set(err, STATUS_CORRUPT, "column is damaged: strings out of bounds");
    return STATUS_OK;
}

struct slice column_string(const struct column *column, int64_t ordinal)
{
    if (ordinal < 0 || ordinal >= (int64_t)column->string_count)
        return slice_of("", 0);
    const unsigned char *at = column->string_offsets + (size_t)ordinal * 4;
    uint32_t start = load_u32(at), end = load_u32(at + 4);
    return slice_of(column->strings + start, end - start);
}
