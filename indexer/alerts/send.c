// Sending. See send.h.
//
// A mail is handed over when sendmail says so with exit code 0, and its file is taken away then. What is wrong with it
// for good (codes of sysexits.h) is dropped and told; with all else it stays. When nothing goes, the MTA is not there:
// after a few in a row the rest waits for the next time.
#include "indexer/alerts/send.h"

#include "answer/alerts/subscription.h"
#include "indexer/alerts/child.h"
#include "indexer/alerts/files.h"
#include "indexer/alerts/outbox.h"

#include <fcntl.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { LIMIT_SECONDS = 60, MOST_FAILURES = 5, MAX_FIRST_LINE = 300 };

struct sending {
    const struct send_options *options;
    struct send_counts *counts;
    struct outbox outbox;
    unsigned failures; // in a row
};

// The first line, who gets it, with a NUL; the file then stands behind it.
static bool read_recipient(int fd, char out[MAX_FIRST_LINE])
{
    ssize_t got = pread(fd, out, MAX_FIRST_LINE - 1, 0);
    char *end = got > 0 ? memchr(out, '\n', (size_t)got) : NULL;
    if (!end)
        return false;
    *end = '\0';
    return subscription_is_address(slice_from(out)) &&
           lseek(fd, end - out + 1, SEEK_SET) == end - out + 1;
}

// Of sendmail's exit codes, those that another try does not change.
static bool is_final(int code)
{
    return code == EX_DATAERR || code == EX_NOUSER || code == EX_NOHOST;
}

static void complain(const struct sending *sending, const char *mail, const char *what)
{
    struct error err = {0};
    (void)error_set(&err, STATUS_IO, "%s: %s", mail, what);
    sending->options->complain(sending->options->context, err.message);
}

// Whether the file is to be taken away.
static bool send_file(struct sending *sending, int fd, const char *mail)
{
    char recipient[MAX_FIRST_LINE], sender[MAX_FIRST_LINE];
    struct error err = {0};
    struct slice from = sending->options->sender;
    int code = 0;
    if (!read_recipient(fd, recipient) || from.len >= sizeof sender) {
        sending->counts->refused++;
        complain(sending, mail, "not a mail of ours; it is dropped");
        return true;
    }
    memcpy(sender, from.ptr, from.len);
    sender[from.len] = '\0';
    const char *const argv[] = {
        sending->options->sendmail, "-i", "-f", sender, "--", recipient, NULL};
    const struct child_task task = {argv, NULL, fd, LIMIT_SECONDS};
    enum status status = child_run(&task, &code, &err);
    if (status == STATUS_OK && code == 0) {
        sending->counts->sent++;
        sending->failures = 0;
        return true;
    }
    if (status == STATUS_OK)
        (void)error_set(&err, STATUS_IO, "%s: exit code %d", sending->options->sendmail, code);
    bool is_refused = status == STATUS_OK && is_final(code);
    sending->counts->refused += is_refused;
    sending->failures += !is_refused;
    complain(sending, mail, err.message);
    return is_refused;
}

static enum status send_unit(struct sending *sending, struct slice unit, struct error *err)
{
    struct slice_list names;
    struct outbox *outbox = &sending->outbox;
    struct slice folder = outbox_path(outbox, "spool/", unit);
    enum status status = folder.ptr ? files_list(folder.ptr, &outbox->arena, &names, err)
                                    : error_set(err, STATUS_NO_MEMORY, "alerts: out of memory");
    for (size_t i = 0; status == STATUS_OK && i < names.count; i++) {
        if (!slice_starts_with(names.items[i], SLICE(OUTBOX_MAIL)))
            continue;
        struct slice path =
            arena_printf(&outbox->arena, "%s/%.*s", folder.ptr, SLICE_ARG(names.items[i]));
        int fd = path.ptr ? open(path.ptr, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
        if (fd < 0)
            return path.ptr ? files_error(path.ptr, "cannot open", err)
                            : error_set(err, STATUS_NO_MEMORY, "alerts: out of memory");
        bool is_done =
            sending->failures < MOST_FAILURES && send_file(sending, fd, names.items[i].ptr);
        (void)close(fd);
        sending->counts->kept += !is_done;
        if (is_done && unlink(path.ptr) < 0)
            status = files_error(path.ptr, "cannot remove", err);
    }
    outbox_unit_close(outbox, unit);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status send_mails(const struct send_options *options, struct send_counts *counts,
                       struct error *err)
{
    struct sending sending = {.options = options, .counts = counts};
    struct slice_list units = {.count = 0};
    *counts = (struct send_counts){0};
    enum status status = outbox_open(&sending.outbox, options->folder, OUTBOX_TO_SEND, err);
    if (status == STATUS_OK)
        status = outbox_units(&sending.outbox, &units, err);
    for (size_t i = 0; status == STATUS_OK && i < units.count; i++)
        status = send_unit(&sending, units.items[i], err);
    outbox_close(&sending.outbox);
    return status;
}
