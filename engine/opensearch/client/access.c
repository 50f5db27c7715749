// See access.h.
#include "engine/opensearch/client/access.h"

#include "base/slice.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LINE = 4096 };

static enum status understand(struct slice line, const char *path, struct arena *arena,
                              struct cluster_access *out, struct error *err)
{
    const struct slice api_key = SLICE("ApiKey ");
    for (size_t i = 0; i < line.len; i++)
        if ((unsigned char)line.ptr[i] < ' ')
            return error_set(err, STATUS_INVALID, "%s: more than one line", path);
    struct slice kept;
    if (slice_starts_with(line, api_key)) {
        kept = arena_printf(arena, "Authorization: %.*s", SLICE_ARG(line));
        out->header = kept.ptr;
    } else if (slice_find(line, SLICE(":")) < line.len) {
        kept = arena_copy(arena, line);
        out->user = kept.ptr;
    } else
        return error_set(err, STATUS_INVALID, "%s: neither “user:password” nor “ApiKey …”", path);
    return kept.ptr ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
}

static enum status read_file(const char *path, struct arena *arena, struct cluster_access *out,
                             struct error *err)
{
    char text[MAX_LINE];
    FILE *file = fopen(path, "re");
    if (!file)
        return error_set(err, STATUS_INVALID, "%s: %s", path, strerror(errno));
    size_t len = fread(text, 1, sizeof text, file);
    bool failed = ferror(file) != 0;
    (void)fclose(file);
    if (failed || len == sizeof text)
        return error_set(err, STATUS_INVALID, "%s: cannot be read as one line", path);
    enum status status = understand(slice_trim(slice_of(text, len)), path, arena, out, err);
    explicit_bzero(text, sizeof text);
    return status;
}

enum status cluster_access_find(struct arena *arena, struct cluster_access *out, struct error *err)
{
    const char *path = getenv("HEMICYCLE_CLUSTER_AUTH_FILE");
    const char *ca_file = getenv("HEMICYCLE_CLUSTER_CA_FILE");
    *out = (struct cluster_access){0};
    if (ca_file && *ca_file) {
        out->ca_file = arena_copy(arena, slice_from(ca_file)).ptr;
        if (!out->ca_file)
            return error_set(err, STATUS_NO_MEMORY, "cluster: out of memory");
    }
    return path && *path ? read_file(path, arena, out, err) : STATUS_OK;
}
