// copy FROM TO: an index with all its past, from one place where indexes are kept to another: folders and clusters.
//
// Documents are read from one generation and indexed anew, with all the times they tell; what was read from where, the
// record of changes with its texts, and the roots go over as they are (engine/changes/ledger.h). So the next night, who
// follows the changes, and saved searches go on as if nothing had happened.
//
// All or nothing: in a cluster the copy is one commit. In a folder it is made in `copy.partial`, and gets its name when
// it is whole; what a copy that was broken off left there, the next one removes.
#include "engine/backends.h"
#include "indexer/commands/commands.h"
#include "indexer/commands/copies.h"
#include "indexer/console.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BATCH = 256, SHOW_EVERY = 1024 };

struct copying {
    struct console console;
    const char *from;
    struct backend *index;
    struct view *view;
    struct ledger_head head;
    struct writer *writer;
    uint64_t documents;
};

// --- a folder that gets a copy -------------------------------------------------------------------

struct destination {
    const char *path; // as it was said
    bool is_folder;
    int fd; // of the folder, locked; -1: not
    char partial[PATH_MAX];
};

static enum status fail(const struct destination *to, struct error *err)
{
    return error_set(err, STATUS_IO, "%s: %s", to->path, strerrordesc_np(errno ? errno : EIO));
}

