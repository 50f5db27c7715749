// Tables as text: CSV with a header, and what one row of any of them says under a column's name.
#ifndef INDEXER_SOURCES_ROWS_H
#define INDEXER_SOURCES_ROWS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "indexer/sources/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ROWS_MAX_COLUMNS = 64 };

struct row {
    struct slice names[ROWS_MAX_COLUMNS];
    struct slice values[ROWS_MAX_COLUMNS];
    size_t count; // of columns
    uint32_t line;
};

// The value under a name, trimmed; empty when there is none.
struct slice row_get(const struct row *row, const char *name);

// Each row of an input that is CSV, of any size, to `take`; what is no row is rejected.
enum status rows_each(const struct source_input *input, const struct source_sink *sink,
                      enum status (*take)(const struct row *row, const struct source_input *input,
                                          const struct source_sink *sink, struct error *err),
                      struct error *err) STATUS_NODISCARD;

// A text of a table as paragraphs, whether it is HTML or lines. Borrowed from the arena.
struct slice rows_text(struct slice value, struct arena *arena);

#endif
