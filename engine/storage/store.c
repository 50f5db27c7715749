// Transactions of a store: LMDB behind a small door. See store.h; choices, and why:
// - No MDB_WRITEMAP (a full disk would become SIGBUS), no MDB_NOSYNC: a commit that returned is durable.
// - MDB_NOTLS: a read transaction belongs to a snapshot object, not to the thread that made it.
// - One cursor per table and transaction, opened when first needed: the access pattern is descents.
// - LMDB reports a full disk as EIO at commit: statvfs tells the two apart.
#include "engine/storage/store.h"

#include "engine/storage/store_inside.h"
#include "engine/storage/store_intact.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define LOW_DISK_BYTES ((uint64_t)1 << 20)
#define CHECKPOINT_BYTES ((size_t)8 << 20)

const char *const STORE_TABLE_NAMES[STORE_TABLE_COUNT] = {"meta",    "blobs", "terms",  "sources",
                                                          "orphans", "dead",  "changes"};

// Why there is no more room; NULL: there is.
static const char *lack_of_room(const struct store *store)
{
    struct statvfs fs;
    struct rlimit limit;
    struct stat file;
    int fd;
    if (statvfs(store->folder.path, &fs) == 0 &&
        (uint64_t)fs.f_bavail * fs.f_frsize < LOW_DISK_BYTES)
        return "disk full";
    bool is_limited = getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    if (is_limited && mdb_env_get_fd(store->env, &fd) == 0 && fstat(fd, &file) == 0 &&
        (uint64_t)file.st_size + LOW_DISK_BYTES > limit.rlim_cur)
        return "the limit of this process for the size of a file (ulimit -f) is reached";
    return NULL;
}

enum status store_fail(const struct store *store, int code, const char *what, struct error *err)
{
    const char *path = store->folder.path;
    if (store_is_broken(store, err))
        return STATUS_CORRUPT; // whatever came of it
    switch (code) {
    case MDB_NOTFOUND:
        return STATUS_NOT_FOUND;
    case MDB_MAP_FULL:
        return error_set(err, STATUS_FULL,
                         "%s: %s: the index has reached its map size; nothing of this batch was "
                         "kept, run again with a larger --map-size",
                         path, what);
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID:
    case MDB_PANIC:
    case MDB_BAD_VALSIZE:
        return error_set(err, STATUS_CORRUPT, "%s: %s: %s", path, what, mdb_strerror(code));
    case MDB_VERSION_MISMATCH:
        return error_set(err, STATUS_VERSION, "%s: %s: %s", path, what, mdb_strerror(code));
    case MDB_READERS_FULL:
        return error_set(err, STATUS_BUSY, "%s: %s: too many readers at once", path, what);
    case ENOMEM:
        return error_set(err, STATUS_NO_MEMORY, "%s: %s: out of memory", path, what);
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case EIO: {
        const char *lack = lack_of_room(store);
        if (lack || code != EIO)
            return error_set(err, STATUS_FULL, "%s: %s: %s; nothing of this batch was kept", path,
                             what, lack ? lack : mdb_strerror(code));
        return error_set(err, STATUS_IO, "%s: %s: %s", path, what, mdb_strerror(code));
    }
    default:
        return error_set(err, STATUS_IO, "%s: %s: %s", path, what, mdb_strerror(code));
    }
}

// Where the tables of the commit are that a transaction reads. One that cannot be found is damage when it is asked for.
static void find_trees(struct store_txn *txn)
{
    const struct store_mark *mark = &txn->mark;
    if (txn->write || !txn->store->map.start || txn->walked_commit == mark->commit)
        return;
    txn->walked_commit = mark->commit;
    txn->pages = (struct store_pages_of){.start = txn->store->map.start,
                                         .bytes = txn->store->map.bytes,
                                         .last_page = store_walk_last_page(mark->meta)};
    const struct store_tree main = store_walk_main(mark->meta);
    for (int t = 0; t < STORE_TABLE_COUNT; t++) {
        struct slice name = slice_from(STORE_TABLE_NAMES[t]);
        if (store_walk_table(&txn->pages, &main, name, &txn->trees[t]) != STORE_FOUND)
            txn->trees[t] = (struct store_tree){0};
    }
}

