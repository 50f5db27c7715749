// Words: completions, and what the analyzer makes of a text.
//
// Completions are asked for at every key that is pressed. Each says how many exchanges choosing it finds, so each is
// searched for, without hits; what finds nothing with all that was typed is left out. Twenty at most.
// Both forms, ours and OpenSearch's, are of the same words.

#include "searchd/api/api.h"
#include "searchd/page/french.h"

#include <stdlib.h>

enum { DEFAULT_SUGGESTIONS = 10, MAX_SUGGESTIONS = 20 };

// Names first, as they came; words by what they find.
static int compare_suggestions(const void *a, const void *b)
{
    const struct suggestion *x = a, *y = b;
    bool is_name = x->field != FIELD_COUNT, is_other_name = y->field != FIELD_COUNT;
    if (is_name != is_other_name)
        return is_name ? -1 : 1;
    if (x->documents != y->documents)
        return x->documents > y->documents ? -1 : 1;
    return slice_compare(x->text, y->text);
}

// Keeps the first `limit` that find something, with what they find.
static enum status count_suggestions(struct request_context *context, uint32_t limit,
                                     struct suggestion_list *found, struct error *err)
{
    size_t kept = 0;
    for (size_t i = 0; i < found->count && kept < limit; i++) {
        struct suggestion suggestion = found->items[i];
        const struct search_request request = {.q = suggestion.query};
        struct search_result *result = arena_calloc(context->arena, 1, sizeof *result);
        if (!result)
            return error_set(err, STATUS_NO_MEMORY, "no memory for suggestions");
        enum status status =
            search_run(context->searcher, context->view, &request, context->arena, result, err);
        if (status == STATUS_INVALID)
            continue; // no query yet, as it stands
        if (status != STATUS_OK)
            return status;
        if (result->total == 0 || result->relaxed)
            continue;
        suggestion.documents = result->total;
        found->items[kept++] = suggestion;
    }
    found->count = kept;
    if (kept > 1)
        qsort(found->items, kept, sizeof *found->items, compare_suggestions);
    return STATUS_OK;
}

static enum status suggest(struct request_context *context, struct http_response *response,
                           struct search_params *params, struct suggestion_list *found,
                           bool *refused, struct error *err)
{
    const struct param_rules rules = {PARAM_Q | PARAM_LIMIT, DEFAULT_SUGGESTIONS, LANGUAGE_FRENCH};
    enum status status = api_read_params(context, rules, params, response, refused, err);
    if (status != STATUS_OK || *refused)
        return status;
    *found = (struct suggestion_list){.room = vec_in(context->arena, MAX_SUGGESTIONS)};
    if (params->q.len == 0 || params->limit == 0)
        return STATUS_OK;
    status =
        search_suggest(context->searcher, context->view, params->q, context->arena, found, err);
    return status == STATUS_OK ? count_suggestions(context, params->limit, found, err) : status;
}

// A name as it is spoken; a word as it is.
static struct slice shown_text(struct request_context *context, const struct suggestion *suggestion)
{
    struct buf text;
    if (suggestion->field == FIELD_COUNT)
        return suggestion->text;
    buf_init(&text, 0);
    french_person(&text, suggestion->text);
    return arena_take(context->arena, &text);
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
        json_writer_put_string(&json, "texte", shown_text(context, &found.items[i]));
        json_writer_put_text(&json, "champ", is_word ? "mot" : field_name(found.items[i].field));
        json_writer_put_string(&json, "requete", found.items[i].query);
        json_writer_put_int(&json, "nombre", (int64_t)found.items[i].documents);
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
        json_writer_string(&json, shown_text(context, &found.items[i]));
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
    const struct param_rules rules = {PARAM_TEXT, 0, LANGUAGE_FRENCH};
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
