// See bulk.h.
//
// An answer says of each action what became of it. Those for which the cluster was too busy (429), or which lost a
// shard under them (5xx), go again with the others that wait, after a nap; all actions may be done twice, since each
// puts the same document under the same id. A cluster whose disk is full takes nothing for a long time: that is told.
//
// A lane has one batch on its way at a time, so that actions on one document are done in the order in which they were
// told.
#include "engine/opensearch/write/bulk.h"

#include "base/clock.h"
#include "base/hash.h"
#include "engine/opensearch/client/json.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    BULK_FIRST_NAP_MS = 50,
    BULK_LONGEST_NAP_MS = 5000,
    BULK_ATTEMPT_MS = 60000,
    KEEP_EVERY_MS = 1000,
    CODE_DONE = 300,
    CODE_FORBIDDEN = 403,
    CODE_GONE = 404,
    CODE_CONFLICTING = 409,
    CODE_TOO_BUSY = 429,
    CODE_FAULT = 500
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "documents for the cluster: out of memory");
}

struct bulk_sender {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct session *session;
    struct slice index;
    atomic_bool is_ending;
    bool has_load; // is being sent, or was and failed
    struct bulk_load load;
    struct buf conflicts;
    enum status status;
    struct error why;
};

static void clear_load(struct bulk_load *load)
{
    buf_clear(&load->lines);
    buf_clear(&load->ends);
}

static size_t action_count(const struct bulk_load *load)
{
    return load->ends.len / sizeof(size_t);
}

static size_t action_end(const struct bulk_load *load, size_t action)
{
    size_t end;
    memcpy(&end, load->ends.data + action * sizeof end, sizeof end);
    return end;
}

static size_t action_start(const struct bulk_load *load, size_t action)
{
    return action > 0 ? action_end(load, action - 1) : 0;
}

// --- sending -------------------------------------------------------------------------------------

// What became of an action: done, or to go again, or a conflict, which is noted.
static enum status judge_item(struct bulk_sender *sender, const struct json *item, bool *is_again,
                              struct error *err)
{
    const struct json *done =
        json_at(item, "index") ? json_at(item, "index") : json_at(item, "delete");
    int64_t code = json_int_at(done, "status");
    struct slice reason = json_text_at(done, "error.reason");
    if (slice_find(reason, SLICE("flood-stage")) < reason.len ||
        slice_find(reason, SLICE("read-only-allow-delete")) < reason.len)
        return error_set(err, STATUS_FULL, "a disk of the cluster is full: %.*s",
                         SLICE_ARG(slice_cut_utf8(reason, 300)));
    *is_again = code == CODE_TOO_BUSY || code >= CODE_FAULT;
    if ((code > 0 && code < CODE_DONE) || code == CODE_GONE || *is_again)
        return STATUS_OK;
    if (code == CODE_CONFLICTING) {
        buf_append_slice(&sender->conflicts, json_text_at(done, "_id"));
        buf_append_char(&sender->conflicts, '\0');
        return sender->conflicts.failed ? no_memory(err) : STATUS_OK;
    }
    // An index that is not to be written, or may not be by us, is no defect of ours.
    return error_set(err, code == CODE_FORBIDDEN ? STATUS_IO : STATUS_INTERNAL,
                     "the cluster refuses a document: %d %.*s", (int)code,
                     SLICE_ARG(slice_cut_utf8(reason, 300)));
}

// Keeps of the actions those that are to go again, in their order.
static enum status sift(struct bulk_sender *sender, const struct json *tree, struct error *err)
{
    const struct json *items = json_at(tree, "items");
    struct bulk_load *load = &sender->load;
    size_t count = action_count(load), kept = 0, kept_bytes = 0, start = 0;
    if (json_size(items) != count)
        return error_set(err, STATUS_CORRUPT,
                         "the cluster tells of other documents than were sent");
    for (size_t i = 0; i < count; i++) {
        size_t end = action_end(load, i);
        bool is_again = false;
        enum status status = judge_item(sender, json_nth(items, i), &is_again, err);
        if (status != STATUS_OK)
            return status;
        if (is_again) { // what is written stands before all that is still to be read
            memmove(load->lines.data + kept_bytes, load->lines.data + start, end - start);
            kept_bytes += end - start;
            memcpy(load->ends.data + kept * sizeof end, &kept_bytes, sizeof end);
            kept++;
        }
        start = end;
    }
    load->lines.len = kept_bytes;
    load->ends.len = kept * sizeof(size_t);
    return STATUS_OK;
}

