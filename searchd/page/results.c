// GET /recherche: the form with the state of the search, how it was understood, what narrows it down,
// when the questions were asked, and the hits.
//
// The address is the whole state. A browser sends every field of the form, also the empty ones; such an
// address is answered with a redirect to the same search in its one canonical spelling, so that what
// people copy is short and the same for everybody.
#include "searchd/page/results.h"

#include "answer/alerts/subscription.h"
#include "answer/permalink.h"
#include "answer/stats/compare.h"
#include "searchd/page/empty.h"
#include "searchd/page/form.h"
#include "searchd/page/french.h"
#include "searchd/page/histogram_svg.h"
#include "searchd/page/hit.h"
#include "searchd/page/links.h"
#include "searchd/page/narrow/amounts.h"
#include "searchd/page/narrow/cards.h"
#include "searchd/page/narrow/chips.h"
#include "searchd/page/narrow/facets.h"
#include "searchd/page/narrow/heading.h"
#include "searchd/page/narrow/values.h"
#include "searchd/page/page.h"
#include "searchd/web/web_file.h"

enum { FACET_VALUES = 64, LAST_PAGE = PARAMS_MAX_OFFSET / PAGE_HITS };

#define EXPORT_PARAMS (PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS)

// --- around the list ---------------------------------------------------------------------

static uint64_t first_rank(const struct search_answer *answer)
{
    return (uint64_t)(answer->params.page - 1) * PAGE_HITS + 1;
}

static struct slice range_text(struct page *page, const struct search_answer *answer)
{
    const struct search_result *result = &answer->result;
    bool is_partial = result->hit_count == 0;
    uint64_t first = is_partial ? answer->first_partial + 1 : first_rank(answer);
    size_t count = is_partial ? result->partials.hit_count : result->hit_count;
    size_t mark = page->work.len;
    html_literal(&page->work, "Échanges ");
    french_number(&page->work, first);
    html_literal(&page->work, " à ");
    french_number(&page->work, first + count - 1);
    html_literal(&page->work, " sur ");
    french_number(&page->work, is_partial ? result->partials.listed : result->listed);
    if (is_partial)
        html_literal(&page->work, " avec une partie des mots");
    else if (result->listed < result->total) // the heading counts all of them
        html_literal(&page->work, ", les presque identiques réunis");
    return page_take(page, mark);
}

// Whether nearly identical questions have one place together, as a link to the other way.
static struct slice fold_markup(struct page *page, const struct search_answer *answer)
{
    const struct search_result *result = &answer->result;
    struct search_params other = answer->params;
    if (!other.other_fold && result->listed == result->total)
        return SLICE_NONE;
    other.other_fold = !other.other_fold;
    size_t mark = page->work.len;
    html_literal(&page->work, ". <a href=\"");
    page_search_url(page, &other);
    html_literal(&page->work, "\">");
    if (other.other_fold)
        html_literal(&page->work, "Les montrer tous");
    else
        html_literal(&page->work, "Réunir les questions presque identiques");
    html_literal(&page->work, "</a>");
    return page_take(page, mark);
}

static struct slice sorts_markup(struct page *page, const struct search_params *params)
{
    size_t mark = page->work.len;
    for (int sort = SORT_RELEVANCE; sort <= SORT_ANSWER_DESC; sort++) {
        if (sort == SORT_RELEVANCE && params->q.len == 0)
            continue; // nothing to be relevant to
        struct search_params sorted = *params;
        sorted.sort = (enum search_sort)sort;
        html_literal(&page->work, "<li><a href=\"");
        page_search_url(page, &sorted);
        buf_printf(&page->work, "\"%s>%s</a>\n",
                   sorted.sort == params->sort ? " aria-current=\"true\"" : "",
                   page_sort_label(sorted.sort));
    }
    return page_take(page, mark);
}

static struct slice pages_markup(struct page *page, const struct search_answer *answer)
{
    uint64_t hits = answer->result.listed + answer->result.partials.listed;
    uint64_t pages = (hits + PAGE_HITS - 1) / PAGE_HITS;
    uint32_t last = pages < LAST_PAGE ? (uint32_t)pages : LAST_PAGE;
    size_t mark = page->work.len;
    buf_append_slice(&page->work, page_numbers(page, &answer->params, PAGE_PARAMS, last));
    if (pages > LAST_PAGE)
        html_literal(&page->work, "<p class=\"hint\">Les pages s’arrêtent à 10" FRENCH_NNBSP
                                  "000 échanges" FRENCH_NNBSP "; les exports donnent tout.</p>\n");
    return page_take(page, mark);
}

static struct slice target_url(struct page *page, const struct search_params *params,
                               const char *path, unsigned known)
{
    struct search_params whole = *params;
    whole.page = 1;
    whole.offset = 0;
    whole.csv_bom = whole.csv_semicolon = true; // as spreadsheets in French read it
    size_t mark = page->work.len;
    params_append_url(&page->work, slice_from(path), &whole, known, PAGE_HITS);
    return page_take(page, mark);
}

