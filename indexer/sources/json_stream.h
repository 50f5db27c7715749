// JSON of any size, a document at a time.
//
// A file of a few MB goes to its parser as a whole. A larger one is a list of documents, bare or wrapped as in
// {"total": 9, "items": [ … ]}, or documents one behind the other: each goes to the parser alone, so that memory is
// that of the largest. One of more than 32 MiB is rejected, the others go in.
#ifndef INDEXER_SOURCES_JSON_STREAM_H
#define INDEXER_SOURCES_JSON_STREAM_H

#include "base/error.h"
#include "indexer/sources/source.h"

// `parse` reads a whole file; the arena is emptied before each call.
enum status json_stream_each(const struct source_input *input, const struct source_sink *sink,
                             enum status (*parse)(const struct source_input *input,
                                                  const struct source_sink *sink,
                                                  struct error *err),
                             struct error *err) STATUS_NODISCARD;

#endif
