// GET /delais: who answers how late, as a table that can be sorted, with the questions behind each number.
//
// The numbers are those of /api/v1/stats; a number is a link to the search that finds just its exchanges, wherever
// filters can say that. They cannot where the table is by a field that is filtered already and of which an exchange
// may have several values: filters on one field are alternatives.
//
// Cost: one counting of all matches; rows beyond a page are counted and not written.
#include "answer/stats/stats.h"
#include "searchd/ask/search_service.h"
#include "searchd/page/figures/delay_order.h"
#include "searchd/page/form.h"
#include "searchd/page/french.h"
#include "searchd/page/links.h"
#include "searchd/page/page.h"
#include "searchd/page/parts.h"
#include "searchd/web/web_file.h"

enum { ROWS = 20, RULES_SHOWN = 12 };

#define DELAYS_PATH SLICE("/delais")

static const struct search_profile PROFILE = {
    .known = PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS | PARAM_STATS |
             PARAM_ROW_SORT | PARAM_PAGE,
    .default_limit = ROWS,
};

struct delays_page {
    struct page page;
    const struct stats_answer *stats;
    const struct search_params *params;
    const struct exchange_group **rows; // in the order asked for
    size_t row_count;
};

// --- links -------------------------------------------------------------------------------------

static struct slice delays_url(struct page *page, const struct search_params *params)
{
    size_t mark = page->work.len;
    params_append_url(&page->work, DELAYS_PATH, params, PROFILE.known, ROWS);
    return page_take(page, mark);
}

static bool is_by(const struct delays_page *view, enum field field)
{
    const struct figures_params *figures = &view->params->figures;
    for (size_t i = 0; i < figures->by_count; i++)
        if (figures->by[i] == field)
            return true;
    return false;
}

// The search that finds the exchanges of a group (NULL: of all); false where filters cannot say it. The types that are
// counted unasked are left out where the group is of one of them: values of one field are alternatives.
static bool search_of(const struct delays_page *view, const struct exchange_group *group,
                      struct search_params *out)
{
    const struct stats_answer *stats = view->stats;
    *out = *view->params;
    out->page = 1;
    out->limit = PAGE_HITS;
    bool names_type = group && is_by(view, FIELD_TYPE);
    for (size_t i = 0; i < stats->type_count && !names_type; i++)
        if (!page_add_filter(out, FIELD_TYPE, stats->types[i]))
            return false;
    for (size_t i = 0; group && i < view->params->figures.by_count; i++) {
        enum field field = view->params->figures.by[i];
        if (group->value[i].len == 0 || field == FIELD_RESPONDENT ||
            params_filters_on(view->params, field) > 0 ||
            !page_add_filter(out, field, group->value[i]))
            return false;
    }
    return true;
}

// What is to be added to the search of a group: values of one field.
struct narrowing {
    enum field field;
    struct slice values[2]; // empty: nothing
};

static const struct narrowing ALL = {FIELD_COUNT, {{NULL, 0}, {NULL, 0}}};

// The address of the exchanges behind a number; empty where filters cannot say it, and where there are none: a search
// that finds none of all words shows what has a part of them.
static struct slice exchanges_url(struct delays_page *view, const struct exchange_group *group,
                                  const struct narrowing *narrowing, uint32_t count)
{
    struct search_params search;
    struct page *page = &view->page;
    if (count == 0 || !search_of(view, group, &search))
        return SLICE_NONE;
    bool is_narrowed = narrowing->values[0].len > 0;
    if (is_narrowed && params_filters_on(&search, narrowing->field) > 0)
        return SLICE_NONE;
    for (size_t i = 0; i < 2; i++)
        if (narrowing->values[i].len > 0 &&
            !page_add_filter(&search, narrowing->field, narrowing->values[i]))
            return SLICE_NONE;
    size_t mark = page->work.len;
    params_append_url(&page->work, SLICE("/recherche"), &search, PAGE_PARAMS, PAGE_HITS);
    return page_take(page, mark);
}

// --- rows --------------------------------------------------------------------------------------

// A cell with a number, and behind it, in brackets, what it is of.
static void append_cell(struct delays_page *view, struct slice url, struct slice number,
                        struct slice of)
{
    struct buf *out = &view->page.work;
    html_literal(out, "<td>");
    if (url.len > 0) {
        html_literal(out, "<a href=\"");
        html_text(out, url);
        html_literal(out, "\">");
    }
    html_text(out, number);
    if (url.len > 0)
        html_literal(out, "</a>");
    if (of.len > 0) {
        html_literal(out, " <small>(");
        html_text(out, of);
        html_literal(out, ")</small>");
    }
    html_literal(out, "</td>");
}

