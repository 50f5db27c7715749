// See change_erase.h.
//
// Every row is read; one that tells of such a document is written anew under its key, with as many changes as before.
// Cost: that of reading all changes, a second or two for a million.
#include "engine/changes/change_erase.h"

#include "engine/changes/change_keys.h"

struct erasing {
    struct store_txn *txn;
    struct change_counters *counters;
    const struct id_set *ids;
    struct arena arena; // of one row
    struct buf copy;    // its bytes: writing moves what the table's values point to
    struct change_row_builder row;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "changes: out of memory");
}

static bool is_meant(const struct erasing *erasing, const struct change *change)
{
    uint32_t index;
    return change->kind != CHANGE_KIND_COUNT && id_set_find(erasing->ids, change->id, &index);
}

static enum status drop_text(struct erasing *erasing, uint64_t number, struct error *err)
{
    char bytes[NUMBER_KEY_LEN];
    struct slice value, key = change_key('t', number, bytes);
    enum status status = store_get(erasing->txn, STORE_CHANGES, key, &value, err);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    uint64_t size = change_text_size(value.len);
    uint64_t *sum = &erasing->counters->text_bytes;
    *sum -= size < *sum ? size : *sum;
    return store_delete(erasing->txn, STORE_CHANGES, key, err);
}

// What is left of a change: where it is the removal that the id's tombstone names, that.
static enum status reduce(struct erasing *erasing, struct change *change, struct error *err)
{
    struct tombstone tombstone = {0};
    enum status status = drop_text(erasing, change->number, err);
    if (status == STATUS_OK)
        status = change_log_tombstone(erasing->txn, change->id, &tombstone, err);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    bool is_removal = status == STATUS_OK && tombstone.number == change->number;
    *change = (struct change){.number = change->number,
                              .kind = is_removal ? CHANGE_REMOVED : CHANGE_KIND_COUNT,
                              .before = EXCHANGE_STATUS_COUNT,
                              .after = EXCHANGE_STATUS_COUNT,
                              .id = change->id};
    return STATUS_OK;
}

static enum status rewrite(struct erasing *erasing, uint64_t number, struct change_row row,
                           struct error *err)
{
    struct change change = {.number = number};
    // It counts from the key on, and has as many changes as it had.
    struct change_counters counters = {.next = number};
    enum status status = STATUS_OK;
    erasing->row.generation = row.generation;
    erasing->row.when = row.when;
    for (; status == STATUS_OK && change_row_next(&row, &erasing->arena, &change);
         change.number++) {
        struct change left = change;
        if (is_meant(erasing, &change))
            status = reduce(erasing, &left, err);
        change_row_add(&erasing->row, &left);
    }
    if (status == STATUS_OK && row.body.failed)
        status = erasing->arena.failed ? no_memory(err) : change_damaged(err);
    return status == STATUS_OK ? change_log_put_row(erasing->txn, &counters, &erasing->row, err)
                               : status;
}

static enum status look_at_row(struct erasing *erasing, uint64_t number, struct slice value,
                               uint64_t *next, struct error *err)
{
    struct change_row row;
    struct change change = {.number = number};
    bool has_meant = false;
    arena_reset(&erasing->arena);
    buf_reset(&erasing->copy);
    buf_append_slice(&erasing->copy, value);
    enum status status = erasing->copy.failed
                             ? no_memory(err)
                             : change_row_open(buf_slice(&erasing->copy), &row, err);
    if (status != STATUS_OK)
        return status;
    *next = number + row.count;
    struct change_row reading = row;
    while (!has_meant && change_row_next(&reading, &erasing->arena, &change))
        has_meant = is_meant(erasing, &change);
    return has_meant ? rewrite(erasing, number, row, err) : STATUS_OK;
}

static enum status erase_rows(struct erasing *erasing, struct error *err)
{
    char bytes[NUMBER_KEY_LEN];
    uint64_t next = erasing->counters->first, number;
    for (;;) {
        struct slice key, value;
        enum status status = store_seek(erasing->txn, STORE_CHANGES, change_key('e', next, bytes),
                                        &key, &value, err);
        if (status == STATUS_NOT_FOUND ||
            (status == STATUS_OK && !change_key_number(key, 'e', &number)))
            return STATUS_OK;
        if (status == STATUS_OK)
            status = look_at_row(erasing, number, value, &next, err);
        if (status != STATUS_OK)
            return status;
    }
}

// After the rows, which tell by their numbers which change made it.
static enum status reduce_tombstone(struct erasing *erasing, struct slice id, struct error *err)
{
    struct tombstone tombstone;
    enum status status = change_log_tombstone(erasing->txn, id, &tombstone, err);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    tombstone.when = change_erased_time(tombstone.when);
    tombstone.first_seen = 0;
    erasing->counters->tombstones--; // putting counts it once more
    return change_log_put_tombstone(erasing->txn, erasing->counters, id, &tombstone, err);
}

enum status change_log_erase(struct store_txn *txn, struct change_counters *counters,
                             const struct id_set *ids, struct error *err)
{
    struct erasing erasing = {.txn = txn, .counters = counters, .ids = ids};
    arena_init(&erasing.arena, 0);
    enum status status = erase_rows(&erasing, err);
    for (uint32_t i = 0; status == STATUS_OK && i < ids->count; i++)
        status = reduce_tombstone(&erasing, id_set_get(ids, i), err);
    change_row_clear(&erasing.row);
    buf_clear(&erasing.copy);
    arena_clear(&erasing.arena);
    return status;
}
