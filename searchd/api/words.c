// Words: completions, and what the analyzer makes of a text.
//
// Completions are asked for at every key that is pressed: they only look up the vocabulary, never the documents. Both
// forms, ours and OpenSearch's, are of the same words.

#include "searchd/api/api.h"

enum { DEFAULT_SUGGESTIONS = 10 };

static enum status suggest(struct request_context *context, struct http_response *response,
                           struct search_params *params, struct suggestion_list *found,
                           bool *refused, struct error *err)
{
    const struct param_rules rules = {PARAM_Q | PARAM_LIMIT, DEFAULT_SUGGESTIONS};
    enum status status = api_read_params(context, rules, params, response, refused, err);
    if (status != STATUS_OK || *refused)
        return status;
    *found = (struct suggestion_list){.room = vec_in(context->arena, params->limit)};
    if (params->q.len == 0 || params->limit == 0)
        return STATUS_OK;
    return search_suggest(context->searcher, context->view, params->q, context->arena, found, err);
}

enum status api_suggest(struct request_context *context, struct http_response *response,
                        struct error *err)
{
    struct search_params params;
    struct suggestion_list found;
    bool refused;
    enum status status = suggest(context, response, &params, &found, &refused, err);
    if (status != STATUS_OK || refused)
        return status;

    response->content_type = "application/json";
    struct json_writer json;
    json_writer_init(&json, response->body);
    json_writer_object(&json);
    json_writer_put_string(&json, "q", params.q);
    struct answer_site site = api_site(context);
    answer_json_index(&json, &site);
    json_writer_key(&json, "suggestions");
    json_writer_array(&json);
    for (size_t i = 0; i < found.count; i++) {
        bool is_word = found.items[i].field == FIELD_COUNT;
        json_writer_object(&json);
        json_writer_put_string(&json, "texte", found.items[i].text);
        json_writer_put_text(&json, "champ", is_word ? "mot" : field_name(found.items[i].field));
        json_writer_put_int(&json, "nombre", found.items[i].documents);
        json_writer_end(&json);
    }
    json_writer_end(&json);
    json_writer_end(&json);
    return STATUS_OK;
}

// [query, [completions], [descriptions], [addresses]]: OpenSearch Suggestions 1.1.
enum status api_opensearch_suggest(struct request_context *context, struct http_response *response,
                                   struct error *err)
{
    struct search_params params;
    struct suggestion_list found;
    bool refused;
    enum status status = suggest(context, response, &params, &found, &refused, err);
    if (status != STATUS_OK || refused)
        return status;

    response->content_type = "application/x-suggestions+json";
    struct json_writer json;
    json_writer_init(&json, response->body);
    json_writer_array(&json);
    json_writer_string(&json, params.q);
    json_writer_array(&json);
    for (size_t i = 0; i < found.count; i++)
        json_writer_string(&json, found.items[i].text);
    json_writer_end(&json);
    json_writer_array(&json);
    json_writer_end(&json);
    json_writer_array(&json);
    json_writer_end(&json);
    json_writer_end(&json);
    return STATUS_OK;
}

static void render_token(struct json_writer *json, struct slice text, const struct token *token)
{
    const struct form *form = token->form;
    json_writer_object(json);
    json_writer_put_int(json, "position", token->position);
    json_writer_put_int(json, "debut", token->start);
    json_writer_put_int(json, "fin", token->end);
    json_writer_put_string(json, "texte",
                           slice_of(text.ptr + token->start, token->end - token->start));
    json_writer_put_string(json, "surface", form->surface);
    json_writer_key(json, "termes");
    json_writer_array(json);
    for (size_t i = 0; i < form->term_count; i++)
        json_writer_string(json, form->terms[i]);
    json_writer_end(json);
    json_writer_put_bool(json, "mot_vide", form->flags & FORM_STOP);
    json_writer_end(json);
}

enum status api_analyze(struct request_context *context, struct http_response *response,
                        struct error *err)
{
    struct search_params params;
    bool refused;
    const struct param_rules rules = {PARAM_TEXT, 0};
    enum status status = api_read_params(context, rules, &params, response, &refused, err);
    if (status != STATUS_OK || refused)
        return status;
    struct analyzer *analyzer = searcher_analyzer(context->searcher);
    struct token_list list;
    status = analyzer_run(analyzer, params.text, &list, err);
    if (status != STATUS_OK)
        return status;

    response->content_type = "application/json";
    struct json_writer json;
    json_writer_init(&json, response->body);
    json_writer_object(&json);
    json_writer_put_string(&json, "text", params.text);
    json_writer_put_text(&json, "analyzer", analyzer_version(analyzer));
    json_writer_put_int(&json, "positions", list.position_count);
    json_writer_key(&json, "tokens");
    json_writer_array(&json);
    for (size_t i = 0; i < list.count; i++)
        render_token(&json, params.text, &list.tokens[i]);
    json_writer_end(&json);
    json_writer_end(&json);
    return STATUS_OK;
}
