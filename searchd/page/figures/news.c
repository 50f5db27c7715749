// GET /nouveautes: what came in, was answered, altered, withdrawn or has vanished, night by night.
//
// The day from which on is a part of the address, so that whoever keeps it as a bookmark sees what is new since the
// last visit, and nobody is followed. A night too long for one page goes on on the next; its counts are of all of it,
// and lead to each kind alone. Of what was altered the page shows where: the words around it, those taken out, those
// put in.
#include "answer/field_value.h"
#include "answer/permalink.h"
#include "searchd/ask/news_service.h"
#include "searchd/page/figures/diff.h"
#include "searchd/page/form.h"
#include "searchd/page/french.h"
#include "searchd/page/page.h"
#include "searchd/page/parts.h"
#include "searchd/web/web_file.h"
#include "stemmer/text/fold.h"

enum { DIFF_BYTES = 600, PAGE_DIFF_BYTES = 5000, SAID_BYTES = 240 };

struct news_page {
    struct page page;
    const struct news_answer *news;
    size_t diff_bytes; // shown so far
};

// How a kind is counted, and what it is called above its exchanges, in the order of the page.
static const struct {
    enum change_kind kind;
    const char *one, *several, *title;
} KINDS[] = {
    {CHANGE_NEW, "nouvelle question", "nouvelles questions", "Nouvelles questions"},
    {CHANGE_ANSWERED, "nouvelle réponse", "nouvelles réponses", "Nouvelles réponses"},
    {CHANGE_ALTERED, "texte modifié", "textes modifiés", "Modifiées"},
    {CHANGE_WITHDRAWN, "question retirée", "questions retirées", "Retirées"},
    {CHANGE_REMOVED, "question disparue", "questions disparues", "Disparues de l’index"},
    {CHANGE_RETURNED, "question revenue", "questions revenues", "Revenues dans l’index"},
    {CHANGE_RESTORED, "question reprise", "questions reprises", "Reprises d’un index antérieur"},
};

static struct slice news_url(struct news_page *view, const char *path,
                             const struct change_params *changes)
{
    struct search_params params = {.page = 1, .changes = *changes};
    size_t mark = view->page.work.len;
    params_append_url(&view->page.work, slice_from(path), &params, PARAM_NEWS, 0);
    return page_take(&view->page, mark);
}

// --- what was altered --------------------------------------------------------------------------

static void append_pieces(struct buf *out, const struct diff_piece *pieces, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_append_slice(out, SLICE(" "));
        switch (pieces[i].kind) {
        case DIFF_GAP:
            html_literal(out, "[…]");
            break;
        case DIFF_OLD:
            html_literal(out, "<del>");
            html_label(out, pieces[i].text);
            html_literal(out, "</del>");
            break;
        case DIFF_NEW:
            html_literal(out, "<ins>");
            html_label(out, pieces[i].text);
            html_literal(out, "</ins>");
            break;
        case DIFF_SAME:
            html_label(out, pieces[i].text);
            break;
        }
    }
}

static void append_diff(struct news_page *view, const char *label, struct slice before,
                        struct slice after)
{
    struct buf *out = &view->page.work;
    const struct diff_piece *pieces;
    size_t count, start = out->len;
    size_t room = PAGE_DIFF_BYTES - view->diff_bytes;
    if (room == 0 || !diff_texts(before, after, room < DIFF_BYTES ? room : DIFF_BYTES,
                                 view->page.context->arena, &pieces, &count))
        return;
    if (count == 0)
        return; // blanks alone
    buf_printf(out, "<p class=\"diff\" dir=\"auto\"><b>%s" FRENCH_NBSP ":</b>", label);
    append_pieces(out, pieces, count);
    html_literal(out, "</p>\n");
    size_t used = out->len - start;
    view->diff_bytes = used < room ? view->diff_bytes + used : PAGE_DIFF_BYTES;
}

// A value as text; days as we write them.
static struct slice value_text(struct news_page *view, const struct exchange *exchange,
                               enum field field)
{
    struct buf *out = &view->page.work;
    struct field_value value = field_value_of(exchange, field, view->page.context->arena);
    size_t mark = out->len;
    if (value.kind == VALUE_DATE)
        french_date(out, (uint32_t)value.number);
    else if (value.kind == VALUE_TEXT && field == FIELD_STATUS)
        buf_append_slice(out, slice_from(page_status_label(exchange_status(exchange))));
    else if (value.kind == VALUE_TEXT)
        page_column_value(out, field, value.text);
    return page_take(&view->page, mark);
}