enum status store_begin(struct store *store, bool write, struct store_txn **out, struct error *err)
{
    struct store_txn *txn = calloc(1, sizeof *txn);
    if (!txn)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", store->folder.path);
    txn->store = store;
    txn->write = write;
    bool is_broken = store_is_broken(store, err); // LMDB takes its locks as it finds them
    int code = is_broken ? 0 : mdb_txn_begin(store->env, NULL, write ? 0 : MDB_RDONLY, &txn->txn);
    if (is_broken || code) {
        free(txn);
        return is_broken ? STATUS_CORRUPT : store_fail(store, code, "begin", err);
    }
    enum status status = store_intact_begin(txn, err);
    if (status == STATUS_OK)
        find_trees(txn);
    if (status != STATUS_OK)
        store_abort(txn);
    else
        *out = txn;
    return status;
}

static void close_cursors(struct store_txn *txn)
{
    for (int t = 0; t < STORE_TABLE_COUNT; t++) {
        if (txn->cursors[t])
            mdb_cursor_close(txn->cursors[t]);
        txn->cursors[t] = NULL;
    }
}

enum status store_commit(struct store_txn *txn, struct error *err)
{
    struct store *store = txn->store;
    enum status status = store_intact_end(txn, err);
    if (status != STATUS_OK) {
        store_abort(txn);
        return status;
    }
    close_cursors(txn);
    int code = mdb_txn_commit(txn->txn);
    free(txn);
    return code ? store_fail(store, code, "commit", err) : STATUS_OK;
}

void store_abort(struct store_txn *txn)
{
    if (!txn)
        return;
    close_cursors(txn);
    mdb_txn_abort(txn->txn);
    free(txn);
}

void store_reset(struct store_txn *txn)
{
    mdb_txn_reset(txn->txn);
}

enum status store_renew(struct store_txn *txn, struct error *err)
{
    int code = mdb_txn_renew(txn->txn);
    enum status status = code ? STATUS_OK : store_intact_begin(txn, err);
    if (status != STATUS_OK)
        return status;
    find_trees(txn);
    for (int t = 0; code == 0 && t < STORE_TABLE_COUNT; t++)
        if (txn->cursors[t])
            code = mdb_cursor_renew(txn->txn, txn->cursors[t]);
    return code ? store_fail(txn->store, code, "begin", err) : STATUS_OK;
}

enum status store_settle(struct store_txn *txn, struct error *err)
{
    return store_intact_end(txn, err);
}

uint64_t store_txn_number(const struct store_txn *txn)
{
    return mdb_txn_id(txn->txn);
}

static MDB_val val_of(struct slice s)
{
    return (MDB_val){s.len, (void *)(uintptr_t)s.ptr};
}

static struct slice slice_of_val(MDB_val v)
{
    return slice_of(v.mv_data, v.mv_size);
}

// Reading is done without LMDB (store_walk.h), unless it is not known where the file is mapped. What was not committed
// yet, only LMDB can read.
static bool is_walked(const struct store_txn *txn)
{
    return !txn->write && txn->store->map.start;
}

static enum status found(const struct store_txn *txn, enum store_found result, struct error *err)
{
    if (result == STORE_DAMAGE)
        return store_fail(txn->store, MDB_CORRUPTED, "read", err);
    return result == STORE_FOUND ? STATUS_OK : STATUS_NOT_FOUND;
}

static bool has_table(const struct store_txn *txn, enum store_table table)
{
    return txn->store->tables[table] != NO_TABLE;
}

enum status store_get(struct store_txn *txn, enum store_table table, struct slice key,
                      struct slice *value, struct error *err)
{
    if (is_walked(txn))
        return found(txn, store_walk_get(&txn->pages, &txn->trees[table], key, value), err);
    MDB_val k = val_of(key), v;
    int code = MDB_CORRUPTED;
    if (has_table(txn, table))
        code = mdb_get(txn->txn, txn->store->tables[table], &k, &v);
    if (code)
        return store_fail(txn->store, code, "read", err);
    *value = slice_of_val(v);
    return STATUS_OK;
}

