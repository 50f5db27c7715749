// A batch becomes a generation of a cluster's index (inside.h).
//
// Everything is sent, and made visible on every shard, before the generation document is replaced: that one step, which
// only the holder of the lease can do, makes all of it count. A writer that dies before it has changed nothing that
// anybody sees; one that dies after it leaves nothing undone but cleaning.
#include "base/clock.h"
#include "engine/opensearch/write/inside.h"
#include "engine/opensearch/write/pages.h"

#include <string.h>

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "commit to the cluster: out of memory");
}

static bool has_documents(const struct cluster_writer *writer)
{
    for (uint32_t i = 0; i < writer->holders.ids.count; i++)
        if (writer->holders.list[i].is_touched)
            return true;
    return false;
}

static bool has_nothing(const struct cluster_writer *writer)
{
    return !writer->is_copy && !has_documents(writer) && !records_are_pending(&writer->sources) &&
           !records_are_pending(&writer->orphans) && !writer->root_list.is_changed &&
           writer->keep_days == writer->generation.changes.keep_days;
}

// Of a source in the middle of which the commit comes.
static enum status put_unsettled(struct cluster_writer *writer, struct error *err)
{
    struct buf record = {0};
    enum status status = STATUS_OK;
    intake_unsettled(&writer->intake, &record);
    if (record.failed)
        status = no_memory(err);
    else if (record.len > 0)
        status =
            records_put(&writer->sources, buf_slice(&writer->intake.path), buf_slice(&record), err);
    buf_clear(&record);
    return status;
}

static enum status send_documents(struct cluster_writer *writer, struct error *err)
{
    enum status status = put_waiting(writer, err);
    if (status == STATUS_OK)
        status = bulk_flush(&writer->documents, err);
    return status == STATUS_OK ? put_conflicts(writer, err) : status;
}

static enum status send_records(struct cluster_writer *writer, struct change_counters *counters,
                                struct error *err)
{
    writer->has_sent = true;
    enum status status = put_unsettled(writer, err);
    if (status == STATUS_OK)
        status = tidings_write(writer, counters, err);
    if (status == STATUS_OK)
        status = records_write(writer, &writer->sources, err);
    if (status == STATUS_OK)
        status = records_write(writer, &writer->orphans, err);
    if (status == STATUS_OK)
        status = records_write(writer, &writer->tombstones, err);
    return status == STATUS_OK ? bulk_flush(&writer->records, err) : status;
}

static void count_documents(const struct cluster_writer *writer, struct generation *next)
{
    for (uint32_t i = 0; i < writer->holders.ids.count; i++) {
        const struct holder *holder = &writer->holders.list[i];
        if (!holder->is_touched)
            continue;
        next->documents += holder->now.exists;
        next->documents -= holder->committed.exists;
        next->tokens += holder->now.exists ? holder->now.tokens : 0;
        next->tokens -= holder->committed.exists ? holder->committed.tokens : 0;
    }
}

static enum status put_roots(struct cluster_writer *writer, struct generation *next,
                             struct error *err)
{
    struct buf record = {0};
    enum status status = root_list_encode(&writer->root_list, &record, err);
    if (status == STATUS_OK)
        next->roots = arena_copy(&writer->arena, buf_slice(&record));
    buf_clear(&record);
    return status == STATUS_OK && !next->roots.ptr ? no_memory(err) : status;
}

static void note_commit(struct generation *next, int64_t now)
{
    if (next->commit_count == GENERATION_MAX_COMMITS)
        memmove(next->commits, next->commits + 1, --next->commit_count * sizeof *next->commits);
    next->commits[next->commit_count++] = (struct generation_commit){next->committed, now};
}

static enum status publish(struct cluster_writer *writer, const struct change_counters *counters,
                           struct error *err)
{
    struct generation next = writer->generation;
    int64_t now = clock_wall_seconds();
    bool is_seen = has_documents(writer) || writer->root_list.is_changed;
    lease_extend(writer);
    next.expires = writer->generation.expires;
    next.committed = writer->number;
    next.claimed = writer->number + 1;
    next.changes = *counters;
    count_documents(writer, &next);
    note_commit(&next, now);
    if (is_seen) {
        next.number = writer->number;
        next.commit_time = now;
    }
    enum status status = writer->root_list.is_changed ? put_roots(writer, &next, err) : STATUS_OK;
    if (writer->is_copy) {
        next.number = writer->number;
        next.commit_time = writer->copied.commit_time;
        next.roots = writer->copied.roots;
    }
    if (status == STATUS_OK)
        status = generation_write(writer->session, writer->meta, &next, err);
    if (status != STATUS_OK)
        return status;
    writer->generation = next;
    writer->number = next.claimed;
    return STATUS_OK;
}

static void settle(struct cluster_writer *writer)
{
    holders_settle(writer);
    records_settle(&writer->sources);
    records_settle(&writer->orphans);
    records_settle(&writer->tombstones);
    writer->root_list.is_changed = false;
    writer->has_sent = false;
    writer->next_key = 0;
    buf_reset(&writer->old_texts);
}

enum status cluster_commit(struct cluster_writer *writer, uint64_t *generation, struct error *err)
{
    struct change_counters counters = writer->generation.changes;
    *generation = writer->generation.number;
    if (writer->has_failed)
        return error_set(err, STATUS_IO,
                         "index: writing failed before; close the writer and open it again");
    if (has_nothing(writer))
        return STATUS_OK;
    enum status status = send_documents(writer, err);
    if (status == STATUS_OK)
        status = send_records(writer, &counters, err);
    if (status == STATUS_OK)
        status = lease_renew(writer, err); // it has to last for as long as a refresh may take
    if (status == STATUS_OK)
        status = pages_refresh(writer->session, writer->indices, err);
    if (status == STATUS_OK)
        status = publish(writer, &counters, err);
    writer->has_failed = status != STATUS_OK;
    if (status != STATUS_OK)
        return status;
    settle(writer);
    leftovers_expire(writer);
    *generation = writer->generation.number;
    return STATUS_OK;
}
