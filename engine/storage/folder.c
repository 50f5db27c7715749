// See folder.h.
#include "engine/storage/folder.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

// False when nobody can tell.
static bool identify(const char *path, const char *name, struct file_id *out)
{
    char whole[PATH_MAX + 16];
    struct stat file;
    (void)snprintf(whole, sizeof whole, "%s/%s", path, name);
    *out = (struct file_id){0};
    if (lstat(whole, &file) != 0)
        return errno == ENOENT || errno == ENOTDIR;
    *out = (struct file_id){file.st_dev, file.st_ino, (size_t)file.st_size};
    return true;
}

static bool is_same(struct file_id a, struct file_id b)
{
    return a.inode == b.inode && a.device == b.device;
}

bool folder_note(struct folder *folder, const char *path)
{
    size_t len = strlen(path);
    if (len >= sizeof folder->path)
        return false;
    memcpy(folder->path, path, len + 1);
    return true;
}

void folder_note_data(struct folder *folder)
{
    (void)identify(folder->path, "data.mdb", &folder->data);
}

void folder_note_locks(struct folder *folder)
{
    (void)identify(folder->path, "lock.mdb", &folder->locks);
}

bool folder_is_same(const struct folder *a, const struct folder *b)
{
    return is_same(a->data, b->data);
}

bool folder_lost_data(const struct folder *folder)
{
    struct file_id data;
    return identify(folder->path, "data.mdb", &data) && !is_same(data, folder->data);
}

bool folder_lost_locks(const struct folder *folder)
{
    struct file_id locks;
    return folder->locks.inode != 0 && identify(folder->path, "lock.mdb", &locks) &&
           !is_same(locks, folder->locks);
}

bool folder_cut_locks(const struct folder *folder)
{
    struct file_id locks;
    return identify(folder->path, "lock.mdb", &locks) && is_same(locks, folder->locks) &&
           locks.bytes < folder->locks.bytes;
}

bool folder_has_same_locks(const struct folder *folder)
{
    struct file_id locks;
    return identify(folder->path, "lock.mdb", &locks) && locks.inode != 0 &&
           is_same(locks, folder->locks);
}
