// Counting, as JSON and CSV: matches over time, who has been waiting for how long; and what the data lack.
//
// The first two are searches like any other, with the same parameters, of which they leave out what makes no sense for
// them. /histogram counts without ranking; /unanswered is ordered by date, the longest waiting first, and says for each
// how many days, and by which rule too many.

#include "answer/permalink.h"
#include "answer/stats/stats.h"
#include "base/date.h"
#include "engine/workdays.h"
#include "searchd/api/api.h"
#include "searchd/ask/quality_service.h"

// --- histogram --------------------------------------------------------------------------------

static const struct search_profile HISTOGRAM = {
    .known = PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS | PARAM_GROUP |
             PARAM_TIME_BASE,
    .default_limit = 0,
    .want_histogram = true,
};

static void render_bucket(struct json_writer *json, const struct histogram_bucket *bucket,
                          bool with_words)
{
    json_writer_object(json);
    if (bucket->date == DATE_NONE)
        json_writer_put_text(json, "periode", "sans-mois");
    else
        json_writer_put_date(json, "periode", bucket->date);
    json_writer_put_int(json, "nombre", bucket->count);
    json_writer_put_int(json, "questions", bucket->documents);
    json_writer_put_decimal(json, "pour_mille", stats_rate(bucket->count, bucket->documents));
    if (with_words) {
        json_writer_put_int(json, "mots", (int64_t)bucket->words);
        json_writer_put_decimal(json, "par_million", stats_word_rate(bucket->count, bucket->words));
    }
    json_writer_end(json);
}

// What the buckets are related to: what the filters without `q` describe, or all questions of each period.
static enum status find_base(struct request_context *context, const struct search_answer *answer,
                             struct search_result *base, struct error *err)
{
    struct search_request request = answer->request;
    request.q = SLICE_NONE;
    request.mode = MODE_ALL;
    request.histogram_alone = true;
    request.histogram_words = answer->params.figures.wants_words;
    if (!answer->params.figures.base_is_filtered) {
        request.filter_count = 0;
        request.date_from = request.date_to = DATE_NONE;
    }
    return search_run(context->searcher, context->view, &request, context->arena, base, err);
}

static enum status rebase(struct request_context *context, struct search_answer *answer,
                          struct error *err)
{
    struct search_result base;
    enum status status = find_base(context, answer, &base, err);
    if (status != STATUS_OK)
        return status;
    size_t count = answer->result.histogram_count;
    struct histogram_bucket *buckets = arena_calloc(context->arena, count + 1, sizeof *buckets);
    if (!buckets)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a histogram");
    for (size_t i = 0; i < count; i++) {
        const struct histogram_bucket *bucket = &answer->result.histogram[i];
        buckets[i] = (struct histogram_bucket){.date = bucket->date, .count = bucket->count};
        for (size_t b = 0; b < base.histogram_count; b++) {
            if (base.histogram[b].date != bucket->date)
                continue;
            buckets[i].documents = base.histogram[b].count;
            buckets[i].words = base.histogram[b].words;
        }
    }
    answer->result.histogram = buckets;
    return STATUS_OK;
}

static enum status find_histogram(struct request_context *context,
                                  const struct search_profile *profile,
                                  struct search_answer *answer, struct error *err)
{
    enum status status = search_service_answer(context, profile, answer, err);
    const struct figures_params *figures = &answer->params.figures;
    bool is_of_all = !figures->base_is_filtered && !figures->wants_words;
    return status != STATUS_OK || is_of_all ? status : rebase(context, answer, err);
}

enum status api_histogram(struct request_context *context, struct http_response *response,
                          struct error *err)
{
    struct search_answer answer;
    enum status status = find_histogram(context, &HISTOGRAM, &answer, err);
    const struct figures_params *figures = &answer.params.figures;
    if (status != STATUS_OK)
        return api_refuse(context, &answer, status, response, err);
    response->content_type = "application/json";
    struct json_writer json;
    json_writer_init(&json, response->body);
    json_writer_object(&json);
    answer_json_query(&json, &answer);
    struct answer_site site = api_site(context);
    answer_json_index(&json, &site);
    json_writer_put_int(&json, "total", (int64_t)answer.result.total);
    json_writer_put_text(&json, "par", answer.params.by_month ? "mois" : "annee");
    json_writer_put_text(&json, "base", figures->base_is_filtered ? "filtres" : "tout");
    json_writer_key(&json, "histogramme");
    json_writer_array(&json);
    for (size_t i = 0; i < answer.result.histogram_count; i++)
        render_bucket(&json, &answer.result.histogram[i], figures->wants_words);
    json_writer_end(&json);
    json_writer_end(&json);
    return STATUS_OK;
}

