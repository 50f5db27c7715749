// A walk is in the byte order of whole paths: within a folder names are compared as if folders ended in
// '/', and each folder is gone through where it stands. So two walks over the same tree visit the same
// files in the same order on every machine, and where one of two files with the same document has to
// win, it is always the same one. Only one folder's names a level are held in memory.
#include "indexer/ingest/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_LEVELS = 64 };

struct folder {
    struct arena arena;
    struct slice *names; // folders with a '/' at the end
    size_t count, capacity;
};

bool walk_passes_over(struct slice name)
{
    static const char *const ENDINGS[] = {"~",    ".part",       ".partial", ".tmp",
                                          ".swp", ".crdownload", ".lock"};
    if (name.len > 0 && name.ptr[0] == '.')
        return true;
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++)
        if (slice_ends_with(name, slice_from(ENDINGS[i])))
            return true;
    return false;
}

static int compare_names(const void *a, const void *b)
{
    const struct slice *left = a, *right = b;
    return slice_compare(*left, *right);
}

static bool folder_add(struct folder *folder, struct slice name)
{
    if (folder->count == folder->capacity) {
        size_t capacity = folder->capacity ? 2 * folder->capacity : 64;
        struct slice *names = realloc(folder->names, capacity * sizeof *names);
        if (!names)
            return false;
        folder->names = names;
        folder->capacity = capacity;
    }
    folder->names[folder->count] = name;
    return folder->names[folder->count++].ptr != NULL;
}

// Whether a name in the folder is a folder itself; links do not count.
static bool is_folder(DIR *dir, const struct dirent *entry)
{
    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type == DT_DIR;
    struct stat info;
    return fstatat(dirfd(dir), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISDIR(info.st_mode);
}

// Reads and sorts the names; errno is kept when it fails.
static bool folder_read(struct folder *folder, const char *path)
{
    DIR *dir = opendir(path);
    if (!dir)
        return false;
    bool succeeded = true;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (!entry)
            break;
        if (walk_passes_over(slice_from(entry->d_name)))
            continue;
        const char *end = is_folder(dir, entry) ? "/" : "";
        struct slice name = arena_printf(&folder->arena, "%s%s", entry->d_name, end);
        if (!folder_add(folder, name)) {
            errno = ENOMEM;
            break;
        }
    }
    int error = errno;
    succeeded = error == 0;
    (void)closedir(dir);
    errno = error;
    if (succeeded && folder->count > 0)
        qsort(folder->names, folder->count, sizeof *folder->names, compare_names);
    return succeeded;
}

static void folder_clear(struct folder *folder)
{
    free(folder->names);
    arena_clear(&folder->arena);
}

// Whether that is the folder to be passed over, whatever it is called here.
static bool is_omitted(const char *path, const struct walk *walk)
{
    struct stat info;
    return walk->omitted && stat(path, &info) == 0 && info.st_dev == walk->omitted->st_dev &&
           info.st_ino == walk->omitted->st_ino;
}

static enum status visit(const char *path, unsigned level, const struct walk *walk,
                         struct error *err);

static enum status visit_folder(const char *path, unsigned level, const struct walk *walk,
                                struct error *err)
{
    if (level == MAX_LEVELS) {
        walk->unreadable(walk->context, path, "folders nested too deeply");
        return STATUS_OK;
    }
    struct folder folder = {0};
    enum status status = STATUS_OK;
    bool was_read = folder_read(&folder, path);
    if (!was_read && errno == ENOMEM)
        status = error_set(err, STATUS_NO_MEMORY, "%s: no memory", path);
    else if (!was_read)
        walk->unreadable(walk->context, path, strerrordesc_np(errno));
    bool has_slash = slice_ends_with(slice_from(path), SLICE("/"));
    for (size_t i = 0; i < folder.count && status == STATUS_OK; i++) {
        struct slice child = arena_printf(&folder.arena, "%s%s%.*s", path, has_slash ? "" : "/",
                                          SLICE_ARG(folder.names[i]));
        if (!child.ptr)
            status = error_set(err, STATUS_NO_MEMORY, "%s: no memory", path);
        else
            status = visit(child.ptr, level + 1, walk, err);
    }
    folder_clear(&folder);
    return status;
}

// `path` ends in '/' when it was seen to be a folder.
static enum status visit(const char *path, unsigned level, const struct walk *walk,
                         struct error *err)
{
    struct stat info;
    if (slice_ends_with(slice_from(path), SLICE("/")) && level > 0)
        return is_omitted(path, walk) ? STATUS_OK : visit_folder(path, level, walk, err);
    if (stat(path, &info) < 0) {
        if (level == 0 || errno != ENOENT) // gone since the folder was read: none of our business
            walk->unreadable(walk->context, path, strerrordesc_np(errno));
        return STATUS_OK;
    }
    if (S_ISDIR(info.st_mode))
        return level == 0 ? visit_folder(path, level, walk, err) : STATUS_OK;
    if (S_ISREG(info.st_mode))
        return walk->file(walk->context, path, &info, err);
    if (level == 0)
        walk->unreadable(walk->context, path, "neither a file nor a folder");
    return STATUS_OK;
}

enum status walk_path(const char *path, const struct walk *walk, struct error *err)
{
    return visit(path, 0, walk, err);
}

// --- names -----------------------------------------------------------------------------------

// The path before its last part, in place; false at the root or without any '/'.
static bool cut_last_part(char *path, const char **last)
{
    char *slash = strrchr(path, '/');
    if (!slash || slash[1] == '\0')
        return false;
    *last = slash + 1;
    *slash = '\0';
    return true;
}

enum status walk_canonical(const char *path, struct arena *arena, struct slice *out,
                           struct error *err)
{
    char absolute[PATH_MAX], head[PATH_MAX];
    if (realpath(path, absolute)) {
        *out = arena_copy(arena, slice_from(absolute));
        return out->ptr ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "no memory for a path");
    }
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/')
        len--;
    if (len == 0 || len >= sizeof head - 2)
        return error_set(err, STATUS_INVALID, "%s: no such file", path);

    // Something at the end is gone: the folder that is there, and the missing rest as it stands.
    int used = snprintf(head, sizeof head, "%s%.*s", path[0] == '/' ? "" : "./", (int)len, path);
    if (used < 0 || (size_t)used >= sizeof head)
        return error_set(err, STATUS_INVALID, "%s: path too long", path);
    const char *last;
    struct slice rest = SLICE_NONE;
    while (cut_last_part(head, &last)) {
        rest = rest.ptr ? arena_printf(arena, "%s/%.*s", last, SLICE_ARG(rest))
                        : arena_copy(arena, slice_from(last));
        if (realpath(head[0] ? head : "/", absolute)) {
            const char *root = strcmp(absolute, "/") == 0 ? "" : absolute;
            *out = arena_printf(arena, "%s/%.*s", root, SLICE_ARG(rest));
            return out->ptr ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "no memory for a path");
        }
    }
    return error_set(err, STATUS_INVALID, "%s: %s", path, strerrordesc_np(errno));
}
