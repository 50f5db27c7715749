// GET /question/ID: one question with its answers, in full, ready to be quoted.
//
// Unknown parameters are let pass here: people share these addresses, and other sites add their own (utm_source,
// fbclid); a permalink must not break for that. The canonical address has none.
//
// Cost: one look-up, a run of the analyzer over the text where words are marked, and a search for the exchanges
// like it.
#include "searchd/page/exchange.h"

#include "answer/json_writer.h"
#include "answer/permalink.h"
#include "engine/debate.h"
#include "searchd/page/citation.h"
#include "searchd/page/facts.h"
#include "searchd/page/french.h"
#include "searchd/page/neighbours.h"
#include "searchd/page/page.h"
#include "searchd/page/text.h"
#include "searchd/web/web_file.h"

enum { SIMILAR_COUNT = 5 };

struct exchange_page {
    struct page page;
    const struct exchange *exchange;
    const struct exchange_forms *forms;
    struct slice path;      // "/question/ID"
    struct slice permalink; // absolute
    struct marker marker;
};

// --- head ----------------------------------------------------------------------------------

static void put_person(struct json_writer *json, const char *key, const char *type,
                       struct slice name)
{
    if (name.len == 0)
        return;
    struct buf spoken;
    buf_init(&spoken, 0);
    french_person(&spoken, name);
    json_writer_key(json, key);
    json_writer_object(json);
    json_writer_put_text(json, "@type", type);
    json_writer_put_string(json, "name", buf_slice(&spoken));
    json_writer_end(json);
    buf_clear(&spoken);
}

static void put_answers(struct json_writer *json, const struct exchange_page *view)
{
    const struct exchange *exchange = view->exchange;
    json_writer_put_int(json, "answerCount", (int64_t)exchange->reply_count);
    char name[EXCHANGE_REPLY_NAME_SIZE];
    if (exchange->reply_count == 0)
        return;
    json_writer_key(json, "acceptedAnswer");
    json_writer_array(json);
    for (size_t i = 0; i < exchange->reply_count; i++) {
        json_writer_object(json);
        json_writer_put_text(json, "@type", "Answer");
        json_writer_key(json, "url");
        json_writer_string_begin(json);
        json_writer_string_append(json, view->permalink);
        json_writer_string_append(json, SLICE("#"));
        exchange_reply_name(exchange, i, name);
        json_writer_string_append(json, slice_from(name));
        json_writer_string_end(json);
        put_person(json, "author", "Person", exchange->replies[i].respondent);
        if (exchange->replies[i].date)
            json_writer_put_date(json, "datePublished", exchange->replies[i].date);
        json_writer_end(json);
    }
    json_writer_end(json);
}

// schema.org, without the texts: they stand in the page already.
static void append_json_ld(struct buf *out, const struct exchange_page *view)
{
    const struct exchange *exchange = view->exchange;
    struct json_writer json;
    json_writer_init(&json, out);
    json.markup = JSON_MARKUP_ESCAPED;
    html_literal(out, "<script type=\"application/ld+json\">");
    json_writer_object(&json);
    json_writer_put_text(&json, "@context", "https://schema.org");
    json_writer_put_text(&json, "@type", "Question");
    json_writer_put_string(&json, "@id", view->permalink);
    json_writer_put_string(&json, "name", exchange_title(exchange));
    json_writer_put_text(&json, "inLanguage", "fr");
    if (exchange->number.len)
        json_writer_put_string(&json, "identifier", exchange->number);
    if (exchange->date_question)
        json_writer_put_date(&json, "datePublished", exchange->date_question);
    put_person(&json, "author", "Person", exchange->author);
    put_person(&json, "audience", "Audience", exchange->office);
    put_answers(&json, view);
    if (html_web_address(exchange->url).len)
        json_writer_put_string(&json, "isBasedOn", exchange->url);
    json_writer_end(&json);
    html_literal(out, "</script>\n");
}

static struct slice head_markup(struct exchange_page *view)
{
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    html_literal(out, "<link rel=\"alternate\" type=\"application/json\" href=\"");
    html_text(out, view->path);
    html_text(out, slice_from(view->forms->has_json ? ".json" : ""));
    html_literal(out, "\">\n<link rel=\"alternate\" type=\"text/plain\" href=\"");
    html_text(out, view->path);
    html_text(out, slice_from(view->forms->has_text ? ".txt" : ""));
    html_literal(out, "\">\n");
    append_json_ld(out, view);
    return page_take(&view->page, mark);
}

// --- texts ---------------------------------------------------------------------------------