enum status store_put(struct store_txn *txn, enum store_table table, struct slice key,
                      struct slice value, struct error *err)
{
    if (txn->put)
        return txn->put(txn->put_context, table, key, value, err);
    MDB_val k = val_of(key), v = val_of(value);
    int code = MDB_CORRUPTED;
    if (has_table(txn, table))
        code = mdb_put(txn->txn, txn->store->tables[table], &k, &v, 0);
    txn->bytes += key.len + value.len;
    return code ? store_fail(txn->store, code, "write", err) : STATUS_OK;
}

bool store_is_sender(const struct store_txn *txn)
{
    return txn->put != NULL;
}

enum status store_put_room(struct store_txn *txn, enum store_table table, struct slice key,
                           size_t size, char **room, struct error *err)
{
    MDB_val k = val_of(key), v = {.mv_size = size};
    int code = MDB_CORRUPTED;
    if (has_table(txn, table))
        code = mdb_put(txn->txn, txn->store->tables[table], &k, &v, MDB_RESERVE);
    txn->bytes += key.len + size;
    *room = v.mv_data;
    return code ? store_fail(txn->store, code, "write", err) : STATUS_OK;
}

enum status store_delete(struct store_txn *txn, enum store_table table, struct slice key,
                         struct error *err)
{
    MDB_val k = val_of(key);
    int code = MDB_CORRUPTED;
    if (has_table(txn, table))
        code = mdb_del(txn->txn, txn->store->tables[table], &k, NULL);
    return code && code != MDB_NOTFOUND ? store_fail(txn->store, code, "delete", err) : STATUS_OK;
}

static int cursor_of(struct store_txn *txn, enum store_table table)
{
    if (txn->cursors[table])
        return 0;
    if (!has_table(txn, table))
        return MDB_CORRUPTED;
    return mdb_cursor_open(txn->txn, txn->store->tables[table], &txn->cursors[table]);
}

enum status store_seek(struct store_txn *txn, enum store_table table, struct slice key,
                       struct slice *out, struct slice *value, struct error *err)
{
    if (is_walked(txn))
        return found(
            txn,
            store_walk_seek(&txn->pages, &txn->trees[table], key, &txn->walks[table], out, value),
            err);
    MDB_val k = val_of(key), v;
    int code = cursor_of(txn, table);
    if (code == 0)
        code = mdb_cursor_get(txn->cursors[table], &k, &v, key.len ? MDB_SET_RANGE : MDB_FIRST);
    if (code)
        return store_fail(txn->store, code, "read", err);
    *out = slice_of_val(k);
    *value = slice_of_val(v);
    return STATUS_OK;
}

enum status store_next(struct store_txn *txn, enum store_table table, struct slice *out,
                       struct slice *value, struct error *err)
{
    if (is_walked(txn))
        return found(txn, store_walk_next(&txn->pages, &txn->walks[table], out, value), err);
    MDB_val k, v;
    int code = cursor_of(txn, table);
    if (code == 0)
        code = mdb_cursor_get(txn->cursors[table], &k, &v, MDB_NEXT);
    if (code)
        return store_fail(txn->store, code, "read", err);
    *out = slice_of_val(k);
    *value = slice_of_val(v);
    return STATUS_OK;
}

enum status store_delete_prefix(struct store_txn *txn, enum store_table table, struct slice prefix,
                                struct error *err)
{
    // Deleting touches every value, and touching maps more of the file than is read.
    enum { RELEASE_EVERY = 64 };
    for (unsigned count = 1;; count++) {
        struct slice key, value;
        if (count % RELEASE_EVERY == 0)
            store_release_pages(txn->store);
        enum status status = store_seek(txn, table, prefix, &key, &value, err);
        if (status == STATUS_NOT_FOUND || (status == STATUS_OK && !slice_starts_with(key, prefix)))
            return STATUS_OK;
        if (status != STATUS_OK)
            return status;
        int code = mdb_cursor_del(txn->cursors[table], 0);
        if (code)
            return store_fail(txn->store, code, "delete", err);
    }
}

enum status store_checkpoint(struct store *store, struct store_txn **txn, struct error *err)
{
    if ((*txn)->bytes < CHECKPOINT_BYTES)
        return STATUS_OK;
    struct store_txn *full = *txn;
    *txn = NULL;
    enum status status = store_commit(full, err);
    store_release_pages(store); // what was read meanwhile, and what committing touched
    if (status == STATUS_OK)
        status = store_begin(store, true, txn, err);
    return status;
}