static struct slice days_text(struct delays_page *view, double days)
{
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    french_number(out, (uint64_t)days);
    if (days > (double)(uint64_t)days) // a median between two days
        html_literal(out, ",5");
    html_literal(out, FRENCH_NBSP "j");
    return page_take(&view->page, mark);
}

// Of how many delays the median is, and its interval.
static struct slice median_text(struct delays_page *view, const struct exchange_group *group)
{
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    if (group->has_interval) {
        french_number(out, (uint64_t)group->median_low);
        html_literal(out, "–");
        french_number(out, (uint64_t)group->median_high);
        html_literal(out, ", n" FRENCH_NBSP "=" FRENCH_NBSP);
    }
    french_number(out, group->delays);
    return page_take(&view->page, mark);
}

static struct slice share_text(struct delays_page *view, const struct exchange_group *group)
{
    struct buf *out = &view->page.work;
    double share = delay_order_share(group);
    if (share < 0)
        return SLICE_NONE;
    size_t mark = out->len;
    buf_printf(out, "%.0f" FRENCH_NNBSP "%%", 100 * share);
    return page_take(&view->page, mark);
}

static void append_judged(struct delays_page *view, const struct exchange_group *group,
                          struct slice url, uint32_t late)
{
    if (group->judged > 0)
        append_cell(view, url, page_number(&view->page, late), SLICE_NONE);
    else
        append_cell(view, SLICE_NONE, SLICE("–"), SLICE_NONE);
}

// Whether one rule in days of the calendar holds for all that is counted: then a filter says what was late.
static bool has_one_rule(const struct stats_answer *stats)
{
    const struct deadline_rule *rule = stats->rules->list;
    return stats->rules->count == 1 && rule->type.len == 0 && rule->since == DATE_NONE &&
           !rule->are_working;
}

static void append_late(struct delays_page *view, const struct exchange_group *group,
                        const struct exchange_group *of)
{
    struct narrowing late = {FIELD_DELAY, {SLICE_NONE, SLICE_NONE}};
    late.values[0] = arena_printf(view->page.context->arena, ">%u", view->stats->rules->list->days);
    struct slice url = has_one_rule(view->stats)
                           ? exchanges_url(view, of, &late, group->late_answered)
                           : SLICE_NONE;
    append_judged(view, group, url, group->late_answered);
}

// The numbers of a group; `whole`: of all.
static void append_numbers(struct delays_page *view, const struct exchange_group *group,
                           bool is_whole)
{
    const struct exchange_group *of = is_whole ? NULL : group;
    struct arena *arena = view->page.context->arena;
    const struct narrowing answered = {
        FIELD_STATUS, {slice_from(exchange_status_name(EXCHANGE_ANSWERED)), {NULL, 0}}};
    const struct narrowing waiting = {FIELD_STATUS,
                                      {slice_from(exchange_status_name(EXCHANGE_WAITING)),
                                       slice_from(exchange_status_name(EXCHANGE_PROVISIONAL))}};
    const struct narrowing known = {FIELD_DELAY, {SLICE(">=0"), {NULL, 0}}};
    const struct narrowing late = {FIELD_DELAY,
                                   {arena_printf(arena, ">=%d", group->p90), {NULL, 0}}};
    append_cell(view, exchanges_url(view, of, &ALL, group->documents),
                page_number(&view->page, group->documents), SLICE_NONE);
    append_cell(view, exchanges_url(view, of, &answered, group->answered),
                page_number(&view->page, group->answered), share_text(view, group));
    if (group->delays > 0) {
        append_cell(view, exchanges_url(view, of, &known, group->delays),
                    days_text(view, group->median), median_text(view, group));
        append_cell(view, exchanges_url(view, of, &late, group->delays),
                    days_text(view, group->p90), SLICE_NONE);
    } else {
        append_cell(view, SLICE_NONE, SLICE("–"), SLICE_NONE);
        append_cell(view, SLICE_NONE, SLICE("–"), SLICE_NONE);
    }
    if (view->stats->rules)
        append_late(view, group, of);
    append_cell(view, exchanges_url(view, of, &waiting, group->waiting),
                page_number(&view->page, group->waiting), SLICE_NONE);
    if (view->stats->rules)
        append_judged(view, group, SLICE_NONE, group->late_waiting);
    html_literal(&view->page.work, "</tr>\n");
}

