#include "answer/problem.h"

#include "answer/params/refusal.h"

struct problem problem_from_parameters(const struct param_problems *problems)
{
    return (struct problem){.status = 400,
                            .kind = "parametre-invalide",
                            .title = problems->count > 1
                                         ? SLICE("Plusieurs paramètres ne sont pas valables")
                                         : SLICE("Un paramètre n’est pas valable"),
                            .detail = problems->count > 0 ? problems->items[0].detail : SLICE(""),
                            .parameters = problems};
}

struct problem problem_from_stale_cursor(struct slice restart)
{
    return (struct problem){
        .status = 410,
        .kind = "curseur-perime",
        .title = SLICE("Le curseur est périmé"),
        .detail = refusal_stale_cursor(LANGUAGE_FRENCH),
        .restart = restart,
    };
}

static void put_parameters(struct json_writer *json, const struct param_problems *problems)
{
    json_writer_key(json, "errors");
    json_writer_array(json);
    for (size_t i = 0; i < problems->count; i++) {
        const struct param_problem *problem = &problems->items[i];
        json_writer_object(json);
        json_writer_put_string(json, "parameter", problem->parameter);
        json_writer_put_string(json, "detail", problem->detail);
        if (problem->nearest.len > 0)
            json_writer_put_string(json, "nearest", problem->nearest);
        json_writer_end(json);
    }
    json_writer_end(json);
}

static void put_unless_empty(struct json_writer *json, const char *key, struct slice text)
{
    if (text.len > 0)
        json_writer_put_string(json, key, text);
}

// What is wrong with a parameter, which is named first. What is wrong with a query speaks for itself.
static void put_detail(struct json_writer *json, const struct problem *problem)
{
    const struct param_problems *problems = problem->parameters;
    struct slice name = problems && problems->count > 0 ? problems->items[0].parameter : SLICE("q");
    json_writer_key(json, "detail");
    json_writer_string_begin(json);
    if (!slice_equal(name, SLICE("q")) &&
        slice_find(problem->detail, name) == problem->detail.len) {
        json_writer_string_append(json, name);
        json_writer_string_append(json, SLICE("\u00a0: "));
    }
    json_writer_string_append(json, problem->detail);
    json_writer_string_end(json);
}

// `type` is a URL that leads to the paragraph of /api about this kind of problem.
void problem_write(struct json_writer *json, const struct problem *problem,
                   const struct problem_origin *origin)
{
    json_writer_object(json);
    json_writer_key(json, "type");
    json_writer_string_begin(json);
    json_writer_string_append(json, origin->site);
    json_writer_string_append(json, SLICE("/api#probleme-"));
    json_writer_string_append(json, slice_from(problem->kind));
    json_writer_string_end(json);
    json_writer_put_string(json, "title", problem->title);
    json_writer_put_int(json, "status", problem->status);
    if (problem->detail.len > 0)
        put_detail(json, problem);
    put_unless_empty(json, "instance", origin->instance);
    put_unless_empty(json, "request_id", origin->request_id);
    put_unless_empty(json, "restart", problem->restart);
    put_unless_empty(json, "disparue_le", problem->since);
    if (problem->parameters && problem->parameters->count > 0)
        put_parameters(json, problem->parameters);
    json_writer_end(json);
}
