// See partial.h.
//
//     INDEX/downloads/HASH.part     the bytes so far
//     INDEX/downloads/HASH.note     the address, and what the server calls the version that they are of; a line each
//
// The note is written before the first byte and after the file was emptied, so whatever stands in the file is of the
// version that the note names, also when the process is killed anywhere. Nothing is synced: a file system that loses
// bytes with the power loses the end of the file, and the rest is asked for from where it ends. The holder of the
// index's lock has the folder alone.
#include "indexer/web/partial.h"

#include "base/clock.h"
#include "base/hash.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "downloads"

enum { MAX_NOTE_LEN = 4096, KEPT_SECONDS = 24 * 60 * 60 };

static enum status failed(const char *path, struct error *err)
{
    enum status status =
        errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? STATUS_FULL : STATUS_IO;
    return error_set(err, status, "%s: %s", path, strerrordesc_np(errno));
}

static bool name_files(const char *index, struct slice url, struct partial *partial)
{
    int len = snprintf(partial->path, sizeof partial->path, "%s/" FOLDER, index);
    if (len < 0 || (size_t)len >= sizeof partial->path - 64)
        return false;
    if (mkdir(partial->path, 0700) < 0 && errno != EEXIST)
        return false;
    (void)snprintf(partial->path, sizeof partial->path,
                   "%s/" FOLDER "/%016" PRIx64 "%016" PRIx64 ".part", index, hash_bytes(url, 0),
                   hash_bytes(url, 1));
    (void)snprintf(partial->note_path, sizeof partial->note_path,
                   "%s/" FOLDER "/%016" PRIx64 "%016" PRIx64 ".note", index, hash_bytes(url, 0),
                   hash_bytes(url, 1));
    return true;
}

// Whether there is a note, of this address; then the validator is filled in.
static bool read_note(struct partial *partial, struct slice url)
{
    char text[MAX_NOTE_LEN];
    int fd = open(partial->note_path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text);
    if (fd >= 0)
        (void)close(fd);
    if (got <= 0)
        return false;
    struct slice note = slice_of(text, (size_t)got), validator;
    size_t end = slice_find(note, SLICE("\n"));
    if (!slice_equal(slice_of(note.ptr, end), url) || end + 2 > note.len)
        return false;
    validator = slice_from_offset(note, end + 1);
    bool is_whole = slice_ends_with(validator, SLICE("\n"));
    if (!is_whole || validator.len > sizeof partial->validator)
        return false;
    memcpy(partial->validator, validator.ptr, validator.len - 1);
    partial->validator[validator.len - 1] = '\0';
    return true;
}

static enum status write_note(const struct partial *partial, struct slice url, struct error *err)
{
    char text[MAX_NOTE_LEN];
    int len = snprintf(text, sizeof text, "%.*s\n%s\n", SLICE_ARG(url), partial->validator);
    if (len < 0 || (size_t)len >= sizeof text)
        return error_set(err, STATUS_INTERNAL, "the note of a download is too long");
    int fd = open(partial->note_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    ssize_t put = fd < 0 ? -1 : write(fd, text, (size_t)len);
    enum status status = put == len ? STATUS_OK : failed(partial->note_path, err);
    if (fd >= 0)
        (void)close(fd);
    return status;
}

enum status partial_open(const char *index, struct slice url, struct partial *partial,
                         struct error *err)
{
    struct stat info = {0};
    partial->size = 0;
    partial->validator[0] = '\0';
    if (!name_files(index, url, partial))
        return failed(index, err);
    partial->fd = open(partial->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (partial->fd < 0 || fstat(partial->fd, &info) < 0)
        return failed(partial->path, err);
    if (read_note(partial, url) && partial->validator[0] != '\0')
        partial->size = (uint64_t)info.st_size;
    return STATUS_OK;
}

enum status partial_restart(struct partial *partial, struct slice url, const char *validator,
                            struct error *err)
{
    if (ftruncate(partial->fd, 0) < 0)
        return failed(partial->path, err);
    partial->size = 0;
    (void)snprintf(partial->validator, sizeof partial->validator, "%s", validator);
    return write_note(partial, url, err);
}

enum status partial_append(struct partial *partial, const char *bytes, size_t len,
                           struct error *err)
{
    while (len > 0) {
        ssize_t put = pwrite(partial->fd, bytes, len, (off_t)partial->size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return failed(partial->path, err);
        partial->size += (uint64_t)put;
        bytes += put;
        len -= (size_t)put;
    }
    return STATUS_OK;
}

void partial_close(struct partial *partial, bool is_kept)
{
    if (!is_kept || partial->size == 0 || partial->validator[0] == '\0') {
        (void)unlink(partial->path);
        (void)unlink(partial->note_path);
    }
    if (partial->fd >= 0)
        (void)close(partial->fd);
    partial->fd = -1;
}

void partial_tidy(const char *index)
{
    char path[PATH_MAX];
    int len = snprintf(path, sizeof path, "%s/" FOLDER, index);
    DIR *dir = len > 0 && (size_t)len < sizeof path ? opendir(path) : NULL;
    if (!dir)
        return;
    int64_t oldest = clock_wall_seconds() - KEPT_SECONDS;
    for (const struct dirent *entry; (entry = readdir(dir));) {
        struct stat info;
        if (fstatat(dirfd(dir), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(info.st_mode) && info.st_mtim.tv_sec < oldest)
            (void)unlinkat(dirfd(dir), entry->d_name, 0);
    }
    (void)closedir(dir);
    (void)rmdir(path); // stays while something is in it
}