// This search as the first theme of a comparison.
static struct slice compare_url(struct page *page, const struct search_params *params)
{
    struct search_params compared = *params;
    compared.figures.themes[0] = params->q;
    compared.figures.theme_count = params->q.len > 0;
    size_t mark = page->work.len;
    params_append_url(&page->work, SLICE("/comparer"), &compared, COMPARE_PROFILE.known, 0);
    return page_take(page, mark);
}

// A mail that asks the operator for an alert, where there are some.
static void append_alert(struct page *page, const struct search_params *params)
{
    size_t mark = page->work.len;
    subscription_append_mailto(&page->work, page->context->site->alerts_address, params);
    struct slice url = page_take(page, mark);
    if (url.len == 0)
        return;
    html_literal(&page->work, "<li><a href=\"");
    html_text(&page->work, url);
    html_literal(&page->work, "\">M’avertir</a> <span class=\"hint\">par courriel, de ce que cette "
                              "recherche trouvera de nouveau</span></li>\n");
}

static struct slice exports_markup(struct page *page, const struct search_params *params)
{
    static const struct {
        const char *path, *label, *note;
        unsigned known;
    } targets[] = {
        {"/recherche.atom", "Flux Atom", "être prévenu des nouveautés", EXPORT_PARAMS},
        {"/api/v1/export.csv", "CSV", "tous les échanges, pour un tableur",
         EXPORT_PARAMS | PARAM_CSV},
        {"/api/v1/export.ndjson", "NDJSON", "tous les échanges, un par ligne", EXPORT_PARAMS},
        {"/api/v1/citation", "Citer", "ce résultat, vérifiable", EXPORT_PARAMS},
        {"/api/v1/search", "JSON", "cette recherche par l’API", EXPORT_PARAMS | PARAM_SORT},
    };
    size_t mark = page->work.len;
    html_literal(&page->work, "<li><a href=\"");
    html_text(&page->work, compare_url(page, params));
    html_literal(
        &page->work,
        "\">Comparer</a> <span class=\"hint\">avec un autre sujet, dans le temps</span></li>\n");
    append_alert(page, params);
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct slice url = target_url(page, params, targets[i].path, targets[i].known);
        html_literal(&page->work, "<li><a href=\"");
        html_text(&page->work, url);
        buf_printf(&page->work, "\">%s</a> <span class=\"hint\">%s</span>\n", targets[i].label,
                   targets[i].note);
    }
    return page_take(page, mark);
}

// Of some of the result's hits.
static void append_list(struct page *page, const struct search_result *result,
                        const struct search_hit *hits, size_t count, uint64_t rank)
{
    struct slice words = page_marked_words(page, result, hits, count);
    buf_printf(&page->work, "<ol class=\"hits\" start=\"%llu\">\n", (unsigned long long)rank);
    for (size_t i = 0; i < count; i++)
        page_hit(page, &hits[i], words);
    html_literal(&page->work, "</ol>\n");
}

static struct slice hits_markup(struct page *page, const struct search_answer *answer)
{
    const struct search_result *result = &answer->result;
    const struct partial_hits *partials = &result->partials;
    uint64_t rank = first_rank(answer);
    size_t mark = page->work.len;
    if (result->hit_count > 0)
        append_list(page, result, result->hits, result->hit_count, rank);
    if (partials->hit_count > 0) {
        html_literal(&page->work, "<h2 class=\"partials\" id=\"partiels\">Ces échanges ne "
                                  "contiennent pas tous les mots</h2>\n");
        append_list(page, result, partials->hits, partials->hit_count, rank + result->hit_count);
    }
    return page_take(page, mark);
}

// A page after the last one.
static struct slice beyond_markup(struct page *page, const struct search_params *params)
{
    size_t mark = page->work.len;
    html_literal(&page->work, "<div class=\"empty\"><p>Cette page n’existe pas" FRENCH_NBSP
                              ": la recherche en compte moins. <a href=\"");
    page_search_url(page, params);
    html_literal(&page->work, "\">Revenir à la première page</a>.</p></div>\n");
    return page_take(page, mark);
}

// --- the page ------------------------------------------------------------------------------

static struct slice main_markup(struct page *page, const struct search_answer *answer)
{
    const struct search_params *params = &answer->params;
    const struct search_result *result = &answer->result;
    bool is_refused = answer->problems.count > 0;
    struct slice nothing = {NULL, 0};
    struct slice empty = nothing;
    if (!is_refused && result->hit_count + result->partials.hit_count == 0)
        empty = result->total > 0 ? beyond_markup(page, params) : page_empty(page, answer);
    const struct html_hole holes[] = {
        page_markup("form", page_form(page, params, is_refused)),
        page_markup("problems", page_problems(page, &answer->problems)),
        page_markup("heading", page_results_heading(page, answer, true)),
        page_markup("notices", is_refused ? nothing : page_notices(page, params, result)),
        page_markup("chips", is_refused ? nothing : page_chips(page, params, result)),
        page_markup("cards", is_refused ? nothing : page_cards(page, params, result)),
        page_markup("amounts", is_refused ? nothing : page_amounts(page, answer)),
        page_markup("facets", is_refused ? nothing : page_facets(page, answer)),
        page_markup("histogram", is_refused ? nothing : histogram_svg(page, params, result)),
        page_text("range", range_text(page, answer)),
        page_markup("fold", is_refused ? nothing : fold_markup(page, answer)),
        page_markup("sorts", sorts_markup(page, params)),
        page_markup("hits", is_refused ? nothing : hits_markup(page, answer)),
        page_markup("pages", is_refused ? nothing : pages_markup(page, answer)),
        page_markup("exports", exports_markup(page, params)),
        page_markup("empty", empty),
    };
    size_t mark = page->work.len;
    page_render(&page->work, web_results_html, holes);
    return page_take(page, mark);
}

