// See groups.h.
//
// Alike are matches with the same strings in the columns of the fields, the same status and the same days of delay: the
// cluster hands these out in pages, each with how many there are and between which dates. From the days, medians are
// exact. Where sources without answers are known, the source is one string more; where it is to be said what was late,
// so are type and dates.
#include "engine/opensearch/read/groups.h"

#include "base/date.h"
#include "engine/counts/field_number.h"
#include "engine/counts/group_cells.h"
#include "engine/deadline/deadline_rules.h"
#include "engine/exchange.h"
#include "engine/opensearch/client/json.h"
#include "engine/opensearch/query/column_query.h"
#include "engine/opensearch/query/json_item.h"
#include "engine/opensearch/query/search.h"
#include "engine/opensearch/query/term_text.h"
#include "engine/opensearch/query/tree_query.h"
#include "engine/opensearch/read/near.h"
#include "stemmer/text/fold.h"

#include <stdlib.h>

enum { PAGE = 10000 };

struct grouping {
    struct cluster_view *view;
    const struct retrieve_request *request;
    struct arena *arena;
    struct group_cells *cells;
    struct buf after; // JSON of where the next page begins; empty: at the beginning
    struct buf path, folded;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "groups: out of memory");
}

static enum status damaged(struct error *err)
{
    return error_set(err, STATUS_CORRUPT, "the cluster answers with groups that are none");
}

// --- asking --------------------------------------------------------------------------------------

static void put_source(struct buf *out, const char *name, const char *field)
{
    json_item(out);
    buf_printf(out, "{\"%s\":{\"terms\":{\"field\":\"%s\",\"missing_bucket\":true}}}", name, field);
}

static void put_sources(const struct grouping *grouping, struct buf *out)
{
    const struct group_wish *wish = &grouping->request->groups;
    buf_printf(out, ",\"aggs\":{\"g\":{\"composite\":{\"size\":%d,\"sources\":[", PAGE);
    for (size_t a = 0; a < wish->by_count; a++) {
        const char name[] = {'a', (char)('0' + a), 0};
        const char *column = column_query_text_field(wish->by[a]);
        if (column)
            put_source(out, name, column);
        else if (wish->by[a] == FIELD_YEAR)
            put_source(out, name, field_name(FIELD_YEAR));
    }
    put_source(out, "statut", field_name(FIELD_STATUS));
    put_source(out, "jours", field_name(FIELD_DELAY));
    if (grouping->view->copy->world.uncovered_count > 0)
        put_source(out, "racine", "racine");
    if (wish->late_by) {
        put_source(out, "type", field_name(FIELD_TYPE));
        put_source(out, "asked", field_name(FIELD_DATE));
        put_source(out, "answered", field_name(FIELD_ANSWER_DATE));
    }
    buf_append_char(out, ']');
    if (grouping->after.len > 0) {
        buf_printf(out, ",\"after\":");
        buf_append_slice(out, buf_slice(&grouping->after));
    }
    buf_printf(out, "},\"aggs\":{\"first\":{\"min\":{\"field\":\"date_question\"}},"
                    "\"last\":{\"max\":{\"field\":\"date_question\"}}");
    if (wish->want_words)
        buf_printf(out, ",\"words\":{\"sum\":{\"field\":\"tokens\"}}");
    buf_printf(out, "}}}}");
}

static enum status ask(const struct grouping *grouping, struct json **answer, struct error *err)
{
    struct cluster_view *view = grouping->view;
    struct tree_wish wish = {.root = grouping->request->root};
    struct buf body = {0};
    *answer = NULL;
    buf_printf(&body, "{\"size\":0,\"track_total_hits\":false,\"query\":");
    enum status status = near_know(view, &wish, err);
    if (status == STATUS_OK)
        status = tree_query_put(&view->copy->world, &wish, &body, err);
    put_sources(grouping, &body);
    if (status == STATUS_OK && body.failed)
        status = no_memory(err);
    if (status == STATUS_OK)
        status = search_ask(view->session, view->copy->generation.index, buf_slice(&body),
                            view->base.limit, answer, err);
    buf_clear(&body);
    return status;
}

// --- reading -------------------------------------------------------------------------------------

static int64_t status_of(struct grouping *grouping, const struct json *key)
{
    const struct tree_world *world = &grouping->view->copy->world;
    int64_t status = json_int_at(key, "statut");
    if (status != EXCHANGE_WAITING || world->uncovered_count == 0)
        return status;
    buf_reset(&grouping->path);
    (void)term_text_get(json_text_at(key, "racine"), &grouping->path);
    for (size_t i = 0; i < world->uncovered_count; i++)
        if (slice_equal(world->uncovered[i], buf_slice(&grouping->path)))
            return EXCHANGE_UNCOVERED;
    return status;
}

