// Documents on their way to the cluster (inside.h).
//
// What is new goes at once. What replaces a committed version waits until some are together: that version has to be
// read, since when its parts changed counts (part_times.h), what became of it is to be told, and it must be told its
// end; which means sending it again, for of what is analysed the cluster keeps nothing that it could take. The version
// that is sent again is analysed as it was: an index has one analyzer. It goes only if nobody else has touched it.
//
// A batch may put and remove one document several times. The version it leaves always has the same id, and the
// committed one is told its end once.
#include "engine/opensearch/write/inside.h"
#include "engine/opensearch/write/mapping.h"
#include "engine/record/part_times.h"

#include <inttypes.h>
#include <string.h>

enum { MOST_WAITING = 64, MOST_WAITING_BYTES = 8 << 20, READ_PATIENCE_MS = 60000, KEY_SHIFT = 32 };

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "documents for the cluster: out of memory");
}

static bool version_id(struct slice id, uint64_t since, struct buf *out)
{
    buf_reset(out);
    buf_append_slice(out, id);
    buf_printf(out, "@%" PRIu64, since);
    return !out->failed;
}

// --- new versions --------------------------------------------------------------------------------

static enum status put_version(struct cluster_writer *writer, const struct exchange *exchange,
                               struct held *held, struct error *err)
{
    const struct document_stamp stamp = {
        .since = writer->number,
        .until = CLUSTER_ALIVE,
        .key = writer->number << KEY_SHIFT | writer->next_key++,
        .hash = held->hash,
    };
    if (!version_id(exchange->id, writer->number, &writer->scratch))
        return no_memory(err);
    struct buf *out = bulk_put(&writer->documents, buf_slice(&writer->scratch));
    writer->has_sent = true;
    enum status status = document_put(writer->builder, exchange, &stamp, out, &held->tokens, err);
    root_list_answered(&writer->root_list, exchange);
    return status == STATUS_OK ? bulk_put_end(&writer->documents, err) : status;
}

static enum status wait_for(struct cluster_writer *writer, uint32_t holder,
                            const struct exchange *exchange, struct error *err)
{
    struct waiting *waiting = &writer->waiting;
    struct waiting_entry entry = {
        .holder = holder, .is_removal = !exchange, .start = waiting->records.len};
    if (exchange) {
        enum status status = document_pack(writer->builder, exchange, &waiting->records, err);
        if (status != STATUS_OK)
            return status;
    }
    entry.len = waiting->records.len - entry.start;
    buf_append(&waiting->entries, &entry, sizeof entry);
    if (waiting->entries.failed || waiting->records.failed)
        return no_memory(err);
    bool is_enough = waiting->entries.len >= MOST_WAITING * sizeof entry ||
                     waiting->records.len >= MOST_WAITING_BYTES;
    return is_enough ? put_waiting(writer, err) : STATUS_OK;
}

enum status put_document(struct cluster_writer *writer, const struct exchange *exchange,
                         uint32_t holder, struct error *err)
{
    struct holder *row = &writer->holders.list[holder];
    if (row->committed.exists)
        return wait_for(writer, holder, exchange, err);
    struct exchange parted = *exchange;
    struct arena arena;
    arena_init(&arena, 0);
    enum status status = writer->is_copy || part_times_guess(&parted, &arena)
                             ? put_version(writer, &parted, &row->now, err)
                             : no_memory(err);
    arena_clear(&arena);
    return status;
}

enum status put_removal(struct cluster_writer *writer, uint32_t holder, struct error *err)
{
    const struct holder *row = &writer->holders.list[holder];
    if (row->committed.exists)
        return wait_for(writer, holder, NULL, err);
    if (!version_id(holders_id(&writer->holders, holder), writer->number, &writer->scratch))
        return no_memory(err);
    return bulk_delete(&writer->documents, buf_slice(&writer->scratch), err);
}

// --- versions that end ---------------------------------------------------------------------------

// A stored version, read again.
struct version {
    struct exchange exchange;
    struct buf frames;
    uint64_t since, key, hash;
    int64_t sequence, term;
};

static enum status read_version(struct cluster_writer *writer, const struct json *found,
                                struct arena *arena, struct version *out, struct error *err)
{
    const struct json *source = json_at(found, "_source");
    out->since = (uint64_t)json_int_at(source, "since");
    out->key = (uint64_t)json_int_at(source, "key");
    out->hash = (uint64_t)json_int_at(source, "hash");
    out->sequence = json_int_at(found, "_seq_no");
    out->term = json_int_at(found, "_primary_term");
    if (!json_get_base64(json_text_at(source, "exchange"), &out->frames) || out->frames.len == 0)
        return error_set(err, STATUS_CORRUPT, "a document of the cluster's index is damaged");
    return document_unpack(writer->builder, buf_slice(&out->frames), EXCHANGE_WHOLE, arena,
                           &out->exchange, err);
}

