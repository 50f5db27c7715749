// GET /api/v1/personnes and fonctions (also as .csv), each alone (also /personne/SLUG.json) and as a feed
// (/personne/SLUG.atom).
//
// A feed is that of the search that finds what is theirs: a person's questions, those to them and their answers; an
// office's questions, whoever holds it.

#include "answer/stats/profile.h"
#include "searchd/api/api.h"

static enum status find_list(struct request_context *context, bool is_office, struct directory *out,
                             struct error *err)
{
    enum status status =
        is_office ? directory_offices(context->searcher, context->view, context->arena, out, err)
                  : directory_persons(context->searcher, context->view, context->arena, out, err);
    if (status == STATUS_OK && out->is_cut)
        return error_set(err, STATUS_TOO_LARGE,
                         "La base en a plus que les %zu que la liste peut tenir.", out->count);
    return status;
}

static enum status answer_list(struct request_context *context, bool is_office,
                               struct http_response *response, struct error *err)
{
    struct directory directory;
    enum status status = find_list(context, is_office, &directory, err);
    if (status != STATUS_OK)
        return status;
    struct answer_site site = api_site(context);
    struct json_writer json;
    api_json(context, &json, response->body);
    profile_write_list(&json, &directory, is_office, &site);
    response->content_type = "application/json";
    return STATUS_OK;
}

static enum status answer_list_csv(struct request_context *context, bool is_office,
                                   struct http_response *response, struct error *err)
{
    const struct param_rules rules = {PARAM_CSV, 0, LANGUAGE_FRENCH};
    struct directory directory;
    struct search_params params;
    bool refused;
    enum status status = api_read_params(context, rules, &params, response, &refused, err);
    if (status != STATUS_OK || refused)
        return status;
    status = find_list(context, is_office, &directory, err);
    if (status != STATUS_OK)
        return status;
    struct csv csv;
    api_csv(&params,
            is_office ? "attachment; filename=\"fonctions.csv\""
                      : "attachment; filename=\"personnes.csv\"",
            response, &csv);
    csv.links = context_base_url(context);
    profile_write_list_csv(&csv, &directory, is_office);
    return STATUS_OK;
}

static enum status answer_one(struct request_context *context, bool is_office, struct slice slug,
                              struct http_response *response, struct error *err)
{
    struct profile *profile;
    enum status status = search_service_profile(context, is_office, slug, &profile, err);
    if (status != STATUS_OK)
        return status;
    struct answer_site site = api_site(context);
    struct search_tools tools = search_service_tools(context);
    struct json_writer json;
    api_json(context, &json, response->body);
    profile_write_json(&json, profile, &site, &tools);
    response->content_type = "application/json";
    return STATUS_OK;
}

// What the feed of this person or office is asked for; false without memory.
static bool feed_parameter(struct request_context *context, bool is_office,
                           const struct directory_entry *who, struct parameter *out)
{
    *out = (struct parameter){slice_from(field_short_name(FIELD_OFFICE)), who->name};
    if (is_office)
        return true;
    out->name = SLICE("q");
    struct arena *arena = context->arena;
    out->value = arena_printf(arena, "%.*s OU %.*s OU %.*s",
                              SLICE_ARG(field_query(FIELD_AUTHOR, who->name, arena)),
                              SLICE_ARG(field_query(FIELD_MINISTER, who->name, arena)),
                              SLICE_ARG(field_query(FIELD_RESPONDENT, who->name, arena)));
    return out->value.ptr != NULL;
}

static enum status answer_feed(struct request_context *context, bool is_office, struct slice slug,
                               struct http_response *response, struct error *err)
{
    struct directory_entry who;
    enum status status =
        is_office
            ? directory_office(context->searcher, context->view, slug, context->arena, &who, err)
            : directory_person(context->searcher, context->view, slug, context->arena, &who, err);
    if (status != STATUS_OK)
        return status;
    struct parameter parameter;
    if (!feed_parameter(context, is_office, &who, &parameter))
        return error_set(err, STATUS_NO_MEMORY, "no memory for a feed");
    struct http_request request = *context->request;
    struct request_context of_theirs = *context;
    request.parameters = (struct parameter_list){&parameter, 1};
    of_theirs.request = &request;
    status = feed_atom(&of_theirs, response, err);
    context->timing = of_theirs.timing;
    return status;
}

enum status api_persons(struct request_context *context, struct http_response *response,
                        struct error *err)
{
    return answer_list(context, false, response, err);
}

enum status api_offices(struct request_context *context, struct http_response *response,
                        struct error *err)
{
    return answer_list(context, true, response, err);
}

enum status api_persons_csv(struct request_context *context, struct http_response *response,
                            struct error *err)
{
    return answer_list_csv(context, false, response, err);
}

enum status api_offices_csv(struct request_context *context, struct http_response *response,
                            struct error *err)
{
    return answer_list_csv(context, true, response, err);
}

enum status api_person(struct request_context *context, struct slice slug,
                       struct http_response *response, struct error *err)
{
    return answer_one(context, false, slug, response, err);
}

enum status api_office(struct request_context *context, struct slice slug,
                       struct http_response *response, struct error *err)
{
    return answer_one(context, true, slug, response, err);
}

enum status feed_person(struct request_context *context, struct slice slug,
                        struct http_response *response, struct error *err)
{
    return answer_feed(context, false, slug, response, err);
}

enum status feed_office(struct request_context *context, struct slice slug,
                        struct http_response *response, struct error *err)
{
    return answer_feed(context, true, slug, response, err);
}
