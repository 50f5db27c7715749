// Refusals of a request. See refusal.h.
#include "searchd/handle/refusal.h"

#include "searchd/handle/routes.h"
#include "searchd/page/page.h"

// Whether trouble is told as a page: on the pages' addresses, and on unknown ones to a browser.
bool refusal_is_for_people(const struct handling *handling)
{
    if (handling->route)
        return handling->route->flags & ROUTE_PAGE;
    return http_prefers(handling->request.accept, SLICE("text/html"), SLICE("application/json"));
}

void refusal_write(struct handling *handling, const struct problem *problem)
{
    struct http_response *response = &handling->response;
    buf_reset(response->body);
    response->fixed = SLICE("");
    response->status = problem->status;
    if (refusal_is_for_people(handling))
        page_error(&handling->context, problem, response);
    else
        problem_render(&handling->context, problem, response);
    if (problem->status == 503)
        http_add_header(response, "Retry-After", "5");
}

void refusal_index(struct handling *handling, enum status status, const struct error *err)
{
    struct http_response *response = &handling->response;
    struct problem problem = problem_from_index(status, err);
    if (response->stream.next)
        http_end_stream(response);
    response->header_count = 0;
    handling->etag = SLICE_NONE;
    handling->shown = (struct generation){0};
    refusal_write(handling, &problem);
}

void refusal_busy_client(struct handling *handling, unsigned wait_seconds)
{
    refusal_write(
        handling,
        &(struct problem){.status = 429,
                          .kind = "trop-de-demandes",
                          .title = SLICE("Trop de demandes à la fois"),
                          .detail = SLICE("Les dernières demandes venues de cette adresse ont "
                                          "coûté plus que sa part\u00a0; réessayez dans un "
                                          "instant.")});
    struct slice seconds = arena_printf(handling->context.arena, "%u", wait_seconds);
    if (seconds.ptr)
        http_add_header(&handling->response, "Retry-After", seconds.ptr);
}

void refusal_request(struct handling *handling, struct slice detail)
{
    refusal_write(handling, &(struct problem){.status = 400,
                                              .kind = "demande-invalide",
                                              .title = SLICE("La demande n’est pas valable"),
                                              .detail = detail});
}

void refusal_target(struct handling *handling, enum status status, const struct error *err)
{
    struct problem problem = problem_from_error(status, err);
    problem.parameters = &handling->problems;
    if (status == STATUS_TOO_LARGE) {
        problem.status = 414;
        problem.kind = "adresse-trop-longue";
        problem.title = SLICE("L’adresse est trop longue");
    }
    refusal_write(handling, &problem);
}

void refusal_method(struct handling *handling)
{
    http_add_header(&handling->response, "Allow", "GET, HEAD, OPTIONS");
    refusal_write(handling,
                  &(struct problem){.status = 405,
                                    .kind = "methode-refusee",
                                    .title = SLICE("Méthode refusée"),
                                    .detail = SLICE("Ce service se lit seulement : GET, HEAD et "
                                                    "OPTIONS.")});
}

void refusal_type(struct handling *handling)
{
    const char *type = handling->route->type;
    refusal_write(
        handling,
        &(struct problem){.status = 406,
                          .kind = "type-indisponible",
                          .title = SLICE("Représentation indisponible"),
                          .detail = arena_printf(handling->context.arena,
                                                 "Cette adresse répond en %s, que l’en-tête Accept "
                                                 "exclut.",
                                                 type)});
}
