// GET /api/v1/matrix and matrix.csv: who asks whom.

#include "answer/stats/matrix.h"
#include "searchd/api/api.h"

enum status api_matrix(struct request_context *context, struct http_response *response,
                       struct error *err)
{
    struct matrix_answer matrix;
    enum status status = search_service_matrix(context, &MATRIX_PROFILE, &matrix, err);
    if (status != STATUS_OK)
        return api_refuse(context, &matrix.search, status, response, err);
    response->content_type = "application/json";
    struct answer_site site = api_site(context);
    struct json_writer json;
    api_json(context, &json, response->body);
    matrix_write_json(&json, &matrix, &site);
    return STATUS_OK;
}

enum status api_matrix_csv(struct request_context *context, struct http_response *response,
                           struct error *err)
{
    struct search_profile profile = MATRIX_PROFILE;
    profile.known |= PARAM_CSV;
    struct matrix_answer matrix;
    enum status status = search_service_matrix(context, &profile, &matrix, err);
    if (status != STATUS_OK)
        return api_refuse(context, &matrix.search, status, response, err);
    struct csv csv;
    api_csv(&matrix.search.params, "attachment; filename=\"matrice.csv\"", response, &csv);
    matrix_write_csv(&csv, &matrix);
    return STATUS_OK;
}
