// What became of each document of the batch (inside.h): the rows of changes that a folder has, in NAME-meta.
//
// A row is a document of kind "row" under the number of its first change, its bytes those of change_row.h; what an
// altered document was is one of kind "text" under the number of the change.
#include "base/clock.h"
#include "engine/changes/change_keys.h"
#include "engine/changes/change_row.h"
#include "engine/opensearch/write/inside.h"
#include "engine/opensearch/write/pages.h"

#include <inttypes.h>
#include <stdlib.h>

struct telling {
    struct cluster_writer *writer;
    struct change_counters *counters;
    struct change_row_builder row;
    struct arena arena;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "changes: out of memory");
}

// Begins a document of NAME-meta under a number.
static struct buf *put_numbered(struct cluster_writer *writer, const char *kind, uint64_t number)
{
    buf_reset(&writer->scratch);
    buf_printf(&writer->scratch, "%s/%" PRIu64 "@%" PRIu64, kind, number, writer->number);
    struct buf *out = bulk_put(&writer->records, buf_slice(&writer->scratch));
    buf_printf(
        out, "{\"kind\":\"%s\",\"name\":\"%" PRIu64 "\",\"number\":%" PRIu64 ",\"since\":%" PRIu64,
        kind, number, number, writer->number);
    out->failed = out->failed || writer->scratch.failed;
    return out;
}

enum status tidings_put_row(struct cluster_writer *writer, uint64_t number, struct slice row,
                            struct error *err)
{
    struct change_row head;
    enum status status = change_row_open(row, &head, err);
    if (status != STATUS_OK)
        return status;
    struct buf *out = put_numbered(writer, "row", number);
    buf_printf(out, ",\"count\":%" PRIu32 ",\"when\":%" PRId64 ",\"value\":", head.count,
               head.when);
    json_put_base64(out, row);
    buf_append_char(out, '}');
    return bulk_put_end(&writer->records, err);
}

static enum status put_row(struct telling *telling, struct error *err)
{
    uint32_t count = telling->row.count;
    struct buf bytes = {0};
    if (count == 0)
        return STATUS_OK;
    change_row_finish(&telling->row, &bytes);
    enum status status = bytes.failed ? no_memory(err)
                                      : tidings_put_row(telling->writer, telling->counters->next,
                                                        buf_slice(&bytes), err);
    buf_clear(&bytes);
    telling->counters->next += count;
    return status;
}

enum status tidings_put_text(struct cluster_writer *writer, struct change_counters *counters,
                             const struct ledger_entry *entry, struct error *err)
{
    uint64_t size = change_text_size(entry->value.len);
    struct buf *out = put_numbered(writer, "text", entry->number);
    buf_printf(out, ",\"when\":%" PRId64 ",\"bytes\":%" PRIu64 ",\"value\":", entry->when, size);
    json_put_base64(out, entry->value);
    buf_append_char(out, '}');
    counters->text_bytes += size;
    return bulk_put_end(&writer->records, err);
}

static enum status put_text(struct telling *telling, const struct holder *holder, uint64_t number,
                            struct error *err)
{
    struct cluster_writer *writer = telling->writer;
    const struct ledger_entry entry = {
        .kind = LEDGER_TEXT,
        .number = number,
        .when = telling->row.when,
        .value = slice_of(writer->old_texts.data + holder->old_start, holder->old_len)};
    return tidings_put_text(writer, telling->counters, &entry, err);
}

static enum status tell(struct telling *telling, const struct holder *holder, struct change *change,
                        const struct source_ref *source, struct error *err)
{
    enum status status = STATUS_OK;
    arena_reset(&telling->arena);
    change->source = source_ref_text(source, false, &telling->arena);
    if (!change->source.ptr)
        return no_memory(err);
    change->number = telling->counters->next + telling->row.count;
    change->has_old = holder->old_len > 0;
    if (change->has_old)
        status = put_text(telling, holder, change->number, err);
    if (status != STATUS_OK)
        return status;
    change_row_add(&telling->row, change);
    return change_row_is_full(&telling->row) ? put_row(telling, err) : STATUS_OK;
}

