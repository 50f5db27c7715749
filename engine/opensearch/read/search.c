// See search.h.
#include "engine/opensearch/read/search.h"

#include "engine/opensearch/query/search_answer.h"

enum { CODE_NOT_FOUND = 404, CODE_CONFLICT = 409 };

static enum status ask(struct session *session, const struct cluster_request *request,
                       json_t **answer, struct error *err)
{
    struct cluster_answer told;
    *answer = NULL;
    enum status status = session_ask(session, request, &told, err);
    if (status != STATUS_OK)
        return status;
    if (told.code == CODE_NOT_FOUND || told.code == CODE_CONFLICT)
        return error_set(err, STATUS_IO, "the cluster does not have the index any more");
    return json_read(told.body, answer, err);
}

enum status search_ask(struct session *session, struct slice index, struct slice body,
                       struct work_limit *limit, json_t **answer, struct error *err)
{
    struct buf path = {0};
    buf_append_char(&path, '/');
    json_put_escaped(&path, index);
    buf_printf(&path, "/_search?allow_partial_search_results=false");
    const struct cluster_request request = {
        .method = CLUSTER_POST, .path = buf_slice(&path), .body = body, .limit = limit};
    enum status status = path.failed ? error_set(err, STATUS_NO_MEMORY, "search: out of memory")
                                     : ask(session, &request, answer, err);
    buf_clear(&path);
    if (status == STATUS_OK)
        status = search_answer_check(*answer, err);
    if (status == STATUS_OK)
        return STATUS_OK;
    json_decref(*answer);
    *answer = NULL;
    return status;
}

enum status search_ask_many(struct session *session, struct slice lines, size_t count,
                            struct work_limit *limit, json_t **answer, struct error *err)
{
    const struct cluster_request request = {
        .method = CLUSTER_POST, .path = SLICE("/_msearch"), .body = lines, .limit = limit};
    json_t *tree;
    enum status status = ask(session, &request, &tree, err);
    const json_t *list = status == STATUS_OK ? json_at(tree, "responses") : NULL;
    if (status == STATUS_OK && json_array_size(list) != count)
        status =
            error_set(err, STATUS_CORRUPT, "the cluster answers other searches than were asked");
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = search_answer_check(json_array_get(list, i), err);
    *answer = status == STATUS_OK ? json_incref(json_object_get(tree, "responses")) : NULL;
    json_decref(tree);
    return status;
}
