// Links that change one thing about a search.
//
// Each link is the whole search with one member changed: copy the parameters, change, write the URL. So
// every state has an address, and nothing needs a script. Values of one field add up (alternatives).
//
// Cost: one copy of the parameters and one address for each link.
#include "searchd/page/facets.h"

#include "answer/stats/profile.h"
#include "engine/persons.h"
#include "searchd/page/french.h"

void page_search_url(struct page *page, const struct search_params *params)
{
    struct search_params first = *params;
    first.page = 1;
    first.offset = 0;
    size_t mark = page->work.len;
    params_append_url(&page->work, SLICE("/recherche"), &first, PAGE_PARAMS, PAGE_HITS);
    struct slice url = page_take(page, mark);
    html_text(&page->work, url);
}

void page_drop_filter(struct search_params *params, size_t at)
{
    params->filter_count--;
    for (size_t i = at; i < params->filter_count; i++)
        params->filters[i] = params->filters[i + 1];
}

// --- facets ------------------------------------------------------------------------------

static const char *facet_label(enum field field)
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

// The filter for that very value; filter_count when it is not on.
static size_t filter_at(const struct search_params *params, enum field field, struct slice value)
{
    size_t at = 0;
    while (at < params->filter_count &&
           (params->filters[at].field != field ||
            !field_values_are_same(field, params->filters[at].value, value)))
        at++;
    return at;
}

static void append_facet_value(struct page *page, const struct search_params *params,
                               enum field field, const struct facet_value *value)
{
    struct buf *out = &page->work;
    struct search_params changed = *params;
    size_t at = filter_at(params, field, value->value);
    bool is_on = at < params->filter_count;
    if (is_on)
        page_drop_filter(&changed, at);
    else if (changed.filter_count < PARAMS_MAX_FILTERS)
        changed.filters[changed.filter_count++] = (struct search_filter){field, value->value};
    html_literal(out, "<li><a href=\"");
    page_search_url(page, &changed);
    buf_append_slice(out, is_on ? SLICE("\" aria-current=\"true\">") : SLICE("\">"));
    size_t mark = out->len;
    page_column_value(out, field, value->value);
    struct slice shown = page_take(page, mark);
    html_isolate(out, shown);
    html_literal(out, " <span class=\"number\">");
    french_number(out, value->count);
    html_literal(out, "</span></a></li>\n");
}

// Whether all that was found is of the one assembly there is: then there is nothing to choose.
static bool is_only_assembly(const struct search_params *params, const struct facet *facet,
                             uint64_t total)
{
    return facet->field == FIELD_ASSEMBLY && facet->distinct == 1 &&
           facet->values[0].count == total &&
           filter_at(params, FIELD_ASSEMBLY, facet->values[0].value) == params->filter_count;
}

// Whether none, or all, of what was found is answered by a reference.
static bool is_no_choice(const struct search_params *params, const struct facet *facet)
{
    return facet->field == FIELD_REFERRAL && facet->distinct < 2 &&
           filter_at(params, FIELD_REFERRAL, facet->values[0].value) == params->filter_count;
}

static void append_facet(struct page *page, const struct search_params *params,
                         const struct facet *facet, uint64_t total)
{
    struct buf *out = &page->work;
    if (facet->value_count == 0 || is_only_assembly(params, facet, total) ||
        is_no_choice(params, facet))
        return;
    buf_printf(out, "<section class=\"facet\"><h2>%s</h2>\n<ul>\n", facet_label(facet->field));
    for (size_t i = 0; i < facet->value_count; i++)
        append_facet_value(page, params, facet->field, &facet->values[i]);
    html_literal(out, "</ul>\n");
    if (facet->distinct > facet->value_count) {
        html_literal(out, "<p class=\"hint\">et ");
        french_count(out, facet->distinct - facet->value_count, "autre", "autres");
        html_literal(out, "</p>\n");
    }
    html_literal(out, "</section>\n");
}

struct slice page_facets(struct page *page, const struct search_params *params,
                         const struct search_result *result)
{
    static const enum field order[] = {FIELD_STATUS,  FIELD_DELAY,   FIELD_TYPE,  FIELD_MINISTER,
                                       FIELD_OFFICE,  FIELD_AUTHOR,  FIELD_GROUP, FIELD_ASSEMBLY,
                                       FIELD_SESSION, FIELD_REFERRAL};
    size_t mark = page->work.len;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        for (size_t k = 0; k < result->facet_count; k++)
            if (result->facets[k].field == order[i])
                append_facet(page, params, &result->facets[k], result->total);
    return page_take(page, mark);
}

// --- chips ---------------------------------------------------------------------------------

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
        buf_printf(&page->work, "%s" FRENCH_NBSP ": ", facet_label(params->filters[i].field));
        page_column_value(&page->work, params->filters[i].field, params->filters[i].value);
        struct slice text = page_take(page, mark);
        append_chip(page, text, &undone);
    }
}

