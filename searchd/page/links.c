// Addresses of searches, and the filters in them.
//
// Each link is the whole search with one member changed: copy the parameters, change, write the address. So every state
// has one, and nothing needs a script. Values of one field add up (alternatives).
//
// Cost: one copy of the parameters and one address for each link.
#include "searchd/page/links.h"

#include "searchd/page/french.h"

enum { PAGES_AROUND = 2, SHORT_QUERY = 160 };

void page_append_url(struct page *page, const struct search_params *params, unsigned known)
{
    struct buf *out = &page->work;
    size_t mark = out->len;
    params_append_url(out, page->is_search ? SLICE("") : SLICE("/recherche"), params, known,
                      PAGE_HITS);
    struct slice url = page_take(page, mark);
    html_text(out, url.len > 0 ? url : SLICE("/recherche"));
}

void page_search_url(struct page *page, const struct search_params *params)
{
    struct search_params first = *params;
    first.page = 1;
    first.offset = 0;
    page_append_url(page, &first, PAGE_PARAMS);
}

bool page_add_filter(struct search_params *params, enum field field, struct slice value)
{
    if (params->filter_count == PARAMS_MAX_FILTERS)
        return false;
    params->filters[params->filter_count++] = (struct search_filter){field, value};
    return true;
}

void page_drop_filter(struct search_params *params, size_t at)
{
    params->filter_count--;
    for (size_t i = at; i < params->filter_count; i++)
        params->filters[i] = params->filters[i + 1];
}

const char *page_filter_label(enum field field)
{
    switch (field) {
    case FIELD_TYPE:
        return "Type";
    case FIELD_SESSION:
        return "Session";
    case FIELD_ASSEMBLY:
        return "Assemblée";
    case FIELD_GROUP:
        return "Groupe";
    case FIELD_YEAR:
        return "Année";
    case FIELD_AUTHOR:
        return "Auteur ou autrice";
    case FIELD_MINISTER:
        return "Ministre";
    case FIELD_OFFICE:
        return "Portefeuille";
    case FIELD_RESPONDENT:
        return "Répondu par";
    case FIELD_STATUS:
        return "Réponse";
    case FIELD_REFERRAL:
        return "Renvoi";
    case FIELD_CITE:
        return "Cite";
    case FIELD_COMMUNE:
        return "Commune";
    case FIELD_PROVINCE:
        return "Province";
    case FIELD_DELAY:
        return "Délai de réponse";
    case FIELD_SINCE:
        return "Nouveautés depuis";
    case FIELD_CHANGED:
        return "Nouveautés de la période";
    case FIELD_SERIES:
        return "Questions presque identiques à";
    default:
        return field_name(field);
    }
}

size_t page_filter_at(const struct search_params *params, enum field field, struct slice value)
{
    size_t at = 0;
    while (at < params->filter_count &&
           (params->filters[at].field != field ||
            !field_values_are_same(field, params->filters[at].value, value)))
        at++;
    return at;
}

uint64_t page_count_matches(const struct page *page, const struct search_params *params)
{
    const struct request_context *context = page->context;
    const struct search_request request = {
        .q = params->q,
        .mode = params->mode,
        .without_people = params->without_people,
        .filters = params->filters,
        .filter_count = params->filter_count,
        .date_from = params->date_from,
        .date_to = params->date_to,
        .field_mask = params->field_mask,
    };
    struct search_result result;
    struct error ignored;
    if (context->searcher == NULL || context->view == NULL ||
        search_run(context->searcher, context->view, &request, context->arena, &result, &ignored) !=
            STATUS_OK)
        return 0;
    return result.total;
}

// --- pages -----------------------------------------------------------------------------------

struct numbering {
    struct page *page;
    const struct search_params *params;
    unsigned known;
};

static void append_page_link(const struct numbering *numbering, uint32_t number,
                             const char *attributes, struct slice label)
{
    struct buf *out = &numbering->page->work;
    struct search_params other = *numbering->params;
    other.page = number;
    other.offset = 0;
    html_literal(out, "<li><a href=\"");
    page_append_url(numbering->page, &other, numbering->known);
    buf_printf(out, "\"%s>%.*s</a>\n", attributes, SLICE_ARG(label));
}

static void append_page_number(const struct numbering *numbering, uint32_t number)
{
    struct slice label =
        arena_printf(numbering->page->context->arena, "<span class=\"vh\">Page </span>%u", number);
    append_page_link(numbering, number,
                     number == numbering->params->page ? " aria-current=\"page\"" : "", label);
}

struct slice page_numbers(struct page *page, const struct search_params *params, unsigned known,
                          uint64_t last)
{
    const struct numbering numbering = {page, params, known};
    if (last < 2)
        return SLICE_NONE;
    size_t mark = page->work.len;
    html_literal(&page->work, "<nav class=\"pages\" aria-label=\"Pagination\"><ul>\n");
    if (params->page > 1)
        append_page_link(&numbering, params->page - 1, " rel=\"prev\"", SLICE("Précédente"));
    uint32_t number = 1;
    while (number <= last) {
        append_page_number(&numbering, number++);
        if (number + PAGES_AROUND < params->page) {
            html_literal(&page->work, "<li aria-hidden=\"true\">…</li>\n");
            number = params->page - PAGES_AROUND;
        } else if (number > params->page + PAGES_AROUND && number < last) {
            html_literal(&page->work, "<li aria-hidden=\"true\">…</li>\n");
            number = (uint32_t)last;
        }
    }
    if (params->page < last)
        append_page_link(&numbering, params->page + 1, " rel=\"next\"", SLICE("Suivante"));
    html_literal(&page->work, "</ul></nav>\n");
    return page_take(page, mark);
}

struct slice page_shortened(struct page *page, struct slice q)
{
    if (q.len <= SHORT_QUERY)
        return q;
    size_t end = SHORT_QUERY;
    while (end > 0 && q.ptr[end] != ' ')
        end--;
    if (end < SHORT_QUERY / 2) // no word ends there: between two characters
        for (end = SHORT_QUERY; ((unsigned char)q.ptr[end] & 0xC0) == 0x80;)
            end--;
    return arena_printf(page->context->arena, "%.*s…", (int)end, q.ptr);
}
