// One exchange, whole: as JSON, as text, and what resembles it.
//
// The same identifier serves all three, and each answer names the addresses of the others. Where another exchange has
// the address of a form ("avis.txt" beside "avis"), that is the permalink, which heeds Accept. Who asks for an exchange
// that is not there gets 404, whatever the form.

#include "answer/permalink.h"
#include "answer/plural.h"
#include "base/date.h"
#include "searchd/api/api.h"

// Link: the other representations of the same exchange, and by which address to cite it (RFC 8574).
static enum status add_alternates(struct request_context *context, struct slice id,
                                  struct http_response *response, struct error *err)
{
    struct exchange_forms forms;
    enum status status = search_service_forms(context, id, &forms, err);
    if (status != STATUS_OK)
        return status;
    struct buf url;
    buf_init(&url, 0);
    struct slice base = context->site->base_path;
    buf_append_slice(&url, base);
    permalink_append(&url, id);
    struct slice link = SLICE("");
    if (!url.failed)
        link =
            arena_printf(context->arena,
                         "<%.*s>; rel=\"canonical\", <%.*s>; rel=\"cite-as\", "
                         "<%.*s%s>; rel=\"alternate\"; type=\"application/json\", "
                         "<%.*s%s>; rel=\"alternate\"; type=\"text/plain\", "
                         "<%.*s/openapi.json>; rel=\"service-desc\"",
                         SLICE_ARG(buf_slice(&url)), SLICE_ARG(buf_slice(&url)),
                         SLICE_ARG(buf_slice(&url)), forms.has_json ? ".json" : "",
                         SLICE_ARG(buf_slice(&url)), forms.has_text ? ".txt" : "", SLICE_ARG(base));
    buf_clear(&url);
    if (link.len == 0)
        return error_set(err, STATUS_NO_MEMORY, "no memory for links");
    http_add_header(response, "Link", link.ptr);
    return STATUS_OK;
}

enum status api_question(struct request_context *context, struct slice id,
                         struct http_response *response, struct error *err)
{
    struct exchange exchange;
    struct exchange_series series;
    struct citation_list citations;
    enum status status = search_service_exchange(context, id, &exchange, err);
    if (status == STATUS_OK)
        status = search_service_series(context, id, &series, err);
    if (status == STATUS_OK)
        status = search_service_citations(context, &exchange, &citations, err);
    if (status != STATUS_OK)
        return status;
    if (exchange.licence.len == 0)
        exchange.licence = context->site->licence;
    response->content_type = "application/json";
    struct json_writer json;
    api_json(context, &json, response->body);
    struct answer_site site = api_site(context);
    site.about.series = &series;
    site.about.citations = &citations;
    answer_json_exchange(&json, &exchange, ANSWER_PUBLIC, &site.about);
    return add_alternates(context, id, response, err);
}

static void line(struct buf *out, const char *label, struct slice value)
{
    if (value.len > 0)
        buf_printf(out, "%s : %.*s\n", label, SLICE_ARG(value));
}

static void date_line(struct buf *out, const char *label, uint32_t date)
{
    char text[DATE_TEXT_SIZE];
    line(out, label, slice_of(text, date_format_iso(date, text)));
}

static void append_body(struct buf *out, struct slice text)
{
    buf_append_slice(out, SLICE("\n\n"));
    buf_append_slice(out, text.len ? text : SLICE("(texte non publié par cette source)"));
    buf_append_char(out, '\n');
}

// Who says what, in order.
static void append_debate(struct buf *out, const struct exchange *exchange)
{
    buf_append_slice(out, SLICE("\nDébat\n"));
    for (size_t i = 0; i < exchange->speech_count; i++) {
        const struct speech *speech = &exchange->speeches[i];
        const char *between = speech->speaker.len && speech->office.len ? ", " : "";
        buf_printf(out, "\n%.*s%s%.*s", SLICE_ARG(speech->speaker), between,
                   SLICE_ARG(speech->office));
        append_body(out, speech->text);
    }
}

