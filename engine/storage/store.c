// The store: LMDB behind a small door. See store.h.
//
// Choices, and why:
// - No MDB_WRITEMAP (a full disk would become SIGBUS), no MDB_NOSYNC: a commit that returned is durable.
// - MDB_NOTLS: a read transaction belongs to a snapshot object, not to the thread that made it.
// - A sparse map far larger than the data from the start, so that no reader ever meets
//   MDB_MAP_RESIZED; address space is all it costs.
// - One cursor per table and transaction, opened when first needed: the access pattern is descents.
// - The writer's lock is a flock of its own beside LMDB's, because one batch may take several LMDB
//   transactions and another writer must not get between them.
// - LMDB reports a full disk as EIO at commit: statvfs tells the two apart.
// - LMDB believes its pages. Those of the newest commit are looked through before it may read them
//   (store_check.h); a few milliseconds a gigabyte, since the bulk lies in large values, which our own code reads
//   with care. What LMDB writes afterwards is taken as written.
#include "engine/storage/store.h"

#include "engine/storage/store_check.h"
#include "engine/storage/store_create.h"
#include "engine/storage/store_map.h"

#include <lmdb.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#define DEFAULT_MAP_SIZE ((size_t)256 << 30)
#define LOW_DISK_BYTES ((uint64_t)1 << 20)

// In the place of a table that is not there.
#define NO_TABLE UINT_MAX

static const char *const TABLE_NAMES[STORE_TABLE_COUNT] = {"meta",    "blobs",   "terms",
                                                           "sources", "orphans", "dead"};

struct store {
    MDB_env *env;
    MDB_dbi tables[STORE_TABLE_COUNT]; // or NO_TABLE
    char *path;
    int lock_fd; // -1 when opened for reading
};

struct store_txn {
    struct store *store;
    MDB_txn *txn;
    MDB_cursor *cursors[STORE_TABLE_COUNT];
    bool write;
    size_t bytes;
};

// Why there is no more room; NULL: there is.
static const char *lack_of_room(const struct store *store)
{
    struct statvfs fs;
    struct rlimit limit;
    struct stat file;
    int fd;
    if (statvfs(store->path, &fs) == 0 && (uint64_t)fs.f_bavail * fs.f_frsize < LOW_DISK_BYTES)
        return "disk full";
    bool is_limited = getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    if (is_limited && mdb_env_get_fd(store->env, &fd) == 0 && fstat(fd, &file) == 0 &&
        (uint64_t)file.st_size + LOW_DISK_BYTES > limit.rlim_cur)
        return "the limit of this process for the size of a file (ulimit -f) is reached";
    return NULL;
}

