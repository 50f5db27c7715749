// Changes into their table, out of it again, and what is asked of one id or number. See change_log.h.
//
// Invariants: numbers have no gap from `first` to `next`; the counters are written last in a transaction and tell
// what is there; a tombstone's number is that of the newest change of its id. Cost: a commit puts a row for some
// dozens of changes.
#include "engine/changes/change_log.h"

#include "base/bytes.h"
#include "base/hash.h"
#include "engine/changes/change_keys.h"

#include <string.h>

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "changes: out of memory");
}

// --- keys and seals ----------------------------------------------------------------------------

static struct slice tombstone_key(struct slice id, char key[1 + EXCHANGE_MAX_ID_LEN])
{
    size_t len = id.len < EXCHANGE_MAX_ID_LEN ? id.len : EXCHANGE_MAX_ID_LEN;
    key[0] = 'g';
    memcpy(key + 1, id.ptr, len);
    return slice_of(key, len + 1);
}

static enum status put_sealed(struct store_txn *txn, struct slice key, struct buf *bytes,
                              struct error *err)
{
    if (!bytes->failed)
        buf_append_u64(bytes, hash_bytes(buf_slice(bytes), 0));
    enum status status =
        bytes->failed ? no_memory(err) : store_put(txn, STORE_CHANGES, key, buf_slice(bytes), err);
    buf_clear(bytes);
    return status;
}

// --- counters ----------------------------------------------------------------------------------

static enum status decode_counters(struct slice sealed, struct change_counters *out,
                                   struct error *err)
{
    struct slice bytes;
    enum status status = change_open_sealed(sealed, &bytes, err);
    if (status != STATUS_OK)
        return status;
    struct cursor in = cursor_over(bytes);
    out->epoch = cursor_u64(&in);
    out->first = cursor_u64(&in);
    out->next = cursor_u64(&in);
    out->first_text = cursor_u64(&in);
    out->text_bytes = cursor_u64(&in);
    out->tombstones = cursor_u64(&in);
    out->keep_days = cursor_u64(&in);
    bool is_sound =
        !in.failed && cursor_left(&in) == 0 && out->first > 0 && out->first <= out->next;
    return is_sound ? STATUS_OK : change_damaged(err);
}

