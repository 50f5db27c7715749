// Any trouble, as a page: what happened in words, what was wrong with which parameter, and the form to
// go on. It must work without an index, and without memory: then a few plain words are left.
#include "searchd/page/form.h"
#include "searchd/page/page.h"
#include "searchd/page/parts.h"
#include "searchd/web/web_file.h"

static enum status render(struct request_context *context, const struct problem *problem,
                          struct http_response *response, struct error *err)
{
    struct page page;
    page_open(&page, context);
    const struct html_hole holes[] = {
        page_text("status", arena_printf(context->arena, "Erreur %u", problem->status)),
        page_text("title", problem->title),
        page_text("detail",
                  problem->parameters && problem->parameters->count ? SLICE("") : problem->detail),
        page_markup("problems", page_problems(&page, problem->parameters)),
        page_text("restart", problem->restart),
        page_text("request", context->request_id),
        page_text("contact", page_contact(&page)),
    };
    page_render(&page.work, web_error_html, holes);
    const struct page_frame frame = {.title = problem->title, .robots = "noindex", .kind = "error"};
    struct slice main = page_take(&page, 0);
    enum status status = page_finish(&page, &frame, main, response, err);
    page_close(&page);
    return status;
}

void page_error(struct request_context *context, const struct problem *problem,
                struct http_response *response)
{
    struct error ignored;
    response->status = problem->status;
    response->content_type = "text/html; charset=utf-8";
    if (render(context, problem, response, &ignored) == STATUS_OK)
        return;
    response->fixed = SLICE("<!doctype html><html lang=\"fr\"><title>Erreur</title>"
                            "<p>Le service ne peut pas répondre maintenant. Réessayez dans un "
                            "instant.</p></html>\n");
}
