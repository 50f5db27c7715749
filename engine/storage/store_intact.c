// See store_intact.h.
//
// LMDB keeps the number of the newest commit twice: in lock.mdb, which all processes share, and in the meta pages of
// data.mdb, which take turns. A transaction is of the commit that lock.mdb names. So long as that is what the meta
// pages say as well, the writer that made it knew of us, and keeps what we read. Else:
//
//   the other page is the next commit   a writer is between its two notes; or it uses another lock.mdb, since ours was
//                                       removed: then the folder has another one, or none; or, where that lasts, a copy
//                                       that is one commit newer was written over data.mdb (or that writer was killed)
//   neither is ours, again and again    data.mdb was overwritten by another index or an older copy
//   ours, but with other contents       the same, by one that has as many commits
//   zeros                               data.mdb was cut short (store_map.h)
//   no meta page, no lock.mdb of LMDB   either was written over
#include "engine/storage/store_intact.h"

#include "base/clock.h"
#include "engine/storage/store_inside.h"

#include <string.h>

enum { PAGE_BYTES = 4096, COMMIT_AT = STORE_META_BYTES - 8, MAX_TRIES = 1000 };
enum { STUCK_MS = 2000 }; // a writer needs some microseconds from one note to the other

static const char *meta_of(const struct store *store, uint64_t commit)
{
    return store->map.start + commit % 2 * PAGE_BYTES;
}

// What the page says whose turn it was to hold that commit. Others may be writing it.
static uint64_t commit_at(const struct store *store, uint64_t commit)
{
    const void *at = meta_of(store, commit) + COMMIT_AT;
    return __atomic_load_n((const uint64_t *)at, __ATOMIC_ACQUIRE);
}

static bool is_newest(const struct store *store, uint64_t commit)
{
    return commit_at(store, commit) == commit && commit_at(store, commit + 1) + 1 == commit;
}

static bool is_before_newest(const struct store *store, uint64_t commit)
{
    return commit_at(store, commit) == commit && commit_at(store, commit + 1) == commit + 1;
}

static enum status overwritten(const struct store *store, struct error *err)
{
    return error_set(err, STATUS_CORRUPT,
                     "%s/data.mdb: was overwritten or cut short while programs have it open; let "
                     "them end (a daemon closes it by itself)",
                     store->folder.path);
}

static enum status lost_locks(const struct store *store, struct error *err)
{
    return error_set(
        err, STATUS_CORRUPT,
        "%s/lock.mdb: was removed, replaced or cut short while programs have it open, so that "
        "writers do not see who reads",
        store->folder.path);
}

static uint64_t head_of(const struct store_map *map)
{
    uint64_t head;
    memcpy(&head, map->start, sizeof head);
    return head;
}

// Whether both pages begin as LMDB's meta pages do: with their number, and a kind that never changes.
static bool has_metas(const struct store *store)
{
    enum { FLAGS_AT = 10, IS_META = 8 };
    for (uint64_t page = 0; page < 2; page++) {
        uint64_t number;
        uint16_t flags;
        memcpy(&number, meta_of(store, page), sizeof number);
        memcpy(&flags, meta_of(store, page) + FLAGS_AT, sizeof flags);
        if (number != page || !(flags & IS_META))
            return false;
    }
    return true;
}

void store_intact_note_locks(struct store *store)
{
    store->locks_head = store->lock_map.start ? head_of(&store->lock_map) : 0;
}

bool store_has_locks(const struct store *store)
{
    return !store_map_is_broken(&store->lock_map) &&
           (!store->lock_map.start || head_of(&store->lock_map) == store->locks_head);
}

bool store_is_broken(const struct store *store, struct error *err)
{
    bool has_locks = store_has_locks(store);
    bool has_data = !store_map_is_broken(&store->map) && (!store->map.start || has_metas(store));
    if (has_locks && has_data)
        return false;
    (void)(has_locks ? overwritten(store, err) : lost_locks(store, err));
    return true;
}