static enum status send(struct bulk_sender *sender, int patience_ms, struct error *err)
{
    struct buf path = {0};
    struct cluster_answer answer;
    struct json *tree = NULL;
    buf_printf(&path, "/%.*s/_bulk?filter_path=items.*.status,items.*._id,items.*.error.reason",
               SLICE_ARG(sender->index));
    const struct cluster_request request = {.method = CLUSTER_POST,
                                            .path = buf_slice(&path),
                                            .body = buf_slice(&sender->load.lines),
                                            .timeout_ms = patience_ms};
    enum status status =
        path.failed ? no_memory(err) : session_ask(sender->session, &request, &answer, err);
    if (status == STATUS_OK)
        status = json_read(answer.body, &tree, err);
    if (status == STATUS_OK)
        status = sift(sender, tree, err);
    json_release(tree);
    buf_clear(&path);
    return status;
}

static enum status send_load(struct bulk_sender *sender, struct error *err)
{
    int64_t deadline = clock_coarse_ms() + BULK_PATIENCE_MS, nap_ms = BULK_FIRST_NAP_MS;
    enum status status = STATUS_OK;
    for (;;) {
        int64_t left = deadline - clock_coarse_ms();
        size_t before = action_count(&sender->load);
        if (left <= 0 || atomic_load(&sender->is_ending))
            return error_set(err, STATUS_IO,
                             "the cluster has been too busy for documents for %d minutes",
                             BULK_PATIENCE_MS / 60000);
        status = send(sender, left < BULK_ATTEMPT_MS ? (int)left : BULK_ATTEMPT_MS, err);
        size_t after = action_count(&sender->load);
        if (status != STATUS_OK || after == 0)
            return status;
        const struct timespec nap = {.tv_sec = nap_ms / 1000, .tv_nsec = nap_ms % 1000 * 1000000};
        (void)nanosleep(&nap, NULL);
        nap_ms = after < before                     ? BULK_FIRST_NAP_MS
                 : nap_ms < BULK_LONGEST_NAP_MS / 2 ? nap_ms * 2
                                                    : BULK_LONGEST_NAP_MS;
    }
}

// --- the thread ----------------------------------------------------------------------------------

static void *run(void *context)
{
    struct bulk_sender *sender = context;
    pthread_mutex_lock(&sender->lock);
    while (!atomic_load(&sender->is_ending)) {
        if (!sender->has_load || sender->status != STATUS_OK) {
            pthread_cond_wait(&sender->changed, &sender->lock);
            continue;
        }
        pthread_mutex_unlock(&sender->lock);
        enum status status = send_load(sender, &sender->why);
        pthread_mutex_lock(&sender->lock);
        sender->status = status;
        sender->has_load = status != STATUS_OK;
        pthread_cond_broadcast(&sender->changed);
    }
    pthread_mutex_unlock(&sender->lock);
    return NULL;
}

static enum status start(struct bulk *bulk, struct bulk_lane *lane, struct error *err)
{
    struct bulk_sender *sender = calloc(1, sizeof *sender);
    if (!sender)
        return no_memory(err);
    sender->index = bulk->index;
    pthread_condattr_t by_clock;
    pthread_mutex_init(&sender->lock, NULL);
    pthread_condattr_init(&by_clock);
    (void)pthread_condattr_setclock(&by_clock, CLOCK_MONOTONIC);
    pthread_cond_init(&sender->changed, &by_clock);
    pthread_condattr_destroy(&by_clock);
    enum status status = session_open(bulk->cluster, &sender->session, err);
    if (status == STATUS_OK && pthread_create(&sender->thread, NULL, run, sender) != 0)
        status = error_set(err, STATUS_NO_MEMORY, "a thread for the cluster cannot be made");
    if (status == STATUS_OK) {
        lane->sender = sender;
        return STATUS_OK;
    }
    session_close(sender->session);
    pthread_cond_destroy(&sender->changed);
    pthread_mutex_destroy(&sender->lock);
    free(sender);
    return status;
}

static void stop(struct bulk_sender *sender)
{
    pthread_mutex_lock(&sender->lock);
    atomic_store(&sender->is_ending, true);
    pthread_cond_broadcast(&sender->changed);
    pthread_mutex_unlock(&sender->lock);
    pthread_join(sender->thread, NULL);
    session_close(sender->session);
    pthread_cond_destroy(&sender->changed);
    pthread_mutex_destroy(&sender->lock);
    clear_load(&sender->load);
    buf_clear(&sender->conflicts);
    free(sender);
}

void bulk_clear(struct bulk *bulk)
{
    for (struct bulk_lane *lane = bulk->lanes; lane < bulk->lanes + BULK_LANES; lane++) {
        if (lane->sender)
            stop(lane->sender);
        lane->sender = NULL;
        clear_load(&lane->load);
    }
    buf_clear(&bulk->conflicts);
}

