// GET /comparer and /comparer.svg: themes, ministers or periods on one chart, with the numbers behind it.
//
// The numbers are those of answer/stats/compare.h. The chart is drawn here and needs no script; every number of the
// table leads to the search that finds just its exchanges, unless the addresses alone would make the page too heavy.
//
// Cost: that of the counts; beside them, one line of the table for each of at most MAX_POINTS times.
#include "answer/stats/compare.h"
#include "answer/stats/stats.h"
#include "searchd/ask/search_service.h"
#include "searchd/handle/problem.h"
#include "searchd/page/figures/chart_svg.h"
#include "searchd/page/figures/compare_form.h"
#include "searchd/page/form.h"
#include "searchd/page/french.h"
#include "searchd/page/links.h"
#include "searchd/page/page.h"
#include "searchd/page/parts.h"
#include "searchd/web/web_file.h"
#include "stemmer/months.h"
#include "stemmer/text/fold.h"

enum {
    MAX_POINTS = 36,           // shown: the latest, of periods the first
    MAX_LINK_BYTES = 12 << 10, // of the table's addresses
    LABEL_BYTES = 120,
};

struct compare_page {
    struct page page;
    const struct compare_answer *compare;
    struct slice labels[FIGURES_MAX_COMPARED]; // of the series, plain text
    size_t first, count;                       // points that are shown
    bool has_links;
};

// --- names -------------------------------------------------------------------------------------

static struct slice compare_url(struct page *page, const char *path,
                                const struct search_params *params, unsigned more)
{
    size_t mark = page->work.len;
    params_append_url(&page->work, slice_from(path), params, COMPARE_PROFILE.known | more, 0);
    return page_take(page, mark);
}

static struct slice series_label(struct compare_page *view, const struct compare_series *series)
{
    struct buf *out = &view->page.work;
    const struct search_params *search = &series->search;
    size_t mark = out->len;
    if (view->compare->kind == COMPARE_VALUES) {
        page_column_value(out, view->compare->field, series->label);
    } else if (view->compare->kind == COMPARE_PERIODS) {
        french_date(out, search->date_from);
        if (search->date_from != search->date_to) {
            html_literal(out, " – ");
            french_date(out, search->date_to);
        }
    } else {
        struct slice cut = fold_cut(series->label, LABEL_BYTES);
        french_quote(out, cut.len < series->label.len
                              ? arena_printf(view->page.context->arena, "%.*s…", SLICE_ARG(cut))
                              : series->label);
    }
    return page_take(&view->page, mark);
}

// Whether the points of all periods are of the same months of the year.
static bool periods_start_alike(const struct compare_answer *compare)
{
    for (size_t s = 1; s < compare->count; s++)
        if (date_month(compare_date(compare, &compare->series[s], 0)) !=
            date_month(compare_date(compare, &compare->series[0], 0)))
            return false;
    return true;
}

// The name of a time: short, for the axis, or as a row of the table has it.
static struct slice point_label(struct compare_page *view, size_t point, bool is_short)
{
    const struct compare_answer *compare = view->compare;
    struct arena *arena = view->page.context->arena;
    uint32_t date = compare_date(compare, &compare->series[0], point);
    if (compare->kind == COMPARE_PERIODS) {
        bool is_named = compare->by_month && periods_start_alike(compare) && compare->steps <= 12;
        if (is_named)
            return slice_from(months_name(date_month(date)));
        return arena_printf(arena,
                            is_short            ? "%zu"
                            : compare->by_month ? "mois %zu"
                                                : "année %zu",
                            point + 1);
    }
    if (is_short && compare->by_month)
        return arena_printf(arena, "%02d/%d", date_month(date), date_year(date));
    size_t mark = view->page.work.len;
    french_date(&view->page.work, date);
    return page_take(&view->page, mark);
}

static void append_rate(struct buf *out, const struct compare_point *point)
{
    uint64_t tenths =
        point->base ? (10000u * (uint64_t)point->count + point->base / 2) / point->base : 0;
    french_number(out, tenths < 1000 ? tenths / 10 : (tenths + 5) / 10);
    if (tenths < 1000)
        buf_printf(out, ",%u", (unsigned)(tenths % 10));
}