static void append_unpublished(struct buf *out)
{
    html_literal(out, "<p class=\"missing\">Texte non publié par cette source.</p>\n");
}

// Says that a text goes on, and where it is whole.
static void append_rest(struct exchange_page *view)
{
    struct buf *out = &view->page.work;
    html_literal(out, "<p class=\"missing\">La suite de ce texte, trop long pour une page, est "
                      "<a href=\"");
    html_text(out, view->path);
    buf_printf(out, "%s\">ici</a>, en <code>text/plain</code>.</p>\n",
               view->forms->has_text ? ".txt" : "");
}

// Empty in a debate without a written question: its words stand in the debate.
static struct slice question_markup(struct exchange_page *view)
{
    size_t mark = view->page.work.len;
    unsigned number = 0;
    bool is_debate = view->exchange->speech_count > 0;
    struct slice text =
        is_debate ? debate_written_question(view->exchange) : view->exchange->question;
    if (!page_paragraphs(&view->page, &view->marker, text, "q", &number))
        append_rest(view);
    if (number == 0 && !is_debate)
        append_unpublished(&view->page.work);
    return page_take(&view->page, mark);
}

static void append_office(struct buf *out, struct slice office)
{
    if (office.len == 0)
        return;
    html_literal(out, " <span class=\"hint\">(");
    html_isolate(out, office);
    html_literal(out, ")</span>");
}

// Who says what, in order.
static void append_debate(struct exchange_page *view)
{
    struct buf *out = &view->page.work;
    unsigned number = 0;
    html_literal(out, "<section class=\"reply debate\" aria-labelledby=\"reponse\">\n"
                      "<h2 id=\"reponse\">Débat</h2>\n");
    bool is_whole = true;
    for (size_t i = 0; i < view->exchange->speech_count && is_whole; i++) {
        const struct speech *speech = &view->exchange->speeches[i];
        buf_printf(out, "<p class=\"by %s\">", speech_role_name(speech->role));
        if (speech->speaker.len)
            page_person(out, speech->speaker);
        append_office(out, speech->office);
        html_literal(out, "</p>\n");
        is_whole = page_paragraphs(&view->page, &view->marker, speech->text, "r", &number);
    }
    if (!is_whole)
        append_rest(view);
    html_literal(out, "</section>\n");
}

// Where there is no answer, what is known of that.
static void append_no_reply(struct exchange_page *view)
{
    struct buf *out = &view->page.work;
    html_literal(out, "<section class=\"reply none\" aria-labelledby=\"reponse\">\n"
                      "<h2 id=\"reponse\">Réponse</h2>\n<p class=\"missing\">");
    if (exchange_is_waiting(view->exchange)) {
        html_literal(out, "Pas de réponse dans les données au ");
        french_date(out, view->page.context->today);
    } else if (exchange_status(view->exchange) == EXCHANGE_UNCOVERED) {
        html_literal(out, "Les réponses ne sont pas couvertes par cette source");
    } else {
        html_literal(out, "Question ");
        page_delay(out, view->exchange, view->page.context);
    }
    html_literal(out, ".</p>\n</section>\n");
}

// Several answers to one question are numbered, or told apart by their natures.
static void append_reply(struct exchange_page *view, size_t at, unsigned *number)
{
    struct buf *out = &view->page.work;
    const struct reply *reply = &view->exchange->replies[at];
    char name[EXCHANGE_REPLY_NAME_SIZE];
    exchange_reply_name(view->exchange, at, name);
    buf_printf(out, "<section class=\"reply\" aria-labelledby=\"%s\">\n<h2 id=\"%s\">", name, name);
    html_text(out, reply->nature.len ? reply->nature : SLICE("Réponse"));
    if (view->exchange->reply_count > 1 && reply->nature.len == 0)
        buf_printf(out, FRENCH_NBSP "%zu", at + 1);
    html_literal(out, "</h2>\n<p class=\"by\">");
    if (reply->respondent.len)
        page_person(out, reply->respondent);
    append_office(out, reply->office);
    if (reply->respondent.len && reply->date)
        html_literal(out, ", ");
    if (date_is_full(reply->date))
        buf_append_slice(out, reply->respondent.len ? SLICE("le ") : SLICE("Le "));
    if (reply->date)
        page_time(out, reply->date);
    html_literal(out, "</p>\n");
    if (!page_paragraphs(&view->page, &view->marker, reply->text, "r", number))
        append_rest(view);
    if (reply->text.len == 0)
        append_unpublished(out);
    html_literal(out, "</section>\n");
}