static enum status send_again(struct cluster_writer *writer, const struct version *version,
                              uint64_t until, struct error *err)
{
    const struct document_stamp stamp = {
        .since = version->since, .until = until, .key = version->key, .hash = version->hash};
    uint64_t tokens;
    if (!version_id(version->exchange.id, version->since, &writer->scratch))
        return no_memory(err);
    struct buf *out = bulk_replace(&writer->documents, buf_slice(&writer->scratch),
                                   version->sequence, version->term);
    writer->has_sent = true;
    enum status status =
        document_put(writer->builder, &version->exchange, &stamp, out, &tokens, err);
    return status == STATUS_OK ? bulk_put_end(&writer->documents, err) : status;
}

enum status put_end(struct cluster_writer *writer, const struct json *found, uint64_t until,
                    struct error *err)
{
    struct arena arena;
    struct version version = {0};
    arena_init(&arena, 0);
    enum status status = read_version(writer, found, &arena, &version, err);
    if (status == STATUS_OK)
        status = send_again(writer, &version, until, err);
    buf_clear(&version.frames);
    arena_clear(&arena);
    return status;
}

// An end that counts is that of a writer who has the lease now: it must not be undone.
static enum status refuse_ended(const struct cluster_writer *writer, const struct json *found,
                                struct error *err)
{
    uint64_t until = (uint64_t)json_int_at(found, "_source.until");
    bool counts = until < CLUSTER_ALIVE && until != writer->number;
    for (size_t i = 0; i < writer->generation.void_count; i++)
        counts = counts && until != writer->generation.voids[i];
    return counts ? error_set(err, STATUS_BUSY, "another writer has taken the index over")
                  : STATUS_OK;
}

// --- what waits ----------------------------------------------------------------------------------

// Keeps what a document was, if a commit may keep so much.
static void keep_text(struct cluster_writer *writer, struct holder *row, const struct buf *frames)
{
    if (row->old_len > 0 || writer->keep_days == 0 ||
        writer->old_texts.len + frames->len > CHANGE_LOG_COMMIT_BYTES)
        return;
    row->old_start = writer->old_texts.len;
    row->old_len = frames->len;
    buf_append_slice(&writer->old_texts, buf_slice(frames));
}

static enum status replace(struct cluster_writer *writer, struct holder *row,
                           const struct waiting_entry *entry, const struct version *version,
                           struct arena *arena, struct error *err)
{
    struct slice frames = slice_of(writer->waiting.records.data + entry->start, entry->len);
    struct exchange exchange;
    struct change_traits before, after;
    enum status status =
        document_unpack(writer->builder, frames, EXCHANGE_WHOLE, arena, &exchange, err);
    if (status != STATUS_OK)
        return status;
    struct held ours = row->now; // a later entry may have put it again: then that counts
    ours.hash = exchange_content_hash(&exchange);
    row->change = (struct change){0};
    if (ours.hash != version->hash) {
        change_traits_of(&version->exchange, &before);
        change_traits_of(&exchange, &after);
        change_compare(&before, &after, &row->change);
    }
    if (!part_times_settle(&exchange, &version->exchange, arena))
        return no_memory(err);
    status = put_version(writer, &exchange, &ours, err);
    row->now.tokens = ours.tokens;
    return status;
}

static enum status work_off(struct cluster_writer *writer, const struct waiting_entry *entry,
                            const struct json *found, struct error *err)
{
    struct holder *row = &writer->holders.list[entry->holder];
    struct slice id = holders_id(&writer->holders, entry->holder);
    struct version version = {0};
    struct arena arena;
    if (!json_is(json_at(found, "found"), JSON_NODE_TRUE))
        return error_set(err, STATUS_CORRUPT, "the cluster's index has lost %.*s", SLICE_ARG(id));
    arena_init(&arena, 0);
    enum status status = refuse_ended(writer, found, err);
    if (status == STATUS_OK)
        status = read_version(writer, found, &arena, &version, err);
    if (status == STATUS_OK && !row->is_retired)
        status = send_again(writer, &version, writer->number, err);
    if (status == STATUS_OK) {
        row->is_retired = true;
        keep_text(writer, row, &version.frames);
    }
    if (status == STATUS_OK && entry->is_removal) {
        row->change.before = exchange_status(&version.exchange);
        status = version_id(id, writer->number, &writer->scratch)
                     ? bulk_delete(&writer->documents, buf_slice(&writer->scratch), err)
                     : no_memory(err);
    } else if (status == STATUS_OK)
        status = replace(writer, row, entry, &version, &arena, err);
    buf_clear(&version.frames);
    arena_clear(&arena);
    return status;
}

