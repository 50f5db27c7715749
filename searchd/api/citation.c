// GET /api/v1/citation: how to cite the result of a search, so that others can have it again and know that it is the
// same: what was asked, of which generation, how many exchanges and the hash of their identifiers.
#include "answer/answer_json.h"
#include "answer/citation/result_citation.h"
#include "answer/plural.h"
#include "base/date.h"
#include "searchd/api/api.h"

#include <inttypes.h>

// « logement », 42 échanges : Hémicycle, génération 12 (2026-11-28). SHA-256 … https://… »
static struct slice text_of(const struct request_context *context,
                            const struct search_answer *answer,
                            const struct result_citation *citation, struct slice address)
{
    char day[DATE_TEXT_SIZE], today[DATE_TEXT_SIZE];
    int32_t days = (int32_t)(context->index.commit_time / 86400);
    size_t day_len = date_format_iso(date_from_days(days), day);
    size_t today_len = date_format_iso(context->today, today);
    struct slice q = answer->result.canonical;
    return arena_printf(
        context->arena,
        "%s%.*s%s%" PRIu64 " échange%s. %.*s, génération %" PRIu64
        " du %.*s (consulté le %.*s). SHA-256 des identifiants triés\u00a0: %s. %.*s",
        q.len ? "«\u00a0" : "", SLICE_ARG(q), q.len ? "\u00a0», " : "", citation->count,
        plural_french(citation->count), SLICE_ARG(context->site->name), context->index.generation,
        (int)day_len, day, (int)today_len, today, citation->sha256, SLICE_ARG(address));
}

static void put_citation(struct json_writer *json, const struct request_context *context,
                         const struct result_citation *citation, struct slice address)
{
    struct slice dump = context_dump(context);
    if (dump.len > 0)
        dump = arena_printf(context->arena, "%.*s/dumps/%.*s", SLICE_ARG(context_base_url(context)),
                            SLICE_ARG(dump));
    json_writer_put_string(json, "adresse", address);
    json_writer_put_int(json, "generation", (int64_t)context->index.generation);
    json_writer_put_time(json, "commit_time", context->index.commit_time);
    json_writer_put_int(json, "nombre", (int64_t)citation->count);
    json_writer_put_text(json, "sha256", citation->sha256);
    json_writer_put_optional(json, "copie", dump);
}

enum status api_citation(struct request_context *context, struct http_response *response,
                         struct error *err)
{
    struct search_answer answer;
    struct result_citation citation;
    enum status status = search_service_answer(context, &RESULT_CITATION_SEARCH, &answer, err);
    if (status != STATUS_OK)
        return api_refuse(context, &answer, status, response, err);
    struct search_tools tools = search_service_tools(context);
    status = result_citation_make(&tools, &answer.request, &citation, err);
    if (status != STATUS_OK)
        return status;
    struct slice path =
        search_answer_url(&answer, &answer.params, ANSWER_JSON_SEARCH_PATH, context->arena);
    struct slice address = arena_printf(context->arena, "%.*s%.*s",
                                        SLICE_ARG(context_base_url(context)), SLICE_ARG(path));
    struct slice text = text_of(context, &answer, &citation, address);
    if (!path.ptr || !address.ptr || !text.ptr)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a citation");
    struct answer_site site = api_site(context);
    struct json_writer json;
    response->content_type = "application/json";
    api_json(context, &json, response->body);
    json_writer_object(&json);
    answer_json_query(&json, &answer);
    answer_json_index(&json, &site);
    json_writer_key(&json, "citation");
    json_writer_object(&json);
    put_citation(&json, context, &citation, address);
    json_writer_put_string(&json, "texte", text);
    json_writer_end(&json);
    json_writer_end(&json);
    return STATUS_OK;
}
