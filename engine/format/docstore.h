// Stored documents: records in, zstd frames out. The home of zstd.
//
// Each document is a frame of its own, so that a hit costs one decompression; a dictionary shared by the
// whole index makes up for the short texts. It is trained once, from the first large batch.
#ifndef ENGINE_FORMAT_DOCSTORE_H
#define ENGINE_FORMAT_DOCSTORE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdint.h>

// The most a stored document may take once decompressed.
#define DOCSTORE_MAX_RECORD ((size_t)256 << 20)

// Where the dictionary lies in the table STORE_META.
#define DOCSTORE_DICTIONARY_KEY SLICE("dictionary")

struct docstore_compressor;

// `dictionary` may be empty; it is copied. The caller closes.
enum status docstore_compressor_open(struct slice dictionary, struct docstore_compressor **out,
                                     struct error *err) STATUS_NODISCARD;
void docstore_compressor_close(struct docstore_compressor *compressor);

// Appends the frame of one record.
enum status docstore_compress(struct docstore_compressor *compressor, struct slice record,
                              struct buf *out, struct error *err) STATUS_NODISCARD;

// A dictionary for records like these, concatenated in `samples` with their sizes; empty when they are
// too few to learn from.
void docstore_train(struct slice samples, const size_t *sizes, unsigned count, struct buf *out);

struct docstore_reader;
enum status docstore_reader_open(struct slice dictionary, struct docstore_reader **out,
                                 struct error *err) STATUS_NODISCARD;
void docstore_reader_close(struct docstore_reader *reader);

// Decompresses a frame into the arena.
enum status docstore_read(struct docstore_reader *reader, struct slice frame, struct arena *arena,
                          struct slice *record, struct error *err) STATUS_NODISCARD;

#endif