// --- the chart ---------------------------------------------------------------------------------

static bool shows_rate(const struct compare_answer *compare)
{
    return compare->params.figures.shows_rate && compare->has_rates;
}

static struct slice heading_text(struct compare_page *view)
{
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    html_literal(out, "Comparer");
    for (size_t s = 0; s < view->compare->count; s++) {
        buf_append_slice(out, s == 0                         ? SLICE(" ")
                              : s + 1 < view->compare->count ? SLICE(", ")
                                                             : SLICE(" et "));
        buf_append_slice(out, view->labels[s]);
    }
    return page_take(&view->page, mark);
}

// What the lines have in common: the theme of values and periods.
static struct slice title_text(struct compare_page *view)
{
    struct buf *out = &view->page.work;
    const struct compare_answer *compare = view->compare;
    struct slice theme = compare->count > 0 ? compare->series[0].search.q : SLICE_NONE;
    size_t mark = out->len;
    html_literal(out, "Échanges");
    if (compare->kind != COMPARE_THEMES && theme.len > 0) {
        html_literal(out, " pour ");
        french_quote(out, fold_cut(theme, LABEL_BYTES));
    }
    buf_printf(out, " par %s%s", compare->by_month ? "mois" : "année",
               shows_rate(compare) ? ", pour 1" FRENCH_NNBSP "000 questions" : "");
    return page_take(&view->page, mark);
}

static struct slice note_text(struct compare_page *view)
{
    struct slice base = context_base_url(view->page.context);
    return arena_printf(view->page.context->arena, "%.*s, %.*s",
                        SLICE_ARG(view->page.context->site->name), SLICE_ARG(base));
}

// Fills in the lines of the chart; false without memory.
static bool chart_lines(struct compare_page *view, struct chart_line *lines)
{
    const struct compare_answer *compare = view->compare;
    for (size_t s = 0; s < compare->count; s++) {
        const struct compare_series *series = &compare->series[s];
        size_t count = series->count > view->first ? series->count - view->first : 0;
        count = count < view->count ? count : view->count;
        double *values = arena_calloc(view->page.context->arena, count + 1, sizeof *values);
        if (!values)
            return false;
        for (size_t i = 0; i < count; i++) {
            const struct compare_point *point = &series->points[view->first + i];
            values[i] = point->count;
            if (shows_rate(compare))
                values[i] = point->base ? stats_rate(point->count, point->base) : -1;
        }
        lines[s] = (struct chart_line){view->labels[s], values, count};
    }
    return true;
}

static struct slice chart_markup(struct compare_page *view, bool stands_alone)
{
    struct arena *arena = view->page.context->arena;
    struct chart_line lines[FIGURES_MAX_COMPARED];
    struct slice *labels = arena_calloc(arena, view->count + 1, sizeof *labels);
    if (!labels || view->compare->count == 0 || !chart_lines(view, lines))
        return SLICE_NONE;
    for (size_t i = 0; i < view->count; i++)
        labels[i] = point_label(view, view->first + i, true);
    struct chart chart = {
        .title = title_text(view),
        .unit = shows_rate(view->compare) ? SLICE("pour 1" FRENCH_NNBSP "000 questions")
                                          : SLICE("échanges"),
        .lines = lines,
        .line_count = view->compare->count,
        .labels = labels,
        .point_count = view->count,
        .stands_alone = stands_alone,
        .note = note_text(view),
    };
    size_t mark = view->page.work.len;
    chart_svg(&view->page.work, &chart);
    return page_take(&view->page, mark);
}

static void append_choice(struct compare_page *view, const struct search_params *params,
                          bool is_current, const char *label)
{
    struct buf *out = &view->page.work;
    struct slice url = compare_url(&view->page, "/comparer", params, 0);
    html_literal(out, "<li><a href=\"");
    html_text(out, url);
    buf_printf(out, "\"%s>%s</a></li>", is_current ? " aria-current=\"true\"" : "", label);
}

