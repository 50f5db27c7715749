// JSON of a source as a tree, and where it is cut or wrong.
#ifndef INDEXER_SOURCES_SOURCE_JSON_H
#define INDEXER_SOURCES_SOURCE_JSON_H

#include "base/error.h"
#include "indexer/sources/source.h"

#include <stddef.h>
#include <stdint.h>

struct json_t; // of jansson.h

// Each value of a source: objects one behind the other, one a line or in a list, however they are indented
// (json/split.h). What is broken or cut is told to the sink, and the next object is gone on with. `visit` gets a value
// and the line it begins in, and ends the reading with anything but STATUS_OK. *count is how many it got.
enum status source_json_each(const struct source_input *input, const struct source_sink *sink,
                             enum status (*visit)(void *context, struct json_t *value,
                                                  uint32_t line, struct error *err),
                             void *context, size_t *count, struct error *err) STATUS_NODISCARD;

#endif