enum status change_log_counters(struct store_txn *txn, struct change_counters *out,
                                struct error *err)
{
    struct slice bytes;
    enum status status = store_get(txn, STORE_CHANGES, SLICE("m"), &bytes, err);
    if (status == STATUS_OK)
        return decode_counters(bytes, out, err);
    *out = (struct change_counters){
        .first = 1, .next = 1, .first_text = 1, .keep_days = CHANGE_LOG_DAYS};
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status change_log_put_counters(struct store_txn *txn, const struct change_counters *counters,
                                    struct error *err)
{
    struct buf bytes;
    buf_init(&bytes, 0);
    buf_append_u64(&bytes, counters->epoch);
    buf_append_u64(&bytes, counters->first);
    buf_append_u64(&bytes, counters->next);
    buf_append_u64(&bytes, counters->first_text);
    buf_append_u64(&bytes, counters->text_bytes);
    buf_append_u64(&bytes, counters->tombstones);
    buf_append_u64(&bytes, counters->keep_days);
    return put_sealed(txn, SLICE("m"), &bytes, err);
}

// --- writing -----------------------------------------------------------------------------------

enum status change_log_put_row(struct store_txn *txn, struct change_counters *counters,
                               struct change_row_builder *row, struct error *err)
{
    char key[NUMBER_KEY_LEN];
    struct buf bytes;
    uint32_t count = row->count;
    if (count == 0)
        return STATUS_OK;
    buf_init(&bytes, 0);
    change_row_finish(row, &bytes);
    enum status status = bytes.failed
                             ? no_memory(err)
                             : store_put(txn, STORE_CHANGES, change_key('e', counters->next, key),
                                         buf_slice(&bytes), err);
    buf_clear(&bytes);
    if (status == STATUS_OK)
        counters->next += count;
    return status;
}

enum status change_log_put_tombstone(struct store_txn *txn, struct change_counters *counters,
                                     struct slice id, const struct tombstone *tombstone,
                                     struct error *err)
{
    char key[1 + EXCHANGE_MAX_ID_LEN];
    struct buf bytes;
    buf_init(&bytes, 0);
    buf_append_u64(&bytes, tombstone->number);
    buf_append_u64(&bytes, (uint64_t)tombstone->when);
    buf_append_u64(&bytes, (uint64_t)tombstone->first_seen);
    enum status status = put_sealed(txn, tombstone_key(id, key), &bytes, err);
    if (status == STATUS_OK)
        counters->tombstones++;
    return status;
}

enum status change_log_drop_tombstone(struct store_txn *txn, struct change_counters *counters,
                                      struct slice id, struct error *err)
{
    char key[1 + EXCHANGE_MAX_ID_LEN];
    struct slice value, at = tombstone_key(id, key);
    enum status status = store_get(txn, STORE_CHANGES, at, &value, err);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    counters->tombstones -= counters->tombstones > 0;
    return store_delete(txn, STORE_CHANGES, at, err);
}

enum status change_log_put_text(struct store_txn *txn, struct change_counters *counters,
                                uint64_t number, int64_t when, const struct slice frames[2],
                                struct error *err)
{
    char key[NUMBER_KEY_LEN];
    struct buf bytes;
    buf_init(&bytes, 0);
    buf_append_u64(&bytes, (uint64_t)when);
    buf_append_slice(&bytes, frames[0]);
    buf_append_slice(&bytes, frames[1]);
    counters->text_bytes += change_text_size(bytes.len + SEAL_LEN);
    return put_sealed(txn, change_key('t', number, key), &bytes, err);
}

// --- dropping ----------------------------------------------------------------------------------

// What becomes of a kept text.
enum text_fate {
    TEXT_GOES,
    TEXT_STAYS, // and those behind it, which are younger
    TEXT_WAITS, // of a clock that was ahead: it says nothing of those behind it
};

static enum text_fate text_fate(const struct change_counters *counters, uint64_t number,
                                int64_t when, int64_t now)
{
    if (number < counters->first || counters->text_bytes > CHANGE_LOG_TEXT_BYTES ||
        change_text_is_expired(counters->keep_days, when, now))
        return TEXT_GOES;
    return when > now ? TEXT_WAITS : TEXT_STAYS;
}

// The first text from the number on. STATUS_NOT_FOUND.
static enum status seek_text(struct store_txn *txn, uint64_t from, uint64_t *number, int64_t *when,
                             uint64_t *size, struct error *err)
{
    char start[NUMBER_KEY_LEN];
    struct slice key, value, bytes;
    enum status status =
        store_seek(txn, STORE_CHANGES, change_key('t', from, start), &key, &value, err);
    if (status == STATUS_OK && !change_key_number(key, 't', number))
        return STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = change_open_sealed(value, &bytes, err);
    if (status == STATUS_OK && bytes.len < sizeof(uint64_t))
        status = change_damaged(err);
    if (status != STATUS_OK)
        return status;
    *when = (int64_t)load_u64(bytes.ptr);
    *size = change_text_size(value.len);
    return STATUS_OK;
}

// Leaves counters->first_text at the first that is kept.
static enum status prune_texts(struct store_txn *txn, struct change_counters *counters, int64_t now,
                               struct error *err)
{
    bool has_kept = false;
    for (uint64_t at = counters->first_text;;) {
        char key[NUMBER_KEY_LEN];
        uint64_t number, size;
        int64_t when;
        enum status status = seek_text(txn, at, &number, &when, &size, err);
        if (status == STATUS_NOT_FOUND && !has_kept) {
            counters->first_text = counters->next;
            counters->text_bytes = 0;
        }
        if (status != STATUS_OK)
            return status == STATUS_NOT_FOUND ? STATUS_OK : status;
        enum text_fate fate = text_fate(counters, number, when, now);
        if (fate != TEXT_GOES && !has_kept)
            counters->first_text = number;
        has_kept = has_kept || fate != TEXT_GOES;
        if (fate == TEXT_STAYS)
            return STATUS_OK;
        at = number + 1;
        if (fate == TEXT_WAITS)
            continue;
        counters->text_bytes -= size < counters->text_bytes ? size : counters->text_bytes;
        status = store_delete(txn, STORE_CHANGES, change_key('t', number, key), err);
        if (status != STATUS_OK)
            return status;
    }
}

// Forgets the ids that the changes of a row say were removed, if they have not been since.
static enum status forget_removed(struct store_txn *txn, struct change_counters *counters,
                                  struct change_row *row, struct error *err)
{
    struct arena arena;
    struct change change = {.number = counters->first};
    enum status status = STATUS_OK;
    arena_init(&arena, 0);
    for (; status == STATUS_OK && change_row_next(row, &arena, &change); change.number++) {
        struct tombstone tombstone;
        if (change.kind != CHANGE_REMOVED)
            continue;
        status = change_log_tombstone(txn, change.id, &tombstone, err);
        if (status == STATUS_OK && tombstone.number == change.number)
            status = change_log_drop_tombstone(txn, counters, change.id, err);
        if (status == STATUS_NOT_FOUND)
            status = STATUS_OK;
    }
    arena_clear(&arena);
    return status == STATUS_OK && row->body.failed ? change_damaged(err) : status;
}

static enum status drop_row(struct store_txn *txn, struct change_counters *counters,
                            struct error *err)
{
    char key[NUMBER_KEY_LEN];
    struct slice value, at = change_key('e', counters->first, key);
    struct change_row row;
    struct buf copy; // forgetting moves what the table's values point to
    buf_init(&copy, 0);
    enum status status = store_get(txn, STORE_CHANGES, at, &value, err);
    if (status == STATUS_NOT_FOUND)
        return change_damaged(err);
    if (status == STATUS_OK) {
        buf_append_slice(&copy, value);
        status = copy.failed ? no_memory(err) : change_row_open(buf_slice(&copy), &row, err);
    }
    if (status == STATUS_OK && counters->tombstones > 0 && row.counts[CHANGE_REMOVED] > 0)
        status = forget_removed(txn, counters, &row, err);
    if (status == STATUS_OK)
        status = store_delete(txn, STORE_CHANGES, at, err);
    if (status == STATUS_OK)
        counters->first += row.count;
    buf_clear(&copy);
    return status;
}

enum status change_log_prune(struct store_txn *txn, struct change_counters *counters, int64_t now,
                             struct error *err)
{
    enum status status = STATUS_OK;
    while (status == STATUS_OK && counters->next - counters->first > CHANGE_LOG_MAX)
        status = drop_row(txn, counters, err);
    return status == STATUS_OK ? prune_texts(txn, counters, now, err) : status;
}

// --- finding -----------------------------------------------------------------------------------

enum status change_log_tombstone(struct store_txn *txn, struct slice id, struct tombstone *out,
                                 struct error *err)
{
    char key[1 + EXCHANGE_MAX_ID_LEN];
    struct slice value, bytes;
    if (id.len > EXCHANGE_MAX_ID_LEN)
        return STATUS_NOT_FOUND;
    enum status status = store_get(txn, STORE_CHANGES, tombstone_key(id, key), &value, err);
    if (status == STATUS_OK)
        status = change_open_sealed(value, &bytes, err);
    if (status != STATUS_OK)
        return status;
    struct cursor in = cursor_over(bytes);
    out->number = cursor_u64(&in);
    out->when = (int64_t)cursor_u64(&in);
    out->first_seen = (int64_t)cursor_u64(&in);
    return in.failed ? change_damaged(err) : STATUS_OK;
}

enum status change_log_text(struct store_txn *txn, uint64_t number, int64_t now,
                            struct slice *frame, struct error *err)
{
    char key[NUMBER_KEY_LEN];
    struct slice value, bytes;
    struct change_counters counters;
    enum status status = change_log_counters(txn, &counters, err);
    if (status == STATUS_OK)
        status = store_get(txn, STORE_CHANGES, change_key('t', number, key), &value, err);
    if (status == STATUS_OK)
        status = change_open_sealed(value, &bytes, err);
    if (status != STATUS_OK)
        return status;
    if (bytes.len < sizeof(uint64_t))
        return change_damaged(err);
    if (change_text_is_expired(counters.keep_days, (int64_t)load_u64(bytes.ptr), now))
        return STATUS_NOT_FOUND;
    *frame = slice_from_offset(bytes, sizeof(uint64_t));
    return STATUS_OK;
}

// --- listing -----------------------------------------------------------------------------------

static enum status tell_row(enum status status, struct slice key, uint64_t *number)
{
    return status == STATUS_OK && !change_key_number(key, 'e', number) ? STATUS_NOT_FOUND : status;
}

static enum status seek_row(void *context, uint64_t from, uint64_t *number, struct slice *row,
                            struct error *err)
{
    char start[NUMBER_KEY_LEN];
    struct slice key = SLICE_NONE;
    enum status status =
        store_seek(context, STORE_CHANGES, change_key('e', from, start), &key, row, err);
    return tell_row(status, key, number);
}

static enum status next_row(void *context, uint64_t *number, struct slice *row, struct error *err)
{
    struct slice key = SLICE_NONE;
    enum status status = store_next(context, STORE_CHANGES, &key, row, err);
    return tell_row(status, key, number);
}

enum status change_log_list(struct store_txn *txn, const struct change_request *request,
                            int64_t now, struct arena *arena, struct change_list *out,
                            struct error *err)
{
    struct change_rows rows = {.now = now, .context = txn, .seek = seek_row, .next = next_row};
    enum status status = change_log_counters(txn, &rows.counters, err);
    return status == STATUS_OK ? change_list_make(&rows, request, arena, out, err) : status;
}

// --- checking ----------------------------------------------------------------------------------

// What the walk over all records has seen.
struct tally {
    uint64_t next; // number that the next row must have
    uint64_t tombstones, text_bytes;
};

static enum status check_row(struct tally *tally, uint64_t number, struct slice value,
                             struct error *err)
{
    struct change_row row;
    struct arena arena;
    struct change change = {0};
    uint32_t counts[CHANGE_KIND_COUNT + 1] = {0};
    enum status status = change_row_open(value, &row, err);
    if (status != STATUS_OK)
        return status;
    if (number != tally->next)
        return change_damaged(err);
    tally->next += row.count;
    arena_init(&arena, 0);
    while (change_row_next(&row, &arena, &change))
        counts[change.kind]++;
    arena_clear(&arena);
    return !row.body.failed && memcmp(counts, row.counts, sizeof counts) == 0 ? STATUS_OK
                                                                              : change_damaged(err);
}

static enum status check_record(struct tally *tally, struct slice key, struct slice value,
                                struct error *err)
{
    struct slice bytes;
    uint64_t number;
    if (change_key_number(key, 'e', &number))
        return check_row(tally, number, value, err);
    enum status status = change_open_sealed(value, &bytes, err);
    if (status != STATUS_OK)
        return status;
    if (change_key_number(key, 't', &number))
        tally->text_bytes += change_text_size(value.len);
    else if (key.len > 1 && key.ptr[0] == 'g')
        tally->tombstones++;
    else if (!slice_equal(key, SLICE("m")))
        return change_damaged(err);
    return STATUS_OK;
}

enum status change_log_check(struct store_txn *txn, struct error *err)
{
    struct change_counters counters;
    struct slice key, value;
    enum status status = change_log_counters(txn, &counters, err);
    struct tally tally = {.next = counters.first};
    if (status == STATUS_OK)
        status = store_seek(txn, STORE_CHANGES, SLICE(""), &key, &value, err);
    while (status == STATUS_OK) {
        status = check_record(&tally, key, value, err);
        if (status == STATUS_OK)
            status = store_next(txn, STORE_CHANGES, &key, &value, err);
    }
    if (status != STATUS_NOT_FOUND)
        return status;
    bool is_true = tally.next == counters.next && tally.tombstones == counters.tombstones &&
                   tally.text_bytes == counters.text_bytes;
    return is_true ? STATUS_OK : change_damaged(err);
}
