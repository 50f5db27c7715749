// See search.h.
#include "engine/opensearch/query/search.h"

#include "engine/opensearch/query/search_answer.h"

enum { CODE_NOT_FOUND = 404, CODE_CONFLICT = 409 };

static enum status ask(struct session *session, const struct cluster_request *request,
                       struct json **answer, struct error *err)
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
                       struct work_limit *limit, struct json **answer, struct error *err)
{
    struct buf path = {0};
    buf_append_char(&path, '/');
    buf_append_encoded(&path, index);
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
    json_release(*answer);
    *answer = NULL;
    return status;
}

// --- several -------------------------------------------------------------------------------------

struct buf *search_bundle_next(struct search_bundle *bundle)
{
    struct buf *lines = &bundle->lines;
    if (bundle->count++ > 0)
        buf_append_char(lines, '\n');
    buf_printf(lines, "{\"allow_partial_search_results\":false,\"index\":");
    json_put_string(lines, bundle->index);
    buf_append(lines, "}\n", 2);
    if (bundle->count == 1)
        bundle->first_body = lines->len;
    return lines;
}

static enum status ask_all(struct search_bundle *bundle, struct error *err)
{
    buf_append_char(&bundle->lines, '\n');
    const struct cluster_request request = {.method = CLUSTER_POST,
                                            .path = SLICE("/_msearch"),
                                            .body = buf_slice(&bundle->lines),
                                            .is_list = true,
                                            .limit = bundle->limit};
    enum status status = ask(bundle->session, &request, &bundle->answer, err);
    const struct json *list = status == STATUS_OK ? json_at(bundle->answer, "responses") : NULL;
    if (status == STATUS_OK && json_size(list) != bundle->count)
        status =
            error_set(err, STATUS_CORRUPT, "the cluster answers other searches than were asked");
    for (size_t i = 0; status == STATUS_OK && i < bundle->count; i++)
        status = search_answer_check(json_nth(list, i), err);
    return status;
}

enum status search_bundle_ask(struct search_bundle *bundle, struct error *err)
{
    if (bundle->lines.failed)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    if (bundle->count > 1)
        return ask_all(bundle, err);
    if (bundle->count == 0)
        return STATUS_OK;
    struct slice body = slice_from_offset(buf_slice(&bundle->lines), bundle->first_body);
    return search_ask(bundle->session, bundle->index, body, bundle->limit, &bundle->answer, err);
}

const struct json *search_bundle_answer(const struct search_bundle *bundle, size_t number)
{
    return bundle->count > 1 ? json_nth(json_at(bundle->answer, "responses"), number)
                             : bundle->answer;
}

void search_bundle_end(struct search_bundle *bundle)
{
    json_release(bundle->answer);
    buf_clear(&bundle->lines);
}
