// Opening a store, and what is done with its files as a whole. See store.h; choices, and why:
// - A sparse map far larger than the data from the start, so that no reader ever meets MDB_MAP_RESIZED; address space
//   is all it costs.
// - The writer's lock is a flock of its own beside LMDB's, because one batch may take several LMDB transactions and
//   another writer must not get between them.
// - LMDB believes its pages. Those of the newest commit are looked through before it may read them (store_check.h); a
//   few milliseconds a gigabyte, since the bulk lies in large values, which our own code reads with care. What LMDB
//   writes afterwards is taken as written, and what others do to the files is noticed (store_intact.h).
#include "engine/storage/store.h"
#include "engine/storage/store_check.h"
#include "engine/storage/store_create.h"
#include "engine/storage/store_identity.h"
#include "engine/storage/store_inside.h"
#include "engine/storage/store_intact.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define DEFAULT_MAP_SIZE ((size_t)256 << 30)

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
    int len = snprintf(name, 4096, "%s/%s", store->folder.path, file);
    if (len < 0 || len >= 4096)
        return error_set(err, STATUS_INVALID, "%s: path too long", store->folder.path);
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
    struct stat locked, there;
    bool is_taken = flock(store->lock_fd, LOCK_EX | LOCK_NB) == 0;
    // That of a folder which another has replaced in between (store_renewal.h) locks nothing.
    if (is_taken && fstat(store->lock_fd, &locked) == 0 && stat(name, &there) == 0 &&
        locked.st_ino == there.st_ino && locked.st_dev == there.st_dev)
        return STATUS_OK;
    if (is_taken || errno == EWOULDBLOCK)
        return error_set(err, STATUS_BUSY, "%s: another process is writing to this index",
                         store->folder.path);
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
    return error_set(err, STATUS_NOT_FOUND, "%s: no index here yet", store->folder.path);
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
    const char *needed = is_there ? name : store->folder.path;
    if (code != EACCES || faccessat(AT_FDCWD, needed, W_OK, AT_EACCESS) == 0)
        return store_fail(store, code, "open", err);
    return error_set(err, STATUS_IO,
                     "%s: user %u may not %s it: who reads an index keeps a slot there, so that "
                     "writers let be what is read",
                     name, (unsigned)geteuid(), is_there ? "write" : "create");
}

static enum status not_ours(const struct store *store, struct error *err)
{
    return error_set(err, STATUS_CORRUPT, "%s/data.mdb: an LMDB file, but no index of ours",
                     store->folder.path);
}