static enum status tell_put(struct telling *telling, struct slice id, const struct holder *holder,
                            struct error *err)
{
    struct records *tombstones = &telling->writer->tombstones;
    struct change change = holder->change;
    enum status status = STATUS_OK;
    change.id = id;
    change.after = holder->now.status;
    if (holder->committed.exists) {
        change.old_hash = holder->committed.hash;
        return change.old_hash == holder->now.hash
                   ? STATUS_OK
                   : tell(telling, holder, &change, &holder->now.source, err);
    }
    bool returns = records_find(tombstones, id).ptr != NULL;
    change.kind = returns ? CHANGE_RETURNED : holder->has_own_times ? CHANGE_RESTORED : CHANGE_NEW;
    change.before = EXCHANGE_STATUS_COUNT;
    if (returns) {
        status = records_put(tombstones, id, SLICE_NONE, err);
        telling->counters->tombstones--;
    }
    return status == STATUS_OK ? tell(telling, holder, &change, &holder->now.source, err) : status;
}

static enum status tell_removed(struct telling *telling, struct slice id,
                                const struct holder *holder, struct error *err)
{
    struct change change = holder->change;
    change.kind = CHANGE_REMOVED;
    change.parts = 0;
    change.after = EXCHANGE_STATUS_COUNT;
    change.old_hash = holder->committed.hash;
    change.id = id;
    const uint64_t known[3] = {telling->counters->next + telling->row.count,
                               (uint64_t)telling->row.when, (uint64_t)holder->committed.first_seen};
    enum status status = records_put(&telling->writer->tombstones, id,
                                     slice_of((const char *)known, sizeof known), err);
    telling->counters->tombstones++;
    return status == STATUS_OK ? tell(telling, holder, &change, &holder->committed.source, err)
                               : status;
}

// --- all of them ---------------------------------------------------------------------------------

struct told_order {
    bool is_removal;
    uint64_t put;
    uint32_t holder;
};

static int by_put(const void *a, const void *b)
{
    const struct told_order *x = a, *y = b;
    if (x->is_removal != y->is_removal)
        return x->is_removal ? 1 : -1;
    return (x->put > y->put) - (x->put < y->put);
}

// What was put, in the order in which it was; then what was removed, likewise.
static enum status tell_all(struct telling *telling, struct error *err)
{
    const struct holders *holders = &telling->writer->holders;
    struct told_order *order = calloc((size_t)holders->ids.count + 1, sizeof *order);
    size_t count = 0;
    enum status status = STATUS_OK;
    if (!order)
        return no_memory(err);
    for (uint32_t i = 0; i < holders->ids.count; i++)
        if (holders->list[i].is_touched)
            order[count++] =
                (struct told_order){!holders->list[i].now.exists, holders->list[i].put, i};
    if (count > 1)
        qsort(order, count, sizeof *order, by_put);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        const struct holder *holder = &holders->list[order[i].holder];
        struct slice id = holders_id(holders, order[i].holder);
        if (holder->now.exists)
            status = tell_put(telling, id, holder, err);
        else if (holder->committed.exists)
            status = tell_removed(telling, id, holder, err);
    }
    free(order);
    return status;
}

// --- what is kept no more ------------------------------------------------------------------------

static enum status ask_meta(struct cluster_writer *writer, const struct buf *body,
                            struct json **tree, struct error *err)
{
    struct buf path = {0};
    struct cluster_answer answer;
    buf_printf(&path, "/%.*s/_search?allow_partial_search_results=false", SLICE_ARG(writer->meta));
    const struct cluster_request request = {
        .method = CLUSTER_POST, .path = buf_slice(&path), .body = buf_slice(body)};
    enum status status = body->failed || path.failed
                             ? no_memory(err)
                             : session_ask(writer->session, &request, &answer, err);
    if (status == STATUS_OK)
        status = json_read(answer.body, tree, err);
    buf_clear(&path);
    return status;
}

