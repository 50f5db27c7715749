// The seam over an index in a folder: LMDB's environment, immutable segments.
#ifndef ENGINE_LMDB_LMDB_H
#define ENGINE_LMDB_LMDB_H

#include "engine/backend.h"

extern const struct backend_ops lmdb_backend;

#endif