// Turns an LMDB or system code into a status and a message that says what to do.
static enum status fail(const struct store *store, int code, const char *what, struct error *err)
{
    const char *path = store->path;
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

// Maps and locks over a network or stacked file system do not keep LMDB's promises.
static enum status refuse_network(const char *path, struct error *err)
{
    static const unsigned long network[] = {
        0x6969 /* NFS */,      0xff534d42 /* CIFS */, 0xfe534d42 /* SMB2 */, 0x517b /* SMB */,
        0x65735546 /* FUSE */, 0x01021997 /* 9P */,   0x5346414f /* AFS */,  0x00c36400 /* Ceph */,
    };
    struct statfs fs;
    if (statfs(path, &fs) != 0)
        return error_set(err, STATUS_IO, "%s: %s", path, strerror(errno));
    for (size_t i = 0; i < sizeof network / sizeof *network; i++) {
        if ((unsigned long)fs.f_type != network[i])
            continue;
        return error_set(err, STATUS_INVALID,
                         "%s: is on a network file system; an index needs a local disk", path);
    }
    return STATUS_OK;
}

static enum status file_name(const struct store *store, const char *file, char name[4096],
                             struct error *err)
{
    int len = snprintf(name, 4096, "%s/%s", store->path, file);
    if (len < 0 || len >= 4096)
        return error_set(err, STATUS_INVALID, "%s: path too long", store->path);
    return STATUS_OK;
}

static enum status take_lock(struct store *store, struct error *err)
{
    char name[4096];
    enum status status = file_name(store, "writer.lock", name, err);
    if (status != STATUS_OK)
        return status;
    store->lock_fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (store->lock_fd < 0)
        return error_set(err, STATUS_IO, "%s: %s", name, strerror(errno));
    if (flock(store->lock_fd, LOCK_EX | LOCK_NB) == 0)
        return STATUS_OK;
    if (errno == EWOULDBLOCK)
        return error_set(err, STATUS_BUSY, "%s: another process is writing to this index",
                         store->path);
    return error_set(err, STATUS_IO, "%s: %s", name, strerror(errno));
}

// Like mkdir -p: the folder and its missing parents.
static enum status make_folder(const char *path, struct error *err)
{
    char partial[4096];
    size_t len = strlen(path);
    if (len == 0 || len >= sizeof partial)
        return error_set(err, STATUS_INVALID, "index folder: path is empty or too long");
    memcpy(partial, path, len + 1);
    for (size_t i = 1; i <= len; i++) {
        if (partial[i] != '/' && partial[i] != '\0')
            continue;
        partial[i] = '\0';
        if (mkdir(partial, 0777) != 0 && errno != EEXIST)
            return error_set(err, STATUS_IO, "%s: %s", partial, strerror(errno));
        partial[i] = path[i];
    }
    return STATUS_OK;
}

static enum status no_index(const struct store *store, struct error *err)
{
    return error_set(err, STATUS_NOT_FOUND, "%s: no index here yet", store->path);
}

// A reader writes its slot's state, so it needs the right to: a file system that can only be read is the one
// place where LMDB does without.
static enum status cannot_open(const struct store *store, int code, struct error *err)
{
    char name[4096];
    enum status status = file_name(store, "lock.mdb", name, err);
    if (status != STATUS_OK)
        return status;
    bool is_there = faccessat(AT_FDCWD, name, F_OK, AT_EACCESS) == 0;
    const char *needed = is_there ? name : store->path;
    if (code != EACCES || faccessat(AT_FDCWD, needed, W_OK, AT_EACCESS) == 0)
        return fail(store, code, "open", err);
    return error_set(err, STATUS_IO,
                     "%s: user %u may not %s it: who reads an index keeps a slot there, so that "
                     "writers let be what is read",
                     name, (unsigned)geteuid(), is_there ? "write" : "create");
}

// Nothing is added to what is there: a file without the first table is not ours, one without another of an older
// version.
static enum status open_tables(struct store *store, struct error *err)
{
    MDB_txn *txn = NULL;
    int code = mdb_txn_begin(store->env, NULL, MDB_RDONLY, &txn);
    for (int t = 0; code == 0 && t < STORE_TABLE_COUNT; t++) {
        code = mdb_dbi_open(txn, TABLE_NAMES[t], 0, &store->tables[t]);
        if (code == MDB_NOTFOUND && t > 0) {
            store->tables[t] = NO_TABLE;
            code = 0;
        }
    }
    if (code == 0)
        code = mdb_txn_commit(txn);
    else if (txn)
        mdb_txn_abort(txn);
    if (code == MDB_NOTFOUND)
        return error_set(err, STATUS_CORRUPT, "%s/data.mdb: an LMDB file, but no index of ours",
                         store->path);
    return code ? fail(store, code, "open", err) : STATUS_OK;
}

static enum status check_file(const char *name, uint64_t commit, enum store_pages_depth depth,
                              struct error *err)
{
    struct store_pages pages;
    enum status status = store_pages_open(name, &pages, err);
    if (status == STATUS_OK)
        status = store_pages_check(&pages, commit, depth, err);
    store_pages_close(&pages);
    return status;
}

// Looks through the newest commit, kept in place by a transaction. When writers are faster than our look at
// the meta page, there is a newer one to look at.
static enum status check_pages(struct store *store, enum store_pages_depth depth, struct error *err)
{
    enum { MAX_TRIES = 1000 };
    char name[4096];
    MDB_txn *txn = NULL;
    enum status status = file_name(store, "data.mdb", name, err);
    if (status != STATUS_OK)
        return status;
    int code = mdb_txn_begin(store->env, NULL, MDB_RDONLY, &txn);
    if (code)
        return fail(store, code, "open", err);
    status = STATUS_NOT_FOUND;
    for (int i = 0; i < MAX_TRIES && code == 0 && status == STATUS_NOT_FOUND; i++) {
        status = check_file(name, mdb_txn_id(txn), depth, err);
        mdb_txn_reset(txn);
        if (status == STATUS_NOT_FOUND)
            code = mdb_txn_renew(txn);
    }
    mdb_txn_abort(txn);
    if (code)
        return fail(store, code, "open", err);
    return status == STATUS_NOT_FOUND
               ? error_set(err, STATUS_BUSY, "%s: is being written too fast to be opened",
                           store->path)
               : status;
}

// Before LMDB maps the file by what its meta pages say.
static enum status check_meta(const struct store *store, struct error *err)
{
    char name[4096];
    struct store_pages pages;
    enum status status = file_name(store, "data.mdb", name, err);
    if (status != STATUS_OK)
        return status;
    status = store_pages_open(name, &pages, err);
    store_pages_close(&pages);
    return status == STATUS_NOT_FOUND ? no_index(store, err) : status;
}

static enum status open_environment(struct store *store, const struct store_options *options,
                                    struct error *err)
{
    size_t map_size = options->map_size_bytes ? options->map_size_bytes : DEFAULT_MAP_SIZE;
    bool writes = options->mode != STORE_READ, creates = options->mode == STORE_CREATE;
    int code = creates ? store_create(store->path, TABLE_NAMES, STORE_TABLE_COUNT, map_size) : 0;
    if (code)
        return fail(store, code, "create", err);
    enum status status = check_meta(store, err);
    if (status != STATUS_OK)
        return status;
    code = mdb_env_create(&store->env);
    if (code == 0)
        code = mdb_env_set_mapsize(store->env, map_size);
    if (code == 0)
        code = mdb_env_set_maxdbs(store->env, STORE_TABLE_COUNT);
    if (code == 0 && options->max_readers)
        code = mdb_env_set_maxreaders(store->env, options->max_readers);
    if (code)
        return fail(store, code, "open", err);
    unsigned flags = MDB_NOTLS | MDB_NORDAHEAD | (writes ? 0u : (unsigned)MDB_RDONLY);
    code = mdb_env_open(store->env, store->path, flags, 0666);
    if (code == ENOENT)
        return no_index(store, err);
    if (code)
        return cannot_open(store, code, err);
    mdb_reader_check(store->env, NULL);
    status = check_pages(store, writes ? STORE_PAGES_WRITE : STORE_PAGES_READ, err);
    return status != STATUS_OK ? status : open_tables(store, err);
}

enum status store_open(const char *path, const struct store_options *options, struct store **out,
                       struct error *err)
{
    enum status status = STATUS_OK;
    if (options->mode == STORE_CREATE)
        status = make_folder(path, err);
    if (status == STATUS_OK && access(path, F_OK) != 0)
        return error_set(err, STATUS_NOT_FOUND, "%s: no index here yet", path);
    if (status == STATUS_OK)
        status = refuse_network(path, err);
    if (status != STATUS_OK)
        return status;

