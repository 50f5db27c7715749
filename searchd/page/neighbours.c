// Walking from one question to the next.
//
// The order is (date, id), so that « suivante » and « précédente » are each other's inverse, also among
// questions of one day. The engine gives the questions from that day on, or up to it, by date; the
// nearest in our order is picked from the first WINDOW of them. (A minister with more than WINDOW
// questions on one day: the walk may pass over some of that day.)
//
// Cost: two searches by date for the author and two for the minister.
#include "searchd/page/neighbours.h"

#include "answer/permalink.h"
#include "engine/search/search.h"
#include "searchd/page/french.h"

enum { WINDOW = 24 };

static int order(const struct exchange *a, const struct exchange *b)
{
    if (a->date_question != b->date_question)
        return a->date_question < b->date_question ? -1 : 1;
    return slice_compare(a->id, b->id);
}

// The nearest exchange after (or before) this one with the same value of the field; NULL for none.
static const struct exchange *nearest(struct page *page, const struct exchange *exchange,
                                      struct search_filter filter, bool is_later)
{
    const struct request_context *context = page->context;
    const struct search_request request = {
        .sort = is_later ? SORT_DATE_ASC : SORT_DATE_DESC,
        .filters = &filter,
        .filter_count = 1,
        .date_from = is_later ? exchange->date_question : DATE_NONE,
        .date_to = is_later ? DATE_NONE : exchange->date_question,
        .limit = WINDOW,
    };
    struct search_result result;
    struct error ignored;
    if (search_run(context->searcher, context->view, &request, context->arena, &result, &ignored) !=
        STATUS_OK)
        return NULL;
    int side = is_later ? 1 : -1;
    const struct exchange *best = NULL;
    for (size_t i = 0; i < result.hit_count; i++) {
        const struct exchange *other = &result.hits[i].exchange;
        if (order(other, exchange) == side && (!best || order(other, best) == -side))
            best = other;
    }
    return best;
}

static void append_neighbour(struct page *page, const struct exchange *exchange, const char *label,
                             const char *relation)
{
    struct buf *out = &page->work;
    if (!exchange)
        return;
    buf_printf(out, "<li><span class=\"hint\">%s, ", label);
    page_time(out, exchange->date_question);
    buf_printf(out, "</span> <a rel=\"%s\" href=\"", relation);
    permalink_append(out, exchange->id);
    html_literal(out, "\">");
    html_isolate(out, exchange_title(exchange));
    html_literal(out, "</a></li>\n");
}

static void append_group(struct page *page, const struct exchange *exchange,
                         struct search_filter filter, const char *lead)
{
    struct buf *out = &page->work;
    if (filter.value.len == 0)
        return;
    const struct exchange *earlier = nearest(page, exchange, filter, false);
    const struct exchange *later = nearest(page, exchange, filter, true);
    if (!earlier && !later)
        return;
    html_literal(out, "<section><h2>");
    buf_append_slice(out, slice_from(lead));
    page_person(out, filter.value);
    html_literal(out, "</h2>\n<ul>\n");
    append_neighbour(page, earlier, "Précédente", "prev");
    append_neighbour(page, later, "Suivante", "next");
    html_literal(out, "</ul></section>\n");
}

struct slice page_neighbours(struct page *page, const struct exchange *exchange)
{
    if (!page->context->searcher || !page->context->view || !date_is_full(exchange->date_question))
        return SLICE_NONE;
    struct buf spoken;
    buf_init(&spoken, 0);
    french_person(&spoken, exchange->author);
    const char *of = french_elides(buf_slice(&spoken)) ? "Questions d’" : "Questions de ";
    buf_clear(&spoken);
    size_t mark = page->work.len;
    append_group(page, exchange, (struct search_filter){FIELD_AUTHOR, exchange->author}, of);
    append_group(page, exchange, (struct search_filter){FIELD_MINISTER, exchange->minister},
                 "Questions à ");
    return page_take(page, mark);
}
