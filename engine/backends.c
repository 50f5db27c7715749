// See backends.h.
#include "engine/backends.h"

#include "engine/lmdb/lmdb.h"
#include "engine/lmdb/writer.h"
#include "engine/opensearch/client/address.h"
#include "engine/opensearch/read/backend.h"
#include "engine/opensearch/write/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum status backend_open(const char *where, const struct index_options *options,
                         struct backend **out, struct error *err)
{
    const struct backend_ops *ops =
        cluster_address_is_meant(where) ? &opensearch_backend : &lmdb_backend;
    return ops->open(where, options, out, err);
}

bool backend_is_far(const char *where)
{
    return cluster_address_is_meant(where);
}

// False: no index in a folder, or the path is too long.
static bool night_path(const char *where, char path[static PATH_MAX])
{
    int len = snprintf(path, PATH_MAX, "%s/last-night", where);
    return !backend_is_far(where) && len > 0 && len < PATH_MAX;
}

enum status backend_note_night(const char *where, struct error *err)
{
    char path[PATH_MAX];
    if (!night_path(where, path))
        return STATUS_OK;
    int file = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
    bool is_noted = file >= 0 && futimens(file, NULL) == 0;
    if (!is_noted)
        (void)error_set(err, STATUS_IO, "%s: %s", path, strerrordesc_np(errno));
    if (file >= 0)
        (void)close(file);
    return is_noted ? STATUS_OK : STATUS_IO;
}

int64_t backend_last_night(const char *where)
{
    char path[PATH_MAX];
    struct stat file;
    return night_path(where, path) && stat(path, &file) == 0 ? file.st_mtim.tv_sec : 0;
}

static const struct writer_ops *writer_of(const char *where)
{
    return cluster_address_is_meant(where) ? &opensearch_writer : &lmdb_writer;
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
