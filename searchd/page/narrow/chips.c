// What narrows a search down already, and how it was understood: each a link that undoes it.
//
// Values of one field are alternatives: undoing one leaves the others.
#include "searchd/page/narrow/chips.h"

#include "searchd/page/french.h"
#include "searchd/page/links.h"

// One chip: the text, as a link that undoes it when `params` is given.
static void append_chip(struct page *page, struct slice text, const struct search_params *undone)
{
    struct buf *out = &page->work;
    html_literal(out, "<li>");
    if (undone) {
        html_literal(out, "<a href=\"");
        page_search_url(page, undone);
        html_literal(out, "\"><span class=\"vh\">Annuler" FRENCH_NBSP ": </span>");
    }
    html_isolate(out, text);
    buf_append_slice(out, undone ? SLICE("</a></li>\n") : SLICE("</li>\n"));
}

static void append_filter_chips(struct page *page, const struct search_params *params)
{
    for (size_t i = 0; i < params->filter_count; i++) {
        struct search_params undone = *params;
        page_drop_filter(&undone, i);
        size_t mark = page->work.len;
        buf_printf(&page->work, "%s" FRENCH_NBSP ": ", page_filter_label(params->filters[i].field));
        page_column_value(&page->work, params->filters[i].field, params->filters[i].value);
        struct slice text = page_take(page, mark);
        append_chip(page, text, &undone);
    }
}

static void append_period_chip(struct page *page, const struct search_params *params)
{
    if (params->date_from == DATE_NONE && params->date_to == DATE_NONE)
        return;
    struct search_params undone = *params;
    undone.date_from = undone.date_to = DATE_NONE;
    undone.from = undone.to = SLICE_NONE;
    size_t mark = page->work.len;
    french_period(&page->work, params->date_from, params->date_to);
    struct slice text = page_take(page, mark);
    append_chip(page, text, &undone);
}

static void append_place_chip(struct page *page, const struct search_params *params)
{
    static const char *const names[TEXT_FIELD_COUNT] = {"le titre", "la question", "la réponse"};
    if (params->field_mask == 0)
        return;
    struct search_params undone = *params;
    undone.field_mask = 0;
    size_t mark = page->work.len;
    html_literal(&page->work, "seulement dans ");
    const char *separator = "";
    for (int field = 0; field < TEXT_FIELD_COUNT; field++)
        if (params->field_mask & FIELD_MASK(field)) {
            buf_printf(&page->work, "%s%s", separator, names[field]);
            separator = " ou ";
        }
    struct slice text = page_take(page, mark);
    append_chip(page, text, &undone);
}

static void append_mode_chip(struct page *page, const struct search_params *params)
{
    if (params->mode == MODE_AUTO)
        return;
    struct search_params undone = *params;
    undone.mode = MODE_AUTO;
    append_chip(page, params->mode == MODE_ALL ? SLICE("tous les mots") : SLICE("au moins un mot"),
                &undone);
}

struct slice page_chips(struct page *page, const struct search_params *params,
                        const struct search_result *result)
{
    size_t mark = page->work.len;
    for (size_t i = 0; i < result->interpretation_count; i++) {
        const struct interpretation *understood = &result->interpretation[i];
        if (understood->is_notice)
            continue;
        struct search_params undone = *params;
        undone.q = understood->undo;
        append_chip(page, understood->text, understood->undo.len ? &undone : NULL);
    }
    append_filter_chips(page, params);
    append_period_chip(page, params);
    append_place_chip(page, params);
    append_mode_chip(page, params);
    return page_take(page, mark);
}

// Whether the search that undoes a notice finds something; unknown without an index.
static bool leads_somewhere(struct page *page, const struct search_params *undone)
{
    return page->context->searcher == NULL || page_count_matches(page, undone) > 0;
}

struct slice page_notices(struct page *page, const struct search_params *params,
                          const struct search_result *result)
{
    struct buf *out = &page->work;
    size_t mark = out->len;
    for (size_t i = 0; i < result->interpretation_count; i++) {
        const struct interpretation *understood = &result->interpretation[i];
        if (!understood->is_notice)
            continue;
        struct search_params undone = *params;
        undone.q = understood->undo;
        bool is_link = understood->undo.len > 0 && leads_somewhere(page, &undone);
        bool quotes = slice_starts_with(understood->text, SLICE("«"));
        buf_printf(out, "<p class=\"notice%s\">", quotes ? " quoting" : "");
        html_isolate(out, understood->text);
        if (is_link) {
            html_literal(out, " · <a href=\"");
            page_search_url(page, &undone);
            buf_append_slice(out, understood->offer.len ? SLICE("\">") : SLICE("\">Chercher "));
            html_isolate(out, understood->offer.len ? understood->offer : understood->undo);
            html_literal(out, "</a>");
        }
        html_literal(out, "</p>\n");
    }
    return page_take(page, mark);
}