static struct slice choices_markup(struct compare_page *view)
{
    struct buf *out = &view->page.work;
    const struct compare_answer *compare = view->compare;
    struct search_params other = compare->params;
    size_t mark = out->len;
    html_literal(out, "<nav aria-label=\"Pas du graphique\"><ul>");
    other.figures.step = STEP_YEAR;
    append_choice(view, &other, !compare->by_month, "par année");
    other.figures.step = STEP_MONTH;
    append_choice(view, &other, compare->by_month, "par mois");
    html_literal(out, "</ul></nav>\n");
    if (compare->has_rates) {
        other = compare->params;
        html_literal(out, "<nav aria-label=\"Ce que le graphique compte\"><ul>");
        other.figures.shows_rate = false;
        append_choice(view, &other, !shows_rate(compare), "en nombre");
        other.figures.shows_rate = true;
        append_choice(view, &other, shows_rate(compare), "pour 1" FRENCH_NNBSP "000 questions");
        html_literal(out, "</ul></nav>\n");
    }
    return page_take(&view->page, mark);
}

// --- the table ---------------------------------------------------------------------------------

static struct slice search_url(struct page *page, const struct search_params *params)
{
    size_t mark = page->work.len;
    page_search_url(page, params);
    return page_take(page, mark);
}

static struct slice point_url(struct compare_page *view, const struct compare_series *series,
                              size_t point)
{
    struct search_params search;
    compare_point_search(view->compare, series, point, &search);
    return search_url(&view->page, &search);
}

// Links are left out of the cells where those of a line say that all would be too heavy.
static void weigh_links(struct compare_page *view)
{
    size_t bytes = 0;
    for (size_t s = 0; view->count > 0 && s < view->compare->count; s++)
        bytes += point_url(view, &view->compare->series[s], 0).len;
    view->has_links = bytes * view->count <= MAX_LINK_BYTES;
}

static void append_cell(struct compare_page *view, const struct compare_point *point,
                        struct slice url)
{
    struct buf *out = &view->page.work;
    html_literal(out, "<td>");
    if (url.len > 0) {
        html_literal(out, "<a href=\"");
        buf_append_slice(out, url);
        html_literal(out, "\">");
    }
    french_number(out, point->count);
    if (url.len > 0)
        html_literal(out, "</a>");
    if (view->compare->has_rates && point->base > 0) {
        html_literal(out, " <small>(");
        append_rate(out, point);
        html_literal(out, ")</small>");
    }
}

static struct slice columns_markup(struct compare_page *view)
{
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    buf_printf(out, "<th scope=\"col\">%s</th>", view->compare->by_month ? "Mois" : "Année");
    for (size_t s = 0; s < view->compare->count; s++) {
        html_literal(out, "<th scope=\"col\">");
        html_isolate(out, view->labels[s]);
        html_literal(out, "</th>");
    }
    return page_take(&view->page, mark);
}

static struct slice rows_markup(struct compare_page *view)
{
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    for (size_t i = view->first; i < view->first + view->count; i++) {
        struct slice label = point_label(view, i, false);
        html_literal(out, "<tr><th scope=\"row\">");
        html_text(out, label);
        for (size_t s = 0; s < view->compare->count; s++) {
            const struct compare_series *series = &view->compare->series[s];
            if (i >= series->count) {
                html_literal(out, "<td>–");
                continue;
            }
            bool is_link = view->has_links && series->points[i].count > 0;
            append_cell(view, &series->points[i],
                        is_link ? point_url(view, series, i) : SLICE_NONE);
        }
        html_literal(out, "\n"); // HTML needs no ends of cells and rows
    }
    return page_take(&view->page, mark);
}

static struct slice whole_markup(struct compare_page *view)
{
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    html_literal(out, "<th scope=\"row\">Ensemble");
    for (size_t s = 0; s < view->compare->count; s++) {
        const struct compare_series *series = &view->compare->series[s];
        struct compare_point whole = {(uint32_t)series->result.total, (uint32_t)series->base};
        append_cell(view, &whole, search_url(&view->page, &series->search));
    }
    return page_take(&view->page, mark);
}

