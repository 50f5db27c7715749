// See ledger.h. Entries are told as they lie in their tables, so in the order of their keys.
#include "engine/read/ledger.h"

#include "base/bytes.h"
#include "engine/changes/change_keys.h"
#include "engine/changes/change_log.h"
#include "engine/read/segments.h"
#include "engine/roots/roots.h"

enum status snapshot_ledger(struct snapshot *snapshot, struct ledger_head *out, struct error *err)
{
    *out = (struct ledger_head){.generation = snapshot->manifest.generation,
                                .commit_time = snapshot->manifest.commit_time};
    enum status status = store_get(snapshot->txn, STORE_META, ROOTS_KEY, &out->roots, err);
    if (status == STATUS_OK || status == STATUS_NOT_FOUND)
        status = change_log_counters(snapshot->txn, &out->changes, err);
    return status;
}

static enum status open_change(struct slice key, struct slice value, struct ledger_entry *out,
                               struct error *err)
{
    if (change_key_number(key, 'e', &out->number)) {
        out->kind = LEDGER_ROW;
        out->value = value;
        return STATUS_OK;
    }
    struct slice bytes;
    enum status status = change_open_sealed(value, &bytes, err);
    if (status != STATUS_OK)
        return status;
    bool is_text = change_key_number(key, 't', &out->number);
    if (bytes.len < (is_text ? 1 : 3) * sizeof(uint64_t))
        return change_damaged(err);
    if (is_text) {
        out->kind = LEDGER_TEXT;
        out->when = (int64_t)load_u64(bytes.ptr);
        out->value = slice_from_offset(bytes, sizeof(uint64_t));
        return STATUS_OK;
    }
    out->kind = LEDGER_TOMBSTONE;
    out->key = slice_from_offset(key, 1);
    out->number = load_u64(bytes.ptr);
    out->when = (int64_t)load_u64(bytes.ptr + sizeof(uint64_t));
    out->first_seen = (int64_t)load_u64(bytes.ptr + 2 * sizeof(uint64_t));
    return STATUS_OK;
}

// A source's record has its path; its key may be only a part of that.
static enum status open_entry(enum store_table table, struct slice key, struct slice value,
                              struct ledger_entry *out, struct error *err)
{
    *out = (struct ledger_entry){.kind = LEDGER_SOURCE, .key = key, .value = value};
    if (table == STORE_CHANGES)
        return open_change(key, value, out, err);
    if (table == STORE_ORPHANS)
        out->kind = LEDGER_ORPHAN;
    return STATUS_OK;
}

static enum status walk(struct snapshot *snapshot, enum store_table table, visit_ledger_fn *visit,
                        void *context, struct error *err)
{
    struct slice key, value;
    enum status status = store_seek(snapshot->txn, table, SLICE(""), &key, &value, err);
    while (status == STATUS_OK) {
        struct ledger_entry entry;
        bool is_counters = table == STORE_CHANGES && slice_equal(key, SLICE("m"));
        if (!is_counters)
            status = open_entry(table, key, value, &entry, err);
        if (status == STATUS_OK && !is_counters)
            status = visit(context, &entry, err);
        if (status == STATUS_OK)
            status = store_next(snapshot->txn, table, &key, &value, err);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status snapshot_each_entry(struct snapshot *snapshot, visit_ledger_fn *visit, void *context,
                                struct error *err)
{
    enum status status = walk(snapshot, STORE_SOURCES, visit, context, err);
    if (status == STATUS_OK)
        status = walk(snapshot, STORE_ORPHANS, visit, context, err);
    return status == STATUS_OK ? walk(snapshot, STORE_CHANGES, visit, context, err) : status;
}
