// The frame around every page, and the pieces that say who, when and how late.
//
// Everything stored is isolated (html_isolate), so that a right-to-left name or an override character in a title
// cannot turn the words around it. Names are shown as spoken, dates in full with their ISO form in <time>; the
// stored text itself is never changed.
//
// A page is put together in one work buffer: page_take cuts a piece off its end and keeps it in the arena until its
// hole in the template is filled.
#include "searchd/page/parts.h"

#include "answer/permalink.h"
#include "answer/stats/profile.h"
#include "engine/persons.h"
#include "searchd/page/french.h"
#include "searchd/web/web_file.h"

enum { PAGE_WORK_LIMIT = 16 << 20 };

void page_open(struct page *page, const struct request_context *context)
{
    page->context = context;
    page->is_search = false;
    buf_init(&page->work, PAGE_WORK_LIMIT);
}

void page_close(struct page *page)
{
    buf_clear(&page->work);
}

struct slice page_take(struct page *page, size_t mark)
{
    if (page->work.failed || page->work.len == mark)
        return SLICE_NONE;
    struct slice made = slice_of(page->work.data + mark, page->work.len - mark);
    page->work.len = mark;
    return arena_copy(page->context->arena, made);
}

struct slice page_number(struct page *page, uint64_t number)
{
    size_t mark = page->work.len;
    french_number(&page->work, number);
    return page_take(page, mark);
}

// --- the frame ---------------------------------------------------------------------------

static struct slice navigation(struct page *page, const char *section)
{
    static const struct {
        const char *path, *label;
    } entries[] = {{"/nouveautes", "Nouveautés"}, {"/delais", "Les délais"},
                   {"/comparer", "Comparer"},     {"/aide", "Comment chercher"},
                   {"/donnees", "Les données"},   {"/api", "API et exports"}};
    struct buf *out = &page->work;
    size_t mark = out->len;
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        bool is_current = section && strcmp(section, entries[i].path) == 0;
        buf_printf(out, "<li><a href=\"%s\"%s>%s</a></li>\n", entries[i].path,
                   is_current ? " aria-current=\"page\"" : "", entries[i].label);
    }
    return page_take(page, mark);
}

// "titre – Hémicycle", made safe for <title>, which knows no <bdi>.
static struct slice window_title(struct page *page, struct slice title)
{
    size_t mark = page->work.len;
    html_label(&page->work, title);
    if (title.len)
        html_literal(&page->work, " – ");
    html_label(&page->work, page->context->site->name);
    return page_take(page, mark);
}

// A mail address becomes mailto:, an http(s) address stays, anything else is no link.
struct slice page_contact(struct page *page)
{
    struct slice contact = page->context->site->contact;
    if (html_web_address(contact).len || slice_starts_with(contact, SLICE("mailto:")))
        return contact;
    if (slice_find(contact, SLICE("@")) == contact.len)
        return SLICE_NONE;
    return arena_printf(page->context->arena, "mailto:%.*s", SLICE_ARG(contact));
}

static struct slice absolute(struct page *page, struct slice path)
{
    struct slice base = context_base_url(page->context);
    return path.len == 0
               ? path
               : arena_printf(page->context->arena, "%.*s%.*s", SLICE_ARG(base), SLICE_ARG(path));
}

// Pages are written as if the site were all of its host. Where it is not, its path is put in front of every address
// that begins with a slash, here, where all pages pass: in text every quotation mark is written as &quot;, so what
// looks like an attribute is one.
static void put_base_path(struct page *page, struct buf *body)
{
    static const char *const attributes[] = {" href=\"/", " src=\"/", " action=\"/"};
    struct slice base = page->context->site->base_path;
    if (base.len == 0 || body->failed)
        return;
    struct buf *plain = &page->work;
    buf_reset(plain);
    buf_append_slice(plain, buf_slice(body));
    buf_reset(body);
    struct slice rest = buf_slice(plain);
    while (rest.len > 0) {
        size_t at = rest.len, len = 0;
        for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
            size_t found = slice_find(slice_of(rest.ptr, at), slice_from(attributes[i]));
            len = found < at ? strlen(attributes[i]) - 1 : len;
            at = found;
        }
        buf_append(body, rest.ptr, at + len);
        if (at < rest.len)
            buf_append_slice(body, base);
        rest = slice_from_offset(rest, at + len);
    }
}