// Nothing is added to what is there: a file without the first table is not ours, one without another of an older
// version.
static enum status open_tables(struct store *store, struct error *err)
{
    MDB_txn *txn = NULL;
    int code = mdb_txn_begin(store->env, NULL, MDB_RDONLY, &txn);
    for (int t = 0; code == 0 && t < STORE_TABLE_COUNT; t++) {
        code = mdb_dbi_open(txn, STORE_TABLE_NAMES[t], 0, &store->tables[t]);
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
        return not_ours(store, err);
    return code ? store_fail(store, code, "open", err) : STATUS_OK;
}

// For who only reads, without LMDB.
static enum status find_tables(struct store *store, struct error *err)
{
    struct store_txn *txn;
    enum status status = store_begin(store, false, &txn, err);
    if (status != STATUS_OK)
        return status;
    bool is_ours = txn->trees[STORE_META].root != 0;
    store_abort(txn);
    return is_ours ? STATUS_OK : not_ours(store, err);
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
    struct store_txn *txn;
    enum status status = file_name(store, "data.mdb", name, err);
    if (status == STATUS_OK)
        status = store_begin(store, false, &txn, err);
    if (status != STATUS_OK)
        return status;
    status = STATUS_NOT_FOUND;
    for (int i = 0; i < MAX_TRIES && status == STATUS_NOT_FOUND; i++) {
        status = check_file(name, store_txn_number(txn), depth, err);
        store_reset(txn);
        if (status != STATUS_NOT_FOUND)
            break;
        status = store_renew(txn, err);
        if (status == STATUS_OK)
            status = STATUS_NOT_FOUND;
    }
    store_abort(txn);
    return status == STATUS_NOT_FOUND
               ? error_set(err, STATUS_BUSY, "%s: is being written too fast to be opened",
                           store->folder.path)
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

static enum status guard_maps(struct store *store, struct error *err)
{
    const struct folder *folder = &store->folder;
    MDB_envinfo info;
    mdb_env_info(store->env, &info);
    return store_map_find(folder->data.inode, info.me_mapsize, &store->map) &&
                   store_map_find(folder->locks.inode, folder->locks.bytes, &store->lock_map)
               ? STATUS_OK
               : error_set(err, STATUS_NO_MEMORY, "%s: too many indexes are open at once",
                           store->folder.path);
}

// Whether another process has lock.mdb open, as LMDB tells. To be asked of a broken one only: closing it lets go of
// what this process itself has locked there.
static bool has_users(const char *name)
{
    int fd = open(name, O_RDWR | O_CLOEXEC);
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
    bool is_used = fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    if (fd >= 0)
        (void)close(fd);
    return is_used;
}

// LMDB takes a file of locks as it finds it while others have it open, and makes an index where there is none. Without
// one, a lock.mdb tells that there was an index: they are made one after the other (store_create.h).
static enum status check_locks(const struct store *store, struct error *err)
{
    enum { LEAST_BYTES = 192 }; // room for one reader
    char name[4096], data[4096];
    struct stat locks, file;
    enum status status = file_name(store, "lock.mdb", name, err);
    if (status == STATUS_OK)
        status = file_name(store, "data.mdb", data, err);
    if (status != STATUS_OK || lstat(name, &locks) != 0)
        return status;
    if (lstat(data, &file) != 0 && errno == ENOENT)
        return error_set(err, STATUS_CORRUPT,
                         "%s: is gone, while its %s is there; put it back from a backup, or "
                         "remove that one, too, to begin a new index",
                         data, name);
    if (!S_ISREG(locks.st_mode) && stat(name, &locks) != 0)
        return error_set(err, STATUS_CORRUPT, "%s: is a link to nothing; remove it", name);
    if (locks.st_size < LEAST_BYTES && has_users(name))
        return error_set(err, STATUS_CORRUPT,
                         "%s: was cut short while programs have it open; let them end (a daemon "
                         "closes it by itself)",
                         name);
    return STATUS_OK;
}

static enum status open_environment(struct store *store, const struct store_options *options,
                                    struct error *err)
{
    enum status status = check_locks(store, err);
    if (status != STATUS_OK)
        return status;
    size_t map_size = options->map_size_bytes ? options->map_size_bytes : DEFAULT_MAP_SIZE;
    bool writes = options->mode != STORE_READ, creates = options->mode == STORE_CREATE;
    int code =
        creates ? store_create(store->folder.path, STORE_TABLE_NAMES, STORE_TABLE_COUNT, map_size)
                : 0;
    if (code)
        return store_fail(store, code, "create", err);
    folder_note_data(&store->folder);
    status = check_meta(store, err);
    if (status != STATUS_OK)
        return status;
    store_identity_begin();
    code = mdb_env_create(&store->env);
    store_identity_end();
    if (code == 0)
        code = mdb_env_set_mapsize(store->env, map_size);
    if (code == 0)
        code = mdb_env_set_maxdbs(store->env, STORE_TABLE_COUNT);
    if (code == 0 && options->max_readers)
        code = mdb_env_set_maxreaders(store->env, options->max_readers);
    if (code)
        return store_fail(store, code, "open", err);
    unsigned flags = MDB_NOTLS | MDB_NORDAHEAD | (writes ? 0u : (unsigned)MDB_RDONLY);
    code = mdb_env_open(store->env, store->folder.path, flags, 0666);
    if (code == ENOENT)
        return no_index(store, err);
    if (code)
        return cannot_open(store, code, err);
    folder_note_locks(&store->folder);
    if (folder_lost_data(&store->folder)) // before both files were opened
        return error_set(err, STATUS_BUSY, "%s: was replaced while it was opened; try again",
                         store->folder.path);
    status = guard_maps(store, err);
    if (status == STATUS_OK) {
        store_intact_note_locks(store);
        mdb_reader_check(store->env, NULL);
        status = check_pages(store, writes ? STORE_PAGES_WRITE : STORE_PAGES_READ, err);
    }
    if (status != STATUS_OK)
        return status;
    return writes || !store->map.start ? open_tables(store, err) : find_tables(store, err);
}

static enum status open_once(const char *path, const struct store_options *options,
                             struct store **out, struct error *err)
{
    enum status status = STATUS_OK;
    if (options->mode == STORE_CREATE)
        status = make_folder(path, err);
    if (status == STATUS_OK && access(path, F_OK) != 0)
        return errno == ENOENT && options->mode != STORE_CREATE // a link to nowhere stays
                   ? error_set(err, STATUS_NOT_FOUND, "%s: no index here yet", path)
                   : error_set(err, STATUS_IO, "%s: %s", path, strerror(errno));
    if (status == STATUS_OK)
        status = refuse_network(path, err);
    if (status != STATUS_OK)
        return status;

