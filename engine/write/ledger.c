// What a copy of an index gets beside its documents (engine/changes/ledger.h).
//
// The copy's documents are committed first, and what that noted of them as news is forgotten. Entries go into
// transactions of a bounded size: nobody reads a copy before it is whole.
#include "engine/changes/change_keys.h"
#include "engine/write/batch.h"
#include "engine/write/commit.h"
#include "engine/write/index_writer.h"

#include <stdlib.h>

static enum status begin(struct index_writer *writer, struct error *err)
{
    static const enum store_table tables[] = {STORE_SOURCES, STORE_ORPHANS, STORE_CHANGES};
    struct ledger_writing *writing = &writer->ledger;
    uint64_t generation;
    if (writing->txn)
        return STATUS_OK;
    enum status status = commit_batch(writer, &generation, err);
    if (status == STATUS_OK)
        status = store_begin(writer->store, true, &writing->txn, err);
    for (size_t t = 0; status == STATUS_OK && t < sizeof tables / sizeof *tables; t++)
        status = store_delete_prefix(writing->txn, tables[t], SLICE(""), err);
    return status;
}

static enum status put_source(struct index_writer *writer, const struct ledger_entry *entry,
                              struct error *err)
{
    char key[SOURCE_KEY_MAX];
    struct source_record record;
    enum status status = source_record_decode(entry->value, &record, err);
    return status == STATUS_OK ? store_put(writer->ledger.txn, STORE_SOURCES,
                                           source_record_key(record.path, key), entry->value, err)
                               : status;
}

static enum status put_entry(struct index_writer *writer, const struct ledger_entry *entry,
                             struct error *err)
{
    struct ledger_writing *writing = &writer->ledger;
    const struct tombstone tombstone = {entry->number, entry->when, entry->first_seen};
    const struct slice frames[2] = {entry->value, SLICE("")};
    char key[NUMBER_KEY_LEN];
    switch (entry->kind) {
    case LEDGER_SOURCE:
        return put_source(writer, entry, err);
    case LEDGER_ORPHAN:
        return store_put(writing->txn, STORE_ORPHANS, entry->key, entry->value, err);
    case LEDGER_ROW:
        return store_put(writing->txn, STORE_CHANGES, change_key('e', entry->number, key),
                         entry->value, err);
    case LEDGER_TOMBSTONE:
        return change_log_put_tombstone(writing->txn, &writing->counters, entry->key, &tombstone,
                                        err);
    case LEDGER_TEXT:
        return change_log_put_text(writing->txn, &writing->counters, entry->number, entry->when,
                                   frames, err);
    }
    return error_set(err, STATUS_INTERNAL, "an entry of no kind");
}

enum status index_writer_ledger_put(struct index_writer *writer, const struct ledger_entry *entry,
                                    struct error *err)
{
    enum status status = begin(writer, err);
    if (status == STATUS_OK)
        status = put_entry(writer, entry, err);
    return status == STATUS_OK ? store_checkpoint(writer->store, &writer->ledger.txn, err) : status;
}

static enum status put_head(struct index_writer *writer, const struct ledger_head *head,
                            struct error *err)
{
    struct store_txn *txn = writer->ledger.txn;
    struct change_counters counters = head->changes;
    counters.tombstones = writer->ledger.counters.tombstones;
    counters.text_bytes = writer->ledger.counters.text_bytes;
    struct manifest *manifest = malloc(sizeof *manifest);
    if (!manifest)
        return error_set(err, STATUS_NO_MEMORY, "copy: out of memory");
    *manifest = writer->manifest;
    manifest->generation = head->generation;
    manifest->commit_time = head->commit_time;
    enum status status = manifest_write(txn, manifest, err);
    if (status == STATUS_OK)
        status = change_log_put_counters(txn, &counters, err);
    if (status == STATUS_OK && head->roots.len > 0)
        status = store_put(txn, STORE_META, ROOTS_KEY, head->roots, err);
    free(manifest);
    return status;
}

enum status index_writer_ledger_end(struct index_writer *writer, const struct ledger_head *head,
                                    struct error *err)
{
    enum status status = begin(writer, err);
    if (status == STATUS_OK)
        status = put_head(writer, head, err);
    if (status != STATUS_OK)
        return status;
    status = store_commit(writer->ledger.txn, err);
    writer->ledger.txn = NULL;
    return status == STATUS_OK ? batch_refresh(writer, err) : status;
}