static void append_facts(struct news_page *view, const struct news_item *item)
{
    static const struct {
        enum field field;
        const char *label;
    } facts[] = {{FIELD_STATUS, "Statut"},
                 {FIELD_MINISTER, "Ministre"},
                 {FIELD_OFFICE, "Fonction"},
                 {FIELD_AUTHOR, "Auteur ou autrice"},
                 {FIELD_GROUP, "Groupe"},
                 {FIELD_RESPONDENT, "Répondu par"},
                 {FIELD_DATE, "Date"},
                 {FIELD_ANSWER_DATE, "Date de la réponse"},
                 {FIELD_TYPE, "Type"},
                 {FIELD_SESSION, "Session"},
                 {FIELD_NUMBER, "Numéro"},
                 {FIELD_ASSEMBLY, "Assemblée"},
                 {FIELD_ORIGINAL_URL, "Original"}};
    struct buf *out = &view->page.work;
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        struct slice before = value_text(view, item->before, facts[i].field);
        struct slice after = value_text(view, item->after, facts[i].field);
        if (slice_equal(before, after))
            continue;
        buf_printf(out, "<p class=\"diff\" dir=\"auto\"><b>%s" FRENCH_NBSP ":</b>", facts[i].label);
        const struct diff_piece pieces[] = {{DIFF_OLD, before}, {DIFF_NEW, after}};
        size_t first = before.len == 0, count = (before.len > 0) + (size_t)(after.len > 0);
        append_pieces(out, pieces + first, count);
        html_literal(out, "</p>\n");
    }
}

static void append_altered(struct news_page *view, const struct news_item *item)
{
    struct buf *out = &view->page.work;
    struct arena *arena = view->page.context->arena;
    const struct exchange *before = item->before, *after = item->after;
    if (!before || !after) {
        html_literal(out, "<p class=\"hint\">L’ancien texte n’est pas gardé, ou il est trop long "
                          "pour être comparé ici.</p>\n");
        return;
    }
    if (item->change.parts & CHANGE_TITLE)
        append_diff(view, "Titre", before->title, after->title);
    if (item->change.parts & CHANGE_QUESTION)
        append_diff(view, "Question", before->question, after->question);
    if (item->change.parts & CHANGE_ANSWER)
        append_diff(view, "Réponse", exchange_reply_text(before, arena),
                    exchange_reply_text(after, arena));
    if (item->change.parts & CHANGE_FACTS)
        append_facts(view, item);
}

// --- an exchange -------------------------------------------------------------------------------

// How the answer begins.
static void append_said(struct news_page *view, const struct exchange *exchange)
{
    struct buf *out = &view->page.work;
    struct slice text = exchange_reply_text(exchange, view->page.context->arena);
    struct slice said = fold_cut(text, SAID_BYTES);
    if (said.len == 0)
        return;
    html_literal(out, "<p class=\"said\" dir=\"auto\">");
    html_label(out, said);
    buf_append_slice(out, said.len < text.len ? SLICE(" […]</p>\n") : SLICE("</p>\n"));
}

static void append_gone(struct news_page *view, const struct news_item *item)
{
    struct buf *out = &view->page.work;
    html_literal(out, "<li>");
    if (item->shown.exchange) {
        html_literal(out, "<b>");
        html_isolate(out, exchange_title(item->shown.exchange));
        html_literal(out, "</b>\n<p class=\"who\">");
        page_who(out, item->shown.exchange);
        html_literal(out, "</p>\n");
    }
    html_literal(out, "<p class=\"when\"><code>");
    html_text(out, item->change.id);
    html_literal(out, "</code></p></li>\n");
}

static void append_item(struct news_page *view, const struct news_item *item)
{
    if (!item->is_there) {
        append_gone(view, item);
        return;
    }
    size_t mark = view->page.work.len;
    if (item->change.kind == CHANGE_ANSWERED)
        append_said(view, item->shown.exchange);
    else if (item->change.kind == CHANGE_ALTERED || item->change.kind == CHANGE_WITHDRAWN)
        append_altered(view, item);
    page_brief_with(&view->page, item->shown.exchange, page_take(&view->page, mark));
}

// --- a night -----------------------------------------------------------------------------------

static uint32_t day_of(const struct change *change)
{
    enum { DAY_SECONDS = 86400 };
    return date_from_days((int32_t)(change->when / DAY_SECONDS));
}

static void append_counts(struct news_page *view, const struct change_day *day)
{
    struct buf *out = &view->page.work;
    const char *separator = "<p class=\"more\">";
    for (size_t k = 0; k < sizeof KINDS / sizeof *KINDS; k++) {
        uint64_t count = day->counts[KINDS[k].kind];
        if (count == 0)
            continue;
        const struct change_params of_kind = {.day = day->day, .kinds = 1u << KINDS[k].kind};
        struct slice url = news_url(view, "/nouveautes", &of_kind);
        buf_printf(out, "%s<a href=\"", separator);
        html_text(out, url);
        html_literal(out, "\">");
        french_count(out, count, KINDS[k].one, KINDS[k].several);
        html_literal(out, "</a>");
        separator = ", ";
    }
    html_literal(out, "</p>\n");
}

