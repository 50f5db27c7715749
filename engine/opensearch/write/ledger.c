// What a copy of an index gets beside its documents (inside.h, engine/changes/ledger.h).
//
// It is written under the number of the one commit that makes the copy whole. That number is the generation of the
// index that is copied, unless a copy was broken off before: what is never given out twice goes one further.
#include "base/bytes.h"
#include "engine/opensearch/write/inside.h"

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "copy to the cluster: out of memory");
}

static enum status put_source(struct cluster_writer *writer, const struct ledger_entry *entry,
                              struct error *err)
{
    struct source_record record;
    enum status status = source_record_decode(entry->value, &record, err);
    return status == STATUS_OK ? records_put(&writer->sources, record.path, entry->value, err)
                               : status;
}

static enum status put_entry(struct cluster_writer *writer, const struct ledger_entry *entry,
                             struct error *err)
{
    const uint64_t known[3] = {entry->number, (uint64_t)entry->when, (uint64_t)entry->first_seen};
    switch (entry->kind) {
    case LEDGER_SOURCE:
        return put_source(writer, entry, err);
    case LEDGER_ORPHAN:
        return records_put(&writer->orphans, entry->key, entry->value, err);
    case LEDGER_ROW:
        return tidings_put_row(writer, entry->number, entry->value, err);
    case LEDGER_TOMBSTONE:
        writer->copied.changes.tombstones++;
        return records_put(&writer->tombstones, entry->key,
                           slice_of((const char *)known, sizeof known), err);
    case LEDGER_TEXT:
        return tidings_put_text(writer, &writer->copied.changes, entry, err);
    }
    return error_set(err, STATUS_INTERNAL, "an entry of no kind");
}

enum status ledger_put(struct writer *base, const struct ledger_entry *entry, struct error *err)
{
    struct cluster_writer *writer = (struct cluster_writer *)base;
    enum status status = lease_keep(writer, err);
    writer->has_sent = true;
    if (status == STATUS_OK)
        status = put_entry(writer, entry, err);
    writer->has_failed = writer->has_failed || status != STATUS_OK;
    return status;
}

enum status ledger_end(struct writer *base, const struct ledger_head *head, struct error *err)
{
    struct cluster_writer *writer = (struct cluster_writer *)base;
    uint64_t generation, tombstones = writer->copied.changes.tombstones,
                         text_bytes = writer->copied.changes.text_bytes;
    writer->copied = *head;
    writer->copied.changes.tombstones = tombstones;
    writer->copied.changes.text_bytes = text_bytes;
    writer->copied.roots = arena_copy(&writer->arena, head->roots);
    if (head->roots.len > 0 && !writer->copied.roots.ptr)
        return no_memory(err);
    return cluster_commit(writer, &generation, err);
}