static void remove_partial(const struct destination *to)
{
    static const char *const files[] = {COPIES_COPY_PARTIAL "/data.mdb",
                                        COPIES_COPY_PARTIAL "/lock.mdb",
                                        COPIES_COPY_PARTIAL "/writer.lock"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        (void)unlinkat(to->fd, files[i], 0);
    (void)unlinkat(to->fd, COPIES_COPY_PARTIAL, AT_REMOVEDIR);
}

static enum status prepare_folder(struct destination *to, struct error *err)
{
    if (snprintf(to->partial, sizeof to->partial, "%s/" COPIES_COPY_PARTIAL, to->path) >= PATH_MAX)
        return error_set(err, STATUS_INVALID, "%s: path too long", to->path);
    if (mkdir(to->path, 0777) != 0 && errno != EEXIST)
        return fail(to, err);
    to->fd = open(to->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (to->fd < 0)
        return fail(to, err);
    if (flock(to->fd, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK
                   ? error_set(err, STATUS_BUSY, "%s: another copy is being made there", to->path)
                   : fail(to, err);
    if (faccessat(to->fd, "data.mdb", F_OK, 0) == 0 ||
        faccessat(to->fd, "writer.lock", F_OK, 0) == 0)
        return error_set(err, STATUS_INVALID, "%s: is an index already", to->path);
    remove_partial(to);
    return STATUS_OK;
}

static enum status prepare(struct destination *to, struct error *err)
{
    to->is_folder = strstr(to->path, "://") == NULL;
    to->fd = -1;
    return to->is_folder ? prepare_folder(to, err) : STATUS_OK;
}

// Gives the copy its name, durably.
static enum status publish(const struct destination *to, struct error *err)
{
    if (!to->is_folder)
        return STATUS_OK;
    if (renameat(to->fd, COPIES_COPY_PARTIAL "/data.mdb", to->fd, "data.mdb") != 0 ||
        fsync(to->fd) != 0)
        return fail(to, err);
    remove_partial(to);
    return STATUS_OK;
}

// --- what is copied ------------------------------------------------------------------------------

static enum status copy_document(void *context, size_t at, const struct exchange *exchange,
                                 struct error *err)
{
    struct copying *copying = context;
    struct exchange stored = *exchange;
    enum add_outcome outcome;
    (void)at;
    stored.is_uncovered = false; // what roots say is not the document's
    stored.licence = SLICE_NONE;
    enum status status = writer_add(copying->writer, &stored, &outcome, err);
    if (status == STATUS_INVALID) // of what is copied, not of the command: a cluster takes less
        return error_set(err, STATUS_TOO_LARGE, "%.*s: %s; nothing was copied",
                         SLICE_ARG(exchange->id), err->message);
    if (status == STATUS_OK && outcome != ADD_NEW)
        return error_set(err, STATUS_CORRUPT, "%.*s: the index has it twice",
                         SLICE_ARG(exchange->id));
    copying->documents++;
    if (status == STATUS_OK && copying->documents % SHOW_EVERY == 0)
        console_step(&copying->console, copying->documents, copying->view->info.documents);
    return status;
}

static enum status interrupted(struct error *err)
{
    return error_set(err, STATUS_BUSY, "interrupted: nothing was copied; run it again");
}

static enum status copy_documents(struct copying *copying, struct error *err)
{
    const struct match_node everything = {.kind = MATCH_ALL};
    struct doc_key docs[BATCH];
    struct scan *scan = NULL;
    size_t count = 0;
    enum status status = scan_begin(copying->view, &everything, &scan, err);
    do {
        if (status == STATUS_OK)
            status = scan_next(scan, copying->view, docs, BATCH, &count, err);
        if (status == STATUS_NOT_FOUND)
            status = error_set(err, STATUS_IO,
                               "the documents of this generation are gone meanwhile: copy while "
                               "no night is written");
        const struct document_wish wish = {docs, count, EXCHANGE_WHOLE};
        if (status == STATUS_OK)
            status = view_each_document(copying->view, &wish, copy_document, copying, err);
        if (status == STATUS_OK && console_is_interrupted(&copying->console))
            status = interrupted(err);
    } while (status == STATUS_OK && count > 0);
    scan_end(scan);
    if (status == STATUS_OK && copying->documents != copying->view->info.documents)
        status = error_set(err, STATUS_CORRUPT, "%" PRIu64 " documents were read of %" PRIu64,
                           copying->documents, copying->view->info.documents);
    return status;
}

static enum status copy_entry(void *context, const struct ledger_entry *entry, struct error *err)
{
    struct copying *copying = context;
    if (console_is_interrupted(&copying->console))
        return interrupted(err);
    return writer_ledger_put(copying->writer, entry, err);
}

static enum status copy_all(struct copying *copying, struct error *err)
{
    enum status status = writer_source_begin(copying->writer, SLICE_NONE, err);
    if (status == STATUS_OK)
        status = copy_documents(copying, err);
    struct source_left left = {0};
    if (status == STATUS_OK)
        status = writer_source_end(copying->writer, NULL, &left, err);
    if (status == STATUS_OK)
        status = view_each_entry(copying->view, copy_entry, copying, err);
    if (status == STATUS_OK)
        status = view_settle(copying->view, err);
    if (status == STATUS_OK)
        status = copies_settle(copying->from, copying->index, err);
    if (status == STATUS_OK)
        status = writer_ledger_end(copying->writer, &copying->head, err);
    return status;
}

// --- the command ---------------------------------------------------------------------------------

static enum status copy_to(struct copying *copying, const struct options *options,
                           enum analyzer_kind analyzer, struct error *err)
{
    struct destination to = {.path = options->arguments[1]};
    const struct writer_options wanted = {.memory_bytes = options->memory_bytes,
                                          .map_size_bytes = options->map_size_bytes,
                                          .threads = options->threads,
                                          .analyzer = analyzer,
                                          .copied = &copying->head};
    enum status status = prepare(&to, err);
    bool is_prepared = status == STATUS_OK;
    if (is_prepared && to.is_folder)
        copies_note(copying->from, to.path);
    if (status == STATUS_OK)
        status = writer_open(to.is_folder ? to.partial : to.path, &wanted, &copying->writer, err);
    if (status == STATUS_OK)
        status = copy_all(copying, err);
    writer_close(copying->writer);
    if (status == STATUS_OK)
        status = publish(&to, err);
    else if (is_prepared && to.is_folder)
        remove_partial(&to);
    if (to.fd >= 0)
        (void)close(to.fd);
    return status;
}

enum status command_copy(const struct options *options, struct error *err)
{
    struct copying copying = {.from = options->arguments[0]};
    console_hold_signals();
    console_open(&copying.console, options);
    enum status status = backend_open(copying.from, NULL, &copying.index, err);
    if (status == STATUS_OK)
        status = view_begin(copying.index, &copying.view, err);
    if (status == STATUS_OK)
        status = view_ledger(copying.view, &copying.head, err);
    if (status == STATUS_OK)
        status = copy_to(&copying, options, copying.index->analyzer, err);
    console_close(&copying.console);
    uint64_t changes = copying.head.changes.next - copying.head.changes.first;
    if (status == STATUS_OK && options->json)
        (void)printf("{\"documents\":%" PRIu64 ",\"changes\":%" PRIu64 ",\"generation\":%" PRIu64
                     "}\n",
                     copying.documents, changes, copying.head.generation);
    else if (status == STATUS_OK && !options->quiet)
        (void)printf("copied: %" PRIu64 " documents, %" PRIu64 " changes, generation %" PRIu64
                     "; index %s\n",
                     copying.documents, changes, copying.head.generation, options->arguments[1]);
    if (copying.view)
        view_end(copying.view);
    view_free(copying.view);
    backend_close(copying.index);
    return status;
}
