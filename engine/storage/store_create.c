// See store_create.h.
//
// The file is made in a folder of its own, with its first commit, and moved when it is durable. So a data.mdb without a
// commit was never ours: it is a damaged index, or somebody's file, and is left alone, whatever its size. (LMDB keeps
// MDB_NOSUBDIR in the file, so another name beside the place would not do.)
#include "engine/storage/store_create.h"

#include <lmdb.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_SIZE = 4096 };

static int make_tables(MDB_env *env, const char *const *tables, size_t table_count)
{
    MDB_txn *txn = NULL;
    int code = mdb_txn_begin(env, NULL, 0, &txn);
    for (size_t t = 0; code == 0 && t < table_count; t++) {
        MDB_dbi table;
        code = mdb_dbi_open(txn, tables[t], MDB_CREATE, &table);
    }
    if (code == 0)
        return mdb_txn_commit(txn);
    if (txn)
        mdb_txn_abort(txn);
    return code;
}

// Nobody else knows the place, and the writer's lock is held: no lock file beside it.
static int make_file(const char *folder, const char *const *tables, size_t table_count,
                     size_t map_size_bytes)
{
    MDB_env *env = NULL;
    int code = mdb_env_create(&env);
    if (code == 0)
        code = mdb_env_set_mapsize(env, map_size_bytes);
    if (code == 0)
        code = mdb_env_set_maxdbs(env, (MDB_dbi)table_count);
    if (code == 0)
        code = mdb_env_open(env, folder, MDB_NOLOCK, 0666);
    if (code == 0)
        code = make_tables(env, tables, table_count);
    if (code == 0)
        code = mdb_env_sync(env, 1);
    if (env)
        mdb_env_close(env);
    return code;
}

static int sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int code = fsync(fd) == 0 ? 0 : errno;
    (void)close(fd);
    return code;
}

int store_create(const char *folder, const char *const *tables, size_t table_count,
                 size_t map_size_bytes)
{
    char name[NAME_SIZE], place[NAME_SIZE], made[NAME_SIZE];
    int len = snprintf(made, sizeof made, "%s/unfinished/data.mdb", folder);
    if (len < 0 || len >= NAME_SIZE)
        return ENAMETOOLONG;
    (void)snprintf(name, sizeof name, "%s/data.mdb", folder);
    (void)snprintf(place, sizeof place, "%s/unfinished", folder);
    if (faccessat(AT_FDCWD, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return 0;
    (void)unlink(made); // of one that was killed
    int code = mkdir(place, 0777) == 0 || errno == EEXIST ? 0 : errno;
    if (code == 0)
        code = make_file(place, tables, table_count, map_size_bytes);
    if (code == 0 && rename(made, name) != 0)
        code = errno;
    if (code == 0)
        code = sync_folder(folder);
    if (code != 0)
        (void)unlink(made);
    (void)rmdir(place);
    return code;
}
