// GET /api/v1/search.

#include "answer/answer_json.h"
#include "searchd/api/api.h"

enum status api_add_links(struct request_context *context, const struct search_answer *answer,
                          struct slice path, struct http_response *response, struct slice *next,
                          struct error *err)
{
    struct arena *arena = context->arena;
    path = context_path(context, path);
    struct search_params start = answer->params;
    start.offset = 0;
    start.cursor = SLICE("");
    struct slice self = search_answer_url(answer, &answer->params, path, arena);
    struct slice first = search_answer_url(answer, &start, path, arena);
    *next = search_answer_next_url(answer, answer->next_cursor, path, arena);
    struct slice link =
        arena_printf(arena,
                     "<%.*s>; rel=\"self\", <%.*s>; rel=\"first\"%s%.*s%s, "
                     "<%.*s/openapi.json>; rel=\"service-desc\"",
                     SLICE_ARG(self), SLICE_ARG(first), next->len ? ", <" : "", SLICE_ARG(*next),
                     next->len ? ">; rel=\"next\"" : "", SLICE_ARG(context->site->base_path));
    if (link.len > HTTP_MAX_HEADER_LEN) // that there is more stands nowhere else in CSV
        link =
            next->len ? arena_printf(arena, "<%.*s>; rel=\"next\"", SLICE_ARG(*next)) : SLICE("");
    if (!self.ptr || !first.ptr || !next->ptr || !link.ptr)
        return error_set(err, STATUS_NO_MEMORY, "no memory for links");
    if (link.len > 0 && link.len <= HTTP_MAX_HEADER_LEN)
        http_add_header(response, "Link", link.ptr);
    return STATUS_OK;
}

enum status api_search(struct request_context *context, struct http_response *response,
                       struct error *err)
{
    struct search_answer answer;
    enum status status = search_service_answer(context, &ANSWER_JSON_SEARCH, &answer, err);
    if (status != STATUS_OK)
        return api_refuse(context, &answer, status, response, err);

    struct answer_next next;
    status = api_add_links(context, &answer, ANSWER_JSON_SEARCH_PATH, response, &next.hits, err);
    if (status != STATUS_OK)
        return status;
    next.partials =
        search_answer_next_url(&answer, answer.next_partial_cursor,
                               context_path(context, ANSWER_JSON_SEARCH_PATH), context->arena);
    if (!next.partials.ptr)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an address");
    response->content_type = "application/json";
    struct answer_site site = api_site(context);
    struct json_writer json;
    api_json(context, &json, response->body);
    answer_json_search(&json, &answer, &site, &next);
    return STATUS_OK;
}