static struct slice numbers_text(struct compare_page *view)
{
    const struct compare_answer *compare = view->compare;
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    html_literal(out, "Nombre d’échanges");
    if (compare->has_rates)
        html_literal(out, ", et pour 1" FRENCH_NNBSP "000 questions entre parenthèses");
    if (compare->steps > view->count)
        buf_printf(out, FRENCH_NNBSP "; les %zu %s %s seulement, le CSV a tout", view->count,
                   compare->kind == COMPARE_PERIODS
                       ? (compare->by_month ? "premiers" : "premières")
                       : (compare->by_month ? "derniers" : "dernières"),
                   compare->by_month ? "mois" : "années");
    if (!view->has_links)
        html_literal(out, FRENCH_NNBSP "; seuls les ensembles mènent aux questions");
    html_literal(out, ".");
    return page_take(&view->page, mark);
}

static struct slice base_text(const struct compare_answer *compare)
{
    if (!compare->has_rates)
        return SLICE("Sans sujet, chaque question compte" FRENCH_NBSP ": il n’y a pas de taux.");
    return compare->params.figures.base_is_all
               ? SLICE("Le taux rapporte ces échanges à toutes les questions de la même période.")
               : SLICE("Le taux rapporte ces échanges à toutes les questions que décrivent les "
                       "filtres, sans le sujet" FRENCH_NBSP ": celles de la même période, du même "
                       "ministre…");
}

// Filters that the form does not show, each a link that takes it off.
static struct slice filters_markup(struct compare_page *view)
{
    struct buf *out = &view->page.work;
    const struct search_params *params = &view->compare->params;
    size_t mark = out->len;
    for (size_t i = 0; i < params->filter_count; i++) {
        if (params->filters[i].field == FIELD_MINISTER)
            continue;
        struct search_params other = *params;
        page_drop_filter(&other, i);
        struct slice url = compare_url(&view->page, "/comparer", &other, 0);
        html_literal(out, "<li><a href=\"");
        html_text(out, url);
        html_literal(out, "\"><span class=\"vh\">Retirer le filtre" FRENCH_NBSP ": </span>");
        size_t start = out->len;
        page_column_value(out, params->filters[i].field, params->filters[i].value);
        html_isolate(out, page_take(&view->page, start));
        html_literal(out, "</a></li>\n");
    }
    return page_take(&view->page, mark);
}

static struct slice notices_markup(struct compare_page *view)
{
    size_t mark = view->page.work.len;
    for (size_t s = 0; s < view->compare->count; s++) {
        const struct search_result *result = &view->compare->series[s].result;
        for (size_t i = 0; i < result->interpretation_count; i++) {
            if (!result->interpretation[i].is_notice)
                continue;
            html_literal(&view->page.work, "<p class=\"notice quoting\">");
            html_isolate(&view->page.work, result->interpretation[i].text);
            html_literal(&view->page.work, "</p>\n");
        }
    }
    return page_take(&view->page, mark);
}

// --- the page ----------------------------------------------------------------------------------

static struct slice lead_text(const struct compare_answer *compare)
{
    if (compare->problems.count > 0)
        return SLICE("Rien n’est compté tant que ceci n’est pas corrigé.");
    if (compare->count == 0)
        return SLICE("Deux à cinq sujets, ministres ou périodes sur un même graphique, avec les "
                     "questions derrière chaque nombre.");
    if (compare->count == 1)
        return SLICE("Il en faut deux pour comparer" FRENCH_NBSP ": ajoutez-en un.");
    return compare->steps == 0 ? SLICE("Aucune question datée ne répond à cette demande.")
                               : SLICE("Chaque nombre du tableau mène aux questions qu’il compte.");
}

