// A document's date, minister, type: one value per document and column, readable without a search.
//
// A column is an array of fixed-width integers (0, 1, 2, 4 or 8 bytes, the smallest that fits the range
// above the minimum). Columns of names hold ordinals into a sorted list of distinct strings; ordinal 0
// is the empty string, always there, so "not known" needs no second bitmap. On disk:
//
//   u8 width, u8 zero[3], u32 documents, i64 minimum, u32 strings,
//   documents * width bytes, then u32 offset[strings + 1] and the bytes of the strings
#ifndef ENGINE_FORMAT_COLUMNS_H
#define ENGINE_FORMAT_COLUMNS_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/map.h"
#include "base/slice.h"
#include "engine/format/index_format.h"

#include <stdint.h>

// --- writing ---------------------------------------------------------------------------------

// All columns of a batch of documents. Zeroed memory plus columns_builder_init; clear frees.
struct columns_builder {
    int64_t *values[COLUMN_COUNT]; // of string columns: temporary numbers, in order of first sight
    struct map strings[COLUMN_STRINGS]; // distinct ones; number 0 is the empty string
    size_t count, capacity;
    bool failed;
};

void columns_builder_init(struct columns_builder *builder);
void columns_builder_clear(struct columns_builder *builder);
void columns_builder_reset(struct columns_builder *builder);

// Starts the next document; all its values are 0 or empty until set.
void columns_builder_next(struct columns_builder *builder);
void columns_builder_set(struct columns_builder *builder, enum column_id column, int64_t value);
void columns_builder_set_string(struct columns_builder *builder, enum column_id column,
                                struct slice value);

// Appends one finished column.
void columns_builder_encode(struct columns_builder *builder, enum column_id column,
                            struct buf *out);

// The values of a column, wherever they come from.
struct column_values {
    int64_t (*of)(const void *context, uint32_t document);
    const void *context;
    uint32_t count;
};

// Appends what stands before the strings of a column: of a column of strings, the values are their ordinals.
void columns_append_values(struct column_values values, uint32_t string_count, struct buf *out);

size_t columns_builder_bytes(const struct columns_builder *builder);

// --- reading ---------------------------------------------------------------------------------

struct column {
    const unsigned char *values;
    int64_t minimum;
    uint32_t count;
    uint32_t string_count;
    const unsigned char *string_offsets;
    const char *strings;
    uint8_t width;
};

// A column of `count` documents: checks the count, every size and every string offset. STATUS_CORRUPT.
enum status column_open(struct slice bytes, uint32_t count, struct column *out,
                        struct error *err) STATUS_NODISCARD;

// The value of a document; document < count is the caller's to know.
static inline int64_t column_value(const struct column *column, uint32_t document)
{
    uint64_t raw = 0;
    const unsigned char *at = column->values + (size_t)document * column->width;
    switch (column->width) {
    case 1:
        raw = *at;
        break;
    case 2:
        raw = load_u16(at);
        break;
    case 4:
        raw = load_u32(at);
        break;
    case 8:
        raw = load_u64(at);
        break;
    default: // 0 bytes: all values are the least
        break;
    }
    return (int64_t)((uint64_t)column->minimum + raw);
}

// String number `ordinal` of a string column; empty when there is no such ordinal. Points into the column.
struct slice column_string(const struct column *column, int64_t ordinal);

#endif
