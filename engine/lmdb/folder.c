// See folder.h.
#include "engine/lmdb/folder.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static struct file_id identify(const char *path, const char *name)
{
    char whole[PATH_MAX + 16];
    struct stat file;
    (void)snprintf(whole, sizeof whole, "%s/%s", path, name);
    if (stat(whole, &file) != 0)
        return (struct file_id){0};
    return (struct file_id){file.st_dev, file.st_ino};
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
    folder->data = identify(path, "data.mdb");
    return true;
}

void folder_note_locks(struct folder *folder)
{
    folder->locks = identify(folder->path, "lock.mdb");
}

bool folder_is_same(const struct folder *a, const struct folder *b)
{
    return is_same(a->data, b->data);
}

bool folder_has_other_data(const struct folder *folder)
{
    struct file_id data = identify(folder->path, "data.mdb");
    return data.inode != 0 && !is_same(data, folder->data);
}

bool folder_has_same_locks(const struct folder *folder)
{
    struct file_id locks = identify(folder->path, "lock.mdb");
    return locks.inode != 0 && is_same(locks, folder->locks);
}