static struct slice alternates(struct page *page, const struct search_params *params)
{
    struct slice atom = target_url(page, params, "/recherche.atom", EXPORT_PARAMS);
    struct slice json = target_url(page, params, "/api/v1/search", EXPORT_PARAMS | PARAM_SORT);
    size_t mark = page->work.len;
    html_literal(&page->work, "<link rel=\"alternate\" type=\"application/atom+xml\" "
                              "title=\"Cette recherche en flux Atom\" href=\"");
    html_text(&page->work, atom);
    html_literal(&page->work, "\">\n<link rel=\"alternate\" type=\"application/json\" "
                              "title=\"Cette recherche en JSON\" href=\"");
    html_text(&page->work, json);
    html_literal(&page->work, "\">\n");
    return page_take(page, mark);
}

static struct slice canonical_url(struct page *page, const struct search_params *params)
{
    size_t mark = page->work.len;
    params_append_url(&page->work, SLICE("/recherche"), params, PAGE_PARAMS, PAGE_HITS);
    return page_take(page, mark);
}

enum status page_results_render(struct request_context *context, const struct search_answer *answer,
                                struct http_response *response, struct error *err)
{
    struct page page;
    page_open(&page, context);
    page.is_search = true;
    struct page_frame frame = {
        .title = page_results_heading(&page, answer, false),
        .canonical = canonical_url(&page, &answer->params),
        .head = alternates(&page, &answer->params),
        .robots = "noindex, follow",
        .kind = "results",
        .list_id = answer->result.hit_count + answer->result.partials.hit_count > 0 ? SLICE("liste")
                                                                                    : SLICE_NONE,
    };
    enum status status = page_finish(&page, &frame, main_markup(&page, answer), response, err);
    page_close(&page);
    return status;
}

// The address of a search without fields that say nothing.
static struct slice shorter_url(struct request_context *context, const struct search_params *params)
{
    struct page page;
    page_open(&page, context);
    struct slice url = context_path(context, canonical_url(&page, params));
    page_close(&page);
    return url;
}

// Who pastes a reference wants what it refers to.
static enum status send_to_exchange(struct request_context *context, struct slice id,
                                    struct http_response *response, struct error *err)
{
    struct buf path;
    buf_init(&path, 0);
    permalink_append(&path, id);
    struct slice url = path.failed
                           ? SLICE_NONE
                           : context_path(context, arena_copy(context->arena, buf_slice(&path)));
    buf_clear(&path);
    return page_send_to(url, 303, response, err);
}

enum status page_results(struct request_context *context, struct http_response *response,
                         struct error *err)
{
    static const struct search_profile profile = {
        .known = VALUES_PARAMS,
        .default_limit = PAGE_HITS,
        .facet_mask = 1u << FIELD_STATUS | 1u << FIELD_DELAY | 1u << FIELD_TYPE |
                      1u << FIELD_MINISTER | 1u << FIELD_AUTHOR | 1u << FIELD_SESSION |
                      1u << FIELD_ASSEMBLY | 1u << FIELD_GROUP | 1u << FIELD_REFERRAL |
                      1u << FIELD_OFFICE,
        .facet_limit = FACET_VALUES,
        .want_histogram = true,
        .want_snippets = true,
    };
    struct slice url;
    struct search_answer *answer = arena_calloc(context->arena, 1, sizeof *answer);
    if (!answer)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an answer");
    enum status status = search_service_read(context, &profile, answer, err);
    if (status == STATUS_OK && answer->params.facet_mask)
        page_values_prepare(answer);
    else if (status == STATUS_OK && answer->params.page == 1 &&
             search_asks_number(answer->params.q))
        answer->request.most_amounts = PAGE_AMOUNTS;
    if (status == STATUS_OK)
        status = search_service_run(context, answer, err);
    if (status == STATUS_INVALID && answer->problems.count > 0)
        response->status = 400;
    else if (status != STATUS_OK)
        return status;
    else if (page_has_empty_fields(context->request) &&
             (url = shorter_url(context, &answer->params)).len <= HTTP_MAX_HEADER_LEN)
        return page_send_to(url, 302, response, err);
    else if (answer->params.facet_mask)
        return page_values_render(context, answer, response, err);
    else if (answer->result.is_reference && answer->result.total == 1 &&
             answer->result.hit_count == 1)
        return send_to_exchange(context, answer->result.hits[0].exchange.id, response, err);
    return page_results_render(context, answer, response, err);
}
