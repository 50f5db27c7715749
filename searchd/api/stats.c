// GET /api/v1/stats and stats.csv, /delais.json and /delais.csv: matches in groups, and how late they were answered.
//
// The two pairs differ in one thing: /delais is by minister where nothing else is asked for.

#include "answer/stats/stats_write.h"
#include "searchd/api/api.h"

static enum status answer_json(struct request_context *context, enum field by,
                               struct http_response *response, struct error *err)
{
    struct stats_answer stats;
    enum status status = search_service_stats(context, &STATS_PROFILE, by, &stats, err);
    if (status != STATUS_OK)
        return api_refuse(context, &stats.search, status, response, err);
    response->content_type = "application/json";
    struct answer_site site = api_site(context);
    struct json_writer json;
    api_json(context, &json, response->body);
    stats_write_json(&json, &stats, &site);
    return STATUS_OK;
}

static enum status answer_csv(struct request_context *context, enum field by,
                              struct http_response *response, struct error *err)
{
    struct search_profile profile = STATS_PROFILE;
    profile.known |= PARAM_CSV;
    struct stats_answer stats;
    enum status status = search_service_stats(context, &profile, by, &stats, err);
    if (status != STATUS_OK)
        return api_refuse(context, &stats.search, status, response, err);
    struct csv csv;
    api_csv(&stats.search.params, "attachment; filename=\"groupes.csv\"", response, &csv);
    stats_write_csv(&csv, &stats);
    return STATUS_OK;
}

enum status api_stats(struct request_context *context, struct http_response *response,
                      struct error *err)
{
    return answer_json(context, FIELD_COUNT, response, err);
}

enum status api_stats_csv(struct request_context *context, struct http_response *response,
                          struct error *err)
{
    return answer_csv(context, FIELD_COUNT, response, err);
}

enum status api_delays(struct request_context *context, struct http_response *response,
                       struct error *err)
{
    return answer_json(context, FIELD_MINISTER, response, err);
}

enum status api_delays_csv(struct request_context *context, struct http_response *response,
                           struct error *err)
{
    return answer_csv(context, FIELD_MINISTER, response, err);
}
