// The sheet beside an exchange: who, when, how late, in what session, and what is cited. See facts.h.
//
// What others share is a link to all that have it.
#include "searchd/page/facts.h"

#include "answer/permalink.h"
#include "searchd/page/french.h"
#include "searchd/page/links.h"

static void append_term(struct buf *out, const char *term)
{
    buf_printf(out, "<dt>%s</dt><dd>", term);
}

static void append_link(struct buf *out, struct slice url, struct slice shown)
{
    html_literal(out, "<a href=\"");
    html_text(out, url);
    html_literal(out, "\">");
    html_isolate(out, shown);
    html_literal(out, "</a>");
}

// The search for everything that has the value.
static struct slice search_url(struct page *page, enum field field, struct slice value)
{
    struct search_params params = {.page = 1, .limit = PAGE_HITS, .filter_count = 1};
    params.filters[0] = (struct search_filter){field, value};
    size_t mark = page->work.len;
    params_append_url(&page->work, SLICE("/recherche"), &params, PAGE_PARAMS, PAGE_HITS);
    return page_take(page, mark);
}

// A value as a link to everything that shares it.
static void append_filter_fact(struct page *page, const char *term, enum field field,
                               struct slice value)
{
    struct buf *out = &page->work;
    if (value.len == 0)
        return;
    append_term(out, term);
    struct slice url = search_url(page, field, value);
    size_t mark = out->len;
    page_column_value(out, field, value);
    append_link(out, url, page_take(page, mark));
}

static void append_text_fact(struct buf *out, const char *term, struct slice value)
{
    if (value.len == 0)
        return;
    append_term(out, term);
    html_isolate(out, value);
    html_literal(out, "</dd>\n");
}

static void append_date_fact(struct buf *out, const char *term, uint32_t date)
{
    if (date == DATE_NONE)
        return;
    append_term(out, term);
    page_time(out, date);
    html_literal(out, "</dd>\n");
}

static uint32_t day_of(int64_t seconds)
{
    return seconds > 0 ? date_from_days((int32_t)(seconds / 86400)) : DATE_NONE;
}

static void append_workdays(struct buf *out, const struct exchange *exchange)
{
    int32_t days = exchange_delay_workdays(exchange);
    if (days == DELAY_NONE)
        return;
    html_literal(out, " <span class=\"hint\">(");
    french_count(out, (uint64_t)days, "jour ouvrable", "jours ouvrables");
    html_literal(out, ")</span>");
}

// « Échéance : 17 juillet 2023 (20 jours ouvrables, art. 158) », where the operator gave a rule.
static void append_deadline(struct page *page, const struct exchange *exchange)
{
    struct buf *out = &page->work;
    struct deadline deadline;
    if (!deadlines_find(page->context->site->deadlines, exchange, &deadline))
        return;
    append_term(out, "Échéance");
    page_time(out, deadline.due);
    html_literal(out, " <span class=\"hint\">(");
    french_count(out, deadline.days, deadline.are_working ? "jour ouvrable" : "jour",
                 deadline.are_working ? "jours ouvrables" : "jours");
    if (deadline.source.len)
        html_literal(out, ", ");
    html_isolate(out, deadline.source);
    html_literal(out, ")</span>");
}

// « Réponse par renvoi », with the question pointed at where it is known.
static void append_referral(struct page *page, const struct exchange *exchange)
{
    struct buf *out = &page->work;
    struct referral referral;
    if (!exchange_referral(exchange, &referral))
        return;
    append_term(out, "Renvoi");
    struct slice target = exchange->referred_id;
    if (target.len) {
        html_literal(out, "<a href=\"");
        size_t mark = out->len;
        permalink_append(out, target);
        struct slice url = page_take(page, mark);
        html_text(out, url);
        html_literal(out, "\">");
    }
    if (referral.number && referral.session_from)
        buf_printf(out, "question n°" FRENCH_NBSP "%u (%u-%u)", referral.number,
                   referral.session_from, referral.session_from + 1);
    else if (referral.number)
        buf_printf(out, "question n°" FRENCH_NBSP "%u", referral.number);
    else
        html_literal(out, "la réponse se trouve ailleurs");
    if (target.len)
        html_literal(out, "</a>");
    html_literal(out, "</dd>\n");
}

// Questions lead to their exchanges, the rest to all that cite it.
static void append_citations(struct page *page, const struct citation_list *cited)
{
    enum { MOST = 12 };
    struct buf *out = &page->work;
    struct slice names[MOST];
    size_t count = 0;
    uint64_t left = 0;
    for (size_t i = 0; cited && i < cited->count; i++) {
        size_t mark = out->len;
        struct slice name = cited->items[i].name, id = cited->items[i].id;
        if (name.len == 0 || slice_is_one_of(name, names, count))
            continue;
        if (count == MOST) {
            left++;
            continue;
        }
        names[count++] = name;
        permalink_append(out, id);
        struct slice url = page_take(page, mark);
        buf_append_slice(out, count == 1 ? SLICE("<dt>Cite</dt><dd>") : SLICE("<dd>"));
        append_link(out, id.len > 0 ? url : search_url(page, FIELD_CITE, name), name);
        html_literal(out, "</dd>\n");
    }
    if (left > 0) {
        html_literal(out, "<dd class=\"hint\">et ");
        french_count(out, left, "autre", "autres");
        html_literal(out, "</dd>\n");
    }
}

struct slice page_facts(struct page *page, const struct exchange *exchange,
                        const struct citation_list *cited)
{
    struct buf *out = &page->work;
    size_t mark = out->len;
    append_filter_fact(page, "De", FIELD_AUTHOR, exchange->author);
    append_filter_fact(page, "À", FIELD_MINISTER, exchange->minister);
    if (exchange->office.len) {
        html_literal(out, "<br><span class=\"hint\">");
        html_isolate(out, exchange->office);
        html_literal(out, "</span>");
    }
    append_date_fact(out, "Question", exchange->date_question);
    append_date_fact(out, "Réponse", exchange_reply_date(exchange));
    append_term(out, "Délai");
    page_delay(out, exchange, page->context);
    append_workdays(out, exchange);
    append_deadline(page, exchange);
    append_referral(page, exchange);
    append_citations(page, cited);
    append_filter_fact(page, "Groupe", FIELD_GROUP, exchange->group);
    append_text_fact(out, "Posée d’abord à", exchange->first_minister);
    append_date_fact(out, "Clôture", exchange->date_closed);
    append_text_fact(out, "Motif", exchange->motive);
    append_filter_fact(page, "Assemblée", FIELD_ASSEMBLY, exchange->assembly);
    append_text_fact(out, "Numéro", exchange->number);
    append_filter_fact(page, "Session", FIELD_SESSION, exchange->session);
    append_filter_fact(page, "Type", FIELD_TYPE, exchange->type);
    append_text_fact(out, "Référence", exchange->id);
    append_text_fact(out, "Licence", exchange->licence);
    append_date_fact(out, "Dans l’index depuis le", day_of(exchange->first_seen));
    if (day_of(exchange->changed) != day_of(exchange->first_seen))
        append_date_fact(out, "Modifiée le", day_of(exchange->changed));
    return page_take(page, mark);
}
