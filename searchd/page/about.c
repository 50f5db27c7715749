// GET /aide, /donnees, /api: how to search, what the data are, how programs ask.
//
// Nothing here is a figure somebody typed in: examples carry the number they find now, the description
// of the data is counted from the index, the gaps too.
//
// Cost: a search without hits for each example; the description counts facets over all documents. Both are
// kept by the cache of answers until the next commit.
#include "searchd/page/french.h"
#include "searchd/page/narrow/facets.h"
#include "searchd/page/page.h"
#include "searchd/page/parts.h"
#include "searchd/web/web_file.h"

#include <stdlib.h>
#include <string.h>

// Runs a search on the index as it is; *result is empty where it cannot be run.
static void run(struct page *page, const struct search_request *request,
                struct search_result *result)
{
    const struct request_context *context = page->context;
    struct error ignored;
    if (!context->searcher || !context->view ||
        search_run(context->searcher, context->view, request, context->arena, result, &ignored) !=
            STATUS_OK)
        *result = (struct search_result){.total = 0};
}

static enum status finish(struct page *page, const struct page_frame *frame,
                          struct http_response *response, struct error *err)
{
    struct slice main = page_take(page, 0);
    enum status status = page_finish(page, frame, main, response, err);
    page_close(page);
    return status;
}

// --- how to search -----------------------------------------------------------------------

static void append_example(struct page *page, struct slice query, const char *meaning)
{
    struct buf *out = &page->work;
    const struct search_request request = {.q = query};
    struct search_result result;
    run(page, &request, &result);
    const struct search_params params = {.q = query, .page = 1, .limit = PAGE_HITS};
    size_t mark = out->len;
    params_append_url(out, SLICE("/recherche"), &params, PAGE_PARAMS, PAGE_HITS);
    struct slice url = page_take(page, mark);
    html_literal(out, "<tr><th scope=\"row\"><a href=\"");
    html_text(out, url);
    html_literal(out, "\"><code>");
    html_text(out, query);
    buf_printf(out, "</code></a></th><td>%s</td><td>", meaning);
    french_number(out, result.total);
    html_literal(out, "</td></tr>\n");
}

// An example on the value of a column that is most frequent here: `before`, the value, `after`.
static void append_value_example(struct page *page, enum field field, const char *before,
                                 const char *meaning)
{
    const struct search_request request = {.facet_mask = 1u << field, .facet_limit = 1};
    struct search_result result;
    run(page, &request, &result);
    if (result.facet_count == 0 || result.facets[0].value_count == 0)
        return;
    struct slice value = result.facets[0].values[0].value;
    struct arena *arena = page->context->arena;
    struct slice query =
        arena_printf(arena, "%s%.*s", before, SLICE_ARG(field_query(field, value, arena)));
    append_example(page, query, meaning);
}

static struct slice examples(struct page *page)
{
    size_t mark = page->work.len;
    append_example(page, SLICE("logement public"), "les deux mots, où qu’ils soient");
    append_example(page, SLICE("\"maisons de repos\""),
                   "ces mots exactement, dans cet ordre (guillemets droits, courbes ou français)");
    append_example(page, SLICE("inondations OU sécheresse"), "l’un, l’autre ou les deux");
    append_example(page, SLICE("école SAUF cantine"),
                   "le premier mot sans le second "
                   "(aussi <code>école -cantine</code>)");
    append_example(page, SLICE("(bus OU train) ET gare"), "des parenthèses pour grouper");
    append_example(page, SLICE("titre:eau"),
                   "dans le titre ; aussi <code>question:</code> et "
                   "<code>reponse:</code>");
    append_value_example(page, FIELD_AUTHOR, "", "les questions d’une personne");
    append_value_example(page, FIELD_MINISTER, "", "les questions à un ou une ministre");
    append_value_example(page, FIELD_SESSION, "commune ", "une session");
    append_example(page, SLICE("date:2021..2022 santé"), "une période, bornes comprises");
    append_example(page, SLICE("delai:>30"), "plus de 30 jours pour répondre");
    append_example(page, SLICE("statut:sans-reponse"), "encore sans réponse");
    append_example(page, SLICE("hydro*"), "tous les mots qui commencent ainsi");
    append_example(page, SLICE("medcin~"), "une faute de frappe admise");
    append_example(page, SLICE("\"logement vide\"~5"),
                   "les deux mots à cinq mots l’un de l’autre au plus");
    append_example(page, SLICE("=loi"), "cette forme exacte, sans <q>lois</q>");
    return page_take(page, mark);
}

