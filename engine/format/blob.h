// The runs of bytes that a segment's parts are made of, each with its seal: an XXH3-64 of what stands before it.
#ifndef ENGINE_FORMAT_BLOB_H
#define ENGINE_FORMAT_BLOB_H

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/format/index_format.h"
#include "engine/storage/store.h"

#include <stdint.h>

// The key of a blob.
enum { BLOB_KEY_LEN = 9 };
struct slice blob_key(uint32_t segment, enum blob_part part, uint32_t number,
                      char key[BLOB_KEY_LEN]);

// Writes bytes and their seal as a blob; the buffer gets the seal appended.
enum status blob_put(struct store_txn *txn, struct slice key, struct buf *bytes,
                     struct error *err) STATUS_NODISCARD;
// The same of two runs, one behind the other, without a copy of them in between: for what is long.
enum status blob_put_runs(struct store_txn *txn, struct slice key, const struct slice runs[2],
                          struct error *err) STATUS_NODISCARD;
// A blob without its seal; points into the map. STATUS_NOT_FOUND.
enum status blob_get(struct store_txn *txn, struct slice key, struct slice *out,
                     struct error *err) STATUS_NODISCARD;
// STATUS_CORRUPT when the seal of a blob (with seal) does not fit.
enum status blob_check(struct slice sealed, struct error *err) STATUS_NODISCARD;

#endif
