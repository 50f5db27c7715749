// See pages.h.
//
// A page begins behind the last hit of the one before (search_after), so a walk needs no memory in the cluster and
// survives the death of a node. What is written meanwhile is not seen: indices of ours are refreshed by commits alone.
#include "engine/opensearch/write/pages.h"

enum {
    REFRESH_PATIENCE_MS = 90000 /* less than a lease */,
    SEARCH_PATIENCE_MS = 60000,
    CODE_OK = 200
};

static void put_sort(struct buf *out, const char *fields)
{
    const char *field = fields;
    while (*field) {
        size_t len = strcspn(field, ",");
        buf_printf(out, "%s{\"%.*s\":\"asc\"}", field == fields ? "" : ",", (int)len, field);
        field += len + (field[len] == ',');
    }
}

static bool put_request(const struct page_walk *walk, struct slice after, struct buf *out)
{
    buf_reset(out);
    buf_printf(out, "{\"size\":%zu,\"track_total_hits\":false,\"seq_no_primary_term\":true,",
               walk->page);
    buf_printf(out, "\"_source\":[%.*s],\"sort\":[", SLICE_ARG(walk->source));
    put_sort(out, walk->sort);
    buf_append_char(out, ']');
    if (after.len > 0)
        buf_printf(out, ",\"search_after\":%.*s", SLICE_ARG(after));
    buf_append_slice(out, SLICE(",\"query\":{\"bool\":{\"filter\":["));
    buf_append_slice(out, walk->filter);
    buf_append_slice(out, SLICE("]}}}"));
    return !out->failed;
}

// Where the next page starts; false at the end.
static bool move_on(const struct json *hits, size_t page, struct buf *after)
{
    size_t count = json_size(hits);
    if (count < page)
        return false;
    const struct json *place = json_at(json_nth(hits, count - 1), "sort");
    buf_reset(after);
    if (place)
        buf_append_slice(after, place->text);
    else
        after->failed = true;
    return true;
}

static enum status ask_page(const struct page_walk *walk, struct slice path, struct slice body,
                            struct json **tree, struct error *err)
{
    struct cluster_answer answer;
    const struct cluster_request request = {
        .method = CLUSTER_POST, .path = path, .body = body, .timeout_ms = SEARCH_PATIENCE_MS};
    enum status status = session_ask(walk->session, &request, &answer, err);
    if (status == STATUS_OK && answer.code != CODE_OK)
        return error_set(err, STATUS_CORRUPT, "the cluster has no index %.*s any more",
                         SLICE_ARG(walk->index));
    return status == STATUS_OK ? json_read(answer.body, tree, err) : status;
}

enum status pages_each(const struct page_walk *walk, visit_hit_fn *visit, void *context,
                       struct error *err)
{
    struct buf path = {0}, body = {0}, after = {0};
    enum status status = STATUS_OK;
    buf_printf(&path, "/%.*s/_search?allow_partial_search_results=false&filter_path=hits.hits",
               SLICE_ARG(walk->index));
    for (bool more = true; status == STATUS_OK && more;) {
        struct json *tree = NULL;
        if (!put_request(walk, buf_slice(&after), &body) || path.failed || after.failed) {
            status = error_set(err, STATUS_NO_MEMORY, "search in the cluster: out of memory");
            break;
        }
        status = ask_page(walk, buf_slice(&path), buf_slice(&body), &tree, err);
        const struct json *hits = json_at(tree, "hits.hits");
        for (size_t i = 0; status == STATUS_OK && i < json_size(hits); i++)
            status = visit(context, json_nth(hits, i), err);
        more = status == STATUS_OK && move_on(hits, walk->page, &after);
        json_release(tree);
    }
    buf_clear(&path);
    buf_clear(&body);
    buf_clear(&after);
    return status;
}

enum status pages_refresh(struct session *session, struct slice indices, struct error *err)
{
    struct buf path = {0};
    struct cluster_answer answer;
    struct json *tree = NULL;
    buf_printf(&path, "/%.*s/_refresh", SLICE_ARG(indices));
    const struct cluster_request request = {
        .method = CLUSTER_POST, .path = buf_slice(&path), .timeout_ms = REFRESH_PATIENCE_MS};
    enum status status = path.failed ? error_set(err, STATUS_NO_MEMORY, "refresh: out of memory")
                                     : session_ask(session, &request, &answer, err);
    if (status == STATUS_OK)
        status = json_read(answer.body, &tree, err);
    if (status == STATUS_OK && (answer.code != CODE_OK || !json_at(tree, "_shards.total") ||
                                json_int_at(tree, "_shards.failed") != 0))
        status = error_set(err, STATUS_IO, "a shard of the cluster could not be refreshed");
    json_release(tree);
    buf_clear(&path);
    return status;
}