enum status page_help(struct request_context *context, struct http_response *response,
                      struct error *err)
{
    struct page page;
    page_open(&page, context);
    const struct html_hole holes[] = {
        page_markup("examples", examples(&page)),
        page_text("contact", page_contact(&page)),
    };
    page_render(&page.work, web_help_html, holes);
    const struct page_frame frame = {.title = SLICE("Comment chercher"),
                                     .description = SLICE("Le langage de recherche, par l’exemple"),
                                     .canonical = SLICE("/aide"),
                                     .section = "/aide",
                                     .kind = "about"};
    return finish(&page, &frame, response, err);
}

// --- the data ------------------------------------------------------------------------------

// The day of the first or the last question; DATE_NONE in an empty index.
static uint32_t edge(struct page *page, enum search_sort sort)
{
    const struct search_request request = {.sort = sort, .limit = 1};
    struct search_result result;
    run(page, &request, &result);
    return result.hit_count ? result.hits[0].exchange.date_question : DATE_NONE;
}

static void append_figure(struct buf *out, const char *label, uint64_t number)
{
    buf_printf(out, "<div><dt>%s</dt><dd>", label);
    french_number(out, number);
    html_literal(out, "</dd></div>\n");
}

static uint64_t count_of(const struct facet *facet, const char *value)
{
    for (size_t i = 0; facet && i < facet->value_count; i++)
        if (slice_equal(facet->values[i].value, slice_from(value)))
            return facet->values[i].count;
    return 0;
}

static struct slice figures_markup(struct page *page, const struct search_result *result)
{
    struct buf *out = &page->work;
    size_t mark = out->len;
    const struct facet *status = page_facet_of(result, FIELD_STATUS);
    const struct facet *authors = page_facet_of(result, FIELD_AUTHOR);
    const struct facet *ministers = page_facet_of(result, FIELD_MINISTER);
    append_figure(out, "échanges", page->context->index.documents);
    append_figure(out, "avec réponse", count_of(status, "repondue"));
    append_figure(out, "sans réponse", count_of(status, "sans-reponse"));
    append_figure(out, "auteurs et autrices", authors ? authors->distinct : 0);
    append_figure(out, "ministres", ministers ? ministers->distinct : 0);
    append_figure(out, "mots", page->context->index.tokens);
    return page_take(page, mark);
}

static struct slice summary_markup(struct page *page)
{
    struct buf *out = &page->work;
    const struct index_info *index = &page->context->index;
    uint32_t first = edge(page, SORT_DATE_ASC);
    uint32_t last = edge(page, SORT_DATE_DESC);
    size_t mark = out->len;
    if (first && last) {
        html_literal(out, "Des questions ");
        page_times(out, first, last);
        html_literal(out, ". ");
    }
    if (index->commit_time > 0) {
        html_literal(out, "Dernière mise à jour de l’index" FRENCH_NBSP ": le ");
        page_time(out, date_from_days((int32_t)(index->commit_time / 86400)));
        buf_printf(out, " (génération %llu, analyse <code>", (unsigned long long)index->generation);
        html_text(out, slice_from(index->analyzer ? index->analyzer : ""));
        html_literal(out, "</code>).");
    }
    return page_take(page, mark);
}

static int latest_first(const void *a, const void *b)
{
    const struct facet_value *x = a, *y = b;
    return slice_compare(y->value, x->value);
}

// Sessions follow time, not number; NULL when there are none.
static const struct facet *by_session(struct page *page, const struct search_result *result)
{
    const struct facet *found = page_facet_of(result, FIELD_SESSION);
    struct facet *sessions = arena_alloc(page->context->arena, sizeof *sessions);
    if (!found || !sessions || found->value_count == 0)
        return found;
    size_t size = found->value_count * sizeof *found->values;
    struct facet_value *values = arena_alloc(page->context->arena, size);
    if (!values)
        return found;
    memcpy(values, found->values, size);
    qsort(values, found->value_count, sizeof *values, latest_first);
    *sessions = *found;
    sessions->values = values;
    return sessions;
}

