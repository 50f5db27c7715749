// GET /api/v1/concordance and concordance.csv: every word looked for, in its context. GET /api/v1/chiffres and
// chiffres.csv: sentences of answers that hold a number near the words.
//
// A page has so many lines, of as many exchanges as that takes; the cursor may stand within one. Where a page's work
// is done before it has as many, it has fewer, and the next one goes on.

#include "answer/permalink.h"
#include "searchd/api/api.h"

enum { EXCHANGES = 100 }; // that one page looks at, at most

static const struct search_profile LINES = {
    .known = PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS | PARAM_SORT |
             PARAM_CURSOR | PARAM_LINES,
    .default_limit = EXCHANGES,
};

// Runs the search; one without words is refused.
static enum status find_lines(struct request_context *context, const struct search_profile *profile,
                              struct search_answer *answer, struct error *err)
{
    enum status status = search_service_answer(context, profile, answer, err);
    if (status != STATUS_OK || answer->result.concordance.has_words)
        return status;
    params_add_problem(&answer->problems, SLICE("q"),
                       SLICE("Une concordance montre des mots dans leur contexte : la requête doit "
                             "en contenir au moins un."),
                       SLICE(""));
    return error_set(err, STATUS_INVALID, "a concordance without words");
}

// What both answers begin with.
static void begin_json(const struct request_context *context, const struct search_answer *answer,
                       struct http_response *response, struct json_writer *json)
{
    struct answer_site site = api_site(context);
    response->content_type = "application/json";
    api_json(context, json, response->body);
    json_writer_object(json);
    answer_json_query(json, answer);
    answer_json_index(json, &site);
    json_writer_put_int(json, "total", (int64_t)answer->result.total);
}

static void put_line(struct json_writer *json, const struct exchange *exchange,
                     const struct concordance_line *line)
{
    char room[PERMALINK_PLACE_SIZE];
    json_writer_object(json);
    json_writer_put_string(json, "gauche", line->left);
    json_writer_put_string(json, "mot", line->word);
    json_writer_put_string(json, "droite", line->right);
    json_writer_put_string(json, field_name(FIELD_ID), exchange->id);
    json_writer_put_text(json, "champ", field_name(line->field));
    json_writer_put_date(json, "date", line->date);
    json_writer_put_optional(json, "qui", line->speaker);
    json_writer_put_optional(json, field_name(FIELD_OFFICE), line->office);
    json_writer_put_optional(json, field_name(FIELD_ASSEMBLY), exchange->assembly);
    json_writer_put_optional(json, field_name(FIELD_AUTHOR), exchange->author);
    json_writer_put_optional(json, field_name(FIELD_MINISTER), exchange->minister);
    json_writer_put_optional(json, "paragraphe", permalink_place(line->place, room));
    permalink_put_place(json, field_name(FIELD_URL), exchange->id, line->place);
    json_writer_end(json);
}

enum status api_concordance(struct request_context *context, struct http_response *response,
                            struct error *err)
{
    struct search_answer answer;
    struct slice next;
    enum status status = find_lines(context, &LINES, &answer, err);
    if (status != STATUS_OK)
        return api_refuse(context, &answer, status, response, err);
    status = api_add_links(context, &answer, SLICE("/api/v1/concordance"), response, &next, err);
    if (status != STATUS_OK)
        return status;
    const struct concordance *found = &answer.result.concordance;
    struct json_writer json;
    begin_json(context, &answer, response, &json);
    json_writer_key(&json, "lignes");
    json_writer_array(&json);
    for (size_t i = 0; i < found->line_count; i++)
        put_line(&json, &answer.result.hits[found->lines[i].hit].exchange, &found->lines[i]);
    json_writer_end(&json);
    json_writer_put_optional(&json, "next", next);
    json_writer_end(&json);
    return STATUS_OK;
}

static void put_row(struct csv *csv, const struct exchange *exchange,
                    const struct concordance_line *line)
{
    char room[PERMALINK_PLACE_SIZE];
    csv_text(csv, line->left);
    csv_text(csv, line->word);
    csv_text(csv, line->right);
    csv_text(csv, exchange->id);
    csv_text(csv, slice_from(field_name(line->field)));
    csv_date(csv, line->date);
    csv_text(csv, line->speaker);
    csv_text(csv, line->office);
    csv_text(csv, exchange->assembly);
    csv_text(csv, exchange->author);
    csv_text(csv, exchange->minister);
    csv_text(csv, permalink_place(line->place, room));
    permalink_put_place_cell(csv, exchange->id, line->place);
    csv_end_row(csv);
}

enum status api_concordance_csv(struct request_context *context, struct http_response *response,
                                struct error *err)
{
    static const char *const columns[] = {
        "gauche",   "mot",       "droite", "id",       "champ",      "date", "qui",
        "fonction", "assemblee", "auteur", "ministre", "paragraphe", "url"};
    struct search_profile profile = LINES;
    profile.known |= PARAM_CSV;
    struct search_answer answer;
    struct slice next;
    enum status status = find_lines(context, &profile, &answer, err);
    if (status != STATUS_OK)
        return api_refuse(context, &answer, status, response, err);
    status =
        api_add_links(context, &answer, SLICE("/api/v1/concordance.csv"), response, &next, err);
    if (status != STATUS_OK)
        return status;
    const struct concordance *found = &answer.result.concordance;
    struct csv csv;
    api_csv(&answer.params, "attachment; filename=\"concordance.csv\"", response, &csv);
    csv.links = context_base_url(context);
    api_csv_names(&csv, columns, COUNT(columns));
    for (size_t i = 0; i < found->line_count; i++)
        put_row(&csv, &answer.result.hits[found->lines[i].hit].exchange, &found->lines[i]);
    return STATUS_OK;
}

