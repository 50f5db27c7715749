// Who and which offices the words of a query name, above the hits.
//
// A person's card says in which roles, with the number of each as a link to those exchanges.
#include "searchd/page/narrow/cards.h"

#include "answer/stats/profile.h"
#include "engine/persons.h"
#include "searchd/page/french.h"
#include "searchd/page/links.h"

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
        theirs.q = field_query(field, card->name, page->context->arena);
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
    its.q = field_query(FIELD_NUMBER, card->name, page->context->arena);
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
