// See store_renewal.h.
//
// Invariants: the index's lock is held from the beginning to the end, and that of the new one from its making on, so
// that no writer comes in between; what is in the place of the index is whole at any moment.
#include "engine/storage/store_renewal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// What an index's folder has that is the index's: the last two are folders of files that may be gone.
static const char *const OWN_FILES[] = {"data.mdb", "lock.mdb", "writer.lock"};
static const char *const OWN_FOLDERS[] = {"unfinished", "downloads"};

static enum status fail(const char *path, struct error *err)
{
    enum status status = errno == ENOSPC || errno == EDQUOT ? STATUS_FULL : STATUS_IO;
    return error_set(err, status, "%s: %s", path, strerrordesc_np(errno ? errno : EIO));
}

static enum status name_places(const char *path, struct store_renewal *out, struct error *err)
{
    if (!realpath(path, out->place))
        return fail(path, err);
    (void)snprintf(out->beside, sizeof out->beside, "%s.renewal", out->place);
    (void)snprintf(out->work, sizeof out->work, "%s/work", out->beside);
    (void)snprintf(out->fresh, sizeof out->fresh, "%s/fresh", out->beside);
    return STATUS_OK;
}

static enum status sync_folder(const char *path, struct error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = fd >= 0 && fsync(fd) == 0;
    enum status status = is_synced ? STATUS_OK : fail(path, err);
    if (fd >= 0)
        (void)close(fd);
    return status;
}

static enum status sync_parent(const char *path, struct error *err)
{
    char parent[PATH_MAX + 16];
    (void)snprintf(parent, sizeof parent, "%s", path);
    char *slash = strrchr(parent, '/');
    slash[slash == parent] = '\0'; // the path begins with one
    return sync_folder(parent, err);
}

// --- removing --------------------------------------------------------------------------------

static bool is_own(const char *name)
{
    for (size_t i = 0; i < sizeof OWN_FILES / sizeof *OWN_FILES; i++)
        if (strcmp(name, OWN_FILES[i]) == 0)
            return true;
    return false;
}

// The files in a folder of an index's folder, and that folder.
static void remove_folder(int parent, const char *name)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;
    while (folder && (entry = readdir(folder)))
        if (entry->d_name[0] != '.')
            (void)unlinkat(fd, entry->d_name, 0);
    if (folder)
        (void)closedir(folder);
    else if (fd >= 0)
        (void)close(fd);
    (void)unlinkat(parent, name, AT_REMOVEDIR);
}

// Moves a file into the folder `to`; where something of that name is there, beside it.
static void move_out(int folder, const char *name, const char *to)
{
    char other[PATH_MAX + 300];
    (void)snprintf(other, sizeof other, "%s/%s", to, name);
    if (renameat2(folder, name, AT_FDCWD, other, RENAME_NOREPLACE) == 0 || errno != EEXIST)
        return;
    (void)snprintf(other, sizeof other, "%s/%s.before", to, name);
    (void)renameat2(folder, name, AT_FDCWD, other, 0);
}

// Removes an index's folder; what in it is not the index's own goes into the folder `to`.
static void remove_index(const char *path, const char *to)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;
    if (!folder)
        return;
    for (size_t i = 0; i < sizeof OWN_FOLDERS / sizeof *OWN_FOLDERS; i++)
        remove_folder(fd, OWN_FOLDERS[i]);
    while ((entry = readdir(folder)))
        if (is_own(entry->d_name))
            (void)unlinkat(fd, entry->d_name, 0);
        else if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            move_out(fd, entry->d_name, to);
    (void)closedir(folder);
    (void)rmdir(path);
}

void store_renewal_drop(const struct store_renewal *renewal)
{
    remove_index(renewal->work, renewal->place);
    remove_index(renewal->fresh, renewal->place);
    (void)rmdir(renewal->beside);
}

enum status store_renewal_sweep(const char *path, struct error *err)
{
    struct store_renewal renewal;
    enum status status = name_places(path, &renewal, err);
    if (status != STATUS_OK || access(renewal.beside, F_OK) != 0)
        return status;
    store_renewal_drop(&renewal);
    return access(renewal.beside, F_OK) != 0
               ? STATUS_OK
               : error_set(err, STATUS_IO, "%s: is left of an erasure and cannot be removed",
                           renewal.beside);
}

// --- beginning -------------------------------------------------------------------------------

// Gives a file or folder owner and mode of another: the daemon's user must be able to use it, whoever runs this.
static enum status dress(const char *path, const char *model, struct error *err)
{
    struct stat wanted, is;
    if (stat(model, &wanted) != 0)
        return fail(model, err);
    bool is_dressed = stat(path, &is) == 0 &&
                      ((is.st_uid == wanted.st_uid && is.st_gid == wanted.st_gid) ||
                       chown(path, wanted.st_uid, wanted.st_gid) == 0) &&
                      chmod(path, wanted.st_mode & 07777) == 0;
    return is_dressed ? STATUS_OK : fail(path, err);
}

