// A stream of bytes from a file descriptor, unpacked on the way when it is gzip or zstd.
#ifndef INDEXER_INGEST_UNPACK_H
#define INDEXER_INGEST_UNPACK_H

#include "base/error.h"

#include <stddef.h>

struct unpack;

// Looks at the first bytes to see whether they are packed. `name` is for messages; both it and fd are
// borrowed and must outlive the reader.
enum status unpack_open(int fd, const char *name, struct unpack **reader,
                        struct error *err) STATUS_NODISCARD;

// The same over bytes that somebody else reads: `read` fills `data`, fewer than `size` bytes only at the end.
enum status unpack_open_other(enum status (*read)(void *context, void *data, size_t size,
                                                  size_t *got, struct error *err),
                              void *context, struct unpack **reader,
                              struct error *err) STATUS_NODISCARD;
void unpack_close(struct unpack *reader); // NULL is fine

// Fills `data` with `size` bytes, fewer only at the end. STATUS_INVALID when what was packed is damaged
// or ends early.
enum status unpack_read(struct unpack *reader, void *data, size_t size, size_t *got,
                        struct error *err) STATUS_NODISCARD;

#endif
