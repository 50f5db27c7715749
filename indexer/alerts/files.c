// Small files. See files.h.
//
// Written beside its place, synced, renamed, and the folder synced: whoever looks finds the old file or the new one,
// also after the machine has stopped.
#include "indexer/alerts/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum status files_error(const char *path, const char *what, struct error *err)
{
    int reason = errno;
    enum status status = reason == ENOSPC || reason == EDQUOT ? STATUS_FULL : STATUS_IO;
    return error_set(err, status, "%s: %s: %s", path, what, strerrordesc_np(reason));
}

static enum status read_all(int fd, const char *path, size_t most, struct arena *arena,
                            struct slice *out, struct error *err)
{
    struct stat info;
    if (fstat(fd, &info) < 0)
        return files_error(path, "cannot look at it", err);
    if (!S_ISREG(info.st_mode))
        return error_set(err, STATUS_INVALID, "%s: not a file", path);
    if ((uintmax_t)info.st_size > most)
        return error_set(err, STATUS_TOO_LARGE, "%s: more than %zu bytes", path, most);
    size_t size = (size_t)info.st_size, len = 0;
    char *text = arena_alloc(arena, size + 1);
    if (!text)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    while (len < size) {
        ssize_t got = read(fd, text + len, size - len);
        if (got < 0 && errno != EINTR)
            return files_error(path, "cannot read", err);
        if (got == 0)
            break;
        len += got > 0 ? (size_t)got : 0;
    }
    text[len] = '\0';
    *out = slice_of(text, len);
    return STATUS_OK;
}

enum status files_read(const char *path, size_t most, struct arena *arena, struct slice *out,
                       struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT ? STATUS_NOT_FOUND : files_error(path, "cannot open", err);
    enum status status = read_all(fd, path, most, arena, out, err);
    (void)close(fd);
    return status;
}

static bool write_all(int fd, struct slice text)
{
    while (text.len > 0) {
        ssize_t put = write(fd, text.ptr, text.len);
        if (put < 0 && errno != EINTR)
            return false;
        text = slice_from_offset(text, put > 0 ? (size_t)put : 0);
    }
    return true;
}

// The folder that a path lies in, with its slash.
static bool folder_of(const char *path, char out[PATH_MAX])
{
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) + 1 : 0;
    if (len >= PATH_MAX)
        return false;
    memcpy(out, slash ? path : "./", slash ? len : 3);
    if (slash)
        out[len] = '\0';
    return true;
}

static enum status settle_folder_of(const char *path, struct error *err)
{
    char folder[PATH_MAX];
    return folder_of(path, folder) ? files_settle(folder, err)
                                   : error_set(err, STATUS_INVALID, "%s: too long a path", path);
}

enum status files_put(const char *path, struct slice text, mode_t mode, struct error *err)
{
    char made[PATH_MAX + 8];
    int len = snprintf(made, sizeof made, "%s.new", path);
    if (len < 0 || (size_t)len >= sizeof made)
        return error_set(err, STATUS_INVALID, "%s: too long a path", path);
    int fd = open(made, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0)
        return files_error(made, "cannot write", err);
    bool is_written = fchmod(fd, mode) == 0 && write_all(fd, text) && fsync(fd) == 0;
    enum status status = is_written ? STATUS_OK : files_error(made, "cannot write", err);
    (void)close(fd);
    if (status == STATUS_OK && rename(made, path) < 0)
        status = files_error(path, "cannot write", err);
    if (status != STATUS_OK) {
        (void)unlink(made);
        return status;
    }
    return settle_folder_of(path, err);
}

enum status files_take(const char *path, struct error *err)
{
    if (unlink(path) < 0 && errno != ENOENT)
        return files_error(path, "cannot remove", err);
    return settle_folder_of(path, err);
}

enum status files_settle(const char *folder, struct error *err)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return files_error(folder, "cannot open", err);
    enum status status = fsync(fd) == 0 ? STATUS_OK : files_error(folder, "cannot sync", err);
    (void)close(fd);
    return status;
}

enum status files_list(const char *folder, struct arena *arena, struct slice_list *out,
                       struct error *err)
{
    *out = (struct slice_list){.room = vec_in(arena, VEC_NO_LIMIT)};
    DIR *dir = opendir(folder);
    if (!dir)
        return errno == ENOENT ? STATUS_NOT_FOUND : files_error(folder, "cannot read", err);
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (!entry)
            break;
        if (entry->d_name[0] != '.')
            (void)vec_add(out, arena_copy(arena, slice_from(entry->d_name)));
    }
    enum status status = errno == 0 ? STATUS_OK : files_error(folder, "cannot read", err);
    (void)closedir(dir);
    if (status == STATUS_OK && (out->room.failed || arena->failed))
        status = error_set(err, STATUS_NO_MEMORY, "%s: out of memory", folder);
    if (status == STATUS_OK && out->count > 0)
        qsort(out->items, out->count, sizeof *out->items, slice_order);
    return status;
}

enum status files_make_folder(const char *path, mode_t mode, struct error *err)
{
    return mkdir(path, mode) == 0 || errno == EEXIST ? STATUS_OK
                                                     : files_error(path, "cannot make it", err);
}