static enum status make_like(const char *path, const char *model, struct error *err)
{
    return mkdir(path, 0700) == 0 ? dress(path, model, err) : fail(path, err);
}

static enum status check_place(const struct store_renewal *renewal, struct error *err)
{
    struct stat index, beside;
    if (stat(renewal->place, &index) != 0 || stat(renewal->beside, &beside) != 0)
        return fail(renewal->place, err);
    return index.st_dev == beside.st_dev
               ? STATUS_OK
               : error_set(err, STATUS_IO,
                           "%s: is a file system of its own, so that no other folder can take its "
                           "place; move the index into a folder below it",
                           renewal->place);
}

enum status store_renewal_begin(struct store *store, struct store_renewal *renewal,
                                struct error *err)
{
    char file[PATH_MAX + 48];
    enum status status = name_places(store_path(store), renewal, err);
    if (status == STATUS_OK)
        status = store_renewal_sweep(renewal->place, err);
    if (status == STATUS_OK)
        status = make_like(renewal->beside, renewal->place, err);
    if (status != STATUS_OK)
        return status;
    status = check_place(renewal, err);
    if (status == STATUS_OK)
        status = make_like(renewal->work, renewal->place, err);
    (void)snprintf(file, sizeof file, "%s/data.mdb", renewal->work);
    if (status == STATUS_OK)
        status = store_copy(store, file, err);
    if (status != STATUS_OK)
        store_renewal_drop(renewal);
    return status;
}

// --- finishing -------------------------------------------------------------------------------

static enum status copy_table(struct store_txn *from, struct store *to, struct store_txn **txn,
                              enum store_table table, struct error *err)
{
    struct slice key, value;
    enum status status = store_seek(from, table, SLICE(""), &key, &value, err);
    while (status == STATUS_OK) {
        store_txn_bound_pages(from, value.len);
        status = store_put(*txn, table, key, value, err);
        if (status == STATUS_OK)
            status = store_checkpoint(to, txn, err);
        if (status == STATUS_OK)
            status = store_next(from, table, &key, &value, err);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status copy_entries(struct store *from, struct store *to, struct error *err)
{
    struct store_txn *reading = NULL, *writing = NULL;
    enum status status = store_begin(from, false, &reading, err);
    if (status == STATUS_OK)
        status = store_begin(to, true, &writing, err);
    for (int t = 0; status == STATUS_OK && t < STORE_TABLE_COUNT; t++)
        status = copy_table(reading, to, &writing, (enum store_table)t, err);
    if (status == STATUS_OK)
        status = store_settle(reading, err);
    if (status == STATUS_OK)
        status = store_commit(writing, err);
    else
        store_abort(writing);
    store_abort(reading);
    return status;
}

static enum status dress_files(const struct store_renewal *renewal, struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sizeof OWN_FILES / sizeof *OWN_FILES; i++) {
        char model[PATH_MAX + 48], file[PATH_MAX + 48];
        (void)snprintf(model, sizeof model, "%s/%s", renewal->place, OWN_FILES[i]);
        (void)snprintf(file, sizeof file, "%s/%s", renewal->fresh, OWN_FILES[i]);
        status = dress(file, model, err);
    }
    return status;
}

static enum status exchange(const struct store_renewal *renewal, struct error *err)
{
    enum status status = sync_folder(renewal->fresh, err);
    if (status != STATUS_OK)
        return status;
    if (renameat2(AT_FDCWD, renewal->place, AT_FDCWD, renewal->fresh, RENAME_EXCHANGE) != 0)
        return error_set(err, STATUS_IO,
                         "%s: the file system cannot exchange two folders (%s): nothing was erased",
                         renewal->place, strerrordesc_np(errno));
    status = sync_parent(renewal->place, err);
    return status == STATUS_OK ? sync_folder(renewal->beside, err) : status;
}

enum status store_renewal_finish(struct store_renewal *renewal, size_t map_size_bytes,
                                 struct error *err)
{
    struct store *work = NULL, *fresh = NULL;
    enum status status = make_like(renewal->fresh, renewal->place, err);
    if (status == STATUS_OK)
        status = store_open(renewal->work, &(struct store_options){STORE_READ, map_size_bytes, 0},
                            &work, err);
    if (status == STATUS_OK)
        status = store_open(renewal->fresh,
                            &(struct store_options){STORE_CREATE, map_size_bytes, 0}, &fresh, err);
    if (status == STATUS_OK)
        status = copy_entries(work, fresh, err);
    store_close(work);
    if (status == STATUS_OK)
        status = dress_files(renewal, err);
    if (status == STATUS_OK)
        status = exchange(renewal, err);
    store_renewal_drop(renewal); // its lock is held until what was there before is gone
    store_close(fresh);
    return status;
}
