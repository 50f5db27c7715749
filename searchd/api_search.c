// GET /api/v1/search, and how hits look in every JSON answer.

#include "searchd/api.h"

#include "base/date.h"
#include "engine/search/query.h"

static const struct respond_face FACE = {
    .known = PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS | PARAM_SORT |
             PARAM_LIMIT | PARAM_OFFSET | PARAM_CURSOR | PARAM_FACETS | PARAM_EXPLAIN,
    .default_limit = 10,
    .facet_limit = 20,
    .want_snippets = true,
};

static void put_days(struct json_writer *json, const char *key, int32_t days)
{
    if (days == DELAY_NONE)
        json_writer_put_null(json, key);
    else
        json_writer_put_int(json, key, days);
}

// Nothing where no rule holds.
static void put_deadline(struct json_writer *json, const struct exchange *exchange,
                         const struct deadlines *deadlines, uint32_t today)
{
    struct deadline deadline;
    if (!deadlines_find(deadlines, exchange, &deadline))
        return;
    json_writer_put_date(json, "echeance", deadline.due);
    bool is_open = exchange->reply_count == 0 && today == DATE_NONE;
    if (is_open || (exchange->reply_count > 0 && !date_is_full(exchange_reply_date(exchange))))
        json_writer_put_null(json, "hors_delai");
    else
        json_writer_put_bool(json, "hors_delai", deadline_is_missed(&deadline, exchange, today));
}

void api_render_summary(struct json_writer *json, const struct exchange *exchange,
                        const struct deadlines *deadlines, uint32_t today)
{
    json_writer_put_optional(json, "titre", exchange->titre);
    json_writer_put_optional(json, "type", exchange->type);
    json_writer_put_optional(json, "session", exchange->session);
    if (exchange->annee)
        json_writer_put_int(json, "annee", exchange->annee);
    else
        json_writer_put_null(json, "annee");
    json_writer_put_optional(json, "numero", exchange->numero);
    json_writer_put_optional(json, "auteur", exchange->auteur);
    json_writer_put_optional(json, "ministre", exchange->ministre);
    json_writer_put_date(json, "date_question", exchange->date_question);
    json_writer_put_date(json, "date_reponse", exchange_reply_date(exchange));
    put_days(json, "delai_jours", exchange_delay_days(exchange));
    put_days(json, "delai_jours_ouvrables", exchange_delay_workdays(exchange));
    put_deadline(json, exchange, deadlines, today);
    json_writer_put_text(json, "statut", exchange_status(exchange));
    api_put_permalink(json, "url", exchange->id);
}

// Text inside an extract is HTML: the three characters that could start markup are escaped.
static void append_html(struct json_writer *json, struct slice text)
{
    size_t run = 0;
    for (size_t i = 0; i < text.len; i++) {
        struct slice entity = text.ptr[i] == '<'   ? SLICE("&lt;")
                              : text.ptr[i] == '>' ? SLICE("&gt;")
                              : text.ptr[i] == '&' ? SLICE("&amp;")
                                                   : SLICE("");
        if (entity.len == 0)
            continue;
        json_writer_string_append(json, slice_of(text.ptr + run, i - run));
        json_writer_string_append(json, entity);
        run = i + 1;
    }
    if (text.len > run)
        json_writer_string_append(json, slice_from_offset(text, run));
}

static void render_snippet(struct json_writer *json, const char *key, const struct snippet *snippet)
{
    json_writer_key(json, key);
    json_writer_string_begin(json);
    if (snippet->cut_before)
        json_writer_string_append(json, SLICE("… "));
    uint32_t at = 0;
    for (size_t i = 0; i < snippet->highlight_count; i++) {
        struct highlight mark = snippet->highlights[i];
        append_html(json, slice_of(snippet->text.ptr + at, mark.start - at));
        json_writer_string_append(json, SLICE("<mark>"));
        append_html(json, slice_of(snippet->text.ptr + mark.start, mark.end - mark.start));
        json_writer_string_append(json, SLICE("</mark>"));
        at = mark.end;
    }
    append_html(json, slice_from_offset(snippet->text, at));
    if (snippet->cut_after)
        json_writer_string_append(json, SLICE(" …"));
    json_writer_string_end(json);
}

static void render_parts(struct json_writer *json, const struct search_hit *hit)
{
    json_writer_key(json, "explication");
    json_writer_array(json);
    for (size_t i = 0; i < hit->part_count; i++) {
        json_writer_object(json);
        json_writer_put_string(json, "libelle", hit->parts[i].label);
        json_writer_put_decimal(json, "valeur", hit->parts[i].value);
        json_writer_end(json);
    }
    json_writer_end(json);
}