static struct slice rows_markup(struct page *page, const struct facet *facet)
{
    struct buf *out = &page->work;
    size_t mark = out->len;
    for (size_t i = 0; facet && i < facet->value_count; i++) {
        struct search_params params = {.page = 1, .limit = PAGE_HITS, .filter_count = 1};
        params.filters[0] = (struct search_filter){facet->field, facet->values[i].value};
        size_t url_mark = out->len;
        params_append_url(out, SLICE("/recherche"), &params, PAGE_PARAMS, PAGE_HITS);
        struct slice url = page_take(page, url_mark);
        html_literal(out, "<tr><th scope=\"row\"><a href=\"");
        html_text(out, url);
        html_literal(out, "\">");
        html_isolate(out, facet->values[i].value);
        html_literal(out, "</a></th><td>");
        french_number(out, facet->values[i].count);
        html_literal(out, "</td></tr>\n");
    }
    return page_take(page, mark);
}

// What can be missing: the query that finds where, and how it is told.
static const struct lack {
    const char *query, *singular, *plural;
} LACKS[] = {
    {"-date:*", "échange sans date de question", "échanges sans date de question"},
    {"-auteur:*", "échange dont l’auteur ou l’autrice n’est pas dans les données",
     "échanges dont l’auteur ou l’autrice n’est pas dans les données"},
    {"-ministre:*", "échange sans ministre connu", "échanges sans ministre connu"},
};

// Exchanges, not values: one of two authors does not make up for one of none.
static struct slice gaps_markup(struct page *page)
{
    struct buf *out = &page->work;
    size_t mark = out->len;
    for (size_t i = 0; i < sizeof LACKS / sizeof *LACKS; i++) {
        const struct search_request request = {.q = slice_from(LACKS[i].query)};
        struct search_result result;
        run(page, &request, &result);
        if (result.total == 0)
            continue;
        html_literal(out, "<li>");
        french_count(out, result.total, LACKS[i].singular, LACKS[i].plural);
        html_literal(out, "</li>\n");
    }
    if (out->len == mark)
        html_literal(out, "<li>Aucune parmi celles que l’on compte ici" FRENCH_NBSP
                          ": chaque échange a une date, un auteur ou une autrice, un ou une "
                          "ministre.</li>\n");
    return page_take(page, mark);
}

enum status page_data(struct request_context *context, struct http_response *response,
                      struct error *err)
{
    static const struct search_request request = {
        .facet_mask = 1u << FIELD_TYPE | 1u << FIELD_SESSION | 1u << FIELD_STATUS |
                      1u << FIELD_AUTHOR | 1u << FIELD_MINISTER,
        .facet_limit = 100000,
        .want_histogram = true,
    };
    struct page page;
    struct search_result result;
    page_open(&page, context);
    run(&page, &request, &result);
    const struct html_hole holes[] = {
        page_markup("summary", summary_markup(&page)),
        page_markup("figures", figures_markup(&page, &result)),
        page_markup("types", rows_markup(&page, page_facet_of(&result, FIELD_TYPE))),
        page_markup("sessions", rows_markup(&page, by_session(&page, &result))),
        page_markup("gaps", gaps_markup(&page)),
        page_text("licence", context->site->licence),
    };
    page_render(&page.work, web_data_html, holes);
    const struct page_frame frame = {
        .title = SLICE("Les données"),
        .description = SLICE("Ce que contient l’index, depuis quand, et ce qui lui manque"),
        .canonical = SLICE("/donnees"),
        .section = "/donnees",
        .kind = "about"};
    return finish(&page, &frame, response, err);
}

// --- for programs --------------------------------------------------------------------------

enum status page_api(struct request_context *context, struct http_response *response,
                     struct error *err)
{
    struct page page;
    page_open(&page, context);
    buf_append_slice(&page.work, web_api_html.bytes);
    const struct page_frame frame = {
        .title = SLICE("API et exports"),
        .description = SLICE("L’API JSON, les exports NDJSON et CSV, le flux Atom"),
        .canonical = SLICE("/api"),
        .section = "/api",
        .kind = "about"};
    return finish(&page, &frame, response, err);
}