// A commit that any transaction of the store has seen before must be what it was.
static bool is_as_known(struct store *store, const struct store_mark *mark)
{
    (void)pthread_mutex_lock(&store->known_lock);
    bool is_known = store->known.commit == mark->commit;
    bool is_same = !is_known || memcmp(store->known.meta, mark->meta, STORE_META_BYTES) == 0;
    if (mark->commit > store->known.commit)
        store->known = *mark;
    (void)pthread_mutex_unlock(&store->known_lock);
    return is_same;
}

// Whether the meta page of the commit is what the transaction, or another one, has seen before. *has_moved when there
// were more commits meanwhile, so that it is the page of another one now.
static bool is_as_marked(struct store_txn *txn, uint64_t commit, bool *has_moved)
{
    const char *meta = meta_of(txn->store, commit);
    const bool is_marked = txn->mark.commit == commit;
    bool is_same = is_marked && memcmp(txn->mark.meta, meta, STORE_META_BYTES) == 0;
    if (!is_marked)
        memcpy(txn->mark.meta, meta, STORE_META_BYTES);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    *has_moved = commit_at(txn->store, commit) != commit;
    if (is_marked || *has_moved) {
        txn->mark.commit = is_marked ? commit : 0;
        return is_same;
    }
    txn->mark.commit = commit;
    if (is_as_known(txn->store, &txn->mark))
        return true;
    txn->mark.commit = 0;
    return false;
}

// The commit that a transaction sees; one that writes has the number of the next.
static uint64_t commit_of(const struct store_txn *txn)
{
    return (uint64_t)mdb_txn_id(txn->txn) - (txn->write ? 1 : 0);
}

// Whether transactions have begun with this commit for long, with the next one there.
static bool is_stuck(struct store *store, uint64_t commit)
{
    int64_t now = clock_coarse_ms();
    (void)pthread_mutex_lock(&store->known_lock);
    if (store->stuck.commit != commit)
        store->stuck = (struct store_stuck){commit, now};
    bool is_long = now - store->stuck.since_ms > STUCK_MS;
    (void)pthread_mutex_unlock(&store->known_lock);
    return is_long;
}

// `is_new`: the transaction has just begun.
static enum status look(struct store_txn *txn, bool is_new, bool *is_undecided, struct error *err)
{
    struct store *store = txn->store;
    uint64_t commit = commit_of(txn);
    *is_undecided = false;
    if (store_is_broken(store, err))
        return STATUS_CORRUPT;
    if (!store->map.start)
        return STATUS_OK;
    bool is_next_there = is_before_newest(store, commit) && !txn->write;
    *is_undecided = !is_newest(store, commit) && !is_next_there;
    if (*is_undecided)
        return overwritten(store, err);
    if (is_next_there && folder_lost_locks(&store->folder))
        return lost_locks(store, err);
    if (is_next_there && is_new && is_stuck(store, commit))
        return overwritten(store, err);
    return is_as_marked(txn, commit, is_undecided) ? STATUS_OK : overwritten(store, err);
}

static enum status look_until_decided(struct store_txn *txn, bool is_new, struct error *err)
{
    bool is_undecided;
    enum status status = look(txn, is_new, &is_undecided, err);
    for (int i = 0; i < MAX_TRIES && is_undecided && !txn->write; i++) {
        mdb_txn_reset(txn->txn);
        int code = mdb_txn_renew(txn->txn);
        if (code)
            return store_fail(txn->store, code, "begin", err);
        status = look(txn, true, &is_undecided, err);
    }
    return status;
}

enum status store_intact_begin(struct store_txn *txn, struct error *err)
{
    return look_until_decided(txn, true, err);
}

enum status store_intact_end(struct store_txn *txn, struct error *err)
{
    const struct store *store = txn->store;
    if (!txn->write)
        return look_until_decided(txn, false, err);
    bool ignored;
    enum status status = look(txn, false, &ignored, err);
    if (status == STATUS_OK && folder_lost_locks(&store->folder))
        status = lost_locks(store, err);
    if (status == STATUS_OK && folder_lost_data(&store->folder))
        status = error_set(err, STATUS_CORRUPT,
                           "%s/data.mdb: was removed or replaced while it was written; nothing of "
                           "this batch was kept",
                           store->folder.path);
    return status;
}