// The form and its results do without the style of pages to read.
static bool is_to_read(const struct page_frame *frame)
{
    return strcmp(frame->kind, "results") != 0 && strcmp(frame->kind, "home") != 0;
}

// The day of the last commit; nothing without an index.
static struct slice last_commit(struct page *page)
{
    int64_t seconds = page->context->index.commit_time;
    size_t mark = page->work.len;
    if (seconds > 0)
        page_time(&page->work, date_from_days((int32_t)(seconds / 86400)));
    return page_take(page, mark);
}

// The day of the last night, where none ran for too long.
static struct slice stale_since(struct page *page)
{
    int64_t seconds = context_stale_since(page->context);
    size_t mark = page->work.len;
    if (seconds > 0)
        page_time(&page->work, date_from_days((int32_t)(seconds / 86400)));
    return page_take(page, mark);
}

enum status page_finish(struct page *page, const struct page_frame *frame, struct slice main,
                        struct http_response *response, struct error *err)
{
    const struct site *site = page->context->site;
    const struct html_hole holes[] = {
        page_markup("title", window_title(page, frame->title)),
        page_text("description", frame->description),
        page_text("robots", frame->robots ? slice_from(frame->robots) : SLICE("")),
        page_text("canonical", absolute(page, frame->canonical)),
        page_markup("head", frame->head),
        page_text("site", site->name),
        page_text("style", slice_from(web_style_css.hashed_name)),
        page_text("reading",
                  is_to_read(frame) ? slice_from(web_reading_css.hashed_name) : SLICE("")),
        page_text("script", slice_from(web_script_js.hashed_name)),
        page_text("class", slice_from(frame->kind)),
        page_text("list", frame->list_id),
        page_markup("nav", navigation(page, frame->section)),
        page_markup("main", main),
        page_text("licence", site->licence),
        page_text("contact", page_contact(page)),
        page_text("version", slice_from(site->version)),
        page_markup("updated", last_commit(page)),
        page_markup("stale", stale_since(page)),
    };
    page_render(response->body, web_layout_html, holes);
    put_base_path(page, response->body);
    response->content_type = "text/html; charset=utf-8";
    if (page->work.failed || page->context->arena->failed || response->body->failed)
        return error_set(err, STATUS_NO_MEMORY, "page too large");
    return STATUS_OK;
}

bool page_has_empty_fields(const struct http_request *request)
{
    for (size_t i = 0; i < request->parameters.count; i++)
        if (request->parameters.items[i].value.len == 0)
            return true;
    return false;
}

enum status page_send_to(struct slice url, unsigned status, struct http_response *response,
                         struct error *err)
{
    if (url.ptr == NULL)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an address");
    if (url.len > HTTP_MAX_HEADER_LEN)
        return error_set(err, STATUS_TOO_LARGE, "L’adresse est trop longue.");
    response->status = status;
    response->content_type = "text/html; charset=utf-8";
    http_add_header(response, "Location", url.ptr);
    return STATUS_OK;
}

// --- pieces --------------------------------------------------------------------------------

void page_person(struct buf *out, struct slice name)
{
    struct buf spoken;
    buf_init(&spoken, 0);
    french_person(&spoken, name);
    html_isolate(out, buf_slice(&spoken));
    buf_clear(&spoken);
}

void page_time(struct buf *out, uint32_t date)
{
    char iso[DATE_TEXT_SIZE];
    date_format_iso(date, iso);
    buf_printf(out, "<time datetime=\"%s\">", iso);
    french_date(out, date);
    html_literal(out, "</time>");
}

