// GET /: the form, how much there is, where to start, the latest questions and those that have waited
// longest.
//
// Cost: three searches by date, one of them without hits.
#include "answer/json_writer.h"
#include "searchd/page/form.h"
#include "searchd/page/french.h"
#include "searchd/page/page.h"
#include "searchd/page/parts.h"
#include "searchd/web/web_file.h"

enum { BRIEF_HITS = 4 };

// Runs a search that needs no parameters of the request; false where it cannot be run.
static bool run(struct page *page, const struct search_request *request,
                struct search_result *result)
{
    const struct request_context *context = page->context;
    struct error ignored;
    return context->searcher && context->view &&
           search_run(context->searcher, context->view, request, context->arena, result,
                      &ignored) == STATUS_OK;
}

static struct slice briefs(struct page *page, const struct search_request *request)
{
    struct search_result result;
    if (!run(page, request, &result))
        return SLICE_NONE;
    size_t mark = page->work.len;
    for (size_t i = 0; i < result.hit_count; i++)
        page_brief(page, &result.hits[i].exchange);
    return page_take(page, mark);
}

static struct slice figures(struct page *page)
{
    struct buf *out = &page->work;
    size_t mark = out->len;
    const struct index_info *index = &page->context->index;
    french_count(out, index->documents, "échange", "échanges");
    html_literal(out, " en texte intégral, index à jour au ");
    page_time(out, index->commit_time > 0 ? date_from_days((int32_t)(index->commit_time / 86400))
                                          : page->context->today);
    html_literal(out, ".");
    return page_take(page, mark);
}

// Ministers with the most questions, as ready searches.
static struct slice examples(struct page *page)
{
    const struct search_request request = {.facet_mask = 1u << FIELD_MINISTER, .facet_limit = 5};
    struct search_result result;
    if (!run(page, &request, &result) || result.facet_count == 0)
        return SLICE_NONE;
    struct buf *out = &page->work;
    size_t mark = out->len;
    for (size_t i = 0; i < result.facets[0].value_count; i++) {
        const struct facet_value *value = &result.facets[0].values[i];
        struct search_params params = {.page = 1, .limit = PAGE_HITS, .filter_count = 1};
        params.filters[0] = (struct search_filter){FIELD_MINISTER, value->value};
        params.sort = SORT_DATE_DESC;
        size_t url_mark = out->len;
        params_append_url(out, SLICE("/recherche"), &params, PAGE_PARAMS, PAGE_HITS);
        struct slice url = page_take(page, url_mark);
        html_literal(out, "<li><a href=\"");
        html_text(out, url);
        html_literal(out, "\">");
        page_person(out, value->value);
        html_literal(out, " <span class=\"number\">");
        french_number(out, value->count);
        html_literal(out, "</span></a></li>\n");
    }
    return page_take(page, mark);
}

// schema.org: this is a data set, and where its pieces are.
static struct slice head_markup(struct page *page)
{
    struct buf *out = &page->work;
    size_t mark = out->len;
    struct slice base = context_base_url(page->context);
    struct json_writer json;
    json_writer_init(&json, out);
    json.markup = JSON_MARKUP_ESCAPED;
    html_literal(out, "<script type=\"application/ld+json\">");
    json_writer_object(&json);
    json_writer_put_text(&json, "@context", "https://schema.org");
    json_writer_put_text(&json, "@type", "Dataset");
    json_writer_put_string(&json, "name", page->context->site->name);
    json_writer_put_text(
        &json, "description",
        "Questions parlementaires en français et leurs réponses, en texte intégral");
    json_writer_put_string(&json, "url", base);
    json_writer_put_text(&json, "inLanguage", "fr");
    if (page->context->site->licence.len)
        json_writer_put_string(&json, "license", page->context->site->licence);
    json_writer_put_time(&json, "dateModified", page->context->index.commit_time);
    json_writer_end(&json);
    html_literal(out, "</script>\n");
    return page_take(page, mark);
}

// The search that the address of the home page asks for, whole: « /?q=logement » is « /recherche?q=logement »; one
// that is too long to be led to is answered there.
static enum status send_to_results(struct request_context *context, struct http_response *response,
                                   struct error *err)
{
    struct buf path;
    buf_init(&path, 0);
    buf_append_slice(&path, SLICE("/recherche"));
    params_append_list(&path, context->request->parameters);
    struct slice url = path.failed
                           ? SLICE_NONE
                           : context_path(context, arena_copy(context->arena, buf_slice(&path)));
    buf_clear(&path);
    if (url.len <= HTTP_MAX_HEADER_LEN)
        return page_send_to(url, 302, response, err);
    return context->view ? page_results(context, response, err)
                         : error_set(err, STATUS_BUSY, "no index is open"); // this page needs none
}

enum status page_home(struct request_context *context, struct http_response *response,
                      struct error *err)
{
    static const struct search_request latest = {.sort = SORT_DATE_DESC, .limit = BRIEF_HITS};
    const struct search_filter unanswered[] = {
        {FIELD_STATUS, slice_from(exchange_status_name(EXCHANGE_WAITING))},
        {FIELD_STATUS, slice_from(exchange_status_name(EXCHANGE_PROVISIONAL))}};
    const struct search_request waiting = {
        .sort = SORT_DATE_ASC, .filters = unanswered, .filter_count = 2, .limit = BRIEF_HITS};
    struct slice q;
    if (http_parameter(context->request, SLICE("q"), &q) && slice_trim(q).len > 0)
        return send_to_results(context, response, err);
    struct page page;
    page_open(&page, context);
    const struct html_hole holes[] = {
        page_markup("figures", figures(&page)),
        page_markup("form", page_form(&page, NULL, false)),
        page_markup("examples", examples(&page)),
        page_markup("answered", briefs(&page, &latest)),
        page_markup("waiting", briefs(&page, &waiting)),
    };
    page_render(&page.work, web_home_html, holes);
    struct slice main = page_take(&page, 0);
    const struct page_frame frame = {
        .description = SLICE("Chercher dans les questions parlementaires et leurs réponses : qui a "
                             "demandé quoi à quel ministre, et en combien de temps la réponse est "
                             "venue."),
        .canonical = SLICE("/"),
        .head = head_markup(&page),
        .kind = "home",
    };
    enum status status = page_finish(&page, &frame, main, response, err);
    page_close(&page);
    return status;
}
