// Walking from one question to the next, and to those that are nearly the same.
//
// The order is (date, id), so that « suivante » and « précédente » are each other's inverse, also among
// questions of one day. The engine gives the questions from that day on, or up to it, by date; the
// nearest in our order is picked from the first WINDOW of them. (A minister with more than WINDOW
// questions on one day: the walk may pass over some of that day.)
//
// Cost: two searches by date for the author and two for the minister.
#include "searchd/page/neighbours.h"

#include "answer/permalink.h"
#include "searchd/page/french.h"
#include "stemmer/elision.h"
#include "stemmer/text/fold.h"

enum { WINDOW = 24, ANSWER_BYTES = 500 };

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
    const char *of = elision_before(buf_slice(&spoken)) ? "Questions d’" : "Questions de ";
    buf_clear(&spoken);
    size_t mark = page->work.len;
    append_group(page, exchange, (struct search_filter){FIELD_AUTHOR, exchange->author}, of);
    append_group(page, exchange, (struct search_filter){FIELD_MINISTER, exchange->minister},
                 "Questions à ");
    return page_take(page, mark);
}

// --- nearly the same -------------------------------------------------------------------------

// The beginning of a link to the list of its members.
static void append_link(struct page *page, const struct search_series *series)
{
    html_literal(&page->work, "<a href=\"/recherche?serie=");
    buf_append_encoded(&page->work, series->id);
    html_literal(&page->work, "\">");
}

// How many ministers the others were put to, this one's not among them; *first is the first of them.
static size_t count_ministers(const struct exchange *exchange, const struct search_series *series,
                              struct slice *first)
{
    size_t count = 0;
    for (size_t i = 0; i < series->other_count; i++) {
        struct slice minister = series->others[i].exchange.minister;
        bool is_new = minister.len > 0 &&
                      !field_values_are_same(FIELD_MINISTER, minister, exchange->minister);
        for (size_t j = 0; is_new && j < i; j++)
            is_new = !field_values_are_same(FIELD_MINISTER, minister,
                                            series->others[j].exchange.minister);
        if (is_new && count++ == 0)
            *first = minister;
    }
    return count;
}

struct slice page_series_line(struct page *page, const struct exchange *exchange,
                              const struct search_series *series)
{
    struct buf *out = &page->work;
    struct slice first = SLICE_NONE;
    if (series->other_count == 0)
        return SLICE_NONE;
    bool has_all = series->count == series->other_count + 1;
    size_t mark = out->len, ministers = has_all ? count_ministers(exchange, series, &first) : 0;
    append_link(page, series);
    if (ministers == 1) {
        html_literal(out, "Posée aussi à ");
        page_person(out, first);
    } else if (ministers > 1) {
        html_literal(out, "Posée aussi à ");
        french_count(out, ministers, "ministre", "ministres");
    } else {
        html_literal(out, "Posée ");
        french_count(out, series->count, "fois", "fois");
    }
    if (ministers > 0 && series->count > ministers + 1) {
        html_literal(out, ", ");
        french_count(out, series->count, "fois en tout", "fois en tout");
    }
    html_literal(out, "</a>");
    return page_take(page, mark);
}

// The beginning of what was answered, up to the end of a word.
static struct slice beginning(struct slice text)
{
    if (text.len <= ANSWER_BYTES)
        return text;
    struct slice cut = fold_cut(text, ANSWER_BYTES);
    while (cut.len > 0 && cut.ptr[cut.len - 1] != ' ' && cut.ptr[cut.len - 1] != '\n')
        cut.len--;
    return slice_trim(cut.len > 0 ? cut : fold_cut(text, ANSWER_BYTES));
}

static void append_member(struct page *page, const struct exchange *member, struct slice answer,
                          bool is_this)
{
    struct buf *out = &page->work;
    struct slice shown = beginning(answer);
    buf_printf(out, "<li%s><h3>", is_this ? " aria-current=\"true\"" : "");
    html_literal(out, "<a href=\"");
    permalink_append(out, member->id);
    html_literal(out, "\">");
    if (member->minister.len)
        page_person(out, member->minister);
    else
        html_isolate(out, exchange_title(member));
    html_literal(out, "</a></h3>\n<p class=\"when\">");
    page_when(out, member);
    buf_printf(out, " <span class=\"delay %s\">", page_delay_class(member));
    page_delay(out, member, page->context);
    html_literal(out, "</span></p>\n");
    if (shown.len > 0) {
        html_literal(out, "<p dir=\"auto\">");
        html_text(out, shown);
        buf_append_slice(out, shown.len < answer.len ? SLICE(" …</p>\n") : SLICE("</p>\n"));
    }
    html_literal(out, "</li>\n");
}

struct slice page_series_answers(struct page *page, const struct exchange *exchange,
                                 const struct search_series *series)
{
    size_t mark = page->work.len;
    if (!series || series->other_count == 0)
        return SLICE_NONE;
    html_literal(&page->work, "<h2 id=\"serie\">La même question, ");
    french_count(&page->work, series->count, "fois", "fois");
    html_literal(&page->work, "</h2>\n<ol>\n");
    append_member(page, exchange, exchange_reply_text(exchange, page->context->arena), true);
    for (size_t i = 0; i < series->other_count; i++)
        append_member(page, &series->others[i].exchange, series->others[i].answer, false);
    html_literal(&page->work, "</ol>\n<p>");
    append_link(page, series);
    html_literal(&page->work, "Chercher parmi elles</a></p>\n");
    return page_take(page, mark);
}

struct slice page_similar(struct page *page, const struct search_result *similar,
                          const struct search_series *series)
{
    size_t mark = page->work.len;
    struct slice id = series ? series->id : SLICE_NONE;
    for (size_t i = 0; similar && i < similar->hit_count; i++)
        if (id.len == 0 || !slice_equal(similar->hits[i].series.id, id))
            page_brief(page, &similar->hits[i].exchange);
    return page_take(page, mark);
}