// --- numbers -----------------------------------------------------------------------------------

static const struct search_profile AMOUNTS = {
    .known = PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS | PARAM_LIMIT,
    .default_limit = 10,
};

static enum status find_amounts(struct request_context *context,
                                const struct search_profile *profile, struct search_answer *answer,
                                struct error *err)
{
    enum status status = search_service_read(context, profile, answer, err);
    if (status != STATUS_OK)
        return status;
    answer->request.most_amounts = answer->params.limit;
    answer->request.limit = 0;
    status = search_service_run(context, answer, err);
    if (status != STATUS_OK || answer->params.limit == 0 || answer->result.amounts.has_words)
        return status;
    params_add_problem(&answer->problems, SLICE("q"),
                       SLICE("Les chiffres sont cherchés près de mots : la requête doit en "
                             "contenir au moins un."),
                       SLICE(""));
    return error_set(err, STATUS_INVALID, "numbers without words");
}

static void put_amount(struct json_writer *json, const struct amount *amount)
{
    char room[PERMALINK_PLACE_SIZE];
    const struct exchange *exchange = amount->exchange;
    json_writer_object(json);
    json_writer_put_decimal(json, "nombre", amount->value);
    json_writer_put_optional(json, "unite", amount->unit);
    json_writer_put_string(json, "ecrit", amount->number);
    if (amount->year > 0)
        json_writer_put_int(json, field_name(FIELD_YEAR), amount->year);
    else
        json_writer_put_null(json, field_name(FIELD_YEAR));
    json_writer_put_string(json, "phrase", amount->sentence);
    json_writer_put_string(json, field_name(FIELD_ID), exchange->id);
    json_writer_put_optional(json, field_name(FIELD_TITLE), exchange->title);
    json_writer_put_optional(json, field_name(FIELD_RESPONDENT), amount->speaker);
    json_writer_put_optional(json, field_name(FIELD_OFFICE), amount->office);
    json_writer_put_date(json, field_name(FIELD_ANSWER_DATE), amount->date);
    json_writer_put_optional(json, field_name(FIELD_ASSEMBLY), exchange->assembly);
    json_writer_put_string(json, "paragraphe", permalink_place(amount->place, room));
    permalink_put_place(json, field_name(FIELD_URL), exchange->id, amount->place);
    json_writer_end(json);
}

enum status api_amounts(struct request_context *context, struct http_response *response,
                        struct error *err)
{
    struct search_answer answer;
    enum status status = find_amounts(context, &AMOUNTS, &answer, err);
    if (status != STATUS_OK)
        return api_refuse(context, &answer, status, response, err);
    const struct amount_list *found = &answer.result.amounts;
    struct json_writer json;
    begin_json(context, &answer, response, &json);
    json_writer_put_int(&json, "examines", (int64_t)found->exchanges);
    json_writer_key(&json, "chiffres");
    json_writer_array(&json);
    for (size_t i = 0; i < found->count; i++)
        put_amount(&json, &found->items[i]);
    json_writer_end(&json);
    json_writer_end(&json);
    return STATUS_OK;
}

static void put_amount_row(struct csv *csv, const struct amount *amount)
{
    char room[PERMALINK_PLACE_SIZE];
    const struct exchange *exchange = amount->exchange;
    csv_decimal(csv, amount->value);
    csv_text(csv, amount->unit);
    csv_text(csv, amount->number);
    if (amount->year > 0)
        csv_number(csv, amount->year);
    else
        csv_text(csv, SLICE(""));
    csv_text(csv, amount->sentence);
    csv_text(csv, exchange->id);
    csv_text(csv, exchange->title);
    csv_text(csv, amount->speaker);
    csv_text(csv, amount->office);
    csv_date(csv, amount->date);
    csv_text(csv, exchange->assembly);
    csv_text(csv, permalink_place(amount->place, room));
    permalink_put_place_cell(csv, exchange->id, amount->place);
    csv_end_row(csv);
}

enum status api_amounts_csv(struct request_context *context, struct http_response *response,
                            struct error *err)
{
    static const char *const columns[] = {
        "nombre",    "unite",    "ecrit",        "annee",     "phrase",     "id", "titre",
        "repondant", "fonction", "date_reponse", "assemblee", "paragraphe", "url"};
    struct search_profile profile = AMOUNTS;
    profile.known |= PARAM_CSV;
    struct search_answer answer;
    enum status status = find_amounts(context, &profile, &answer, err);
    if (status != STATUS_OK)
        return api_refuse(context, &answer, status, response, err);
    const struct amount_list *found = &answer.result.amounts;
    struct csv csv;
    api_csv(&answer.params, "attachment; filename=\"chiffres.csv\"", response, &csv);
    csv.links = context_base_url(context);
    api_csv_names(&csv, columns, COUNT(columns));
    for (size_t i = 0; i < found->count; i++)
        put_amount_row(&csv, &found->items[i]);
    return STATUS_OK;
}
