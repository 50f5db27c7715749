// See backends.h.
#include "engine/backends.h"

#include "engine/lmdb/lmdb.h"
#include "engine/lmdb/writer.h"
#include "engine/opensearch/client/address.h"
#include "engine/opensearch/meta/night.h"
#include "engine/opensearch/read/backend.h"
#include "engine/opensearch/write/writer.h"

bool backend_is_far(const char *where)
{
    return cluster_address_is_meant(where);
}

static const struct writer_ops *writer_of(const char *where)
{
    return backend_is_far(where) ? &opensearch_writer : &lmdb_writer;
}

enum status backend_open(const char *where, const struct index_options *options,
                         struct backend **out, struct error *err)
{
    const struct backend_ops *ops = backend_is_far(where) ? &opensearch_backend : &lmdb_backend;
    return ops->open(where, options, out, err);
}

enum status backend_note_night(const char *where, struct error *err)
{
    return backend_is_far(where) ? cluster_night_note(where, err) : night_note(where, err);
}

enum status writer_open(const char *where, const struct writer_options *options,
                        struct writer **out, struct error *err)
{
    return writer_of(where)->open(where, options, out, err);
}

enum status writer_erase(const char *where, const struct writer_options *options,
                         const struct id_set *ids, struct erasure *out, struct error *err)
{
    return writer_of(where)->erase(where, options, ids, out, err);
}
