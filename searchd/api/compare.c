// GET /comparer.csv: the figures of the chart at /comparer, all of them.

#include "answer/stats/compare.h"
#include "searchd/api/api.h"

enum status api_compare_csv(struct request_context *context, struct http_response *response,
                            struct error *err)
{
    struct search_profile profile = COMPARE_PROFILE;
    profile.known |= PARAM_CSV;
    struct compare_answer *compare = arena_calloc(context->arena, 1, sizeof *compare);
    if (!compare)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an answer");
    enum status status = search_service_compare(context, &profile, compare, err);
    if (status != STATUS_OK)
        return api_refuse_problems(context, &compare->problems, status, response);
    struct csv csv;
    api_csv(&compare->params, "attachment; filename=\"comparaison.csv\"", response, &csv);
    compare_write_csv(&csv, compare);
    return STATUS_OK;
}