static void append_value(struct delays_page *view, enum field field, struct slice value)
{
    struct buf *out = &view->page.work;
    if (value.len == 0) {
        html_literal(out, "<th scope=\"row\"><i>non précisé</i></th>");
        return;
    }
    size_t mark = out->len;
    page_column_value(out, field, value);
    struct slice shown = page_take(&view->page, mark);
    html_literal(out, "<th scope=\"row\">");
    html_isolate(out, shown);
    html_literal(out, "</th>");
}

static struct slice rows_markup(struct delays_page *view)
{
    struct buf *out = &view->page.work;
    size_t mark = out->len, first = (size_t)(view->params->page - 1) * ROWS;
    for (size_t r = first; r < view->row_count && r < first + ROWS; r++) {
        html_literal(out, "<tr>");
        for (size_t i = 0; i < view->params->figures.by_count; i++)
            append_value(view, view->params->figures.by[i], view->rows[r]->value[i]);
        append_numbers(view, view->rows[r], false);
    }
    return page_take(&view->page, mark);
}

static struct slice whole_markup(struct delays_page *view)
{
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    buf_printf(out, "<tr><th scope=\"row\"%s>Ensemble</th>",
               view->params->figures.by_count > 1 ? " colspan=\"2\"" : "");
    append_numbers(view, &view->stats->search.result.groups.whole, true);
    return page_take(&view->page, mark);
}

// --- around the table --------------------------------------------------------------------------

// A heading that sorts: by this, or, where that is so already, the other way round.
static void append_heading(struct delays_page *view, enum row_sort sort, const char *label)
{
    struct buf *out = &view->page.work;
    struct search_params sorted = *view->params;
    bool is_current = sorted.figures.row_sort == sort;
    sorted.figures.rows_ascend = is_current ? !sorted.figures.rows_ascend : sort == ROW_SORT_VALUE;
    sorted.figures.row_sort = sort;
    sorted.figures.row_sort_given = true;
    sorted.page = 1;
    const char *order = view->params->figures.rows_ascend ? "ascending" : "descending";
    buf_printf(out, "<th scope=\"col\"%s%s%s><a href=\"", is_current ? " aria-sort=\"" : "",
               is_current ? order : "", is_current ? "\"" : "");
    html_text(out, delays_url(&view->page, &sorted));
    buf_printf(out, "\">%s</a></th>", label);
}

static struct slice columns_markup(struct delays_page *view)
{
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    append_heading(view, ROW_SORT_VALUE, page_filter_label(view->params->figures.by[0]));
    if (view->params->figures.by_count > 1)
        buf_printf(out, "<th scope=\"col\">%s</th>",
                   page_filter_label(view->params->figures.by[1]));
    append_heading(view, ROW_SORT_COUNT, "Questions");
    append_heading(view, ROW_SORT_SHARE, "Répondues");
    append_heading(view, ROW_SORT_MEDIAN, "Délai médian");
    append_heading(view, ROW_SORT_P90, "Neuf sur dix en");
    if (view->stats->rules)
        append_heading(view, ROW_SORT_LATE, "Hors délai");
    append_heading(view, ROW_SORT_WAITING, "En attente");
    if (view->stats->rules)
        append_heading(view, ROW_SORT_OVERDUE, "dont hors délai");
    return page_take(&view->page, mark);
}

// The fields that the table is by, as addresses or as pages call them.
static void append_fields(struct delays_page *view, const char *(*name)(enum field),
                          const char *between)
{
    const struct figures_params *figures = &view->params->figures;
    for (size_t i = 0; i < figures->by_count; i++)
        buf_printf(&view->page.work, "%s%s", i > 0 ? between : "", name(figures->by[i]));
}

static struct slice choices_markup(struct delays_page *view)
{
    static const enum field fields[] = {FIELD_MINISTER, FIELD_OFFICE,   FIELD_AUTHOR, FIELD_YEAR,
                                        FIELD_SESSION,  FIELD_ASSEMBLY, FIELD_GROUP,  FIELD_TYPE};
    const struct figures_params *figures = &view->params->figures;
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    bool is_offered = figures->by_count == 0;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        bool is_current = figures->by_count == 1 && figures->by[0] == fields[i];
        is_offered |= is_current;
        buf_printf(out, "<option value=\"%s\"%s>%s</option>", field_short_name(fields[i]),
                   is_current ? " selected" : "", page_filter_label(fields[i]));
    }
    if (!is_offered) {
        html_literal(out, "<option value=\"");
        append_fields(view, field_short_name, ",");
        html_literal(out, "\" selected>");
        append_fields(view, page_filter_label, ", ");
        html_literal(out, "</option>");
    }
    return page_take(&view->page, mark);
}