// As lateness_of (engine/search/match/counts/lateness.h) has it of a document.
static enum deadline_verdict verdict_of(struct grouping *grouping, const struct json *key,
                                        int64_t status)
{
    const struct group_wish *wish = &grouping->request->groups;
    bool is_waiting = status == EXCHANGE_WAITING || status == EXCHANGE_PROVISIONAL;
    if (!wish->late_by || (!is_waiting && status != EXCHANGE_ANSWERED))
        return DEADLINE_UNKNOWN;
    uint32_t asked = (uint32_t)json_int_at(key, "asked");
    uint32_t end = is_waiting ? wish->today : (uint32_t)json_int_at(key, "answered");
    if (!date_is_full(asked) || !date_is_full(end))
        return DEADLINE_UNKNOWN;
    buf_reset(&grouping->folded);
    fold_append(&grouping->folded, json_text_at(key, "type"));
    const struct deadline_rule *rule =
        deadline_rules_find(wish->late_by, slice_trim(buf_slice(&grouping->folded)), asked);
    if (!rule)
        return DEADLINE_UNKNOWN;
    return end > deadline_rules_due(wish->late_by, rule, asked) ? DEADLINE_MISSED : DEADLINE_KEPT;
}

static struct slice string_of(const struct grouping *grouping, size_t axis, const struct json *key,
                              const struct group_matches *matches)
{
    const char name[] = {'a', (char)('0' + axis), 0};
    enum field field = grouping->request->groups.by[axis];
    if (field == FIELD_YEAR)
        return field_number_name(field, (size_t)json_int_at(key, name), grouping->arena);
    if (field == FIELD_STATUS)
        return field_number_name(field, (size_t)matches->status, grouping->arena);
    if (field == FIELD_DELAY)
        return field_number_name(field, (size_t)field_number_of_delay(matches->days),
                                 grouping->arena);
    struct slice text = json_text_at(key, name);
    return text.ptr ? text : SLICE("");
}

static enum status read_bucket(struct grouping *grouping, const struct json *bucket,
                               struct error *err)
{
    const struct json *key = json_at(bucket, "key"), *days = json_at(key, "jours");
    const struct json *count = json_at(bucket, "doc_count");
    struct group_matches matches = {
        .status = status_of(grouping, key),
        .days = json_is(days, JSON_NODE_INTEGER) ? json_as_integer(days) : DELAY_NONE,
        .first_date = (uint32_t)json_int_at(bucket, "first.value"),
        .last_date = (uint32_t)json_int_at(bucket, "last.value"),
        .words = (uint64_t)json_int_at(bucket, "words.value"),
    };
    if (!json_is(key, JSON_NODE_OBJECT) || !json_is(count, JSON_NODE_INTEGER) ||
        json_as_integer(count) < 0 || json_as_integer(count) > UINT32_MAX || matches.status < 0 ||
        matches.status >= EXCHANGE_STATUS_COUNT)
        return damaged(err);
    matches.count = (uint32_t)json_as_integer(count);
    matches.verdict = verdict_of(grouping, key, matches.status);
    if (grouping->folded.failed || grouping->path.failed)
        return no_memory(err);
    uint32_t strings[GROUP_MAX_FIELDS] = {0};
    for (size_t a = 0; a < grouping->request->groups.by_count; a++)
        strings[a] = group_cells_string(grouping->cells, a, string_of(grouping, a, key, &matches));
    group_cells_add(grouping->cells, strings, &matches);
    return STATUS_OK;
}

static enum status read_page(struct grouping *grouping, const struct json *answer,
                             struct error *err)
{
    const struct json *buckets = json_at(answer, "aggregations.g.buckets");
    const struct json *after = json_at(answer, "aggregations.g.after_key");
    enum status status = json_is(buckets, JSON_NODE_LIST) ? STATUS_OK : damaged(err);
    for (size_t i = 0; status == STATUS_OK && i < json_size(buckets); i++)
        status = read_bucket(grouping, json_nth(buckets, i), err);
    buf_reset(&grouping->after);
    if (status != STATUS_OK || !after || json_size(buckets) == 0)
        return status;
    buf_append_slice(&grouping->after, after->text);
    return grouping->after.failed ? no_memory(err) : STATUS_OK;
}

static enum status check_fields(const struct group_wish *wish, struct error *err)
{
    for (size_t a = 0; a < wish->by_count; a++)
        if (wish->by[a] == FIELD_ID ||
            (!column_query_text_field(wish->by[a]) && !field_number_is(wish->by[a])))
            return error_set(err, STATUS_INVALID, "groups: no column of %s",
                             field_name(wish->by[a]));
    return STATUS_OK;
}

enum status cluster_groups(struct cluster_view *view, const struct retrieve_request *request,
                           struct arena *arena, struct group_result *out, struct error *err)
{
    struct grouping grouping = {.view = view, .request = request, .arena = arena};
    enum status status = check_fields(&request->groups, err);
    if (status == STATUS_OK)
        status = group_cells_begin(&request->groups, arena, &grouping.cells, err);
    do {
        struct json *answer = NULL;
        if (status == STATUS_OK)
            status = ask(&grouping, &answer, err);
        if (status == STATUS_OK)
            status = read_page(&grouping, answer, err);
        json_release(answer);
    } while (status == STATUS_OK && grouping.after.len > 0);
    if (status == STATUS_OK)
        status = group_cells_finish(grouping.cells, out, err);
    group_cells_end(grouping.cells);
    buf_clear(&grouping.after);
    buf_clear(&grouping.path);
    buf_clear(&grouping.folded);
    return status;
}
