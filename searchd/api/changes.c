// GET /api/v1/changes and changes.csv: what became of documents, for those who keep a copy of them.
//
// Each answer says where to go on (`reprise`), also when nothing has happened yet. Who comes too late, because changes
// that were not fetched have been dropped, is told so (410) and where to begin again, and never given the rest as if it
// were all.

#include "answer/csv.h"
#include "answer/permalink.h"
#include "base/bytes.h"
#include "base/date.h"
#include "searchd/api/api.h"
#include "searchd/ask/changes_service.h"
#include "searchd/handle/problem.h"

enum { KNOWN = PARAM_CHANGES | PARAM_CURSOR };

static const struct {
    enum change_part part;
    const char *name;
} PARTS[] = {{CHANGE_TITLE, "titre"},
             {CHANGE_QUESTION, "question"},
             {CHANGE_ANSWER, "reponse"},
             {CHANGE_FACTS, "autres"}};
enum { PART_COUNT = sizeof PARTS / sizeof *PARTS };

// Empty where the document was not there.
static struct slice name_of_status(enum exchange_status status)
{
    return slice_from(status < EXCHANGE_STATUS_COUNT ? exchange_status_name(status) : "");
}

// Sixteen hexadecimal digits; empty where the document was not there.
static struct slice hash_text(uint64_t hash, char text[HEX_U64_LEN])
{
    if (hash == 0)
        return SLICE("");
    return slice_of(text, (size_t)(hex_put_u64(text, hash) - text));
}

// The address that goes on from there, for this address; empty without memory.
static struct slice go_on(const struct request_context *context,
                          const struct changes_answer *answer, struct slice path, unsigned known)
{
    struct search_params params = answer->params;
    struct buf url;
    buf_init(&url, 0);
    params.cursor = answer->place;
    params.changes.since = 0;
    params_append_url(&url, context_path(context, path), &params, known, 0);
    return arena_take(context->arena, &url);
}

static void write_parts(struct json_writer *json, unsigned parts)
{
    json_writer_key(json, "champs");
    json_writer_array(json);
    for (int p = 0; p < PART_COUNT; p++)
        if (parts & PARTS[p].part)
            json_writer_string(json, slice_from(PARTS[p].name));
    json_writer_end(json);
}

void api_put_change(struct json_writer *json, const struct change *change)
{
    char hash[HEX_U64_LEN];
    json_writer_put_int(json, "numero", (int64_t)change->number);
    json_writer_put_text(json, "genre", change_kind_name(change->kind));
    json_writer_put_string(json, field_name(FIELD_ID), change->id);
    json_writer_put_time(json, "date", change_told_time(change));
    json_writer_put_int(json, "generation", (int64_t)change->generation);
    write_parts(json, change->parts);
    json_writer_put_optional(json, "statut_avant", name_of_status(change->before));
    json_writer_put_optional(json, field_name(FIELD_STATUS), name_of_status(change->after));
    json_writer_put_string(json, field_name(FIELD_SOURCE), change->source);
    json_writer_put_optional(json, "empreinte_avant", hash_text(change->old_hash, hash));
    permalink_put(json, field_name(FIELD_URL), change->id);
}

static void render_json(struct request_context *context, const struct changes_answer *answer,
                        struct slice next, struct http_response *response)
{
    struct json_writer json;
    response->content_type = "application/json";
    api_json(context, &json, response->body);
    json_writer_object(&json);
    struct answer_site site = api_site(context);
    answer_json_index(&json, &site);
    json_writer_key(&json, "changements");
    json_writer_array(&json);
    for (size_t i = 0; i < answer->found.count; i++) {
        json_writer_object(&json);
        api_put_change(&json, &answer->found.list[i]);
        json_writer_end(&json);
    }
    json_writer_end(&json);
    json_writer_put_optional(&json, "next", answer->is_more ? next : SLICE(""));
    json_writer_put_string(&json, "reprise", next);
    json_writer_end(&json);
}