    struct store *store = calloc(1, sizeof *store);
    if (!store)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    store->lock_fd = -1;
    (void)pthread_mutex_init(&store->known_lock, NULL);
    if (!folder_note(&store->folder, path))
        status = error_set(err, STATUS_INVALID, "%s: path too long", path);
    if (status == STATUS_OK && options->mode == STORE_WRITE)
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

enum status store_open(const char *path, const struct store_options *options, struct store **out,
                       struct error *err)
{
    enum {
        MOST_TRIES = 3
    }; // who reads waits for nobody: what was replaced meanwhile is opened anew
    enum status status = open_once(path, options, out, err);
    for (int i = 1; i < MOST_TRIES && status == STATUS_BUSY && options->mode == STORE_READ; i++)
        status = open_once(path, options, out, err);
    return status;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    if (store->env)
        mdb_env_close(store->env);
    store_map_forget(&store->map);
    store_map_forget(&store->lock_map);
    if (store->lock_fd >= 0)
        close(store->lock_fd);
    (void)pthread_mutex_destroy(&store->known_lock);
    free(store);
}

const char *store_path(const struct store *store)
{
    return store->folder.path;
}

enum status store_check(struct store *store, struct error *err)
{
    return check_pages(store, STORE_PAGES_ALL, err);
}

const char *store_trouble(struct store *store)
{
    struct stat file;
    struct store_txn *txn;
    struct error ignored;
    int fd = -1;
    if (folder_lost_data(&store->folder))
        return "its data.mdb was removed or replaced";
    if (folder_lost_locks(&store->folder))
        return "its lock.mdb was removed or replaced";
    if (mdb_env_get_fd(store->env, &fd) == 0 && fstat(fd, &file) == 0) {
        bool is_shorter = (uint64_t)file.st_size < store->file_bytes;
        store->file_bytes = (uint64_t)file.st_size;
        if (is_shorter)
            return "its data.mdb was cut short";
    }
    enum status status = store_begin(store, false, &txn, &ignored);
    if (status == STATUS_OK)
        store_abort(txn);
    if (!store_has_locks(store) || folder_cut_locks(&store->folder))
        return "its lock.mdb was overwritten or cut short";
    return status == STATUS_CORRUPT ? "its data.mdb was overwritten or cut short" : NULL;
}

uint64_t store_file_bytes(const struct store *store)
{
    struct stat file;
    int fd = -1;
    bool is_known = mdb_env_get_fd(store->env, &fd) == 0 && fstat(fd, &file) == 0;
    return is_known ? (uint64_t)file.st_size : 0;
}

int store_check_readers(struct store *store)
{
    int dead = 0;
    mdb_reader_check(store->env, &dead);
    return dead;
}

const struct folder *store_folder(const struct store *store)
{
    return &store->folder;
}

void store_release_pages(struct store *store)
{
    store_map_release(&store->map);
}

void store_bound_pages(struct store *store, uint64_t bytes)
{
    store_map_bound(&store->map, bytes);
}

void store_txn_bound_pages(struct store_txn *txn, uint64_t bytes)
{
    store_bound_pages(txn->store, bytes);
}

struct slice store_txn_copied(struct store_txn *txn, struct slice value, struct buf *room)
{
    enum { LONG_BYTES = 64 << 10 }; // as much is mapped around a page
    const struct store_map *map = &txn->store->map;
    uintptr_t start = (uintptr_t)map->start, at = (uintptr_t)value.ptr;
    int fd = -1;
    bool is_mapped = map->start && at >= start && at - start + value.len <= map->bytes;
    buf_reset(room);
    if (!is_mapped || value.len > LONG_BYTES || mdb_env_get_fd(txn->store->env, &fd) != 0)
        return value;
    char *to = buf_reserve(room, value.len);
    bool is_read = to && pread(fd, to, value.len, (off_t)(at - start)) == (ssize_t)value.len;
    return is_read ? slice_of(to, value.len) : value;
}