// "2023", "du 1ᵉʳ juin au 19 juin 2023", "d’avril 2020 à juin 2023", "depuis 2020", "jusqu’au 19 juin 2023".
static void append_period(struct buf *out, uint32_t from, uint32_t to)
{
    struct buf first;
    buf_init(&first, 0);
    french_date(&first, from);
    if (from == to || to == DATE_NONE) {
        if (from != to)
            buf_append_slice(out, date_is_full(from) ? SLICE("depuis le ") : SLICE("depuis "));
        buf_append_slice(out, buf_slice(&first));
    } else if (from == DATE_NONE) {
        buf_append_slice(out, date_is_full(to) ? SLICE("jusqu’au ") : SLICE("jusqu’à "));
    } else if (date_is_full(from)) {
        buf_append_slice(out, SLICE("du "));
        buf_append_slice(out, buf_slice(&first));
    } else {
        french_of(out, buf_slice(&first));
    }
    buf_clear(&first);
    if (from == to || to == DATE_NONE)
        return;
    if (from != DATE_NONE)
        buf_append_slice(out, date_is_full(to) ? SLICE(" au ") : SLICE(" à "));
    french_date(out, to);
}

static void append_period_chip(struct page *page, const struct search_params *params)
{
    if (params->date_from == DATE_NONE && params->date_to == DATE_NONE)
        return;
    struct search_params undone = *params;
    undone.date_from = undone.date_to = DATE_NONE;
    undone.from = undone.to = SLICE_NONE;
    size_t mark = page->work.len;
    append_period(&page->work, params->date_from, params->date_to);
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

struct slice page_notices(struct page *page, const struct search_params *params,
                          const struct search_result *result)
{
    struct buf *out = &page->work;
    size_t mark = out->len;
    for (size_t i = 0; i < result->interpretation_count; i++) {
        const struct interpretation *understood = &result->interpretation[i];
        if (!understood->is_notice)
            continue;
        bool quotes = slice_starts_with(understood->text, SLICE("«"));
        buf_printf(out, "<p class=\"notice%s\">", quotes ? " quoting" : "");
        html_isolate(out, understood->text);
        if (understood->undo.len) {
            struct search_params undone = *params;
            undone.q = understood->undo;
            html_literal(out, " · <a href=\"");
            page_search_url(page, &undone);
            html_literal(out, "\">Chercher ");
            html_isolate(out, understood->undo);
            html_literal(out, "</a>");
        }
        html_literal(out, "</p>\n");
    }
    return page_take(page, mark);
}

// --- cards ---------------------------------------------------------------------------------

// « 812 questions reçues », as a link to them.
static void append_count(struct page *page, const struct search_params *theirs, uint64_t count,
                         const char *const words[2])
{
    struct buf *out = &page->work;
    html_literal(out, "<a href=\"");
    page_search_url(page, theirs);
    html_literal(out, "\">");
    french_count(out, count, words[0], words[1]);
    html_literal(out, "</a>");
}

static void append_role(struct page *page, const struct search_card *card, enum field field,
                        bool *is_first)
{
    static const char *const asked[] = {"question posée", "questions posées"};
    static const char *const received[] = {"question reçue", "questions reçues"};
    static const char *const answered[] = {"réponse donnée", "réponses données"};
    uint64_t count = field == FIELD_AUTHOR     ? card->asked
                     : field == FIELD_MINISTER ? card->received
                                               : card->answered;
    if (count == 0)
        return;
    struct search_params theirs = {.page = 1, .filter_count = 1};
    theirs.filters[0] = (struct search_filter){field, card->name};
    if (field == FIELD_RESPONDENT) { // no filter of the form
        theirs.filter_count = 0;
        theirs.q = arena_printf(page->context->arena, "repondant:\"%.*s\"", SLICE_ARG(card->name));
    }
    buf_append_slice(&page->work, *is_first ? SLICE(FRENCH_NBSP ": ") : SLICE(", "));
    *is_first = false;
    append_count(page, &theirs, count,
                 field == FIELD_AUTHOR     ? asked
                 : field == FIELD_MINISTER ? received
                                           : answered);
}

// A person's name as a link to the page about them; of an office, its portfolios as links to theirs.
static void append_card_name(struct page *page, const struct search_card *card, struct slice name)
{
    struct buf *out = &page->work;
    struct arena *arena = page->context->arena;
    struct slice rest = card->name, portfolio;
    struct slice slug = card->kind == CARD_OFFICE || !page->context->searcher
                            ? SLICE_NONE
                            : directory_person_slug(page->context->searcher, card->name, arena);
    if (slug.len > 0) {
        html_literal(out, "<a href=\"");
        html_text(out, profile_path(false, slug, arena));
        html_literal(out, "\">");
    }
    html_isolate(out, name);
    if (slug.len > 0)
        html_literal(out, "</a>");
    bool is_first = true;
    while (card->kind == CARD_OFFICE && persons_next_value(FIELD_OFFICE, &rest, &portfolio)) {
        buf_append_slice(out, is_first ? SLICE(" (<a href=\"") : SLICE(", <a href=\""));
        html_text(out, profile_path(true, directory_office_slug(portfolio, arena), arena));
        html_literal(out, "\">");
        html_isolate(out, portfolio);
        html_literal(out, "</a>");
        is_first = false;
    }
    buf_append_slice(out, is_first ? SLICE_NONE : SLICE(")"));
}

// « Question n° 516 (2022-2023) 1 », as a link to it.
static void append_number_card(struct page *page, const struct search_card *card)
{
    struct buf *out = &page->work;
    struct search_params its = {.page = 1};
    its.q = arena_printf(page->context->arena, "numero:\"%.*s\"", SLICE_ARG(card->name));
    html_literal(out, "<li><strong><a href=\"");
    page_search_url(page, &its);
    html_literal(out, "\">Question n°" FRENCH_NBSP);
    html_isolate(out, card->name);
    html_literal(out, "</a></strong>");
    if (card->asked > 1) {
        html_literal(out, FRENCH_NBSP ": ");
        french_count(out, card->asked, "question", "questions");
    }
    html_literal(out, "</li>\n");
}

static void append_portfolio_card(struct page *page, const struct search_card *card)
{
    static const char *const received[] = {"question reçue", "questions reçues"};
    struct buf *out = &page->work;
    struct arena *arena = page->context->arena;
    struct search_params its = {.page = 1, .filter_count = 1};
    its.filters[0] = (struct search_filter){FIELD_OFFICE, card->name};
    html_literal(out, "<li><strong>Le portefeuille <a href=\"");
    html_text(out, profile_path(true, directory_office_slug(card->name, arena), arena));
    html_literal(out, "\">");
    html_isolate(out, card->name);
    html_literal(out, "</a></strong>" FRENCH_NBSP ": ");
    append_count(page, &its, card->received, received);
    html_literal(out, "</li>\n");
}

static void append_card(struct page *page, const struct search_card *card)
{
    struct buf *out = &page->work;
    if (card->kind == CARD_NUMBER) {
        append_number_card(page, card);
        return;
    }
    if (card->kind == CARD_PORTFOLIO) {
        append_portfolio_card(page, card);
        return;
    }
    size_t mark = out->len;
    if (card->kind == CARD_OFFICE)
        html_text(out, card->name);
    else
        page_column_value(out, FIELD_AUTHOR, card->name);
    struct slice name = page_take(page, mark);
    html_literal(out, "<li><strong>");
    append_card_name(page, card, name);
    html_literal(out, "</strong>");
    bool is_first = true;
    if (card->kind == CARD_OFFICE) {
        html_literal(out, FRENCH_NBSP ": ");
        french_count(out, card->received, "question reçue", "questions reçues");
    } else {
        append_role(page, card, FIELD_AUTHOR, &is_first);
        append_role(page, card, FIELD_MINISTER, &is_first);
        append_role(page, card, FIELD_RESPONDENT, &is_first);
    }
    html_literal(out, "</li>\n");
}

// Whether what is theirs was searched for, so that there is something to undo.
static bool cards_match(const struct search_result *result)
{
    bool do_match = false;
    for (size_t i = 0; i < result->card_count; i++)
        do_match |= result->cards[i].kind == CARD_PERSON || result->cards[i].kind == CARD_OFFICE;
    return do_match;
}

struct slice page_cards(struct page *page, const struct search_params *params,
                        const struct search_result *result)
{
    size_t mark = page->work.len;
    if (result->card_count == 0)
        return SLICE_NONE;
    struct buf *out = &page->work;
    bool do_match = cards_match(result);
    html_literal(out, "<section class=\"cards\" aria-labelledby=\"qui\"><h2 id=\"qui\">");
    buf_append_slice(out, do_match ? SLICE("Un nom dans la recherche" FRENCH_NBSP
                                           ": ses échanges comptent aussi")
                                   : SLICE("Peut-être cherchez-vous"));
    html_literal(out, "</h2>\n<ul>\n");
    for (size_t i = 0; i < result->card_count; i++)
        append_card(page, &result->cards[i]);
    struct search_params undone = *params;
    undone.without_people = true;
    html_literal(out, "</ul>\n");
    if (do_match) {
        html_literal(out, "<p><a href=\"");
        page_search_url(page, &undone);
        html_literal(out, "\">Chercher ces mots dans les textes seulement</a></p>");
    }
    html_literal(out, "</section>\n");
    return page_take(page, mark);
}
