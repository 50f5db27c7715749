// The mark of the last night of an index in a folder: the time of a file in it. See lmdb.h.
#include "engine/lmdb/lmdb.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// False: it is too long.
static bool mark_path(const char *folder, char path[static PATH_MAX])
{
    int len = snprintf(path, PATH_MAX, "%s/last-night", folder);
    return len > 0 && len < PATH_MAX;
}

enum status night_note(const char *folder, struct error *err)
{
    char path[PATH_MAX];
    if (!mark_path(folder, path))
        return STATUS_OK;
    int file = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
    bool is_noted = file >= 0 && futimens(file, NULL) == 0;
    if (!is_noted)
        (void)error_set(err, STATUS_IO, "%s: %s", path, strerrordesc_np(errno));
    if (file >= 0)
        (void)close(file);
    return is_noted ? STATUS_OK : STATUS_IO;
}

int64_t night_last(const char *folder)
{
    char path[PATH_MAX];
    struct stat file;
    return mark_path(folder, path) && stat(path, &file) == 0 ? file.st_mtim.tv_sec : 0;
}