static bool put_wish(const struct cluster_writer *writer, struct buf *out)
{
    const struct waiting_entry *entries = (const void *)writer->waiting.entries.data;
    size_t count = writer->waiting.entries.len / sizeof *entries;
    struct buf id = {0};
    buf_printf(out, "{\"ids\":[");
    for (size_t i = 0; i < count; i++) {
        const struct holder *row = &writer->holders.list[entries[i].holder];
        if (!version_id(holders_id(&writer->holders, entries[i].holder), row->committed.since, &id))
            break;
        if (i > 0)
            buf_append_char(out, ',');
        json_put_string(out, buf_slice(&id));
    }
    buf_printf(out, "]}");
    bool fine = !out->failed && !id.failed;
    buf_clear(&id);
    return fine;
}

static enum status read_waited_for(struct cluster_writer *writer, struct json **tree,
                                   struct error *err)
{
    struct buf path = {0}, body = {0};
    struct cluster_answer answer;
    buf_printf(&path, "/%.*s/_mget?_source_includes=exchange,hash,key,since,until",
               SLICE_ARG(writer->generation.index));
    enum status status = put_wish(writer, &body) && !path.failed ? STATUS_OK : no_memory(err);
    const struct cluster_request request = {.method = CLUSTER_POST,
                                            .path = buf_slice(&path),
                                            .body = buf_slice(&body),
                                            .timeout_ms = READ_PATIENCE_MS};
    if (status == STATUS_OK)
        status = session_ask(writer->session, &request, &answer, err);
    if (status == STATUS_OK)
        status = json_read(answer.body, tree, err);
    buf_clear(&path);
    buf_clear(&body);
    return status;
}

enum status put_waiting(struct cluster_writer *writer, struct error *err)
{
    struct waiting *waiting = &writer->waiting;
    size_t count = waiting->entries.len / sizeof(struct waiting_entry);
    struct json *tree = NULL;
    if (count == 0)
        return STATUS_OK;
    enum status status = read_waited_for(writer, &tree, err);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        struct waiting_entry entry;
        memcpy(&entry, waiting->entries.data + i * sizeof entry, sizeof entry);
        status = work_off(writer, &entry, json_nth(json_at(tree, "docs"), i), err);
    }
    json_release(tree);
    buf_reset(&waiting->entries);
    buf_reset(&waiting->records);
    return status;
}

// --- conflicts -----------------------------------------------------------------------------------

// What was changed since it was read may be our own work, sent twice, or a late void end.
static enum status end_again(struct cluster_writer *writer, const struct json *found,
                             struct error *err)
{
    if ((uint64_t)json_int_at(found, "_source.until") == writer->number)
        return STATUS_OK;
    enum status status = refuse_ended(writer, found, err);
    return status == STATUS_OK ? put_end(writer, found, writer->number, err) : status;
}

static enum status see_again(struct cluster_writer *writer, struct slice id, struct error *err)
{
    struct buf path = {0};
    struct cluster_answer answer;
    struct json *tree = NULL;
    buf_printf(&path, "/%.*s/_doc/", SLICE_ARG(writer->generation.index));
    buf_append_encoded(&path, id);
    const struct cluster_request request = {.method = CLUSTER_GET, .path = buf_slice(&path)};
    enum status status =
        path.failed ? no_memory(err) : session_ask(writer->session, &request, &answer, err);
    if (status == STATUS_OK)
        status = json_read(answer.body, &tree, err);
    if (status == STATUS_OK && !json_is(json_at(tree, "found"), JSON_NODE_TRUE))
        status = error_set(err, STATUS_CORRUPT, "the cluster's index has lost %.*s", SLICE_ARG(id));
    else if (status == STATUS_OK)
        status = end_again(writer, tree, err);
    json_release(tree);
    buf_clear(&path);
    return status;
}

enum status put_conflicts(struct cluster_writer *writer, struct error *err)
{
    enum { ROUNDS = 5 };
    enum status status = STATUS_OK;
    for (int round = 0; status == STATUS_OK && writer->documents.conflicts.len > 0; round++) {
        if (round == ROUNDS)
            return error_set(err, STATUS_BUSY, "somebody else changes documents of the index");
        struct buf ids = writer->documents.conflicts;
        writer->documents.conflicts = (struct buf){0};
        for (size_t at = 0; status == STATUS_OK && at < ids.len; at += strlen(ids.data + at) + 1)
            status = see_again(writer, slice_from(ids.data + at), err);
        if (status == STATUS_OK)
            status = bulk_flush(&writer->documents, err);
        buf_clear(&ids);
    }
    return status;
}
