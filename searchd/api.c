// What all JSON answers share.

#include "searchd/api.h"

#include "searchd/problem.h"

#include <assert.h>

// What was understood, one thing at a time, with the query that switches it off.
static void render_details(struct json_writer *json, const struct search_result *result)
{
    json_writer_key(json, "details");
    json_writer_array(json);
    for (size_t i = 0; i < result->interpretation_count; i++) {
        const struct interpretation *item = &result->interpretation[i];
        json_writer_object(json);
        json_writer_put_string(json, "texte", item->text);
        json_writer_put_bool(json, "avis", item->is_notice);
        json_writer_put_optional(json, "annuler", item->undo);
        json_writer_end(json);
    }
    json_writer_end(json);
}

void api_render_query(struct json_writer *json, const struct search_answer *answer)
{
    const struct search_result *result = &answer->result;
    json_writer_key(json, "query");
    json_writer_object(json);
    json_writer_put_string(json, "q", answer->params.q);
    json_writer_put_text(json, "mode", params_mode_name(result->mode));
    json_writer_put_bool(json, "relaxed", result->relaxed);
    json_writer_put_string(json, "canonical", result->canonical);
    json_writer_key(json, "interpretation");
    json_writer_array(json);
    for (size_t i = 0; i < result->interpretation_count; i++)
        json_writer_string(json, result->interpretation[i].text);
    json_writer_end(json);
    json_writer_key(json, "notices");
    json_writer_array(json);
    for (size_t i = 0; i < result->interpretation_count; i++) {
        if (result->interpretation[i].is_notice)
            json_writer_string(json, result->interpretation[i].text);
    }
    json_writer_end(json);
    render_details(json, result);
    json_writer_end(json);
}

void api_render_index(struct json_writer *json, const struct request_context *context)
{
    json_writer_key(json, "index");
    json_writer_object(json);
    json_writer_put_int(json, "generation", (int64_t)context->index.generation);
    json_writer_put_int(json, "documents", (int64_t)context->index.documents);
    json_writer_put_text(json, "analyzer", context->index.analyzer);
    json_writer_put_time(json, "commit_time", context->index.commit_time);
    if (context->site->licence.len > 0)
        json_writer_put_string(json, "licence", context->site->licence);
    json_writer_end(json);
}

static void render_problems(struct request_context *context, const struct param_problems *problems,
                            struct http_response *response)
{
    struct problem problem = {.status = 400,
                              .kind = "parametre-invalide",
                              .title = SLICE("Un paramètre n’est pas valable"),
                              .parameters = problems};
    if (problems->count > 1)
        problem.title = SLICE("Plusieurs paramètres ne sont pas valables");
    if (problems->count > 0)
        problem.detail = problems->items[0].detail;
    problem_render(context, &problem, response);
}

static enum status render_gone(struct request_context *context, const struct respond_face *face,
                               const struct search_answer *answer, struct http_response *response,
                               struct error *err)
{
    struct search_params params = answer->params;
    params.cursor = SLICE("");
    struct buf url;
    buf_init(&url, 0);
    params_append_url(&url, context->request->path, &params, face->known, face->default_limit);
    struct slice restart = arena_copy(context->arena, buf_slice(&url));
    bool failed = url.failed || !restart.ptr;
    buf_clear(&url);
    if (failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an address");

    struct problem problem = {
        .status = 410,
        .kind = "curseur-perime",
        .title = SLICE("Le curseur est périmé"),
        .detail =
            SLICE("L’index a changé depuis la page précédente : la suite ne serait plus celle de "
                  "la même liste. Reprenez à l’adresse donnée par « restart », ou prenez "
                  "l’export, qui tient en une réponse."),
        .restart = restart,
    };
    problem_render(context, &problem, response);
    return STATUS_OK;
}

enum status api_refuse(struct request_context *context, const struct respond_face *face,
                       const struct search_answer *answer, enum status status,
                       struct http_response *response, struct error *err)
{
    if (status == STATUS_INVALID && answer->problems.count > 0) {
        render_problems(context, &answer->problems, response);
        return STATUS_OK;
    }
    if (status == STATUS_NOT_FOUND && answer->params.cursor.len > 0)
        return render_gone(context, face, answer, response, err);
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

// Identifiers may hold '/', which separates segments of the path and stays as it is.
void api_append_permalink(struct buf *out, struct slice id)
{
    buf_append_slice(out, SLICE("/question/"));
    while (id.len > 0) {
        size_t slash = slice_find(id, SLICE("/"));
        params_append_encoded(out, slice_of(id.ptr, slash));
        if (slash < id.len)
            buf_append_char(out, '/');
        id = slice_from_offset(id, slash < id.len ? slash + 1 : slash);
    }
}

void api_put_permalink(struct json_writer *json, const char *key, struct slice id)
{
    json_writer_key(json, key);
    json_writer_string_begin(json);
    api_append_permalink(json->out, id); // ASCII without quotes or backslashes
    json_writer_string_end(json);
}