void api_render_hits(struct json_writer *json, const struct search_result *result,
                     const struct deadlines *deadlines)
{
    for (size_t i = 0; i < result->hit_count; i++) {
        const struct search_hit *hit = &result->hits[i];
        json_writer_object(json);
        json_writer_put_string(json, "id", hit->exchange.id);
        json_writer_put_decimal(json, "score", hit->score);
        api_render_summary(json, &hit->exchange, deadlines, DATE_NONE);
        json_writer_key(json, "extraits");
        json_writer_object(json);
        render_snippet(json, "titre", &hit->titre);
        render_snippet(json, "question", &hit->question);
        render_snippet(json, "reponse", &hit->reponse);
        json_writer_end(json);
        if (hit->part_count > 0)
            render_parts(json, hit);
        json_writer_end(json);
    }
}

void api_render_facets(struct json_writer *json, const struct search_result *result)
{
    json_writer_key(json, "facets");
    json_writer_object(json);
    for (size_t i = 0; i < result->facet_count; i++) {
        const struct facet *facet = &result->facets[i];
        json_writer_key(json, query_field_name(facet->field));
        json_writer_array(json);
        for (size_t j = 0; j < facet->value_count; j++) {
            json_writer_object(json);
            json_writer_put_string(json, "valeur", facet->values[j].value);
            json_writer_put_int(json, "nombre", facet->values[j].count);
            json_writer_end(json);
        }
        json_writer_end(json);
    }
    json_writer_end(json);
}

// The address of the list with these parameters; {NULL, 0} without memory.
static struct slice list_url(struct request_context *context, const struct api_list *list,
                             const struct search_params *params)
{
    struct buf url;
    buf_init(&url, 0);
    params_append_url(&url, list->path, params, list->face->known, list->face->default_limit);
    struct slice kept =
        url.failed ? slice_of(NULL, 0) : arena_copy(context->arena, buf_slice(&url));
    buf_clear(&url);
    return kept;
}

enum status api_add_links(struct request_context *context, const struct api_list *list,
                          struct http_response *response, struct slice *next, struct error *err)
{
    struct search_params params = list->answer->params;
    struct slice self = list_url(context, list, &params);
    params.offset = 0;
    params.cursor = SLICE("");
    struct slice first = list_url(context, list, &params);
    params.cursor = list->answer->next_cursor;
    *next = params.cursor.len > 0 ? list_url(context, list, &params) : SLICE("");
    struct slice link = arena_printf(context->arena,
                                     "<%.*s>; rel=\"self\", <%.*s>; rel=\"first\"%s%.*s%s, "
                                     "</openapi.json>; rel=\"service-desc\"",
                                     SLICE_ARG(self), SLICE_ARG(first), next->len ? ", <" : "",
                                     SLICE_ARG(*next), next->len ? ">; rel=\"next\"" : "");
    if (!self.ptr || !first.ptr || !next->ptr || !link.ptr)
        return error_set(err, STATUS_NO_MEMORY, "no memory for links");
    if (link.len > HTTP_MAX_HEADER_LEN)
        return STATUS_OK; // `next` is in the body as well
    http_add_header(response, "Link", link.ptr);
    return STATUS_OK;
}

static void render(struct request_context *context, const struct search_answer *answer,
                   struct slice next, struct buf *out)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json_writer_object(&json);
    api_render_query(&json, answer);
    api_render_index(&json, context);
    json_writer_put_int(&json, "total", (int64_t)answer->result.total);
    json_writer_put_int(&json, "took_us", (int64_t)answer->took_us);
    json_writer_key(&json, "hits");
    json_writer_array(&json);
    api_render_hits(&json, &answer->result, context->site->deadlines);
    json_writer_end(&json);
    api_render_facets(&json, &answer->result);
    json_writer_put_optional(&json, "next", next);
    json_writer_end(&json);
}

enum status api_search(struct request_context *context, struct http_response *response,
                       struct error *err)
{
    struct search_answer answer;
    enum status status = respond_search(context, &FACE, &answer, err);
    if (status)
        return api_refuse(context, &FACE, &answer, status, response, err);

    struct slice next;
    struct api_list list = {SLICE("/api/v1/search"), &FACE, &answer};
    status = api_add_links(context, &list, response, &next, err);
    if (status)
        return status;
    response->content_type = "application/json";
    render(context, &answer, next, response->body);
    return STATUS_OK;
}