static struct slice replies_markup(struct exchange_page *view)
{
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    unsigned number = 0;
    if (view->exchange->speech_count > 0)
        append_debate(view);
    for (size_t i = 0; view->exchange->speech_count == 0 && i < view->exchange->reply_count; i++)
        append_reply(view, i, &number);
    if (view->exchange->reply_count == 0)
        append_no_reply(view);
    return page_take(&view->page, mark);
}

static struct slice title_markup(struct exchange_page *view)
{
    size_t mark = view->page.work.len;
    page_marked_line(&view->page, &view->marker, exchange_title(view->exchange));
    return page_take(&view->page, mark);
}

// The words marked, each a link to the page without it.
static struct slice marked_markup(struct exchange_page *view)
{
    struct buf *out = &view->page.work;
    const struct marker *marker = &view->marker;
    size_t mark = out->len;
    for (size_t i = 0; i < marker->word_count; i++) {
        html_literal(out, "<li><a href=\"");
        html_text(out, view->path);
        const char *separator = "?surligner=";
        for (size_t k = 0; k < marker->word_count; k++)
            if (k != i) {
                buf_append_slice(out, slice_from(separator));
                page_marker_encode(out, &marker->words[k]);
                separator = "+";
            }
        html_literal(out, "\"><span class=\"vh\">Ne plus surligner" FRENCH_NBSP ": </span>");
        bool is_quoted = marker->words[i].is_quoted;
        buf_append_slice(out, is_quoted ? SLICE("«" FRENCH_NBSP) : SLICE_NONE);
        html_isolate(out, marker->words[i].text);
        buf_append_slice(out, is_quoted ? SLICE(FRENCH_NBSP "»") : SLICE_NONE);
        html_literal(out, "</a></li>\n");
    }
    if (marker->word_count > 1) {
        html_literal(out, "<li class=\"all\"><a href=\"");
        html_text(out, view->path);
        html_literal(out, "\">Tout retirer</a></li>\n");
    }
    return page_take(&view->page, mark);
}

// --- forms, citations -----------------------------------------------------------------------

// A link cannot say Accept: where another exchange has the form's address, a reader is told to.
static void append_form(struct exchange_page *view, bool has_address, const char *ending,
                        const char *type, const char *name)
{
    struct buf *out = &view->page.work;
    if (!has_address) {
        buf_printf(out, "<li>%s, à cette adresse : <code>Accept: %s</code></li>\n", name, type);
        return;
    }
    html_literal(out, "<li><a href=\"");
    html_text(out, view->path);
    buf_printf(out, "%s\">%s</a></li>\n", ending, name);
}

static struct slice formats_markup(struct exchange_page *view)
{
    struct buf *out = &view->page.work;
    struct slice original = html_web_address(view->exchange->url);
    size_t mark = out->len;
    if (original.len) {
        html_literal(out, "<li><a rel=\"external\" href=\"");
        html_text(out, original);
        html_literal(out, "\">L’original, sur le site du parlement</a></li>\n");
    }
    append_form(view, view->forms->has_text, ".txt", "text/plain", "Texte seul");
    append_form(view, view->forms->has_json, ".json", "application/json", "JSON");
    return page_take(&view->page, mark);
}

static struct slice citations_markup(struct exchange_page *view)
{
    static const struct {
        const char *name;
        const char *kind;
        void (*append)(struct buf *, const struct citation *);
    } forms[] = {{"En français", "citation", citation_french},
                 {"ISO 690", "citation", citation_iso690},
                 {"BibTeX", "citation code", citation_bibtex},
                 {"CSL-JSON (Zotero)", "citation code", citation_csl_json}};
    const struct citation citation = {view->exchange, view->permalink, view->page.context->today};
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        buf_printf(out, "<details%s><summary>%s</summary><pre class=\"%s\" dir=\"auto\">",
                   i == 0 ? " open" : "", forms[i].name, forms[i].kind);
        size_t text_mark = out->len;
        forms[i].append(out, &citation);
        struct slice text = page_take(&view->page, text_mark);
        html_text(out, slice_trim(text));
        html_literal(out, "</pre></details>\n");
    }
    return page_take(&view->page, mark);
}

// --- the page ------------------------------------------------------------------------------

static struct slice when_markup(struct exchange_page *view)
{
    size_t mark = view->page.work.len;
    page_when(&view->page.work, view->exchange);
    return page_take(&view->page, mark);
}

static struct slice who_markup(struct exchange_page *view)
{
    size_t mark = view->page.work.len;
    page_who_links(&view->page, view->exchange);
    return page_take(&view->page, mark);
}