void page_times(struct buf *out, uint32_t first, uint32_t last)
{
    buf_append_slice(out, slice_from(french_of_date(first)));
    page_time(out, first);
    buf_append_slice(out, date_is_full(last) ? SLICE(" au ") : SLICE(" à "));
    page_time(out, last);
}

void page_who(struct buf *out, const struct exchange *exchange)
{
    if (exchange->author.len)
        page_person(out, exchange->author);
    if (exchange->minister.len == 0)
        return;
    html_literal(out, " <span class=\"to\"><span class=\"vh\">à</span></span> ");
    page_person(out, exchange->minister);
}

// Each of several names is a link of its own where there is a page about that person.
static void append_names(struct page *page, enum field field, struct slice names)
{
    struct buf *out = &page->work;
    struct arena *arena = page->context->arena;
    struct slice name;
    bool has_more = persons_next_value(field, &names, &name);
    while (has_more) {
        struct slice shown = name;
        struct slice slug = page->context->searcher
                                ? directory_person_slug(page->context->searcher, name, arena)
                                : SLICE_NONE;
        has_more = persons_next_value(field, &names, &name);
        if (slug.len > 0) {
            html_literal(out, "<a href=\"");
            html_text(out, profile_path(false, slug, arena));
            html_literal(out, "\">");
        }
        page_person(out, shown);
        buf_append_slice(out, slug.len > 0 ? SLICE("</a>") : SLICE_NONE);
        struct slice rest = names, after;
        bool is_last = has_more && !persons_next_value(field, &rest, &after);
        if (has_more)
            buf_append_slice(out, is_last ? SLICE(" et ") : SLICE(", "));
    }
}

void page_who_links(struct page *page, const struct exchange *exchange)
{
    append_names(page, FIELD_AUTHOR, exchange->author);
    if (exchange->minister.len == 0)
        return;
    html_literal(&page->work, " <span class=\"to\"><span class=\"vh\">à</span></span> ");
    append_names(page, FIELD_MINISTER, exchange->minister);
}

void page_when(struct buf *out, const struct exchange *exchange)
{
    html_isolate(out, exchange->type.len ? exchange->type : SLICE("Question"));
    if (exchange->assembly.len) {
        html_literal(out, " (");
        html_isolate(out, exchange->assembly);
        html_literal(out, ")");
    }
    if (exchange->date_question != DATE_NONE) {
        buf_append_slice(out, date_is_full(exchange->date_question) ? SLICE(" du ") : SLICE(", "));
        page_time(out, exchange->date_question);
    }
    uint32_t answered = exchange_reply_date(exchange);
    if (answered != DATE_NONE) {
        buf_printf(out, ", réponse %s", french_of_date(answered));
        page_time(out, answered);
    }
}

// "retirée le 20 juin 2017 (fin de mandat)"
static void append_closure(struct buf *out, const struct exchange *exchange)
{
    struct buf text;
    buf_init(&text, 0);
    bool is_lapsed = exchange_status(exchange) == EXCHANGE_LAPSED;
    french_closure(&text, is_lapsed ? "caduque" : "retirée", exchange->date_closed,
                   exchange->motive);
    html_isolate(out, buf_slice(&text));
    buf_clear(&text);
}

// How long was waited, or is.
static void append_wait(struct buf *out, const struct exchange *exchange, uint32_t today)
{
    bool is_answered = exchange_answer(exchange) != NULL;
    int64_t days = -1;
    if (is_answered)
        days = exchange_delay_days(exchange);
    else if (date_is_full(exchange->date_question) && today >= exchange->date_question)
        days = date_to_days(today) - date_to_days(exchange->date_question);
    if (exchange_status(exchange) == EXCHANGE_PROVISIONAL)
        html_literal(out, "réponse provisoire, ");
    french_delay(out, is_answered, days);
}

