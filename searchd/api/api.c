// What all JSON answers share.

#include "searchd/api/api.h"

#include "searchd/handle/problem.h"

struct answer_site api_site(const struct request_context *context)
{
    return (struct answer_site){
        &context->index,
        {.deadlines = context->site->deadlines,
         .searcher = context->searcher,
         .arena = context->arena},
        context->site->licence,
    };
}

void api_json(const struct request_context *context, struct json_writer *json, struct buf *out)
{
    json_writer_init(json, out);
    json->links = context->site->base_path;
}

void api_csv(const struct search_params *params, const char *disposition,
             struct http_response *response, struct csv *csv)
{
    response->content_type = "text/csv; charset=utf-8; header=present";
    http_add_header(response, "Content-Disposition", disposition);
    if (params->csv_bom)
        buf_append_slice(response->body, SLICE("\xef\xbb\xbf"));
    csv_init(csv, response->body, params->csv_semicolon ? ';' : ',');
}

void api_csv_names(struct csv *csv, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        csv_text(csv, slice_from(names[i]));
    csv_end_row(csv);
}

static void render_problems(struct request_context *context, const struct param_problems *problems,
                            struct http_response *response)
{
    struct problem problem = problem_from_parameters(problems);
    problem_render(context, &problem, response);
}

static enum status render_gone(struct request_context *context, const struct search_answer *answer,
                               struct http_response *response, struct error *err)
{
    struct search_params params = answer->params;
    params.cursor = SLICE("");
    struct slice restart = search_answer_url(
        answer, &params, context_path(context, context->request->path), context->arena);
    if (!restart.ptr)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an address");
    struct problem problem = problem_from_stale_cursor(restart);
    problem_render(context, &problem, response);
    return STATUS_OK;
}

enum status api_refuse_problems(struct request_context *context,
                                const struct param_problems *problems, enum status status,
                                struct http_response *response)
{
    if (status != STATUS_INVALID || problems->count == 0)
        return status;
    render_problems(context, problems, response);
    return STATUS_OK;
}

enum status api_refuse(struct request_context *context, const struct search_answer *answer,
                       enum status status, struct http_response *response, struct error *err)
{
    if (status == STATUS_INVALID)
        return api_refuse_problems(context, &answer->problems, status, response);
    if (status == STATUS_NOT_FOUND && answer->params.cursor.len > 0)
        return render_gone(context, answer, response, err);
    return status;
}

enum status api_read_params(struct request_context *context, struct param_rules rules,
                            struct search_params *out, struct http_response *response,
                            bool *refused, struct error *err)
{
    struct param_problems problems = {.count = 0};
    enum status status =
        params_read(context->request->parameters, rules, context->arena, out, &problems, err);
    *refused = status == STATUS_INVALID;
    if (*refused) {
        render_problems(context, &problems, response);
        return STATUS_OK;
    }
    return status;
}
