// The mark of the last night of an index in a folder: the time of a file in it.
#ifndef ENGINE_LMDB_NIGHT_H
#define ENGINE_LMDB_NIGHT_H

#include "base/error.h"

#include <stdint.h>

// One went through now; of a folder whose path is too long for a file in it that is not noted. STATUS_IO: it cannot be
// marked.
enum status night_note(const char *folder, struct error *err) STATUS_NODISCARD;

// In seconds since 1970; 0: not known.
int64_t night_last(const char *folder);

#endif
