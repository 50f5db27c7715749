// GET /qualite: what the data lack, with a link to the exchanges of each number.
#include "searchd/ask/quality_service.h"
#include "searchd/page/french.h"
#include "searchd/page/page.h"
#include "searchd/page/parts.h"

static void append_row(struct page *page, const struct quality_finding *finding)
{
    struct buf *out = &page->work;
    const struct search_params params = {.q = finding->query, .page = 1, .limit = PAGE_HITS};
    size_t mark = out->len;
    params_append_url(out, SLICE("/recherche"), &params, PAGE_PARAMS, PAGE_HITS);
    struct slice url = page_take(page, mark);
    html_literal(out, "<tr><th scope=\"row\"><a href=\"");
    html_text(out, url);
    html_literal(out, "\">");
    html_text(out, slice_from(finding->label));
    html_literal(out, "</a></th><td>");
    french_number(out, finding->count);
    html_literal(out, "</td><td>");
    french_number(out, finding->among);
    html_literal(out, "</td></tr>\n");
}

static void append_table(struct page *page, const struct quality_answer *quality,
                         enum quality_kind kind, const char *heading)
{
    struct buf *out = &page->work;
    size_t rows = 0;
    for (size_t i = 0; i < quality->count; i++) {
        const struct quality_finding *finding = &quality->findings[i];
        if (finding->kind != kind || finding->count == 0)
            continue;
        if (rows++ == 0)
            buf_printf(
                out,
                "<h2>%s</h2>\n<table class=\"numbers counts\">\n<thead><tr><th "
                "scope=\"col\">Échanges…</th><th "
                "scope=\"col\">Nombre</th><th scope=\"col\">Sur</th></tr></thead>\n<tbody>\n",
                heading);
        append_row(page, finding);
    }
    if (rows > 0)
        html_literal(out, "</tbody>\n</table>\n");
}

static struct slice main_markup(struct page *page, const struct quality_answer *quality)
{
    struct buf *out = &page->work;
    html_literal(out, "<article class=\"prose\">\n<h1>La qualité des données</h1>\n"
                      "<p class=\"lead\">Ce qui manque aux échanges de cet index, et ce qui y "
                      "étonne. Chaque ligne mène aux échanges qu’elle compte.</p>\n");
    size_t mark = out->len;
    append_table(page, quality, QUALITY_LACKS, "Ce qui manque");
    append_table(page, quality, QUALITY_ODD, "Ce qui étonne");
    append_table(page, quality, QUALITY_SOURCE, "Ce que les sources ne donnent pas");
    if (out->len == mark)
        html_literal(out, "<p>Rien de ce que l’on cherche ici ne manque.</p>\n");
    html_literal(out, "<p>Un manque vient de la source, ou de la façon dont elle a été lue : "
                      "l’échange montre le texte tel qu’il a été publié. Les mêmes nombres pour "
                      "les programmes : <a href=\"/api/v1/qualite\">/api/v1/qualite</a>. "
                      "Voir aussi <a href=\"/donnees\">les données</a>.</p>\n</article>\n");
    return page_take(page, 0);
}

enum status page_quality(struct request_context *context, struct http_response *response,
                         struct error *err)
{
    struct quality_answer quality;
    enum status status = quality_service_answer(context, &quality, err);
    if (status != STATUS_OK)
        return status;
    struct page page;
    page_open(&page, context);
    const struct page_frame frame = {
        .title = SLICE("La qualité des données"),
        .description = SLICE("Ce qui manque aux données de l’index, et ce qui y étonne"),
        .canonical = SLICE("/qualite"),
        .section = "/donnees",
        .kind = "about"};
    status = page_finish(&page, &frame, main_markup(&page, &quality), response, err);
    page_close(&page);
    return status;
}