// What the form has no field for goes along.
static struct slice hidden_markup(struct delays_page *view)
{
    const struct figures_params *figures = &view->params->figures;
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    page_append_hidden_search(out, view->params, FIELD_COUNT);
    page_append_hidden(out, "base", figures->base_is_all ? SLICE("tout") : SLICE_NONE);
    for (unsigned m = 0; m < MEASURES_END; m++) // for the same as CSV and JSON
        if (figures->measures >> m & 1)
            page_append_hidden(out, "mesures", slice_from(figures_measure_name((enum measure)m)));
    if (figures->row_sort_given)
        page_append_hidden(
            out, "tri", slice_from(figures_row_sort_name(figures->row_sort, figures->rows_ascend)));
    return page_take(&view->page, mark);
}

static struct slice filters_markup(struct delays_page *view)
{
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    for (size_t i = 0; i < view->params->filter_count; i++) {
        struct search_params other = *view->params;
        const struct search_filter *filter = &view->params->filters[i];
        page_drop_filter(&other, i);
        other.page = 1;
        struct slice url = delays_url(&view->page, &other);
        html_literal(out, "<li><a href=\"");
        html_text(out, url);
        buf_printf(out,
                   "\"><span class=\"vh\">Retirer le filtre" FRENCH_NBSP ": </span>%s" FRENCH_NBSP
                   ": ",
                   page_filter_label(filter->field));
        size_t start = out->len;
        page_column_value(out, filter->field, filter->value);
        html_isolate(out, page_take(&view->page, start));
        html_literal(out, "</a></li>\n");
    }
    return page_take(&view->page, mark);
}

static void append_page(struct delays_page *view, uint32_t number, const char *label)
{
    struct search_params other = *view->params;
    other.page = number;
    struct slice url = delays_url(&view->page, &other);
    html_literal(&view->page.work, "<a href=\"");
    html_text(&view->page.work, url);
    buf_printf(&view->page.work, "\">%s</a> ", label);
}

static struct slice pages_markup(struct delays_page *view)
{
    struct buf *out = &view->page.work;
    uint32_t number = view->params->page, last = params_last_page(view->row_count, ROWS);
    size_t mark = out->len;
    if (last < 2)
        return SLICE_NONE;
    html_literal(out, "<nav class=\"pages\" aria-label=\"Pages du tableau\"><p>");
    if (number > 1)
        append_page(view, number - 1, "Lignes précédentes");
    buf_printf(out, "<span>page %u sur %u</span> ", number, last);
    if (number < last)
        append_page(view, number + 1, "Lignes suivantes");
    html_literal(out, "</p></nav>\n");
    return page_take(&view->page, mark);
}

static struct slice types_text(struct delays_page *view)
{
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    if (params_filters_on(view->params, FIELD_TYPE) > 0) {
        html_literal(out, "Sont comptées les questions des types choisis.");
    } else if (view->stats->type_count == 0) {
        html_literal(out, "Sont comptées toutes les questions" FRENCH_NBSP
                          ": l’index ne dit pas lesquelles sont écrites.");
    } else {
        html_literal(out, "Seules les questions écrites sont comptées (");
        for (size_t i = 0; i < view->stats->type_count; i++) {
            buf_append_slice(out, i > 0 ? SLICE(", ") : SLICE(""));
            french_quote(out, view->stats->types[i]);
        }
        html_literal(out, ")" FRENCH_NBSP ": à une question orale, la réponse vient le jour même.");
    }
    return page_take(&view->page, mark);
}

// « « question écrite » : 20 jours ouvrables, pour celles posées depuis le 1er juillet 2014 (art. 158) »
static void append_rule(struct buf *out, const struct deadline_rule *rule)
{
    if (rule->type.len > 0)
        french_quote(out, rule->name);
    else
        html_literal(out, "tout type");
    html_literal(out, FRENCH_NBSP ": ");
    french_count(out, rule->days, rule->are_working ? "jour ouvrable" : "jour",
                 rule->are_working ? "jours ouvrables" : "jours");
    if (rule->since != DATE_NONE) {
        html_literal(out, ", pour celles posées depuis le ");
        french_date(out, rule->since);
    }
    if (rule->source.len > 0) {
        html_literal(out, " (");
        buf_append_slice(out, rule->source);
        html_literal(out, ")");
    }
}

static struct slice rules_text(struct delays_page *view)
{
    const struct deadline_rules *rules = view->stats->rules;
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    for (size_t i = 0; rules && i < rules->count && i < RULES_SHOWN; i++) {
        buf_append_slice(out, i > 0 ? SLICE(" ; ") : SLICE(""));
        append_rule(out, &rules->list[i]);
    }
    if (rules && rules->count > RULES_SHOWN)
        buf_printf(out, " ; et %zu autres", rules->count - RULES_SHOWN);
    return page_take(&view->page, mark);
}

