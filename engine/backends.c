// See backends.h.
#include "engine/backends.h"

#include "engine/lmdb/lmdb.h"

enum status backend_open(const char *where, const struct index_options *options,
                         struct backend **out, struct error *err)
{
    return lmdb_backend.open(where, options, out, err);
}
