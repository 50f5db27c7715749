// The home of zlib: gzip for whole bodies and for streams.
#ifndef SEARCHD_WORK_GZIP_H
#define SEARCHD_WORK_GZIP_H

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>

struct gzip;

// A compressor, used by one thread at a time, for any number of bodies. The caller closes.
enum status gzip_open(struct gzip **gzip, struct error *err) STATUS_NODISCARD;
void gzip_close(struct gzip *gzip); // NULL is fine

// Appends `in` compressed as a whole gzip file.
enum status gzip_whole(struct gzip *gzip, struct slice in, struct buf *out,
                       struct error *err) STATUS_NODISCARD;

// One file from several pieces, with a compressor that has done nothing else: `last` with the last. Each
// piece is flushed, so that a client can read what it has.
enum status gzip_piece(struct gzip *gzip, struct slice in, bool last, struct buf *out,
                       struct error *err) STATUS_NODISCARD;

// Whether an Accept-Encoding header asks for gzip (RFC 9110, 12.5.3); not when it is absent.
bool gzip_is_accepted(struct slice accept_encoding);

#endif
