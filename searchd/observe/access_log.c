// One line per request. See access_log.h.
//
// Two buffers: threads fill `filling` under `lock`; flush swaps it with `writing` and writes that without the lock,
// so a slow disk or pipe holds nobody up.
//
// What a client sent is escaped for the form it is written in, so a line stays a line. When the reader of the log
// is too slow, lines are dropped and counted, never waited for.

#include "searchd/observe/access_log.h"

#include "answer/json_writer.h"
#include "base/buf.h"
#include "base/date.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER_LIMIT_BYTES = 4 << 20 };

struct access_log {
    struct access_options options;
    pthread_mutex_t lock;
    struct buf filling; // guarded by lock
    struct buf writing; // the flushing thread's
    int fd;             // the flushing thread's; -1: no log
};

static enum status open_file(const char *path, int *fd, struct error *err)
{
    if (strcmp(path, "-") == 0)
        *fd = STDOUT_FILENO;
    else
        *fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    return *fd < 0 ? error_set(err, STATUS_IO, "%s: %s", path, strerror(errno)) : STATUS_OK;
}

enum status access_log_open(const struct access_options *options, struct access_log **log,
                            struct error *err)
{
    struct access_log *opened = calloc(1, sizeof *opened);
    if (!opened || pthread_mutex_init(&opened->lock, NULL) != 0) {
        free(opened);
        return error_set(err, STATUS_NO_MEMORY, "no memory for the access log");
    }
    opened->options = *options;
    opened->fd = -1;
    buf_init(&opened->filling, BUFFER_LIMIT_BYTES);
    buf_init(&opened->writing, BUFFER_LIMIT_BYTES);
    enum status status = options->path ? open_file(options->path, &opened->fd, err) : STATUS_OK;
    if (status != STATUS_OK) {
        access_log_close(opened);
        return status;
    }
    *log = opened;
    return STATUS_OK;
}

static void close_file(struct access_log *log)
{
    if (log->fd >= 0 && log->fd != STDOUT_FILENO)
        (void)close(log->fd);
    log->fd = -1;
}

void access_log_close(struct access_log *log)
{
    if (!log)
        return;
    access_log_flush(log);
    close_file(log);
    buf_clear(&log->filling);
    buf_clear(&log->writing);
    (void)pthread_mutex_destroy(&log->lock);
    free(log);
}

enum status access_log_reopen(struct access_log *log, struct error *err)
{
    if (!log->options.path)
        return STATUS_OK;
    access_log_flush(log);
    int fd;
    enum status status = open_file(log->options.path, &fd, err);
    if (status != STATUS_OK)
        return status;
    close_file(log);
    log->fd = fd;
    return STATUS_OK;
}

// The part of the target that is logged.
static struct slice shown_target(const struct access_log *log, struct slice target)
{
    if (log->options.log_queries)
        return target;
    return slice_of(target.ptr, slice_find(target, SLICE("?")));
}

// Appends the address without its last part: 192.0.2.0, 2001:db8:1::
static void append_client(const struct access_log *log, struct slice client, struct buf *out)
{
    if (log->options.log_queries || client.len == 0) {
        buf_append_char(out, '-');
        return;
    }
    bool is_v6 = slice_find(client, SLICE(":")) < client.len;
    char separator = is_v6 ? ':' : '.';
    size_t parts = 0, len = 0;
    while (len < client.len && parts < 3) {
        if (client.ptr[len] == separator)
            parts++;
        // "2001:db8::1" has fewer than three parts in front of its gap.
        if (is_v6 && parts > 0 && len > 0 && client.ptr[len] == ':' && client.ptr[len - 1] == ':')
            break;
        len++;
    }
    buf_append(out, client.ptr, len);
    buf_append_slice(out, is_v6 ? SLICE(":") : SLICE("0"));
}