static void append_texts(struct buf *out, const struct exchange *exchange)
{
    buf_append_slice(out, SLICE("\nQuestion"));
    append_body(out, exchange->question);
    for (size_t i = 0; i < exchange->reply_count; i++) {
        const struct reply *reply = &exchange->replies[i];
        struct slice nature = reply->nature.len ? reply->nature : SLICE("Réponse");
        char date[DATE_TEXT_SIZE];
        size_t len = date_format_iso(reply->date, date);
        const char *between = reply->office.len ? ", " : "";
        buf_printf(out, "\n%.*s%s%.*s%s%.*s%s%.*s", SLICE_ARG(nature),
                   reply->respondent.len ? " de " : "", SLICE_ARG(reply->respondent), between,
                   SLICE_ARG(reply->office), len ? ", " : "", (int)len, date);
        append_body(out, reply->text);
    }
}

static void render_text(struct request_context *context, const struct exchange *exchange,
                        struct buf *out)
{
    buf_printf(out, "%.*s\n\n", SLICE_ARG(exchange->title));
    line(out, "Type", exchange->type);
    line(out, "Assemblée", exchange->assembly);
    line(out, "Session", exchange->session);
    line(out, "Numéro", exchange->number);
    line(out, "De", exchange->author);
    line(out, "Groupe", exchange->group);
    line(out, "À", exchange->minister);
    line(out, "Fonction", exchange->office);
    line(out, "Posée d'abord à", exchange->first_minister);
    date_line(out, "Date de la question", exchange->date_question);
    date_line(out, "Date de la réponse", exchange_reply_date(exchange));
    int32_t delay = exchange_delay_days(exchange), workdays = exchange_delay_workdays(exchange);
    if (delay != DELAY_NONE)
        buf_printf(out, "Délai : %d jour%s, dont %d ouvrable%s\n", delay,
                   plural_french((uint64_t)delay), workdays, plural_french((uint64_t)workdays));
    line(out, "Statut", slice_from(exchange_status_name(exchange_status(exchange))));
    date_line(out, "Date de clôture", exchange->date_closed);
    line(out, "Motif", exchange->motive);
    struct deadline deadline;
    if (deadlines_find(context->site->deadlines, exchange, &deadline))
        date_line(out, "Échéance", deadline.due);
    buf_printf(out, "Adresse : %.*s", SLICE_ARG(context_base_url(context)));
    permalink_append(out, exchange->id);
    buf_append_char(out, '\n');
    line(out, "Original", exchange->url);
    line(out, "Licence", exchange->licence);
    if (exchange->speech_count > 0)
        append_debate(out, exchange);
    else
        append_texts(out, exchange);
    if (exchange_is_waiting(exchange))
        buf_append_slice(out, SLICE("\nSans réponse à ce jour.\n"));
    else if (exchange_status(exchange) == EXCHANGE_UNCOVERED)
        buf_append_slice(out, SLICE("\nRéponses non couvertes par cette source.\n"));
}

enum status api_question_text(struct request_context *context, struct slice id,
                              struct http_response *response, struct error *err)
{
    struct exchange exchange;
    enum status status = search_service_exchange(context, id, &exchange, err);
    if (status != STATUS_OK)
        return status;
    response->content_type = "text/plain; charset=utf-8";
    render_text(context, &exchange, response->body);
    return add_alternates(context, id, response, err);
}

enum status api_similar(struct request_context *context, struct slice id,
                        struct http_response *response, struct error *err)
{
    enum { DEFAULT_SIMILAR = 5 };
    struct search_params params;
    bool refused;
    const struct param_rules rules = {PARAM_LIMIT, DEFAULT_SIMILAR, LANGUAGE_FRENCH};
    enum status status = api_read_params(context, rules, &params, response, &refused, err);
    if (status != STATUS_OK || refused)
        return status;
    struct search_result result;
    status = search_service_similar(context, id, params.limit, &result, err);
    if (status != STATUS_OK)
        return status;

    response->content_type = "application/json";
    struct json_writer json;
    api_json(context, &json, response->body);
    json_writer_object(&json);
    json_writer_put_string(&json, field_name(FIELD_ID), id);
    struct answer_site site = api_site(context);
    answer_json_index(&json, &site);
    json_writer_put_int(&json, "total", (int64_t)result.hit_count);
    json_writer_key(&json, "hits");
    json_writer_array(&json);
    answer_json_hits(&json, result.hits, result.hit_count, &site.about);
    json_writer_end(&json);
    json_writer_end(&json);
    return STATUS_OK;
}