// Waits until nothing is on its way; the sender's lock is held.
static enum status wait_until_idle(struct bulk *bulk, struct bulk_sender *sender, struct error *err)
{
    while (sender->has_load && sender->status == STATUS_OK) {
        struct timespec until;
        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += KEEP_EVERY_MS / 1000;
        (void)pthread_cond_timedwait(&sender->changed, &sender->lock, &until);
        enum status status = bulk->keep(bulk->context, err);
        if (status != STATUS_OK)
            return status;
    }
    return sender->status == STATUS_OK ? STATUS_OK
                                       : error_set(err, sender->status, "%s", sender->why.message);
}

// Gives the load to the lane's sender, once that is done with the one before.
static enum status hand_over(struct bulk *bulk, struct bulk_lane *lane, struct error *err)
{
    enum status status = lane->sender ? STATUS_OK : start(bulk, lane, err);
    if (status != STATUS_OK)
        return status;
    struct bulk_sender *sender = lane->sender;
    pthread_mutex_lock(&sender->lock);
    status = wait_until_idle(bulk, sender, err);
    if (status == STATUS_OK) {
        struct bulk_load empty = sender->load;
        sender->load = lane->load;
        sender->has_load = true;
        lane->load = empty;
        pthread_cond_broadcast(&sender->changed);
    }
    pthread_mutex_unlock(&sender->lock);
    buf_reset(&lane->load.lines);
    buf_reset(&lane->load.ends);
    if (lane->load.lines.capacity > (size_t)4 * BULK_BYTES)
        buf_clear(&lane->load.lines);
    return status;
}

static enum status finish(struct bulk *bulk, struct bulk_sender *sender, struct error *err)
{
    pthread_mutex_lock(&sender->lock);
    enum status status = wait_until_idle(bulk, sender, err);
    if (status == STATUS_OK) {
        buf_append_slice(&bulk->conflicts, buf_slice(&sender->conflicts));
        buf_reset(&sender->conflicts);
        status = bulk->conflicts.failed ? no_memory(err) : STATUS_OK;
    }
    pthread_mutex_unlock(&sender->lock);
    return status;
}

enum status bulk_flush(struct bulk *bulk, struct error *err)
{
    enum status status = STATUS_OK;
    for (int i = 0; status == STATUS_OK && i < BULK_LANES; i++)
        if (action_count(&bulk->lanes[i].load) > 0)
            status = hand_over(bulk, &bulk->lanes[i], err);
    for (int i = 0; status == STATUS_OK && i < BULK_LANES; i++)
        if (bulk->lanes[i].sender)
            status = finish(bulk, bulk->lanes[i].sender, err);
    return status;
}

// --- actions ---------------------------------------------------------------------------------------

static struct buf *begin_action(struct bulk *bulk, struct slice id)
{
    bulk->open = &bulk->lanes[hash_bytes(id, 0) % BULK_LANES];
    return &bulk->open->load.lines;
}

static enum status end_action(struct bulk *bulk, struct error *err)
{
    struct bulk_load *load = &bulk->open->load;
    size_t end = load->lines.len;
    buf_append(&load->ends, &end, sizeof end);
    if (load->lines.failed || load->ends.failed)
        return no_memory(err);
    return end >= BULK_BYTES ? hand_over(bulk, bulk->open, err) : STATUS_OK;
}

struct buf *bulk_put(struct bulk *bulk, struct slice id)
{
    struct buf *lines = begin_action(bulk, id);
    buf_printf(lines, "{\"index\":{\"_id\":");
    json_put_string(lines, id);
    buf_printf(lines, "}}\n");
    return lines;
}

struct buf *bulk_replace(struct bulk *bulk, struct slice id, int64_t sequence, int64_t term)
{
    struct buf *lines = begin_action(bulk, id);
    buf_printf(lines,
               "{\"index\":{\"if_seq_no\":%" PRId64 ",\"if_primary_term\":%" PRId64 ",\"_id\":",
               sequence, term);
    json_put_string(lines, id);
    buf_printf(lines, "}}\n");
    return lines;
}

enum status bulk_put_end(struct bulk *bulk, struct error *err)
{
    struct bulk_load *load = &bulk->open->load;
    size_t start = action_start(load, action_count(load));
    buf_append_char(&load->lines, '\n');
    if (load->lines.failed || load->lines.len - start <= BULK_MAX_LINE)
        return end_action(bulk, err);
    load->lines.len = start;
    return error_set(err, STATUS_TOO_LARGE,
                     "too long for a cluster: analysed, it takes more than %d MiB",
                     BULK_MAX_LINE >> 20);
}

enum status bulk_delete(struct bulk *bulk, struct slice id, struct error *err)
{
    struct buf *lines = begin_action(bulk, id);
    buf_printf(lines, "{\"delete\":{\"_id\":");
    json_put_string(lines, id);
    buf_printf(lines, "}}\n");
    return end_action(bulk, err);
}
