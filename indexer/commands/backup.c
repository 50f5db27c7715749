// backup: the whole index, as it is.
//
// It works on one generation while others read and write. The file appears under its name only when it is complete and
// on disk.
#include "engine/backends.h"
#include "indexer/commands/commands.h"
#include "indexer/commands/copies.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

// Makes the destination a folder that may receive a copy: new, empty, or holding an earlier one.
static enum status prepare(const char *folder, struct error *err)
{
    char lock[PATH_MAX];
    if (snprintf(lock, sizeof lock, "%s/writer.lock", folder) >= (int)sizeof lock)
        return error_set(err, STATUS_INVALID, "%s: path too long", folder);
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return error_set(err, STATUS_IO, "%s: %s", folder, strerrordesc_np(errno));
    if (access(lock, F_OK) == 0)
        return error_set(err, STATUS_INVALID, "%s: is an index in use, not a place for a backup",
                         folder);
    return STATUS_OK;
}

// Gives the copy its name, durably.
static enum status publish(const char *folder, const char *partial, const char *file,
                           struct error *err)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool succeeded = fd >= 0 && rename(partial, file) == 0 && fsync(fd) == 0;
    enum status status =
        succeeded ? STATUS_OK : error_set(err, STATUS_IO, "%s: %s", file, strerrordesc_np(errno));
    if (fd >= 0)
        (void)close(fd);
    return status;
}

enum status command_backup(const struct options *options, struct error *err)
{
    const char *folder = options->arguments[0];
    char partial[PATH_MAX], file[PATH_MAX];
    struct backend *index = NULL;
    struct stat info = {0};
    const struct index_options mapped = {.map_size_bytes = options->map_size_bytes};
    enum status status = backend_open(options->index, &mapped, &index, err);
    if (status == STATUS_OK)
        status = prepare(folder, err);
    if (status == STATUS_OK) {
        copies_note(options->index, folder);
        (void)snprintf(partial, sizeof partial, "%s/" COPIES_BACKUP_PARTIAL, folder);
        (void)snprintf(file, sizeof file, "%s/data.mdb", folder);
        (void)unlink(partial); // of a backup that was killed
        status = backend_copy(index, partial, err);
        if (status == STATUS_OK)
            status = copies_settle(options->index, index, err);
        if (status != STATUS_OK)
            (void)unlink(partial);
    }
    if (status == STATUS_OK)
        status = publish(folder, partial, file, err);
    if (status == STATUS_OK && !options->quiet && stat(file, &info) == 0)
        (void)printf("%s: %jd bytes\n", file, (intmax_t)info.st_size);
    backend_close(index);
    return status;
}
