// The formats that can be read, and which of them a file speaks.
#ifndef INDEXER_SOURCES_SOURCE_FORMAT_H
#define INDEXER_SOURCES_SOURCE_FORMAT_H

#include "base/error.h"
#include "base/slice.h"
#include "indexer/sources/source.h"

#include <stdbool.h>

// One row per format.
struct source_format {
    const char *name; // as --format takes it
    enum status (*parse)(const struct source_input *input, const struct source_sink *sink,
                         struct error *err);
    // How many bytes of a part of a file are whole documents. NULL: it is parsed as a whole, else files may be of any
    // size.
    size_t (*whole)(struct slice part);
    bool streams; // takes a file's bytes as they come: of any size, too
};

// The format with that name; NULL when there is none.
const struct source_format *source_format_by_name(struct slice name);

// The format that the first bytes of a file speak (64 KiB are plenty). NULL, with the reason why
// not in *reason (static storage), when they speak none.
const struct source_format *source_format_of(struct slice head, const char **reason);

#endif
