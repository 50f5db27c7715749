// See night.h.
#include "engine/opensearch/meta/night.h"

#include "base/clock.h"
#include "engine/opensearch/client/json.h"

#include <inttypes.h>

enum { CODE_NOT_FOUND = 404 };

static enum status put_path(struct slice name, struct buf *path, struct error *err)
{
    buf_printf(path, "/%.*s-meta/_doc/night", SLICE_ARG(name));
    return path->failed ? error_set(err, STATUS_NO_MEMORY, "mark of a night: out of memory")
                        : STATUS_OK;
}

static enum status write_mark(struct session *session, struct slice name, struct error *err)
{
    struct buf path = {0}, body = {0};
    struct cluster_answer answer;
    enum status status = put_path(name, &path, err);
    buf_printf(&body, "{\"kind\":\"night\",\"when\":%" PRId64 "}", clock_wall_seconds());
    const struct cluster_request request = {
        .method = CLUSTER_PUT, .path = buf_slice(&path), .body = buf_slice(&body)};
    if (status == STATUS_OK)
        status = body.failed ? error_set(err, STATUS_NO_MEMORY, "mark of a night: out of memory")
                             : session_ask(session, &request, &answer, err);
    buf_clear(&path);
    buf_clear(&body);
    return status;
}

enum status cluster_night_note(const char *where, struct error *err)
{
    struct cluster *cluster;
    struct session *session = NULL;
    enum status status = cluster_open(where, &cluster, err);
    if (status != STATUS_OK)
        return status;
    status = session_open(cluster, &session, err);
    if (status == STATUS_OK)
        status = write_mark(session, cluster_name(cluster), err);
    session_close(session);
    cluster_close(cluster);
    return status;
}

enum status cluster_night_read(struct session *session, struct slice name, int64_t *out,
                               struct error *err)
{
    struct buf path = {0};
    struct cluster_answer answer;
    struct json *tree = NULL;
    enum status status = put_path(name, &path, err);
    const struct cluster_request request = {.method = CLUSTER_GET, .path = buf_slice(&path)};
    if (status == STATUS_OK)
        status = session_ask(session, &request, &answer, err);
    buf_clear(&path);
    if (status != STATUS_OK)
        return status;
    *out = 0;
    if (answer.code != CODE_NOT_FOUND)
        status = json_read(answer.body, &tree, err);
    if (status == STATUS_OK && tree)
        *out = json_int_at(tree, "_source.when");
    json_release(tree);
    return status;
}