static enum status main_markup(struct compare_page *view, struct slice *markup, struct error *err)
{
    struct page *page = &view->page;
    const struct compare_answer *compare = view->compare;
    struct search_params files = compare->params;
    files.csv_bom = files.csv_semicolon = true; // as spreadsheets in French read it
    bool has_chart = view->count > 0;
    struct slice form;
    enum status status = compare_form(page, &compare->params, &form, err);
    if (status != STATUS_OK)
        return status;
    const struct html_hole holes[] = {
        page_text("heading", heading_text(view)),
        page_markup("problems", page_problems(page, &compare->problems)),
        page_text("lead", lead_text(compare)),
        page_markup("form", form),
        page_markup("filters", filters_markup(view)),
        page_markup("notices", notices_markup(view)),
        page_markup("chart", has_chart ? chart_markup(view, false) : SLICE_NONE),
        page_text("caption", title_text(view)),
        page_markup("choices", choices_markup(view)),
        page_text("svg", compare_url(page, "/comparer.svg", &compare->params, 0)),
        page_text("csv", compare_url(page, "/comparer.csv", &files, PARAM_CSV)),
        page_text("numbers", numbers_text(view)),
        page_markup("columns", columns_markup(view)),
        page_markup("rows", rows_markup(view)),
        page_markup("whole", whole_markup(view)),
        page_text("base", base_text(compare)),
    };
    size_t mark = page->work.len;
    page_render(&page->work, web_compare_html, holes);
    *markup = page_take(page, mark);
    return STATUS_OK;
}

static void open_view(struct compare_page *view, const struct request_context *context,
                      const struct compare_answer *compare)
{
    *view = (struct compare_page){.compare = compare};
    page_open(&view->page, context);
    for (size_t s = 0; s < compare->count; s++)
        view->labels[s] = series_label(view, &compare->series[s]);
    view->count = compare->steps < MAX_POINTS ? compare->steps : MAX_POINTS;
    if (compare->kind != COMPARE_PERIODS)
        view->first = compare->steps - view->count;
    weigh_links(view);
}

enum status page_compare(struct request_context *context, struct http_response *response,
                         struct error *err)
{
    struct compare_answer *compare = arena_calloc(context->arena, 1, sizeof *compare);
    if (!compare)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an answer");
    enum status status = search_service_compare(context, &COMPARE_PROFILE, compare, err);
    if (status == STATUS_INVALID && compare->problems.count > 0) {
        response->status = 400;
        compare->count = compare->steps = 0;
    } else if (status != STATUS_OK) {
        return status;
    }
    struct compare_page view;
    open_view(&view, context, compare);
    struct slice url = compare_url(&view.page, "/comparer", &compare->params, 0), markup;
    struct slice shorter = context_path(context, url);
    if (response->status != 400 && page_has_empty_fields(context->request) &&
        shorter.len <= HTTP_MAX_HEADER_LEN) {
        status = page_send_to(shorter, 302, response, err);
    } else {
        const struct page_frame frame = {
            .title = heading_text(&view),
            .canonical = url,
            .robots = compare->kind == COMPARE_NOTHING ? NULL : "noindex, follow",
            .section = "/comparer",
            .kind = "tables",
        };
        status = main_markup(&view, &markup, err);
        if (status == STATUS_OK)
            status = page_finish(&view.page, &frame, markup, response, err);
    }
    page_close(&view.page);
    return status;
}

enum status page_compare_svg(struct request_context *context, struct http_response *response,
                             struct error *err)
{
    struct compare_answer *compare = arena_calloc(context->arena, 1, sizeof *compare);
    if (!compare)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an answer");
    enum status status = search_service_compare(context, &COMPARE_PROFILE, compare, err);
    if (status == STATUS_OK && compare->count == 0)
        params_add_problem(&compare->problems, SLICE("q"),
                           SLICE("Il faut au moins un sujet, des ministres ou une période."),
                           SLICE(""));
    if (compare->problems.count > 0) {
        struct problem problem = problem_from_parameters(&compare->problems);
        problem_render(context, &problem, response);
        return STATUS_OK;
    }
    if (status != STATUS_OK)
        return status;
    struct compare_page view;
    open_view(&view, context, compare);
    buf_append_slice(response->body, chart_markup(&view, true));
    bool failed = view.page.work.failed || context->arena->failed;
    page_close(&view.page);
    response->content_type = "image/svg+xml";
    http_add_header(response, "Content-Disposition", "attachment; filename=\"comparaison.svg\"");
    return failed ? error_set(err, STATUS_NO_MEMORY, "chart too large") : STATUS_OK;
}