void page_delay(struct buf *out, const struct exchange *exchange,
                const struct request_context *context)
{
    uint32_t today = context->today;
    switch (exchange_status(exchange)) {
    case EXCHANGE_WITHDRAWN:
    case EXCHANGE_LAPSED:
        append_closure(out, exchange);
        return;
    case EXCHANGE_UNCOVERED:
        html_literal(out, "réponses non couvertes par cette source");
        return;
    default:
        append_wait(out, exchange, today);
    }
    struct deadline deadline;
    if (deadlines_find(context->site->deadlines, exchange, &deadline) &&
        deadline_is_missed(&deadline, exchange, today))
        html_literal(out, ", hors délai");
}

const char *page_delay_class(const struct exchange *exchange)
{
    return exchange_is_waiting(exchange) ? "waiting" : "done";
}

void page_brief_with(struct page *page, const struct exchange *exchange, struct slice more)
{
    struct buf *out = &page->work;
    html_literal(out, "<li><a href=\"");
    permalink_append(out, exchange->id);
    html_literal(out, "\">");
    html_isolate(out, exchange_title(exchange));
    html_literal(out, "</a>\n<p class=\"who\">");
    page_who(out, exchange);
    html_literal(out, "</p>\n<p class=\"when\">");
    page_when(out, exchange);
    buf_printf(out, " <span class=\"delay %s\">", page_delay_class(exchange));
    page_delay(out, exchange, page->context);
    html_literal(out, "</span></p>");
    buf_append_slice(out, more);
    html_literal(out, "</li>\n");
}

void page_brief(struct page *page, const struct exchange *exchange)
{
    page_brief_with(page, exchange, SLICE_NONE);
}

// A class of the facet in words; another range as typed.
static void append_delay(struct buf *out, struct slice value)
{
    static const struct {
        const char *value, *words;
    } classes[] = {{"0..30", "30 jours ou moins"},
                   {"31..60", "31 à 60 jours"},
                   {"61..120", "61 à 120 jours"},
                   {">120", "Plus de 120 jours"},
                   {"aucun", "Sans réponse ou inconnu"}};
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (slice_equal(value, slice_from(classes[i].value))) {
            buf_append_slice(out, slice_from(classes[i].words));
            return;
        }
    }
    buf_append_slice(out, value);
    buf_append_slice(out, SLICE(FRENCH_NBSP "jours"));
}

const char *page_status_label(enum exchange_status status)
{
    static const char *const LABELS[EXCHANGE_STATUS_COUNT] = {
        [EXCHANGE_WAITING] = "Sans réponse",
        [EXCHANGE_ANSWERED] = "Avec réponse",
        [EXCHANGE_PROVISIONAL] = "Réponse provisoire",
        [EXCHANGE_WITHDRAWN] = "Retirée",
        [EXCHANGE_LAPSED] = "Caduque",
        [EXCHANGE_UNCOVERED] = "Réponses non couvertes",
    };
    return LABELS[status];
}

const char *page_sort_label(enum search_sort sort)
{
    static const char *const LABELS[] = {
        [SORT_RELEVANCE] = "Pertinence",          [SORT_DATE_DESC] = "Plus récentes",
        [SORT_DATE_ASC] = "Plus anciennes",       [SORT_DELAY_DESC] = "Délai le plus long",
        [SORT_DELAY_ASC] = "Délai le plus court", [SORT_ANSWER_DESC] = "Réponses récentes"};
    return LABELS[sort];
}

void page_column_value(struct buf *out, enum field field, struct slice value)
{
    enum exchange_status status = exchange_status_by_name(value);
    if (field == FIELD_AUTHOR || field == FIELD_MINISTER || field == FIELD_RESPONDENT)
        french_person(out, value);
    else if (field == FIELD_STATUS && status < EXCHANGE_STATUS_COUNT)
        buf_append_slice(out, slice_from(page_status_label(status)));
    else if (field == FIELD_REFERRAL)
        buf_append_slice(out, slice_equal(value, SLICE("oui")) ? SLICE("Réponse par renvoi")
                                                               : SLICE("Réponse sur le fond"));
    else if (field == FIELD_DELAY)
        append_delay(out, value);
    else
        buf_append_slice(out, value);
}
