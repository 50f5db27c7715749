// Problems as responses, and which problem a status of the engine stands for.
//
// What went wrong
// inside (paths, system messages) is for the operator's log: the public learns that it is our fault
// and whether to come back.

#include "searchd/handle/problem.h"

#include "base/date.h"
#include "searchd/page/french.h"

enum { MAX_INSTANCE_BYTES = 500 };

// What the engine tells the public of it, or else `detail`.
static struct slice told_or(enum status status, const struct error *err, struct slice detail)
{
    return err->status == status && err->told[0] ? slice_from(err->told) : detail;
}

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
    case STATUS_UNREACHED:
    case STATUS_FULL:
    case STATUS_CORRUPT:
    case STATUS_VERSION:
        return (struct problem){
            .status = 503,
            .kind = "index-indisponible",
            .title = SLICE("L’index n’est pas disponible"),
            .detail = told_or(status, err,
                              SLICE("L’index ne peut pas être lu pour le moment ; "
                                    "l’exploitant du service en trouve la raison dans "
                                    "son journal."))};
    case STATUS_OK:
    case STATUS_INTERNAL:
        break;
    }
    return (struct problem){.status = 500,
                            .kind = "erreur-interne",
                            .title = SLICE("Erreur du serveur"),
                            .detail = SLICE("Une erreur de ce programme a empêché de répondre.")};
}

struct problem problem_from_index(enum status status, const struct error *err)
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
                            .detail = told_or(status, err, reason)};
}

struct problem problem_from_tombstone(const struct tombstone *tombstone, struct arena *arena)
{
    enum { DAY_SECONDS = 86400, SENTENCE_SIZE = 300 };
    char text[DATE_TIME_SIZE], sentence[SENTENCE_SIZE];
    size_t len = date_time_iso(tombstone->when, text);
    struct buf detail = buf_over(sentence, sizeof sentence);
    buf_append_slice(&detail, SLICE("L’échange qui avait cette adresse a disparu de l’index le "));
    french_date(&detail, date_from_days((int32_t)(tombstone->when / DAY_SECONDS)));
    buf_append_slice(&detail,
                     SLICE("\u00a0: sa source ne le donne plus, ou l’exploitant du service "
                           "l’a enlevé."));
    return (struct problem){.status = 410,
                            .kind = "disparue",
                            .title = SLICE("Cet échange a disparu de l’index"),
                            .detail = arena_copy(arena, buf_slice(&detail)),
                            .since = arena_copy(arena, slice_of(text, len))};
}

void problem_render(const struct request_context *context, const struct problem *problem,
                    struct http_response *response)
{
    response->status = problem->status;
    response->content_type = "application/problem+json";
    response->fixed = SLICE("");
    buf_reset(response->body);

    struct problem_origin origin = {
        .site = context_base_url(context),
        .instance = slice_cut_utf8(context->request->target, MAX_INSTANCE_BYTES),
        .request_id = context->request_id,
    };
    struct json_writer json;
    json_writer_init(&json, response->body);
    problem_write(&json, problem, &origin);
}
