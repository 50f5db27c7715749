// See changes.h.
//
// Rows come from the book. A removed id and an old text are asked for one at a time: a page shows one of them.
#include "engine/opensearch/read/changes.h"

#include "base/clock.h"
#include "engine/changes/change_keys.h"
#include "engine/opensearch/client/json.h"
#include "engine/opensearch/read/change_book.h"
#include "engine/opensearch/read/index.h"
#include "stemmer/text/fold.h"

#include <inttypes.h>

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "changes: out of memory");
}

static struct change_asking asking_of(const struct cluster_view *view)
{
    return (struct change_asking){view->session, cluster_name(view->cluster),
                                  &view->copy->generation, view->base.limit};
}

enum status cluster_changes(struct view *base, const struct change_request *request,
                            struct arena *arena, struct change_list *out, struct error *err)
{
    struct cluster_view *view = cluster_view(base);
    const struct change_asking asking = asking_of(view);
    return change_book_list(view->changes, &asking, request, arena, out, err);
}

// The first hit of a search; NULL without one. The caller lets the answer go.
static enum status ask_one(const struct change_asking *asking, const struct buf *body,
                           struct json **answer, const struct json **hit, struct error *err)
{
    enum status status = change_ask(asking, body, answer, err);
    *hit = json_nth(json_at(*answer, "hits.hits"), 0);
    return status == STATUS_OK && !*hit ? STATUS_NOT_FOUND : status;
}

enum status cluster_tombstone(struct view *base, struct slice id, struct tombstone *out,
                              struct error *err)
{
    struct cluster_view *view = cluster_view(base);
    const struct change_asking asking = asking_of(view);
    struct buf body = {0};
    struct json *answer = NULL;
    const struct json *hit = NULL;
    if (id.len == 0 || id.len > EXCHANGE_MAX_ID_LEN || !fold_is_utf8(id) ||
        view->copy->generation.changes.tombstones == 0)
        return STATUS_NOT_FOUND;
    change_ask_put(&asking, "tombstone", 1, &body);
    buf_printf(&body, ",{\"term\":{\"name\":");
    json_put_string(&body, id);
    buf_printf(&body, "}}]}},\"sort\":[{\"since\":\"desc\"}],"
                      "\"_source\":[\"gone\",\"number\",\"when\",\"first_seen\"]}");
    enum status status = ask_one(&asking, &body, &answer, &hit, err);
    if (status == STATUS_OK) {
        const struct json *source = json_at(hit, "_source");
        *out = (struct tombstone){(uint64_t)json_int_at(source, "number"),
                                  json_int_at(source, "when"), json_int_at(source, "first_seen")};
        bool is_forgotten = json_is(json_at(source, "gone"), JSON_NODE_TRUE) ||
                            out->number < view->copy->generation.changes.first;
        status = is_forgotten ? STATUS_NOT_FOUND : STATUS_OK;
    }
    json_release(answer);
    buf_clear(&body);
    return status;
}

static enum status read_text(struct cluster_view *view, const struct json *hit,
                             enum exchange_part part, struct arena *arena, struct exchange *out,
                             struct error *err)
{
    struct buf frames = {0};
    struct slice record = SLICE_NONE;
    enum status status = STATUS_OK;
    if (!json_get_base64(json_text_at(hit, "_source.value"), &frames))
        status = frames.failed ? no_memory(err) : change_damaged(err);
    if (status == STATUS_OK)
        status = docstore_read(view->documents, buf_slice(&frames), part, arena, &record, err);
    buf_clear(&frames);
    return status == STATUS_OK ? exchange_decode(record, part, arena, out, err) : status;
}

enum status cluster_old_text(struct view *base, uint64_t number, enum exchange_part part,
                             struct arena *arena, struct exchange *out, struct error *err)
{
    struct cluster_view *view = cluster_view(base);
    const struct change_asking asking = asking_of(view);
    const struct change_counters *counters = &view->copy->generation.changes;
    struct buf body = {0};
    struct json *answer = NULL;
    const struct json *hit = NULL;
    if (number < counters->first_text || number >= counters->next)
        return STATUS_NOT_FOUND;
    change_ask_put(&asking, "text", 1, &body);
    buf_printf(&body, ",{\"term\":{\"number\":%" PRIu64 "}}]}},\"_source\":[\"when\",\"value\"]}",
               number);
    enum status status = ask_one(&asking, &body, &answer, &hit, err);
    if (status == STATUS_OK &&
        change_text_is_expired(counters->keep_days, json_int_at(hit, "_source.when"),
                               clock_wall_seconds()))
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = read_text(view, hit, part, arena, out, err);
    json_release(answer);
    buf_clear(&body);
    return status;
}