static struct slice today_text(struct delays_page *view)
{
    size_t mark = view->page.work.len;
    french_date(&view->page.work, view->page.context->today);
    return page_take(&view->page, mark);
}

static struct slice heading_text(struct delays_page *view)
{
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    html_literal(out, "Délais de réponse");
    if (view->params->q.len > 0) {
        html_literal(out, FRENCH_NBSP ": ");
        french_quote(out, view->params->q);
    }
    return page_take(&view->page, mark);
}

static struct slice lead_text(struct delays_page *view)
{
    struct buf *out = &view->page.work;
    const struct exchange_group *whole = &view->stats->search.result.groups.whole;
    size_t mark = out->len;
    french_count(out, whole->documents, "question", "questions");
    html_literal(out, ", ");
    french_count(out, whole->answered, "répondue", "répondues");
    if (whole->delays > 0) {
        html_literal(out, " (délai médian" FRENCH_NBSP ": ");
        buf_append_slice(out, days_text(view, whole->median));
        html_literal(out, ")");
    }
    html_literal(out, ", ");
    french_number(out, whole->waiting);
    html_literal(out, " en attente.");
    return page_take(&view->page, mark);
}

static struct slice caption_text(struct delays_page *view)
{
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    french_count(out, view->row_count, "ligne", "lignes");
    return page_take(&view->page, mark);
}

static struct slice data_url(struct delays_page *view, const char *path, unsigned more)
{
    struct search_params params = *view->params;
    params.csv_bom = params.csv_semicolon = true;
    size_t mark = view->page.work.len;
    params_append_url(&view->page.work, slice_from(path), &params, STATS_PROFILE.known | more, 0);
    return page_take(&view->page, mark);
}

static struct slice main_markup(struct delays_page *view)
{
    struct page *page = &view->page;
    const struct search_params *params = view->params;
    const struct html_hole holes[] = {
        page_text("heading", heading_text(view)),
        page_markup("problems", page_problems(page, &view->stats->search.problems)),
        page_text("lead", lead_text(view)),
        page_text("q", params->q),
        page_markup("par", choices_markup(view)),
        page_markup("de", page_date_field(page, "de", params->from, params->date_from)),
        page_markup("a", page_date_field(page, "a", params->to, params->date_to)),
        page_markup("hidden", hidden_markup(view)),
        page_markup("filters", filters_markup(view)),
        page_text("caption", caption_text(view)),
        page_markup("columns", columns_markup(view)),
        page_markup("rows", rows_markup(view)),
        page_markup("whole", whole_markup(view)),
        page_text("none",
                  view->row_count > 0
                      ? SLICE("Rien à cette page" FRENCH_NBSP ": le tableau en compte moins.")
                      : SLICE("Aucune question ne répond à cette demande.")),
        page_markup("pages", pages_markup(view)),
        page_text("types", types_text(view)),
        page_text("rules", rules_text(view)),
        page_text("today", today_text(view)),
        page_text("csv", data_url(view, "/delais.csv", PARAM_CSV)),
        page_text("json", data_url(view, "/delais.json", 0)),
    };
    size_t mark = page->work.len;
    page_render(&page->work, web_delays_html, holes);
    return page_take(page, mark);
}

static enum status render(struct delays_page *view, struct http_response *response,
                          struct error *err)
{
    const struct page_frame frame = {
        .title = heading_text(view),
        .canonical = delays_url(&view->page, view->params),
        .robots = view->params->q.len + view->params->filter_count > 0 ? "noindex, follow" : NULL,
        .section = "/delais",
        .kind = "tables",
    };
    const struct group_result *groups = &view->stats->search.result.groups;
    view->rows = delay_order_rows(groups, view->params, view->page.context->arena);
    view->row_count = groups->count;
    if (!view->rows)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a table");
    return page_finish(&view->page, &frame, main_markup(view), response, err);
}

enum status page_delays(struct request_context *context, struct http_response *response,
                        struct error *err)
{
    struct stats_answer *stats = arena_calloc(context->arena, 1, sizeof *stats);
    if (!stats)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an answer");
    enum status status = search_service_stats(context, &PROFILE, FIELD_MINISTER, stats, err);
    if (status == STATUS_INVALID && stats->search.problems.count > 0)
        response->status = 400;
    else if (status != STATUS_OK)
        return status;
    delay_order_default(&stats->search.params);
    struct delays_page view = {.stats = stats, .params = &stats->search.params};
    page_open(&view.page, context);
    status = render(&view, response, err);
    page_close(&view.page);
    return status;
}
