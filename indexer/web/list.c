// See list.h.
//
// An operator who trusts a server with a list trusts it with its own addresses, not with everybody's: a list must not
// send the indexer into his network. It names its own host only. A file of his own names any.
#include "indexer/web/list.h"

#include "base/arena.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_SIZE = 16 * 1024, MAX_SIZE = 8 * 1024 * 1024, MAX_LISTED = 100000 };

// The next line of the text without its note, trimmed; false at the end.
static bool next_line(struct slice *text, struct slice *line)
{
    if (text->len == 0)
        return false;
    size_t end = slice_find(*text, SLICE("\n"));
    struct slice all = slice_of(text->ptr, end);
    *text = end < text->len ? slice_from_offset(*text, end + 1) : SLICE_NONE;
    all = slice_trim(all);
    *line = slice_starts_with(all, SLICE("#")) ? SLICE_NONE : all;
    size_t note = slice_find(*line, SLICE(" #"));
    *line = slice_trim(slice_of(line->ptr, note));
    return true;
}

static struct slice without_mark(struct slice text)
{
    return slice_starts_with(text, SLICE("\xEF\xBB\xBF")) ? slice_from_offset(text, 3) : text;
}

enum list_look list_look(int fd)
{
    char head[HEAD_SIZE];
    ssize_t got = pread(fd, head, sizeof head - 1, 0);
    struct slice text = without_mark(slice_of(head, got > 0 ? (size_t)got : 0)), line;
    while (next_line(&text, &line))
        if (line.len > 0)
            return slice_starts_with(line, SLICE("http://")) ||
                           slice_starts_with(line, SLICE("https://"))
                       ? LIST_IS
                       : LIST_NOT;
    return got >= 0 ? LIST_EMPTY : LIST_NOT;
}

static enum status read_all(int fd, struct arena *arena, struct slice *out, struct error *err)
{
    struct stat info;
    if (fstat(fd, &info) < 0)
        return error_set(err, STATUS_INVALID, "%s", strerrordesc_np(errno));
    if (info.st_size > MAX_SIZE)
        return error_set(err, STATUS_TOO_LARGE, "is a list larger than 8 MiB");
    char *bytes = arena_alloc(arena, (size_t)info.st_size + 1);
    if (!bytes)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a list of addresses");
    ssize_t got = pread(fd, bytes, (size_t)info.st_size, 0);
    if (got != info.st_size)
        return error_set(err, STATUS_INVALID, "cannot be read again");
    *out = without_mark(slice_of(bytes, (size_t)got));
    return STATUS_OK;
}

static enum status take_line(struct slice line, const struct address *from, struct arena *arena,
                             struct map *out, struct error *err)
{
    struct address address;
    enum status status = address_parse(line, arena, &address, err);
    if (status != STATUS_OK)
        return status;
    if (from && !slice_equal(address.host, from->host))
        return error_set(err, STATUS_INVALID,
                         "is on another host than its list: name it yourself if you trust it");
    if (map_put(out, address.url) == MAP_NONE)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a list of addresses");
    return STATUS_OK;
}

enum status list_read(int fd, const struct address *from, const struct list_sink *sink,
                      struct map *out, struct error *err)
{
    struct slice text, line;
    struct arena arena;
    arena_init(&arena, 0);
    enum status status = read_all(fd, &arena, &text, err);
    for (uint32_t number = 1; status == STATUS_OK && next_line(&text, &line); number++) {
        struct error problem = {0};
        if (line.len == 0)
            continue;
        if (out->count == MAX_LISTED)
            status =
                error_set(&problem, STATUS_TOO_LARGE, "lists more than %d addresses", MAX_LISTED);
        else
            status = take_line(line, from, &arena, out, &problem);
        if (status == STATUS_INVALID) {
            struct slice shown = address_shown(line, &arena);
            struct slice reason =
                arena_printf(&arena, "%.*s: %s", SLICE_ARG(shown), problem.message);
            sink->rejection(sink->context, number, reason);
            status = STATUS_OK;
        } else if (status != STATUS_OK) {
            status = error_set(err, status, "%s", problem.message);
        }
    }
    arena_clear(&arena);
    return status;
}
