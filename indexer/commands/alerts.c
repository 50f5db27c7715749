// alerts: what concerns saved searches besides matching them, which add and sync do.
//
// `receive` is what an MTA hands the mails of the alerts' address to: whatever stands in a mail, it has been received
// (exit 0), and only trouble of ours has the MTA try again (75).
#include "answer/json_writer.h"
#include "base/clock.h"
#include "indexer/alerts/files.h"
#include "indexer/alerts/mail.h"
#include "indexer/alerts/receive.h"
#include "indexer/alerts/saved_search.h"
#include "indexer/alerts/send.h"
#include "indexer/commands/commands.h"
#include "indexer/console.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static void complain(void *context, const char *message)
{
    console_say(context, "%s", message);
}

// --- receive ---------------------------------------------------------------------------------------

// The beginning of standard input, of which the rest is read as well: who writes is not to be cut off.
static enum status read_head(struct arena *arena, struct slice *out, struct error *err)
{
    char rest[1 << 14];
    size_t len = 0;
    char *head = arena_alloc(arena, MAIL_MAX_HEAD);
    if (!head)
        return error_set(err, STATUS_NO_MEMORY, "alerts: out of memory");
    for (;;) {
        bool is_full = len == MAIL_MAX_HEAD;
        ssize_t got = is_full ? read(STDIN_FILENO, rest, sizeof rest)
                              : read(STDIN_FILENO, head + len, MAIL_MAX_HEAD - len);
        if (got < 0 && errno != EINTR)
            return files_error("standard input", "cannot read", err);
        if (got == 0)
            break;
        len += is_full || got < 0 ? 0 : (size_t)got;
    }
    *out = slice_of(head, len);
    return STATUS_OK;
}

static enum status receive(const struct options *options, int *exit_code, struct error *err)
{
    struct arena arena;
    struct slice head;
    struct synonyms *synonyms = NULL;
    enum receipt receipt = RECEIPT_IGNORED;
    arena_init(&arena, 0);
    enum status status = read_head(&arena, &head, err);
    if (status == STATUS_OK)
        status = synonyms_open(options->synonyms, &synonyms, err);
    const struct receive_options receiving = {.index = options->index,
                                              .folder = options->alerts,
                                              .synonyms = synonyms,
                                              .site = slice_from(options->base_url),
                                              .sender = slice_from(options->alerts_address),
                                              .now = clock_wall_seconds()};
    if (status == STATUS_OK)
        status = receive_mail(&receiving, head, &receipt, err);
    if (status == STATUS_OK && !options->quiet)
        (void)printf("%s\n", receipt_name(receipt));
    synonyms_close(synonyms);
    arena_clear(&arena);
    if (status == STATUS_OK)
        return STATUS_OK;
    console_line("%s: alerts receive: %s", options->program, err->message);
    *exit_code = EX_TEMPFAIL;
    return STATUS_OK;
}

// --- send ------------------------------------------------------------------------------------------

static enum status send(const struct options *options, int *exit_code, struct error *err)
{
    struct console console;
    struct send_counts counts;
    console_hold_signals();
    console_open(&console, options);
    const struct send_options sending = {.folder = options->alerts,
                                         .sendmail = options->sendmail,
                                         .sender = slice_from(options->alerts_address),
                                         .complain = complain,
                                         .context = &console};
    enum status status = send_mails(&sending, &counts, err);
    if (status == STATUS_OK && options->json)
        (void)printf("{\"sent\":%zu,\"refused\":%zu,\"kept\":%zu}\n", counts.sent, counts.refused,
                     counts.kept);
    if (status == STATUS_OK && counts.kept > 0)
        *exit_code = EX_TEMPFAIL;
    console_close(&console);
    return status;
}

// --- list and remove -------------------------------------------------------------------------------

// Who is written to stands in the file, and nowhere else.
static void print_search(const struct options *options, const struct saved_search *search)
{
    struct buf line;
    buf_init(&line, 0);
    if (options->json) {
        struct json_writer json;
        json_writer_init(&json, &line);
        json_writer_object(&json);
        json_writer_put_string(&json, "alerte", search->name);
        json_writer_put_string(&json, "titre", search->title);
        json_writer_put_string(&json, "recherche", search->query);
        json_writer_put_bool(&json, "courrier", search->address.len > 0);
        json_writer_end(&json);
    } else {
        buf_printf(&line, "%.*s\t%.*s\t%.*s", SLICE_ARG(search->name), SLICE_ARG(search->title),
                   SLICE_ARG(search->query));
    }
    (void)printf("%.*s\n", SLICE_ARG(buf_slice(&line)));
    buf_clear(&line);
}

static enum status list_file(const struct options *options, struct slice name, struct arena *arena,
                             int *exit_code, struct error *err)
{
    struct saved_search search;
    struct slice text, path = arena_printf(arena, "%s/%.*s", options->alerts, SLICE_ARG(name));
    if (!path.ptr)
        return error_set(err, STATUS_NO_MEMORY, "alerts: out of memory");
    enum status status = files_read(path.ptr, SAVED_SEARCH_MAX_BYTES, arena, &text, err);
    if (status == STATUS_OK)
        status = saved_search_parse(text, path.ptr, arena, &search, err);
    if (status == STATUS_OK)
        print_search(options, &search);
    if (status != STATUS_INVALID && status != STATUS_TOO_LARGE)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    console_line("%s: %s", options->program, err->message);
    *exit_code = EX_DATAERR;
    return STATUS_OK;
}

static enum status list(const struct options *options, int *exit_code, struct error *err)
{
    struct arena names_arena, arena;
    struct slice_list names = {.count = 0};
    arena_init(&names_arena, 0);
    arena_init(&arena, 0);
    enum status status = files_list(options->alerts, &names_arena, &names, err);
    if (status == STATUS_NOT_FOUND)
        status = error_set(err, STATUS_IO, "%s: there is no such folder", options->alerts);
    for (size_t i = 0; status == STATUS_OK && i < names.count; i++) {
        arena_reset(&arena);
        if (slice_ends_with(names.items[i], SLICE(SAVED_SEARCH_ENDING)))
            status = list_file(options, names.items[i], &arena, exit_code, err);
    }
    arena_clear(&arena);
    arena_clear(&names_arena);
    return status;
}

static enum status remove_searches(const struct options *options, int *exit_code, struct error *err)
{
    struct arena arena;
    arena_init(&arena, 0);
    enum status status = STATUS_OK;
    for (size_t i = 1; status == STATUS_OK && i < options->argument_count; i++) {
        const char *name = options->arguments[i];
        struct slice path =
            arena_printf(&arena, "%s/%s" SAVED_SEARCH_ENDING, options->alerts, name);
        bool is_there =
            path.ptr && saved_search_is_name(slice_from(name)) && access(path.ptr, F_OK) == 0;
        if (is_there)
            status = files_take(path.ptr, err);
        else {
            console_line("%s: alerts remove: %s: no such saved search", options->program, name);
            *exit_code = EX_DATAERR;
        }
    }
    arena_clear(&arena);
    return status;
}

enum status command_alerts(const struct options *options, int *exit_code, struct error *err)
{
    const char *what = options->arguments[0];
    if (strcmp(what, "receive") == 0)
        return receive(options, exit_code, err);
    if (strcmp(what, "send") == 0)
        return send(options, exit_code, err);
    return strcmp(what, "list") == 0 ? list(options, exit_code, err)
                                     : remove_searches(options, exit_code, err);
}