static void append_json(const struct access_log *log, const struct access_entry *entry,
                        struct buf *out)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json_writer_object(&json);
    json_writer_put_time(&json, "time", entry->time);
    json_writer_put_string(&json, "method", entry->method);
    json_writer_put_string(&json, "path", shown_target(log, entry->target));
    json_writer_put_int(&json, "status", entry->status);
    json_writer_put_int(&json, "bytes", (int64_t)entry->bytes);
    json_writer_put_int(&json, "duration_us", (int64_t)entry->duration_us);
    json_writer_key(&json, "client");
    json_writer_string_begin(&json);
    append_client(log, entry->client, out);
    json_writer_string_end(&json);
    json_writer_put_string(&json, "request_id", entry->request_id);
    json_writer_end(&json);
}

// A target holds no control characters once it was parsed, but a refused one may: they come out as '?', and what is not
// ASCII, which no parsed target need be, as \\xHH.
static void append_printable(struct slice s, struct buf *out)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c >= 0x80)
            buf_printf(out, "\\x%02x", c);
        else
            buf_append_char(out, c < 0x20 || c == 0x7f || c == '"' ? '?' : (char)c);
    }
}

static void append_combined(const struct access_log *log, const struct access_entry *entry,
                            struct buf *out)
{
    // "Sat, 31 Jan 2026 04:05:06 GMT" -> "31/Jan/2026:04:05:06 +0000"
    char when[DATE_TIME_SIZE];
    (void)date_time_http(entry->time, when);
    append_client(log, entry->client, out);
    buf_printf(out, " - - [%.2s/%.3s/%.4s:%.8s +0000] \"", when + 5, when + 8, when + 12,
               when + 17);
    append_printable(entry->method, out);
    buf_append_char(out, ' ');
    append_printable(shown_target(log, entry->target), out);
    buf_printf(out, " HTTP/1.1\" %u %" PRIu64 " \"-\" \"-\"", entry->status, entry->bytes);
}

static void append_text(const struct access_log *log, const struct access_entry *entry,
                        struct buf *out)
{
    char when[DATE_TIME_SIZE];
    (void)date_time_iso(entry->time, when);
    buf_printf(out, "%s ", when);
    append_printable(entry->method, out);
    buf_append_char(out, ' ');
    append_printable(shown_target(log, entry->target), out);
    buf_printf(out, " %u %" PRIu64 " bytes %" PRIu64 " us ", entry->status, entry->bytes,
               entry->duration_us);
    append_client(log, entry->client, out);
}

static void append_line(const struct access_log *log, const struct access_entry *entry,
                        struct buf *out)
{
    switch (log->options.format) {
    case ACCESS_JSON:
        append_json(log, entry, out);
        break;
    case ACCESS_COMBINED:
        append_combined(log, entry, out);
        break;
    case ACCESS_TEXT:
        append_text(log, entry, out);
        break;
    }
    buf_append_char(out, '\n');
}

bool access_log_add(struct access_log *log, const struct access_entry *entry)
{
    if (!log->options.path)
        return true;
    (void)pthread_mutex_lock(&log->lock);
    size_t before = log->filling.len;
    append_line(log, entry, &log->filling);
    bool dropped = log->filling.failed;
    if (dropped) { // full: take the half line back
        log->filling.len = before;
        log->filling.failed = false;
    }
    (void)pthread_mutex_unlock(&log->lock);
    return !dropped;
}

void access_log_flush(struct access_log *log)
{
    (void)pthread_mutex_lock(&log->lock);
    struct buf full = log->filling;
    log->filling = log->writing;
    log->writing = full;
    (void)pthread_mutex_unlock(&log->lock);

    size_t done = 0;
    while (log->fd >= 0 && done < log->writing.len) {
        ssize_t written = write(log->fd, log->writing.data + done, log->writing.len - done);
        if (written < 0 && errno != EINTR)
            break; // a log that cannot be written is no reason to stop serving
        if (written > 0)
            done += (size_t)written;
    }
    buf_reset(&log->writing);
}
