// All values of a field among what a search finds, a hundred a page: what « et 93 autres » leads to.
//
// Here one looks for a name, so values stand in the order of the alphabet (surnames first, as they are stored);
// sessions and years as on the page of results, latest first. Each leads back to the results, with that value chosen.
//
// Cost: the search, with all values of the facet, however short the page; they are sorted each time.
#include "searchd/page/narrow/values.h"

#include "searchd/page/french.h"
#include "searchd/page/links.h"
#include "searchd/page/narrow/chips.h"
#include "searchd/page/narrow/facets.h"
#include "searchd/web/web_file.h"
#include "stemmer/text/fold.h"

#include <stdlib.h>

enum { ROWS = 100 };

struct keyed_row {
    struct slice key; // folded
    struct facet_row row;
};

static enum field field_of(const struct search_answer *answer)
{
    return (enum field)__builtin_ctz(answer->params.facet_mask);
}

void page_values_prepare(struct search_answer *answer)
{
    answer->request.limit = 0;
    answer->request.want_histogram = false;
    answer->request.want_partials = false;
    answer->request.facet_limit = PARAMS_MAX_FACET_LIMIT;
}

// --- order ---------------------------------------------------------------------------------------

static int compare_keys(const void *a, const void *b)
{
    const struct keyed_row *x = a, *y = b;
    if (x->row.is_on != y->row.is_on)
        return x->row.is_on ? -1 : 1;
    int order = slice_compare(x->key, y->key);
    return order ? order : slice_compare(x->row.value, y->row.value);
}

static int compare_later(const void *a, const void *b)
{
    const struct keyed_row *x = a, *y = b;
    return x->row.is_on != y->row.is_on ? compare_keys(a, b) : compare_keys(b, a);
}

static struct keyed_row *sort_rows(struct page *page, const struct facet_rows *rows,
                                   enum field field)
{
    struct keyed_row *sorted = arena_calloc(page->context->arena, rows->count + 1, sizeof *sorted);
    if (!sorted)
        return NULL;
    for (size_t i = 0; i < rows->count; i++) {
        size_t mark = page->work.len;
        fold_append(&page->work, rows->items[i].value);
        sorted[i] = (struct keyed_row){page_take(page, mark), rows->items[i]};
    }
    bool is_time = field == FIELD_SESSION || field == FIELD_YEAR;
    if (field != FIELD_DELAY)
        qsort(sorted, rows->count, sizeof *sorted, is_time ? compare_later : compare_keys);
    return sorted;
}

// --- the page ------------------------------------------------------------------------------------

static struct slice heading_text(struct page *page, enum field field, uint64_t distinct)
{
    size_t mark = page->work.len;
    buf_printf(&page->work, "%s" FRENCH_NBSP ": ", page_filter_label(field));
    french_count(&page->work, distinct, "valeur", "valeurs");
    return page_take(page, mark);
}

static struct slice back_markup(struct page *page, const struct search_answer *answer)
{
    struct buf *out = &page->work;
    size_t mark = out->len;
    html_literal(out, "Parmi <a href=\"");
    page_search_url(page, &answer->params);
    html_literal(out, "\">");
    french_count(out, answer->result.total, "échange", "échanges");
    if (answer->params.q.len > 0) {
        html_literal(out, " pour «" FRENCH_NBSP);
        html_isolate(out, page_shortened(page, answer->params.q));
        html_literal(out, FRENCH_NBSP "»");
    }
    html_literal(out, "</a>. Choisir une valeur mène aux échanges qui l’ont.");
    return page_take(page, mark);
}

static struct slice rows_markup(struct page *page, const struct search_answer *answer,
                                const struct keyed_row *rows, size_t count)
{
    size_t mark = page->work.len, first = (size_t)(answer->params.page - 1) * ROWS;
    for (size_t i = first; i < count && i < first + ROWS; i++)
        page_facet_row(page, &answer->params, field_of(answer), &rows[i].row);
    return page_take(page, mark);
}

enum status page_values_render(struct request_context *context, const struct search_answer *answer,
                               struct http_response *response, struct error *err)
{
    struct page page;
    struct facet_rows rows;
    const enum field field = field_of(answer);
    page_open(&page, context);
    page.is_search = true;
    bool is_read = page_facet_rows(&page, answer, field, PARAMS_MAX_FACET_LIMIT, &rows);
    struct keyed_row *sorted = is_read ? sort_rows(&page, &rows, field) : NULL;
    if (!sorted) {
        page_close(&page);
        return error_set(err, STATUS_NO_MEMORY, "no memory for the values of a field");
    }
    struct slice heading = heading_text(&page, field, rows.distinct);
    size_t pages = (rows.count + ROWS - 1) / ROWS;
    const struct html_hole holes[] = {
        page_text("heading", heading),
        page_markup("back", back_markup(&page, answer)),
        page_markup("chips", page_chips(&page, &answer->params, &answer->result)),
        page_markup("rows", rows_markup(&page, answer, sorted, rows.count)),
        page_markup("pages", page_numbers(&page, &answer->params, VALUES_PARAMS, pages)),
    };
    size_t mark = page.work.len;
    page_render(&page.work, web_values_html, holes);
    struct slice main = page_take(&page, mark);
    struct page_frame frame = {.title = heading, .robots = "noindex, follow", .kind = "values"};
    enum status status = page_finish(&page, &frame, main, response, err);
    page_close(&page);
    return status;
}
