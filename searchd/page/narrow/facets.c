// Values of fields as links, each with the number that choosing it gives.
//
// Values of one field are alternatives. Once one is chosen the others stay, as what could be chosen as well: they are
// counted among the exchanges that all else of the search finds but no value chosen so far, so that each « +17 » is
// what the total grows by, also where one exchange has several ministers. (The request says which field is turned
// round; the engine does the rest.)
//
// Sessions stand in the order of time, latest first; all else as the engine gives it, most frequent first.
//
// Cost: one more search without hits for each field that has a filter; an address for each value shown.
#include "searchd/page/narrow/facets.h"

#include "searchd/page/french.h"
#include "searchd/page/links.h"

#include <stdlib.h>

enum { SHOWN = 8, SHOWN_BESIDE = 5, COUNTED = 64 };

// --- rows ----------------------------------------------------------------------------------------

const struct facet *page_facet_of(const struct search_result *result, enum field field)
{
    for (size_t i = 0; i < result->facet_count; i++)
        if (result->facets[i].field == field)
            return &result->facets[i];
    return NULL;
}

// What could be chosen beside what is; NULL where it cannot be counted. *adds: to what is found already.
static const struct facet *count_beside(struct page *page, const struct search_answer *answer,
                                        enum field field, uint32_t limit, bool *adds)
{
    const struct request_context *context = page->context;
    struct search_result *beside = arena_calloc(context->arena, 1, sizeof *beside);
    struct search_request request = {
        .q = answer->request.q,
        // what was found with all words is told without those that have a part of them
        .mode = answer->request.mode == MODE_AUTO && !answer->result.relaxed ? MODE_ALL
                                                                             : answer->request.mode,
        .without_people = answer->request.without_people,
        .filters = answer->params.filters,
        .filter_count = answer->params.filter_count,
        .turned = field,
        .date_from = answer->request.date_from,
        .date_to = answer->request.date_to,
        .field_mask = answer->request.field_mask,
        .facet_mask = 1u << field,
        .facet_limit = limit,
    };
    struct error ignored;
    if (!beside || !context->searcher || !context->view ||
        search_run(context->searcher, context->view, &request, context->arena, beside, &ignored) !=
            STATUS_OK)
        return NULL;
    *adds = beside->relaxed == answer->result.relaxed;
    return page_facet_of(beside, field);
}

static uint64_t count_in(const struct facet *facet, struct slice value)
{
    for (size_t i = 0; facet && i < facet->value_count; i++)
        if (field_values_are_same(facet->field, facet->values[i].value, value))
            return facet->values[i].count;
    return 0;
}

bool page_facet_rows(struct page *page, const struct search_answer *answer, enum field field,
                     uint32_t limit, struct facet_rows *out)
{
    const struct search_params *params = &answer->params;
    const struct facet *found = page_facet_of(&answer->result, field), *rest = found;
    bool adds = false;
    *out = (struct facet_rows){.on_count = params_filters_on(params, field)};
    if (out->on_count > 0)
        rest = count_beside(page, answer, field, limit, &adds);
    size_t others = rest ? rest->value_count : 0;
    out->distinct = out->on_count + (rest ? rest->distinct : 0);
    out->items = arena_calloc(page->context->arena, out->on_count + others + 1, sizeof *out->items);
    if (!out->items)
        return false;
    for (size_t i = 0; i < params->filter_count; i++)
        if (params->filters[i].field == field)
            out->items[out->count++] = (struct facet_row){
                params->filters[i].value, count_in(found, params->filters[i].value), true, false};
    for (size_t i = 0; i < others; i++)
        out->items[out->count++] =
            (struct facet_row){rest->values[i].value, rest->values[i].count, false, adds};
    return true;
}

