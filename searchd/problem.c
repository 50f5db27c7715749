// Problems as JSON (RFC 9457), and which problem a status of the engine stands for.
//
// `type` is a URL that leads to the paragraph of /api about this kind of problem. What went wrong
// inside (paths, system messages) is for the operator's log: the public learns that it is our fault
// and whether to come back.

#include "searchd/problem.h"

#include "answer/json_writer.h"

enum { MAX_INSTANCE_BYTES = 500 };

struct problem problem_from_error(enum status status, const struct error *err)
{
    struct slice message = slice_from(err->status == status ? err->message : "");
    switch (status) {
    case STATUS_INVALID:
    case STATUS_TOO_LARGE:
        return (struct problem){.status = 400,
                                .kind = "demande-invalide",
                                .title = SLICE("La demande n’est pas valable"),
                                .detail = message};
    case STATUS_NOT_FOUND:
        return (struct problem){.status = 404,
                                .kind = "introuvable",
                                .title = SLICE("Rien à cette adresse"),
                                .detail = SLICE("Aucun document ni aucune page ne répond à cette "
                                                "adresse.")};
    case STATUS_NO_MEMORY:
    case STATUS_BUSY:
        return (struct problem){.status = 503,
                                .kind = "surcharge",
                                .title = SLICE("Le service est surchargé"),
                                .detail = SLICE("Réessayez dans quelques secondes.")};
    case STATUS_IO:
    case STATUS_FULL:
    case STATUS_CORRUPT:
    case STATUS_VERSION:
        return (struct problem){.status = 503,
                                .kind = "index-indisponible",
                                .title = SLICE("L’index n’est pas disponible"),
                                .detail = SLICE("L’index ne peut pas être lu pour le moment ; "
                                                "l’exploitant du service en trouve la raison dans "
                                                "son journal.")};
    case STATUS_OK:
    case STATUS_INTERNAL:
        break;
    }
    return (struct problem){.status = 500,
                            .kind = "erreur-interne",
                            .title = SLICE("Erreur du serveur"),
                            .detail = SLICE("Une erreur de ce programme a empêché de répondre.")};
}

struct problem problem_from_index(enum status status)
{
    struct slice reason = SLICE("L’index ne peut pas être lu pour le moment.");
    if (status == STATUS_NOT_FOUND)
        reason = SLICE("L’index n’existe pas encore : rien n’a été indexé.");
    else if (status == STATUS_CORRUPT)
        reason = SLICE("L’index est endommagé ; il doit être reconstruit.");
    else if (status == STATUS_VERSION)
        reason = SLICE("L’index a été fait par une autre version de ce programme.");
    else if (status == STATUS_NO_MEMORY)
        reason = SLICE("La mémoire manque pour lire l’index.");
    return (struct problem){.status = 503,
                            .kind = "index-indisponible",
                            .title = SLICE("L’index n’est pas disponible"),
                            .detail = reason};
}

static void render_parameters(struct json_writer *json, const struct param_problems *problems)
{
    json_writer_key(json, "errors");
    json_writer_array(json);
    for (size_t i = 0; i < problems->count; i++) {
        const struct param_problem *problem = &problems->items[i];
        json_writer_object(json);
        json_writer_put_string(json, "parameter", problem->parameter);
        json_writer_put_string(json, "detail", problem->detail);
        if (problem->nearest.len > 0)
            json_writer_put_string(json, "nearest", problem->nearest);
        json_writer_end(json);
    }
    json_writer_end(json);
}

void problem_render(const struct request_context *context, const struct problem *problem,
                    struct http_response *response)
{
    response->status = problem->status;
    response->content_type = "application/problem+json";
    response->fixed = SLICE("");
    buf_reset(response->body);

    struct slice base = context_base_url(context);
    struct json_writer json;
    json_writer_init(&json, response->body);
    json_writer_object(&json);
    json_writer_key(&json, "type");
    json_writer_string_begin(&json);
    json_writer_string_append(&json, base);
    json_writer_string_append(&json, SLICE("/api#probleme-"));
    json_writer_string_append(&json, slice_from(problem->kind));
    json_writer_string_end(&json);
    json_writer_put_string(&json, "title", problem->title);
    json_writer_put_int(&json, "status", problem->status);
    if (problem->detail.len > 0)
        json_writer_put_string(&json, "detail", problem->detail);
    json_writer_put_string(&json, "instance",
                           slice_cut_utf8(context->request->target, MAX_INSTANCE_BYTES));
    json_writer_put_string(&json, "request_id", context->request_id);
    if (problem->restart.len > 0)
        json_writer_put_string(&json, "restart", problem->restart);
    if (problem->parameters && problem->parameters->count > 0)
        render_parameters(&json, problem->parameters);
    json_writer_end(&json);
}
