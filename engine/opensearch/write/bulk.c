// See bulk.h.
//
// An answer says of each action what became of it. Those for which the cluster was too busy (429), or which lost a
// shard under them (5xx), go again with the others that wait, after a nap; all actions may be done twice, since each
// puts the same document under the same id.
#include "engine/opensearch/write/bulk.h"

#include "base/clock.h"
#include "engine/opensearch/client/json.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

enum {
    BULK_FIRST_NAP_MS = 50,
    BULK_LONGEST_NAP_MS = 5000,
    CODE_DONE = 300,
    CODE_GONE = 404,
    CODE_CONFLICTING = 409,
    CODE_TOO_BUSY = 429,
    CODE_FAULT = 500
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "documents for the cluster: out of memory");
}

void bulk_clear(struct bulk *bulk)
{
    buf_clear(&bulk->lines);
    buf_clear(&bulk->ends);
    buf_clear(&bulk->conflicts);
}

static size_t action_count(const struct bulk *bulk)
{
    return bulk->ends.len / sizeof(size_t);
}

static size_t action_end(const struct bulk *bulk, size_t action)
{
    size_t end;
    memcpy(&end, bulk->ends.data + action * sizeof end, sizeof end);
    return end;
}

static size_t action_start(const struct bulk *bulk, size_t action)
{
    return action > 0 ? action_end(bulk, action - 1) : 0;
}

static enum status end_action(struct bulk *bulk, struct error *err)
{
    size_t end = bulk->lines.len;
    buf_append(&bulk->ends, &end, sizeof end);
    if (bulk->lines.failed || bulk->ends.failed)
        return no_memory(err);
    return end >= BULK_BYTES ? bulk_flush(bulk, err) : STATUS_OK;
}

struct buf *bulk_put(struct bulk *bulk, struct slice id)
{
    buf_printf(&bulk->lines, "{\"index\":{\"_id\":");
    json_put_string(&bulk->lines, id);
    buf_printf(&bulk->lines, "}}\n");
    return &bulk->lines;
}

struct buf *bulk_replace(struct bulk *bulk, struct slice id, int64_t sequence, int64_t term)
{
    buf_printf(&bulk->lines,
               "{\"index\":{\"if_seq_no\":%" PRId64 ",\"if_primary_term\":%" PRId64 ",\"_id\":",
               sequence, term);
    json_put_string(&bulk->lines, id);
    buf_printf(&bulk->lines, "}}\n");
    return &bulk->lines;
}

enum status bulk_put_end(struct bulk *bulk, struct error *err)
{
    size_t start = action_start(bulk, action_count(bulk));
    buf_append_char(&bulk->lines, '\n');
    if (bulk->lines.failed || bulk->lines.len - start <= BULK_MAX_LINE)
        return end_action(bulk, err);
    bulk->lines.len = start;
    return error_set(err, STATUS_TOO_LARGE,
                     "too long for a cluster: analysed, it takes more than %d MiB",
                     BULK_MAX_LINE >> 20);
}

enum status bulk_delete(struct bulk *bulk, struct slice id, struct error *err)
{
    buf_printf(&bulk->lines, "{\"delete\":{\"_id\":");
    json_put_string(&bulk->lines, id);
    buf_printf(&bulk->lines, "}}\n");
    return end_action(bulk, err);
}

// --- sending -------------------------------------------------------------------------------------

// What became of an action: done, or to go again, or a conflict, which is noted.
static enum status judge_item(struct bulk *bulk, const json_t *item, bool *is_again,
                              struct error *err)
{
    const json_t *done = json_at(item, "index") ? json_at(item, "index") : json_at(item, "delete");
    int64_t code = json_int_at(done, "status");
    *is_again = code == CODE_TOO_BUSY || code >= CODE_FAULT;
    if ((code > 0 && code < CODE_DONE) || code == CODE_GONE || *is_again)
        return STATUS_OK;
    if (code == CODE_CONFLICTING) {
        buf_append_slice(&bulk->conflicts, json_text_at(done, "_id"));
        buf_append_char(&bulk->conflicts, '\0');
        return bulk->conflicts.failed ? no_memory(err) : STATUS_OK;
    }
    return error_set(err, STATUS_INTERNAL, "the cluster refuses a document: %d %.*s", (int)code,
                     SLICE_ARG(slice_cut_utf8(json_text_at(done, "error.reason"), 300)));
}

// Keeps of the actions those that are to go again, in their order.
static enum status sift(struct bulk *bulk, const json_t *tree, struct error *err)
{
    const json_t *items = json_at(tree, "items");
    size_t count = action_count(bulk), kept = 0, kept_bytes = 0, start = 0;
    if (json_array_size(items) != count)
        return error_set(err, STATUS_CORRUPT,
                         "the cluster tells of other documents than were sent");
    for (size_t i = 0; i < count; i++) {
        size_t end = action_end(bulk, i);
        bool is_again;
        enum status status = judge_item(bulk, json_array_get(items, i), &is_again, err);
        if (status != STATUS_OK)
            return status;
        if (is_again) { // what is written stands before all that is still to be read
            memmove(bulk->lines.data + kept_bytes, bulk->lines.data + start, end - start);
            kept_bytes += end - start;
            memcpy(bulk->ends.data + kept * sizeof end, &kept_bytes, sizeof end);
            kept++;
        }
        start = end;
    }
    bulk->sent += count - kept;
    bulk->lines.len = kept_bytes;
    bulk->ends.len = kept * sizeof(size_t);
    return STATUS_OK;
}

static enum status send(struct bulk *bulk, int patience_ms, struct error *err)
{
    struct buf path = {0};
    struct cluster_answer answer;
    json_t *tree = NULL;
    buf_printf(&path, "/%.*s/_bulk?filter_path=items.*.status,items.*._id,items.*.error.reason",
               SLICE_ARG(bulk->index));
    const struct cluster_request request = {.method = CLUSTER_POST,
                                            .path = buf_slice(&path),
                                            .body = buf_slice(&bulk->lines),
                                            .timeout_ms = patience_ms};
    enum status status =
        path.failed ? no_memory(err) : session_ask(bulk->session, &request, &answer, err);
    if (status == STATUS_OK)
        status = json_read(answer.body, &tree, err);
    if (status == STATUS_OK)
        status = sift(bulk, tree, err);
    json_decref(tree);
    buf_clear(&path);
    return status;
}

enum status bulk_flush(struct bulk *bulk, struct error *err)
{
    int64_t deadline = clock_coarse_ms() + BULK_PATIENCE_MS, nap_ms = BULK_FIRST_NAP_MS;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && action_count(bulk) > 0) {
        int64_t left = deadline - clock_coarse_ms();
        if (left <= 0)
            return error_set(err, STATUS_IO, "the cluster is too busy for documents");
        size_t before = action_count(bulk);
        status = send(bulk, (int)left, err);
        size_t after = action_count(bulk);
        if (status != STATUS_OK || after == 0)
            break;
        const struct timespec nap = {.tv_sec = nap_ms / 1000, .tv_nsec = nap_ms % 1000 * 1000000};
        (void)nanosleep(&nap, NULL);
        nap_ms = after < before                     ? BULK_FIRST_NAP_MS
                 : nap_ms < BULK_LONGEST_NAP_MS / 2 ? nap_ms * 2
                                                    : BULK_LONGEST_NAP_MS;
    }
    if (bulk->lines.capacity > (size_t)4 * BULK_BYTES)
        buf_clear(&bulk->lines);
    return status;
}
