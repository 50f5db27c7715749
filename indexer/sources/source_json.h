// JSON of a source as a tree, and where it is cut or wrong.
#ifndef INDEXER_SOURCES_SOURCE_JSON_H
#define INDEXER_SOURCES_SOURCE_JSON_H

#include "indexer/sources/source.h"

#include <stddef.h>

struct json_t; // of jansson.h

// The value that `text`, which begins in that line, starts with; the caller releases it (json_decref). NULL, and the
// sink was told, when it is none. With `used` more may follow: it is how many bytes the value took; without (NULL),
// nothing may.
struct json_t *source_load_json(const struct source_sink *sink, uint32_t line, struct slice text,
                                size_t *used);

#endif
