// dump and backup: the whole index, as text that comes in again, or as it is.
//
// Both work on one generation while others read and write. A dump is JSON Lines in the form of the API's exports, with
// every answer by itself and the whole path of the source; `add` takes it back, with the times at which the index first
// saw a document and saw it change, but not where it came from. A backup is an index: the file appears under its name
// only when it is complete and on disk.
#include "answer/answer_json.h"
#include "engine/backends.h"
#include "indexer/commands/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BATCH = 256 }; // documents asked for at once

// --- dump ------------------------------------------------------------------------------------

// What is needed of memory for one document.
struct dump {
    struct arena arena;
    struct buf line;
};

static enum status dump_document(void *context, size_t at, const struct exchange *exchange,
                                 struct error *err)
{
    struct dump *dump = context;
    struct buf *line = &dump->line;
    (void)at;
    arena_reset(&dump->arena);
    buf_reset(line);
    struct json_writer json;
    json_writer_init(&json, line);
    const struct answer_about about = {.arena = &dump->arena};
    answer_json_exchange(&json, exchange, ANSWER_DUMP, &about);
    buf_append_char(line, '\n');
    if (line->failed || dump->arena.failed)
        return error_set(err, STATUS_NO_MEMORY, "dump: no memory for a document of this size");
    return fwrite(line->data, 1, line->len, stdout) == line->len
               ? STATUS_OK
               : error_set(err, STATUS_IO, "dump: %s", strerrordesc_np(errno ? errno : EIO));
}

// Every document of the view.
static enum status dump_all(struct view *view, struct dump *dump, struct error *err)
{
    const struct match_node everything = {.kind = MATCH_ALL};
    struct doc_key docs[BATCH];
    struct scan *scan = NULL;
    size_t count = 0;
    enum status status = scan_begin(view, &everything, &scan, err);
    do {
        if (status == STATUS_OK)
            status = scan_next(scan, view, docs, BATCH, &count, err);
        const struct document_wish wish = {docs, count, EXCHANGE_WHOLE};
        if (status == STATUS_OK)
            status = view_each_document(view, &wish, dump_document, dump, err);
    } while (status == STATUS_OK && count > 0);
    scan_end(scan);
    return status;
}

enum status command_dump(const struct options *options, struct error *err)
{
    struct backend *index = NULL;
    struct view *view = NULL;
    struct dump dump = {0};
    enum status status = backend_open(options->index, NULL, &index, err);
    if (status == STATUS_OK)
        status = view_begin(index, &view, err);
    if (status == STATUS_OK)
        status = dump_all(view, &dump, err);
    if (status == STATUS_OK)
        status = view_settle(view, err);
    buf_clear(&dump.line);
    arena_clear(&dump.arena);
    view_free(view);
    backend_close(index);
    return status;
}

// --- backup ----------------------------------------------------------------------------------

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
    enum status status = backend_open(options->index, NULL, &index, err);
    if (status == STATUS_OK)
        status = prepare(folder, err);
    if (status == STATUS_OK) {
        (void)snprintf(partial, sizeof partial, "%s/data.mdb.partial", folder);
        (void)snprintf(file, sizeof file, "%s/data.mdb", folder);
        (void)unlink(partial); // of a backup that was killed
        status = backend_copy(index, partial, err);
    }
    if (status == STATUS_OK)
        status = publish(folder, partial, file, err);
    if (status == STATUS_OK && !options->quiet && stat(file, &info) == 0)
        (void)printf("%s: %jd bytes\n", file, (intmax_t)info.st_size);
    backend_close(index);
    return status;
}