// Old texts that stay: those of changes that are kept, young enough, as far as they find room; found by one question as
// long as they do.
static enum status count_texts(struct telling *telling, struct error *err)
{
    struct change_counters *counters = telling->counters;
    struct buf body = {0};
    struct json *tree = NULL;
    int64_t oldest = telling->row.when - (int64_t)counters->keep_days * DAY_SECONDS;
    if (counters->first_text < counters->first)
        counters->first_text = counters->first;
    if (counters->text_bytes == 0)
        return STATUS_OK;
    uint64_t before = telling->writer->generation.changes.text_bytes;
    uint64_t added = counters->text_bytes - before;
    buf_printf(&body,
               "{\"size\":0,\"query\":{\"bool\":{\"filter\":[{\"term\":{\"kind\":\"text\"}},"
               "{\"range\":{\"when\":{\"gt\":%" PRId64 "}}},"
               "{\"range\":{\"number\":{\"gte\":%" PRIu64 "}}},",
               counters->keep_days > 0 ? oldest : INT64_MAX - 1, counters->first_text);
    generation_put_written(&telling->writer->generation, telling->writer->generation.committed,
                           &body);
    buf_printf(&body, "]}},\"aggs\":{\"bytes\":{\"sum\":{\"field\":\"bytes\"}},"
                      "\"first\":{\"min\":{\"field\":\"number\"}}}}");
    enum status status = ask_meta(telling->writer, &body, &tree, err);
    if (status == STATUS_OK) {
        uint64_t bytes = (uint64_t)json_int_at(tree, "aggregations.bytes.value");
        counters->text_bytes = bytes + added;
        counters->first_text = bytes > 0 ? (uint64_t)json_int_at(tree, "aggregations.first.value")
                                         : telling->writer->generation.changes.next;
        if (counters->text_bytes > CHANGE_LOG_TEXT_BYTES) { // more than ever expected: begin anew
            counters->text_bytes = added;
            counters->first_text = telling->writer->generation.changes.next;
        }
    }
    json_release(tree);
    buf_clear(&body);
    return status;
}

// The oldest rows go when there are too many changes: whole ones, so the first that stays says where they begin.
static enum status count_rows(struct telling *telling, struct error *err)
{
    struct change_counters *counters = telling->counters;
    struct buf body = {0};
    struct json *tree = NULL;
    if (counters->next - counters->first <= CHANGE_LOG_MAX)
        return STATUS_OK;
    buf_printf(&body,
               "{\"size\":1,\"sort\":[{\"number\":\"asc\"}],\"_source\":[\"number\"],\"query\":"
               "{\"bool\":{\"filter\":[{\"term\":{\"kind\":\"row\"}},"
               "{\"range\":{\"number\":{\"gte\":%" PRIu64 "}}},",
               counters->next - CHANGE_LOG_MAX);
    generation_put_written(&telling->writer->generation, telling->writer->generation.committed,
                           &body);
    buf_printf(&body, "]}}}");
    enum status status = ask_meta(telling->writer, &body, &tree, err);
    if (status == STATUS_OK) {
        const struct json *hit = json_nth(json_at(tree, "hits.hits"), 0);
        uint64_t first = hit ? (uint64_t)json_int_at(hit, "_source.number")
                             : telling->writer->generation.changes.next;
        counters->first = first;
    }
    json_release(tree);
    buf_clear(&body);
    return status;
}

enum status tidings_write(struct cluster_writer *writer, struct change_counters *counters,
                          struct error *err)
{
    struct telling telling = {
        .writer = writer,
        .counters = counters,
        .row = {.generation = writer->number, .when = clock_wall_seconds()},
    };
    if (writer->is_copy) {
        *counters = writer->copied.changes;
        return STATUS_OK;
    }
    arena_init(&telling.arena, 0);
    counters->keep_days = writer->keep_days;
    if (counters->epoch == 0)
        counters->epoch = clock_wall_ns() & INT64_MAX;
    enum status status = tell_all(&telling, err);
    if (status == STATUS_OK)
        status = put_row(&telling, err);
    if (status == STATUS_OK)
        status = count_rows(&telling, err);
    if (status == STATUS_OK)
        status = count_texts(&telling, err);
    change_row_clear(&telling.row);
    arena_clear(&telling.arena);
    return status;
}
