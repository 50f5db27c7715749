// What a page of results is called: in its heading, in the tab, in bookmarks and in links that are passed on.
//
// With words it quotes them, and the chips below say the rest. Without, the filters are all there is to say: « 1 308
// questions de Karine Claes à Noël Gilles, session 2019-2020 ».
#include "searchd/page/narrow/heading.h"

#include "searchd/page/french.h"
#include "searchd/page/links.h"
#include "stemmer/elision.h"

enum { NAMED = 3 }; // values of one field; of more there is a number

// What stands in front of the values of a field.
static const char *lead_of(enum field field)
{
    switch (field) {
    case FIELD_AUTHOR:
        return " de ";
    case FIELD_MINISTER:
        return " à ";
    case FIELD_SESSION:
        return ", session ";
    case FIELD_STATUS:
    case FIELD_TYPE:
    case FIELD_ASSEMBLY:
    case FIELD_REFERRAL:
        return ", ";
    default:
        return NULL; // « , Portefeuille : »
    }
}

static void append_value(struct buf *out, const struct search_filter *filter)
{
    if (filter->field == FIELD_STATUS ||
        filter->field == FIELD_REFERRAL) { // in the middle of a sentence
        struct buf words;
        buf_init(&words, 0);
        page_column_value(&words, filter->field, filter->value);
        if (words.len > 0 && !words.failed)
            words.data[0] = char_lower(words.data[0]);
        buf_append_slice(out, buf_slice(&words));
        buf_clear(&words);
        return;
    }
    page_column_value(out, filter->field, filter->value);
}

static void append_lead(struct buf *out, enum field field, struct slice first)
{
    const char *lead = lead_of(field);
    if (field == FIELD_AUTHOR) {
        buf_append_slice(out, elision_before(first) ? SLICE(" d’") : SLICE(" de "));
        return;
    }
    if (lead)
        buf_append_slice(out, slice_from(lead));
    else
        buf_printf(out, ", %s" FRENCH_NBSP ": ", page_filter_label(field));
}

static void append_filters(struct page *page, const struct search_params *params, enum field field)
{
    struct buf *out = &page->work;
    size_t count = 0;
    for (size_t i = 0; i < params->filter_count; i++) {
        if (params->filters[i].field != field || ++count > NAMED)
            continue;
        size_t mark = out->len;
        append_value(out, &params->filters[i]);
        struct slice value = page_take(page, mark);
        if (count == 1)
            append_lead(out, field, value);
        else
            buf_append_slice(out, SLICE(" ou "));
        buf_append_slice(out, value);
    }
    if (count > NAMED) {
        buf_append_slice(out, SLICE(" ou "));
        french_count(out, count - NAMED, "autre", "autres");
    }
}

// The filters in words, plain text.
static struct slice filters_text(struct page *page, const struct search_params *params)
{
    static const enum field order[] = {
        FIELD_AUTHOR,   FIELD_MINISTER, FIELD_OFFICE, FIELD_TYPE,     FIELD_STATUS, FIELD_SESSION,
        FIELD_YEAR,     FIELD_ASSEMBLY, FIELD_GROUP,  FIELD_REFERRAL, FIELD_CITE,   FIELD_COMMUNE,
        FIELD_PROVINCE, FIELD_DELAY,    FIELD_SINCE,  FIELD_CHANGED,  FIELD_SERIES};
    size_t mark = page->work.len;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        append_filters(page, params, order[i]);
    if (params->date_from != DATE_NONE || params->date_to != DATE_NONE) {
        buf_append_slice(&page->work, SLICE(", "));
        french_period(&page->work, params->date_from, params->date_to);
    }
    return page_take(page, mark);
}

static void append_heading(struct page *page, const struct search_answer *answer, bool is_markup)
{
    struct buf *out = &page->work;
    const struct search_params *params = &answer->params;
    bool has_words = params->q.len > 0;
    struct slice rest = has_words ? page_shortened(page, params->q) : filters_text(page, params);
    if (answer->result.total == 0)
        buf_append_slice(out, rest.len > 0 && !has_words ? SLICE("Aucune question")
                                                         : SLICE("Aucun échange"));
    else if (rest.len > 0 && !has_words)
        french_count(out, answer->result.total, "question", "questions");
    else
        french_count(out, answer->result.total, "échange", "échanges");
    buf_append_slice(out, has_words ? SLICE(" pour «" FRENCH_NBSP) : SLICE_NONE);
    if (rest.len > 0 && is_markup)
        html_isolate(out, rest);
    else
        buf_append_slice(out, rest);
    buf_append_slice(out, has_words ? SLICE(FRENCH_NBSP "»") : SLICE_NONE);
}

struct slice page_results_heading(struct page *page, const struct search_answer *answer,
                                  bool is_markup)
{
    size_t mark = page->work.len;
    if (answer->problems.count > 0)
        buf_append_slice(&page->work, SLICE("Recherche à corriger"));
    else
        append_heading(page, answer, is_markup);
    if (!is_markup && answer->params.page > 1)
        buf_printf(&page->work, ", page %u", answer->params.page);
    return page_take(page, mark);
}
