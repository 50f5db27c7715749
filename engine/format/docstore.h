// Stored documents: records in, zstd frames out. The home of zstd.
//
// Each document is compressed for itself, so that a hit costs one decompression; a dictionary shared by the
// whole index makes up for the short texts. It is trained from the first large batch, and anew by `optimize`. What is
// long in a long document needs no such help: it is packed apart, at once and piece by piece, and stays as it is ever
// after. So its head can be read without it.
#ifndef ENGINE_FORMAT_DOCSTORE_H
#define ENGINE_FORMAT_DOCSTORE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/exchange.h"

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

// A rest of a record (exchange_rest_len) from here on is packed apart.
#define DOCSTORE_LONG_REST ((size_t)32 << 10)

// Appends what is kept of an exchange until it is compressed: its record, with the rest packed if that is long.
// `packer` is a compressor without a dictionary.
enum status docstore_record(struct docstore_compressor *packer, const struct exchange *exchange,
                            struct buf *out, struct error *err) STATUS_NODISCARD;

// Compresses a record into `out`, which is emptied before: to frames[0], borrowed from it, and to frames[1] what was
// packed before, borrowed from the record as it is; empty where nothing was. One behind the other they are stored.
enum status docstore_compress(struct docstore_compressor *compressor, struct slice record,
                              struct buf *out, struct slice frames[2],
                              struct error *err) STATUS_NODISCARD;

// A dictionary for records like these, concatenated in `samples` with their sizes; empty when they are
// too few to learn from.
void docstore_train(struct slice samples, const size_t *sizes, unsigned count, struct buf *out);

struct docstore_reader;
enum status docstore_reader_open(struct slice dictionary, struct docstore_reader **out,
                                 struct error *err) STATUS_NODISCARD;
void docstore_reader_close(struct docstore_reader *reader);

// Decompresses the frames of a record into the arena; of EXCHANGE_SHORT as few as have its head.
enum status docstore_read(struct docstore_reader *reader, struct slice frames,
                          enum exchange_part part, struct arena *arena, struct slice *record,
                          struct error *err) STATUS_NODISCARD;

// The record, or of a long one its head, by taking its frame off *frames; what was packed is left there.
enum status docstore_take_record(struct docstore_reader *reader, struct slice *frames,
                                 struct arena *arena, struct slice *record,
                                 struct error *err) STATUS_NODISCARD;

// The same of a record that is not compressed yet; borrowed from it where nothing was packed.
enum status docstore_unpack(struct docstore_reader *reader, struct slice packed,
                            enum exchange_part part, struct arena *arena, struct slice *record,
                            struct error *err) STATUS_NODISCARD;

#endif