// The exchanges first..end, which are of one night.
static void append_night(struct news_page *view, size_t first, size_t end)
{
    struct buf *out = &view->page.work;
    const struct news_item *items = view->news->items;
    uint32_t date = day_of(&items[first].change);
    html_literal(out, "<section class=\"night\"><h2>");
    page_time(out, date);
    html_literal(out, "</h2>\n");
    for (size_t d = 0; d < view->news->day_count; d++)
        if (view->news->days[d].day == date)
            append_counts(view, &view->news->days[d]);
    for (size_t k = 0; k < sizeof KINDS / sizeof *KINDS; k++) {
        bool is_open = false;
        for (size_t i = first; i < end; i++) {
            if (items[i].change.kind != KINDS[k].kind)
                continue;
            if (!is_open)
                buf_printf(out, "<h3>%s</h3>\n<ol class=\"brief\">\n", KINDS[k].title);
            is_open = true;
            append_item(view, &items[i]);
        }
        buf_append_slice(out, is_open ? SLICE("</ol>\n") : SLICE_NONE);
    }
    html_literal(out, "</section>\n");
}

static struct slice nights_markup(struct news_page *view)
{
    const struct news_answer *news = view->news;
    size_t mark = view->page.work.len;
    for (size_t first = 0, end; first < news->item_count; first = end) {
        end = first + 1;
        while (end < news->item_count &&
               day_of(&news->items[end].change) == day_of(&news->items[first].change))
            end++;
        append_night(view, first, end);
    }
    return page_take(&view->page, mark);
}

// --- the page ----------------------------------------------------------------------------------

static struct slice lead_text(struct news_page *view)
{
    struct buf *out = &view->page.work;
    const struct news_answer *news = view->news;
    size_t mark = out->len;
    uint64_t count = 0;
    for (size_t d = 0; d < news->day_count; d++)
        for (int k = 0; k < CHANGE_KIND_COUNT; k++)
            count += news->days[d].counts[k];
    buf_append_slice(out, news->last_day != DATE_NONE ? SLICE("Le ") : SLICE("Depuis le "));
    french_date(out, news->first_day);
    html_literal(out, FRENCH_NBSP ": ");
    french_count(out, count, "changement", "changements");
    html_literal(out, ", les plus récents d’abord.");
    return page_take(&view->page, mark);
}

static struct slice day_url(struct news_page *view, uint32_t date)
{
    enum { DAY_SECONDS = 86400 };
    const struct change_params since = {.since = (int64_t)date_to_days(date) * DAY_SECONDS};
    return news_url(view, "/nouveautes", &since);
}

static struct slice iso_day(struct news_page *view, uint32_t date)
{
    char iso[DATE_TEXT_SIZE];
    return arena_copy(view->page.context->arena, slice_of(iso, date_format_iso(date, iso)));
}

// What the form has no field for goes along.
static struct slice hidden_markup(struct news_page *view)
{
    size_t mark = view->page.work.len;
    for (int kind = 0; kind < CHANGE_KIND_COUNT; kind++)
        if (view->news->params.changes.kinds >> kind & 1)
            page_append_hidden(&view->page.work, "genre",
                               slice_from(change_kind_name((enum change_kind)kind)));
    return page_take(&view->page, mark);
}

static struct slice main_markup(struct news_page *view)
{
    struct page *page = &view->page;
    const struct news_answer *news = view->news;
    struct change_params here = news->params.changes, next = here;
    bool is_refused = news->problems.count > 0;
    next.before = news->next_before;
    here.before = 0;
    const struct html_hole holes[] = {
        page_markup("problems", page_problems(page, &news->problems)),
        page_text("lead", is_refused ? SLICE_NONE : lead_text(view)),
        page_text("depuis", is_refused ? SLICE_NONE : iso_day(view, news->first_day)),
        page_markup("hidden", hidden_markup(view)),
        page_text("later", day_url(view, page->context->today)),
        page_markup("nights", nights_markup(view)),
        page_text("next", news->next_before ? news_url(view, "/nouveautes", &next) : SLICE_NONE),
        page_text("atom", news_url(view, "/nouveautes.atom", &here)),
        page_text("json", news_url(view, "/nouveautes.json", &here)),
    };
    size_t mark = page->work.len;
    page_render(&page->work, web_news_html, holes);
    return page_take(page, mark);
}

static enum status render(struct news_page *view, struct http_response *response, struct error *err)
{
    const struct page_frame frame = {
        .title = SLICE("Nouveautés"),
        .canonical = news_url(view, "/nouveautes", &view->news->params.changes),
        .robots = "noindex, follow",
        .section = "/nouveautes",
        .kind = "tables",
    };
    return page_finish(&view->page, &frame, main_markup(view), response, err);
}

enum status page_news(struct request_context *context, struct http_response *response,
                      struct error *err)
{
    struct news_answer *news = arena_calloc(context->arena, 1, sizeof *news);
    if (!news)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an answer");
    enum status status = news_service_answer(context, news, err);
    if (status == STATUS_INVALID && news->problems.count > 0)
        response->status = 400;
    else if (status != STATUS_OK)
        return status;
    struct news_page view = {.news = news};
    page_open(&view.page, context);
    status = render(&view, response, err);
    page_close(&view.page);
    return status;
}