static void put_row(struct csv *csv, const struct change *change)
{
    char text[DATE_TIME_SIZE], hash[HEX_U64_LEN];
    struct buf list;
    buf_init(&list, 0);
    csv_number(csv, (int64_t)change->number);
    csv_text(csv, slice_from(change_kind_name(change->kind)));
    csv_text(csv, change->id);
    csv_text(csv, slice_of(text, date_time_iso(change_told_time(change), text)));
    csv_number(csv, (int64_t)change->generation);
    for (int p = 0; p < PART_COUNT; p++)
        if (change->parts & PARTS[p].part)
            buf_printf(&list, "%s%s", list.len > 0 ? " " : "", PARTS[p].name);
    csv_text(csv, buf_slice(&list));
    csv_text(csv, name_of_status(change->before));
    csv_text(csv, name_of_status(change->after));
    csv_text(csv, change->source);
    csv_text(csv, hash_text(change->old_hash, hash));
    permalink_put_cell(csv, change->id);
    csv_end_row(csv);
    csv->out->failed = csv->out->failed || list.failed;
    buf_clear(&list);
}

static void render_csv(struct request_context *context, const struct changes_answer *answer,
                       struct slice next, struct http_response *response)
{
    static const char *const columns[] = {"numero",     "genre",           "id",           "date",
                                          "generation", "champs",          "statut_avant", "statut",
                                          "source",     "empreinte_avant", "url"};
    struct csv csv;
    api_csv(&answer->params, "attachment; filename=\"changements.csv\"", response, &csv);
    csv.links = context_base_url(context);
    api_csv_names(&csv, columns, COUNT(columns));
    for (size_t i = 0; i < answer->found.count; i++)
        put_row(&csv, &answer->found.list[i]);
    csv_text(&csv, SLICE("#fin"));
    csv_number(&csv, (int64_t)answer->found.count);
    csv_text(&csv, next);
    csv_end_row(&csv);
}

// Answers what has gone wrong; hands on what is the router's.
static enum status refuse(struct request_context *context, const struct changes_answer *answer,
                          enum status status, struct slice restart, struct http_response *response)
{
    struct problem problem;
    if (status == STATUS_INVALID && answer->problems.count > 0)
        problem = problem_from_parameters(&answer->problems);
    else if (status == STATUS_NOT_FOUND)
        problem = (struct problem){
            .status = 410,
            .kind = "changements-oublies",
            .title = SLICE("Ces changements ne sont plus connus"),
            .detail = SLICE("Une partie de ce qui a changé depuis n’est plus gardée, ou l’index a "
                            "été remplacé. Notez l’adresse donnée par « restart », prenez l’export "
                            "entier, puis continuez à cette adresse."),
            .restart = restart};
    else
        return status;
    problem_render(context, &problem, response);
    return STATUS_OK;
}

static bool add_links(struct request_context *context, const struct changes_answer *answer,
                      struct slice path, unsigned known, struct slice next,
                      struct http_response *response)
{
    struct buf links;
    buf_init(&links, 0);
    buf_append_char(&links, '<');
    params_append_url(&links, context_path(context, path), &answer->params, known, 0);
    buf_append_slice(&links, SLICE(">; rel=\"self\""));
    if (answer->is_more)
        buf_printf(&links, ", <%.*s>; rel=\"next\"", SLICE_ARG(next));
    struct slice kept = arena_take(context->arena, &links);
    if (kept.ptr)
        http_add_header(response, "Link", kept.ptr);
    return kept.ptr != NULL;
}

static enum status answer_changes(struct request_context *context, struct slice path,
                                  unsigned known, struct http_response *response, struct error *err)
{
    struct changes_answer answer;
    enum status status = changes_service_answer(context, known, &answer, err);
    struct slice next = SLICE("");
    if (status == STATUS_OK || status == STATUS_NOT_FOUND) {
        next = go_on(context, &answer, path, known);
        if (!next.ptr)
            return error_set(err, STATUS_NO_MEMORY, "no memory for an address");
    }
    if (status != STATUS_OK)
        return refuse(context, &answer, status, next, response);
    if (!add_links(context, &answer, path, known, next, response))
        return error_set(err, STATUS_NO_MEMORY, "no memory for links");
    if (known & PARAM_CSV)
        render_csv(context, &answer, next, response);
    else
        render_json(context, &answer, next, response);
    return STATUS_OK;
}

enum status api_changes(struct request_context *context, struct http_response *response,
                        struct error *err)
{
    return answer_changes(context, SLICE("/api/v1/changes"), KNOWN, response, err);
}

enum status api_changes_csv(struct request_context *context, struct http_response *response,
                            struct error *err)
{
    return answer_changes(context, SLICE("/api/v1/changes.csv"), KNOWN | PARAM_CSV, response, err);
}
