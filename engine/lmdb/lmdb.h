// The seam over an index in a folder: LMDB's environment, immutable segments.
#ifndef ENGINE_LMDB_LMDB_H
#define ENGINE_LMDB_LMDB_H

#include "engine/backend.h"

extern const struct backend_ops lmdb_backend;

// The mark of the last night is the time of a file in the folder (night.c). One went through now; where the folder's
// path is too long for that file, nothing is noted. STATUS_IO: it cannot be marked.
enum status night_note(const char *folder, struct error *err) STATUS_NODISCARD;

// In seconds since 1970; 0: not known.
int64_t night_last(const char *folder);

#endif