static struct slice kind_markup(struct exchange_page *view)
{
    const struct exchange *exchange = view->exchange;
    struct buf *out = &view->page.work;
    size_t mark = out->len;
    html_isolate(out, exchange->type.len ? exchange->type : SLICE("Question"));
    if (exchange->number.len) {
        html_literal(out, " n°" FRENCH_NBSP);
        html_isolate(out, exchange->number);
    }
    return page_take(&view->page, mark);
}

static struct slice dated(struct exchange_page *view, uint32_t date)
{
    size_t mark = view->page.work.len;
    french_date(&view->page.work, date);
    return page_take(&view->page, mark);
}

static struct slice delay_text(struct exchange_page *view)
{
    size_t mark = view->page.work.len;
    page_delay(&view->page.work, view->exchange, view->page.context);
    return page_take(&view->page, mark);
}

static struct slice main_markup(struct exchange_page *view, const struct exchange_beside *beside)
{
    const struct html_hole holes[] = {
        page_markup("kind", kind_markup(view)),
        page_text("long", exchange_title(view->exchange).len > 140 ? SLICE("long") : SLICE_NONE),
        page_markup("titre", title_markup(view)),
        page_markup("who", who_markup(view)),
        page_markup("when", when_markup(view)),
        page_text("class", slice_from(page_delay_class(view->exchange))),
        page_text("delay", delay_text(view)),
        page_markup("marked", marked_markup(view)),
        page_text("quote", slice_from(web_quote_js.hashed_name)),
        page_text("author", view->exchange->author),
        page_text("day", dated(view, view->exchange->date_question)),
        page_text("assembly", view->exchange->assembly),
        page_markup("question", question_markup(view)),
        page_markup("replies", replies_markup(view)),
        page_markup("facts", page_facts(&view->page, view->exchange, beside->citations)),
        page_markup("formats", formats_markup(view)),
        page_text("permalink", view->permalink),
        page_markup("citations", citations_markup(view)),
        page_markup("neighbours", page_neighbours(&view->page, view->exchange)),
        page_markup("series", page_series_answers(&view->page, view->exchange, beside->series)),
        page_markup("similar", page_similar(&view->page, beside->similar, beside->series)),
        page_text("today", dated(view, view->page.context->today)),
    };
    size_t mark = view->page.work.len;
    page_render(&view->page.work, web_exchange_html, holes);
    return page_take(&view->page, mark);
}

static struct slice description(struct exchange_page *view)
{
    const struct citation citation = {view->exchange, {NULL, 0}, view->page.context->today};
    size_t mark = view->page.work.len;
    citation_summary(&view->page.work, &citation);
    return page_take(&view->page, mark);
}

enum status page_exchange_render(struct request_context *context, const struct exchange *exchange,
                                 const struct exchange_forms *forms,
                                 const struct exchange_beside *beside,
                                 struct http_response *response, struct error *err)
{
    struct exchange_page view = {.exchange = exchange, .forms = forms};
    struct slice words = {NULL, 0};
    http_parameter(context->request, SLICE("surligner"), &words);
    page_open(&view.page, context);
    page_marker_init(&view.marker, &view.page, words);
    permalink_append(&view.page.work, exchange->id);
    view.path = page_take(&view.page, 0);
    struct slice base = context_base_url(context);
    view.permalink =
        arena_printf(context->arena, "%.*s%.*s", SLICE_ARG(base), SLICE_ARG(view.path));
    struct page_frame frame = {
        .title = exchange_title(exchange),
        .description = description(&view),
        .canonical = view.path,
        .head = head_markup(&view),
        .kind = "document",
    };
    enum status status = page_finish(&view.page, &frame, main_markup(&view, beside), response, err);
    page_close(&view.page);
    return status;
}

enum status page_exchange(struct request_context *context, struct slice id,
                          struct http_response *response, struct error *err)
{
    struct exchange exchange;
    struct exchange_forms forms;
    enum status status = search_service_exchange(context, id, &exchange, err);
    if (status == STATUS_OK)
        status = search_service_forms(context, id, &forms, err);
    if (status != STATUS_OK)
        return status;
    struct search_result similar;
    struct search_series series;
    struct citation_list citations;
    struct exchange_beside beside = {NULL, NULL, NULL};
    struct error ignored;
    if (search_service_citations(context, &exchange, &citations, &ignored) == STATUS_OK)
        beside.citations = &citations;
    if (search_service_similar(context, id, SIMILAR_COUNT, &similar, &ignored) == STATUS_OK)
        beside.similar = &similar;
    if (search_series(context->view, id, context->arena, &series, &ignored) == STATUS_OK)
        beside.series = &series;
    return page_exchange_render(context, &exchange, &forms, &beside, response, err);
}