void page_facet_row(struct page *page, const struct search_params *params, enum field field,
                    const struct facet_row *row)
{
    struct buf *out = &page->work;
    struct search_params changed = *params;
    size_t at = page_filter_at(params, field, row->value);
    if (row->is_on && at < params->filter_count)
        page_drop_filter(&changed, at);
    else
        (void)page_add_filter(&changed, field, row->value);
    html_literal(out, "<li><a href=\"");
    page_search_url(page, &changed);
    buf_append_slice(out, row->is_on ? SLICE("\" aria-current=\"true\">") : SLICE("\">"));
    size_t mark = out->len;
    page_column_value(out, field, row->value);
    struct slice shown = page_take(page, mark);
    html_isolate(out, shown);
    if (row->count > 0 || !row->is_on) {
        buf_append_slice(out, row->adds ? SLICE(" <small>+") : SLICE(" <small>"));
        french_number(out, row->count);
        html_literal(out, "</small>");
    }
    html_literal(out, "</a>\n"); // HTML needs no ends of items
}

// --- facets --------------------------------------------------------------------------------------

// Whether all that was found has the one value there is: then there is nothing to choose.
static bool is_no_choice(const struct facet_rows *rows, enum field field, uint64_t total)
{
    if (rows->count == 0)
        return true;
    if (rows->on_count > 0 || rows->distinct > 1)
        return false;
    return field == FIELD_REFERRAL || (field == FIELD_ASSEMBLY && rows->items[0].count == total);
}

// What waits stands under « Réponse » already.
static void leave_out_unanswered(struct facet_rows *rows)
{
    size_t kept = 0;
    for (size_t i = 0; i < rows->count; i++) {
        bool is_kept = rows->items[i].is_on || !slice_equal(rows->items[i].value, SLICE("aucun"));
        if (is_kept)
            rows->items[kept++] = rows->items[i];
    }
    rows->distinct -= rows->count - kept;
    rows->count = kept;
}

static int compare_later(const void *a, const void *b)
{
    return slice_compare(((const struct facet_row *)b)->value,
                         ((const struct facet_row *)a)->value);
}

// « et 93 autres », which leads to all of them.
static void append_rest(struct page *page, const struct search_params *params, enum field field,
                        uint64_t left)
{
    struct buf *out = &page->work;
    struct search_params all = *params;
    all.facet_mask = 1u << field;
    all.page = 1;
    html_literal(out, "<p class=\"hint\"><a href=\"");
    page_append_url(page, &all, PAGE_PARAMS | PARAM_VALUES);
    buf_printf(out, "\"><span class=\"vh\">%s" FRENCH_NBSP ": </span>et ",
               page_filter_label(field));
    french_count(out, left, "autre", "autres");
    html_literal(out, "</a></p>\n");
}

static void append_facet(struct page *page, const struct search_answer *answer, enum field field)
{
    struct buf *out = &page->work;
    struct facet_rows rows;
    if (!page_facet_rows(page, answer, field, COUNTED, &rows))
        return;
    if (field == FIELD_DELAY)
        leave_out_unanswered(&rows);
    if (is_no_choice(&rows, field, answer->result.total))
        return;
    if (field == FIELD_SESSION && rows.count > rows.on_count)
        qsort(rows.items + rows.on_count, rows.count - rows.on_count, sizeof *rows.items,
              compare_later);
    buf_printf(out, "<section class=\"facet\"><h2>%s</h2>\n<ul>\n", page_filter_label(field));
    size_t shown = rows.on_count + SHOWN_BESIDE > SHOWN ? rows.on_count + SHOWN_BESIDE : SHOWN;
    for (size_t i = 0; i < rows.count && i < shown; i++)
        page_facet_row(page, &answer->params, field, &rows.items[i]);
    html_literal(out, "</ul>\n");
    if (rows.distinct > shown)
        append_rest(page, &answer->params, field, rows.distinct - shown);
    html_literal(out, "</section>\n");
}

struct slice page_facets(struct page *page, const struct search_answer *answer)
{
    static const enum field order[] = {FIELD_STATUS,  FIELD_DELAY,   FIELD_TYPE,  FIELD_MINISTER,
                                       FIELD_OFFICE,  FIELD_AUTHOR,  FIELD_GROUP, FIELD_ASSEMBLY,
                                       FIELD_SESSION, FIELD_REFERRAL};
    size_t mark = page->work.len;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        append_facet(page, answer, order[i]);
    return page_take(page, mark);
}