static void put_bucket_row(struct csv *csv, const struct histogram_bucket *bucket, bool with_words)
{
    if (bucket->date == DATE_NONE)
        csv_text(csv, SLICE("sans-mois"));
    else
        csv_date(csv, bucket->date);
    csv_number(csv, bucket->count);
    csv_number(csv, bucket->documents);
    csv_decimal(csv, stats_rate(bucket->count, bucket->documents));
    if (with_words) {
        csv_number(csv, (int64_t)bucket->words);
        csv_decimal(csv, stats_word_rate(bucket->count, bucket->words));
    }
    csv_end_row(csv);
}

enum status api_histogram_csv(struct request_context *context, struct http_response *response,
                              struct error *err)
{
    static const char *const columns[] = {"periode",    "nombre", "questions",
                                          "pour_mille", "mots",   "par_million"};
    struct search_profile profile = HISTOGRAM;
    profile.known |= PARAM_CSV;
    struct search_answer answer;
    enum status status = find_histogram(context, &profile, &answer, err);
    if (status != STATUS_OK)
        return api_refuse(context, &answer, status, response, err);
    bool with_words = answer.params.figures.wants_words;
    struct csv csv;
    api_csv(&answer.params, "attachment; filename=\"histogramme.csv\"", response, &csv);
    api_csv_names(&csv, columns, COUNT(columns) - (with_words ? 0 : 2));
    for (size_t i = 0; i < answer.result.histogram_count; i++)
        put_bucket_row(&csv, &answer.result.histogram[i], with_words);
    return STATUS_OK;
}

// --- unanswered -------------------------------------------------------------------------------

static const struct search_profile UNANSWERED = {
    .known = PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS | PARAM_LIMIT |
             PARAM_OFFSET | PARAM_CURSOR,
    .default_limit = 20,
    .facet_mask = 1u << FIELD_MINISTER,
    .facet_limit = 100,
};

// Reads the parameters as a search for what waits for an answer, the longest waiting first.
static enum status search_unanswered(struct request_context *context,
                                     const struct search_profile *profile,
                                     struct search_answer *answer, struct error *err)
{
    enum status status = search_service_read(context, profile, answer, err);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < answer->params.filter_count; i++) {
        if (answer->params.filters[i].field == FIELD_STATUS) {
            params_add_problem(&answer->problems, slice_from(field_name(FIELD_STATUS)),
                               SLICE("Cette adresse ne montre que les questions sans réponse."),
                               SLICE(""));
            return error_set(err, STATUS_INVALID, "%s", field_name(FIELD_STATUS));
        }
    }
    size_t count = answer->params.filter_count;
    answer->params.filters[count++] =
        (struct search_filter){FIELD_STATUS, slice_from(exchange_status_name(EXCHANGE_WAITING))};
    answer->params.filters[count++] = (struct search_filter){
        FIELD_STATUS, slice_from(exchange_status_name(EXCHANGE_PROVISIONAL))};
    answer->request.filter_count = count;
    answer->request.sort = SORT_DATE_ASC;
    return search_service_run(context, answer, err);
}

// As workdays_between has it, 0 for a question dated later than today.
static int64_t days_waited(uint32_t since, uint32_t today)
{
    return today > since ? date_to_days(today) - date_to_days(since) : 0;
}

static void render_waiting(struct json_writer *json, const struct exchange *exchange,
                           const struct request_context *context)
{
    uint32_t today = context->today;
    json_writer_object(json);
    json_writer_put_string(json, field_name(FIELD_ID), exchange->id);
    struct answer_site site = api_site(context);
    answer_json_summary(json, exchange, &site.about, today);
    if (date_is_full(exchange->date_question)) {
        json_writer_put_int(json, "attente_jours", days_waited(exchange->date_question, today));
        json_writer_put_int(json, "attente_jours_ouvrables",
                            workdays_between(exchange->date_question, today));
    } else {
        json_writer_put_null(json, "attente_jours");
        json_writer_put_null(json, "attente_jours_ouvrables");
    }
    json_writer_end(json);
}

static void render_unanswered(struct request_context *context, const struct search_answer *answer,
                              struct slice next, struct buf *out)
{
    struct json_writer json;
    api_json(context, &json, out);
    json_writer_object(&json);
    answer_json_query(&json, answer);
    struct answer_site site = api_site(context);
    answer_json_index(&json, &site);
    json_writer_put_date(&json, "au", context->today);
    json_writer_put_int(&json, "total", (int64_t)answer->result.total);
    json_writer_key(&json, "hits");
    json_writer_array(&json);
    for (size_t i = 0; i < answer->result.hit_count; i++)
        render_waiting(&json, &answer->result.hits[i].exchange, context);
    json_writer_end(&json);
    answer_json_facets(&json, &answer->result);
    json_writer_put_optional(&json, "next", next);
    json_writer_end(&json);
}