    struct store *store = calloc(1, sizeof *store);
    char *own_path = strdup(path);
    if (!store || !own_path) {
        free(store);
        free(own_path);
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    }
    store->path = own_path;
    store->lock_fd = -1;
    if (options->mode == STORE_WRITE)
        status = check_meta(store, err);
    if (status == STATUS_OK && options->mode != STORE_READ)
        status = take_lock(store, err);
    if (status == STATUS_OK)
        status = open_environment(store, options, err);
    if (status != STATUS_OK) {
        store_close(store);
        return status;
    }
    *out = store;
    return STATUS_OK;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    if (store->env)
        mdb_env_close(store->env);
    if (store->lock_fd >= 0)
        close(store->lock_fd);
    free(store->path);
    free(store);
}

const char *store_path(const struct store *store)
{
    return store->path;
}

enum status store_copy(struct store *store, const char *file, struct error *err)
{
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return error_set(err, STATUS_IO, "%s: %s", file, strerrordesc_np(errno));
    enum status status = STATUS_OK;
    int code = mdb_env_copyfd2(store->env, fd, MDB_CP_COMPACT);
    if (code)
        status = error_set(err, code == ENOSPC ? STATUS_FULL : STATUS_IO, "%s: copy to %s: %s",
                           store->path, file, mdb_strerror(code));
    if (status == STATUS_OK && fsync(fd) != 0)
        status = error_set(err, STATUS_IO, "%s: %s", file, strerrordesc_np(errno));
    if (close(fd) != 0 && status == STATUS_OK)
        status = error_set(err, STATUS_IO, "%s: %s", file, strerrordesc_np(errno));
    if (status != STATUS_OK)
        (void)unlink(file);
    return status;
}

enum status store_check(struct store *store, struct error *err)
{
    return check_pages(store, STORE_PAGES_ALL, err);
}

void store_file_size(struct store *store, uint64_t *used, uint64_t *total)
{
    MDB_envinfo info;
    MDB_stat stat;
    struct stat file;
    int fd = -1;
    mdb_env_info(store->env, &info);
    mdb_env_stat(store->env, &stat);
    mdb_env_get_fd(store->env, &fd);
    *used = ((uint64_t)info.me_last_pgno + 1) * stat.ms_psize;
    *total = fd >= 0 && fstat(fd, &file) == 0 ? (uint64_t)file.st_size : *used;
}

int store_check_readers(struct store *store)
{
    int dead = 0;
    mdb_reader_check(store->env, &dead);
    return dead;
}

void store_release_pages(struct store *store)
{
    MDB_envinfo info;
    int fd;
    if (mdb_env_info(store->env, &info) == 0 && mdb_env_get_fd(store->env, &fd) == 0)
        store_map_release(fd, info.me_mapsize);
}

void store_txn_release_pages(struct store_txn *txn)
{
    store_release_pages(txn->store);
}

enum status store_begin(struct store *store, bool write, struct store_txn **out, struct error *err)
{
    struct store_txn *txn = calloc(1, sizeof *txn);
    if (!txn)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", store->path);
    txn->store = store;
    txn->write = write;
    int code = mdb_txn_begin(store->env, NULL, write ? 0 : MDB_RDONLY, &txn->txn);
    if (code) {
        free(txn);
        return fail(store, code, "begin", err);
    }
    *out = txn;
    return STATUS_OK;
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
    close_cursors(txn);
    int code = mdb_txn_commit(txn->txn);
    free(txn);
    return code ? fail(store, code, "commit", err) : STATUS_OK;
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
    for (int t = 0; code == 0 && t < STORE_TABLE_COUNT; t++)
        if (txn->cursors[t])
            code = mdb_cursor_renew(txn->txn, txn->cursors[t]);
    return code ? fail(txn->store, code, "begin", err) : STATUS_OK;
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

static bool has_table(const struct store_txn *txn, enum store_table table)
{
    return txn->store->tables[table] != NO_TABLE;
}

enum status store_get(struct store_txn *txn, enum store_table table, struct slice key,
                      struct slice *value, struct error *err)
{
    MDB_val k = val_of(key), v;
    int code = MDB_CORRUPTED;
    if (has_table(txn, table))
        code = mdb_get(txn->txn, txn->store->tables[table], &k, &v);
    if (code)
        return fail(txn->store, code, "read", err);
    *value = slice_of_val(v);
    return STATUS_OK;
}

enum status store_put(struct store_txn *txn, enum store_table table, struct slice key,
                      struct slice value, struct error *err)
{
    MDB_val k = val_of(key), v = val_of(value);
    int code = MDB_CORRUPTED;
    if (has_table(txn, table))
        code = mdb_put(txn->txn, txn->store->tables[table], &k, &v, 0);
    txn->bytes += key.len + value.len;
    return code ? fail(txn->store, code, "write", err) : STATUS_OK;
}

enum status store_delete(struct store_txn *txn, enum store_table table, struct slice key,
                         struct error *err)
{
    MDB_val k = val_of(key);
    int code = MDB_CORRUPTED;
    if (has_table(txn, table))
        code = mdb_del(txn->txn, txn->store->tables[table], &k, NULL);
    return code && code != MDB_NOTFOUND ? fail(txn->store, code, "delete", err) : STATUS_OK;
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
                       struct slice *found, struct slice *value, struct error *err)
{
    MDB_val k = val_of(key), v;
    int code = cursor_of(txn, table);
    if (code == 0)
        code = mdb_cursor_get(txn->cursors[table], &k, &v, key.len ? MDB_SET_RANGE : MDB_FIRST);
    if (code)
        return fail(txn->store, code, "read", err);
    *found = slice_of_val(k);
    *value = slice_of_val(v);
    return STATUS_OK;
}

enum status store_next(struct store_txn *txn, enum store_table table, struct slice *found,
                       struct slice *value, struct error *err)
{
    MDB_val k, v;
    int code = cursor_of(txn, table);
    if (code == 0)
        code = mdb_cursor_get(txn->cursors[table], &k, &v, MDB_NEXT);
    if (code)
        return fail(txn->store, code, "read", err);
    *found = slice_of_val(k);
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
            return fail(txn->store, code, "delete", err);
    }
}

size_t store_txn_bytes(const struct store_txn *txn)
{
    return txn->bytes;
}
