// See backends.h.
#include "engine/backends.h"

#include "engine/lmdb/lmdb.h"
#include "engine/lmdb/writer.h"

enum status backend_open(const char *where, const struct index_options *options,
                         struct backend **out, struct error *err)
{
    return lmdb_backend.open(where, options, out, err);
}

enum status writer_open(const char *where, const struct writer_options *options,
                        struct writer **out, struct error *err)
{
    return lmdb_writer.open(where, options, out, err);
}