enum status api_unanswered(struct request_context *context, struct http_response *response,
                           struct error *err)
{
    struct search_answer answer;
    enum status status = search_unanswered(context, &UNANSWERED, &answer, err);
    if (status != STATUS_OK)
        return api_refuse(context, &answer, status, response, err);
    struct slice next;
    status = api_add_links(context, &answer, SLICE("/api/v1/unanswered"), response, &next, err);
    if (status != STATUS_OK)
        return status;
    response->content_type = "application/json";
    render_unanswered(context, &answer, next, response->body);
    return STATUS_OK;
}

static void put_waiting_row(struct csv *csv, const struct exchange *exchange,
                            const struct deadlines *deadlines, uint32_t today)
{
    const struct slice texts[] = {
        exchange->id,     exchange->title,  exchange->type,  exchange->assembly, exchange->session,
        exchange->number, exchange->author, exchange->group, exchange->minister, exchange->office};
    struct deadline deadline;
    bool is_limited = deadlines_find(deadlines, exchange, &deadline);
    for (size_t i = 0; i < COUNT(texts); i++)
        csv_text(csv, texts[i]);
    csv_date(csv, exchange->date_question);
    csv_text(csv, slice_from(exchange_status_name(exchange_status(exchange))));
    csv_date(csv, is_limited ? deadline.due : DATE_NONE);
    if (date_is_full(exchange->date_question)) {
        csv_number(csv, days_waited(exchange->date_question, today));
        csv_number(csv, workdays_between(exchange->date_question, today));
    } else {
        csv_text(csv, SLICE(""));
        csv_text(csv, SLICE(""));
    }
    permalink_put_cell(csv, exchange->id);
    csv_end_row(csv);
}

enum status api_unanswered_csv(struct request_context *context, struct http_response *response,
                               struct error *err)
{
    static const char *const columns[] = {"id",        "titre",         "type",
                                          "assemblee", "session",       "numero",
                                          "auteur",    "groupe",        "ministre",
                                          "fonction",  "date_question", "statut",
                                          "echeance",  "attente_jours", "attente_jours_ouvrables",
                                          "url"};
    struct search_profile profile = UNANSWERED;
    profile.known |= PARAM_CSV;
    struct search_answer answer;
    struct slice next;
    enum status status = search_unanswered(context, &profile, &answer, err);
    if (status != STATUS_OK)
        return api_refuse(context, &answer, status, response, err);
    status = api_add_links(context, &answer, SLICE("/api/v1/unanswered.csv"), response, &next, err);
    if (status != STATUS_OK)
        return status;
    struct answer_site site = api_site(context);
    struct csv csv;
    api_csv(&answer.params, "attachment; filename=\"sans-reponse.csv\"", response, &csv);
    csv.links = context_base_url(context);
    api_csv_names(&csv, columns, COUNT(columns));
    for (size_t i = 0; i < answer.result.hit_count; i++)
        put_waiting_row(&csv, &answer.result.hits[i].exchange, site.about.deadlines,
                        context->today);
    return STATUS_OK;
}

// --- quality ----------------------------------------------------------------------------------

static void render_finding(struct request_context *context, struct json_writer *json,
                           const struct quality_finding *finding)
{
    const struct search_params params = {.q = finding->query};
    struct buf url = {0};
    json_writer_object(json);
    json_writer_put_text(json, "cle", finding->key);
    json_writer_put_text(json, "libelle", finding->label);
    json_writer_put_int(json, "nombre", (int64_t)finding->count);
    json_writer_put_int(json, "parmi", (int64_t)finding->among);
    json_writer_put_string(json, "q", finding->query);
    params_append_url(&url, ANSWER_JSON_SEARCH_PATH, &params, PARAM_Q, 0);
    struct slice path = arena_take(context->arena, &url);
    json_writer_put_string(json, "url", context_path(context, path));
    json_writer_end(json);
}

enum status api_quality(struct request_context *context, struct http_response *response,
                        struct error *err)
{
    const struct param_rules rules = {0, 0, LANGUAGE_FRENCH};
    struct quality_answer quality;
    struct search_params params;
    struct json_writer json;
    bool refused;
    enum status status = api_read_params(context, rules, &params, response, &refused, err);
    if (status != STATUS_OK || refused)
        return status;
    status = quality_service_answer(context, &quality, err);
    if (status != STATUS_OK)
        return status;
    response->content_type = "application/json";
    json_writer_init(&json, response->body);
    json_writer_object(&json);
    struct answer_site site = api_site(context);
    answer_json_index(&json, &site);
    json_writer_key(&json, "constats");
    json_writer_array(&json);
    for (size_t i = 0; i < quality.count; i++)
        render_finding(context, &json, &quality.findings[i]);
    json_writer_end(&json);
    json_writer_end(&json);
    return STATUS_OK;
}
