// The outbox. See outbox.h.
//
// A unit about changes is named EPOCH-AFTER-LAST: the numbers between which its changes lie. Whoever opens the outbox
// to work on it first looks for units that go on where the position ends, and moves the position behind them.
#include "indexer/alerts/outbox.h"

#include "indexer/alerts/files.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

// Twenty digits, so that names sort as numbers do.
#define UNIT_FORMAT "%016" PRIx64 "-%020" PRIu64 "-%020" PRIu64
enum { UNIT_NAME_SIZE = 16 + 1 + 20 + 1 + 20, MAX_POSITION_BYTES = 200 };

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "alerts: out of memory");
}

struct slice outbox_path(struct outbox *outbox, const char *below, struct slice name)
{
    return arena_printf(&outbox->arena, "%s/%s%.*s", outbox->folder, below, SLICE_ARG(name));
}

// --- the position ----------------------------------------------------------------------------------

static enum status read_position(struct outbox *outbox, struct error *err)
{
    struct slice path = outbox_path(outbox, "state/position", SLICE("")), text;
    if (!path.ptr)
        return no_memory(err);
    enum status status = files_read(path.ptr, MAX_POSITION_BYTES, &outbox->arena, &text, err);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    struct outbox_position *position = &outbox->position;
    char *end;
    position->epoch = strtoull(text.ptr, &end, 16);
    bool has_both = *end == ' ';
    if (has_both)
        position->number = strtoull(end + 1, &end, 10);
    if (!has_both || *end != '\n' || end + 1 != text.ptr + text.len)
        return error_set(err, STATUS_CORRUPT,
                         "%s: not a position; without it the next run begins "
                         "with what is new then",
                         path.ptr);
    position->is_known = true;
    return STATUS_OK;
}

enum status outbox_advance(struct outbox *outbox, uint64_t epoch, uint64_t number,
                           struct error *err)
{
    char text[MAX_POSITION_BYTES];
    struct slice path = outbox_path(outbox, "state/position", SLICE(""));
    int len = snprintf(text, sizeof text, "%016" PRIx64 " %" PRIu64 "\n", epoch, number);
    if (!path.ptr)
        return no_memory(err);
    enum status status = files_put(path.ptr, slice_of(text, (size_t)len), 0600, err);
    if (status == STATUS_OK)
        outbox->position = (struct outbox_position){true, epoch, number};
    return status;
}

// What a unit's name says; false for units that are about no changes.
static bool read_unit(struct slice name, uint64_t *epoch, uint64_t *after, uint64_t *number)
{
    char text[UNIT_NAME_SIZE + 1];
    int end = 0;
    if (name.len != UNIT_NAME_SIZE)
        return false;
    memcpy(text, name.ptr, name.len);
    text[name.len] = '\0';
    return sscanf(text, "%" SCNx64 "-%" SCNu64 "-%" SCNu64 "%n", epoch, after, number, // NOLINT
                  &end) == 3 &&
           end == UNIT_NAME_SIZE;
}

// A unit that goes on where the position ends has been matched, though nobody was left to write that down.
static enum status mend_position(struct outbox *outbox, struct error *err)
{
    struct slice_list units;
    uint64_t epoch, after, number;
    enum status status = outbox_units(outbox, &units, err);
    for (size_t i = 0; status == STATUS_OK && i < units.count; i++)
        if (outbox->position.is_known && read_unit(units.items[i], &epoch, &after, &number) &&
            epoch == outbox->position.epoch && after == outbox->position.number)
            status = outbox_advance(outbox, epoch, number, err);
    return status;
}

// --- opening ---------------------------------------------------------------------------------------

static enum status take_lock(struct outbox *outbox, const char *name, struct error *err)
{
    struct slice path = outbox_path(outbox, "state/", slice_from(name));
    if (!path.ptr)
        return no_memory(err);
    if (outbox->lock >= 0)
        (void)close(outbox->lock);
    outbox->lock = open(path.ptr, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (outbox->lock < 0)
        return files_error(path.ptr, "cannot open", err);
    while (flock(outbox->lock, LOCK_EX) < 0)
        if (errno != EINTR)
            return files_error(path.ptr, "cannot lock", err);
    return STATUS_OK;
}

static enum status make_folders(struct outbox *outbox, struct error *err)
{
    struct slice state = outbox_path(outbox, "state", SLICE(""));
    struct slice units = outbox_path(outbox, "spool", SLICE(""));
    struct stat info;
    if (!state.ptr || !units.ptr)
        return no_memory(err);
    if (stat(outbox->folder, &info) < 0)
        return files_error(outbox->folder, "cannot look at the folder of alerts", err);
    enum status status = files_make_folder(state.ptr, 0700, err);
    return status == STATUS_OK ? files_make_folder(units.ptr, 0700, err) : status;
}

enum status outbox_open(struct outbox *outbox, const char *folder, enum outbox_work work,
                        struct error *err)
{
    *outbox = (struct outbox){.folder = folder, .lock = -1};
    enum status status = make_folders(outbox, err);
    if (status != STATUS_OK || work == OUTBOX_TO_LOOK)
        return status;
    status = take_lock(outbox, "fill.lock", err);
    if (status == STATUS_OK)
        status = read_position(outbox, err);
    if (status == STATUS_OK)
        status = mend_position(outbox, err);
    if (status == STATUS_OK && work != OUTBOX_TO_FILL)
        status = take_lock(outbox, work == OUTBOX_TO_TELL ? "tell.lock" : "send.lock", err);
    return status;
}

void outbox_close(struct outbox *outbox)
{
    if (outbox->lock >= 0)
        (void)close(outbox->lock);
    outbox->lock = -1;
    arena_clear(&outbox->arena);
}

// --- units -----------------------------------------------------------------------------------------

static struct slice made_path(struct outbox *outbox)
{
    return outbox_path(outbox, "state/unit", SLICE(""));
}

// What a unit that was never moved has left.
static enum status empty_folder(struct outbox *outbox, struct slice path, struct error *err)
{
    struct slice_list names;
    enum status status = files_list(path.ptr, &outbox->arena, &names, err);
    for (size_t i = 0; status == STATUS_OK && i < names.count; i++) {
        struct slice name =
            arena_printf(&outbox->arena, "%s/%.*s", path.ptr, SLICE_ARG(names.items[i]));
        if (!name.ptr)
            return no_memory(err);
        if (unlink(name.ptr) < 0)
            status = files_error(name.ptr, "cannot remove", err);
    }
    return status;
}

enum status outbox_unit_begin(struct outbox *outbox, struct slice *path, struct error *err)
{
    *path = made_path(outbox);
    if (!path->ptr)
        return no_memory(err);
    enum status status = files_make_folder(path->ptr, 0700, err);
    return status == STATUS_OK ? empty_folder(outbox, *path, err) : status;
}

// Everything in the unit's folder first, which may be thousands of files: the file system at once, not each of them.
static enum status move_unit(struct outbox *outbox, struct slice name, struct error *err)
{
    struct slice from = made_path(outbox), to = outbox_path(outbox, "spool/", name);
    struct slice parent = outbox_path(outbox, "spool", SLICE(""));
    if (!from.ptr || !to.ptr || !parent.ptr)
        return no_memory(err);
    int fd = open(from.ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return files_error(from.ptr, "cannot open", err);
    enum status status = syncfs(fd) == 0 ? STATUS_OK : files_error(from.ptr, "cannot sync", err);
    (void)close(fd);
    if (status == STATUS_OK && rename(from.ptr, to.ptr) < 0)
        status = files_error(to.ptr, "cannot move it there", err);
    return status == STATUS_OK ? files_settle(parent.ptr, err) : status;
}

enum status outbox_unit_end(struct outbox *outbox, uint64_t epoch, uint64_t number,
                            struct error *err)
{
    struct slice name =
        arena_printf(&outbox->arena, UNIT_FORMAT, epoch, outbox->position.number, number);
    if (!name.ptr)
        return no_memory(err);
    enum status status = move_unit(outbox, name, err);
    return status == STATUS_OK ? outbox_advance(outbox, epoch, number, err) : status;
}

enum status outbox_put_mail(struct outbox *outbox, struct slice name, struct slice mail,
                            struct error *err)
{
    struct slice path;
    enum status status = outbox_unit_begin(outbox, &path, err);
    if (status != STATUS_OK)
        return status;
    struct slice file = arena_printf(&outbox->arena, "%s/" OUTBOX_MAIL "1", path.ptr);
    if (!file.ptr)
        return no_memory(err);
    status = files_put(file.ptr, mail, 0600, err);
    return status == STATUS_OK ? move_unit(outbox, name, err) : status;
}

enum status outbox_units(struct outbox *outbox, struct slice_list *out, struct error *err)
{
    struct slice path = outbox_path(outbox, "spool", SLICE(""));
    return path.ptr ? files_list(path.ptr, &outbox->arena, out, err) : no_memory(err);
}

void outbox_unit_close(struct outbox *outbox, struct slice unit)
{
    struct slice path = outbox_path(outbox, "spool/", unit);
    if (path.ptr)
        (void)rmdir(path.ptr);
}
