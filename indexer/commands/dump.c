// dump: the whole index as text that comes in again.
//
//     dump         to standard output: documents alone
//     dump DIR     a dated file in a folder that is given out (searchd --dumps):
//
//         hemicycle-2026-11-28-12.ndjson          day of the commit and generation
//             {"id": …}                           the documents
//             {"id": …, "disparue_le": …}         ids that are gone, with the day
//             {"fin": true, "count": …, "generation": …, "commit_time": …, "disparues": …}
//         hemicycle-2026-11-28-12.ndjson.sha256   as sha256sum -c reads it
//         SHA256SUMS                              of all that are there
//
// One generation is dumped while others read and write. Documents are JSON Lines in the form of the API's exports, with
// every answer by itself and the whole path of the source, in a dated file its last part; `add` takes them back, with
// the times at which the index first saw them and saw them change, and passes over the other lines.
//
// A file has its name only when it is whole and on disk: it is written under a hidden one, which the daemon does not
// give out, and what an earlier run left of such is removed. The same generation gives the same bytes; where they are
// there already, nothing is touched, and whoever is in the middle of fetching them can go on.
#include "answer/answer_json.h"
#include "answer/citation/result_citation.h"
#include "engine/backends.h"
#include "indexer/commands/commands.h"
#include "indexer/commands/copies.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BATCH = 256, SUMS_MOST = 1 << 20 }; // documents asked for at once

#define PARTIAL_SUM ".hemicycle-sum.partial"
#define SUMS "SHA256SUMS"

// What is needed for one document, and where it goes.
struct dump {
    const struct options *options;
    struct backend *index;
    enum answer_json_form form;
    struct arena arena;
    struct buf line;
    FILE *out;
    struct sha256 hash;
    uint64_t count;
};

static enum status write_line(struct dump *dump, struct error *err)
{
    struct buf *line = &dump->line;
    buf_append_char(line, '\n');
    if (line->failed || dump->arena.failed)
        return error_set(err, STATUS_NO_MEMORY, "dump: no memory for a document of this size");
    sha256_add(&dump->hash, buf_slice(line));
    return fwrite(line->data, 1, line->len, dump->out) == line->len
               ? STATUS_OK
               : error_set(err, STATUS_IO, "dump: %s", strerrordesc_np(errno ? errno : EIO));
}

static enum status dump_document(void *context, size_t at, const struct exchange *exchange,
                                 struct error *err)
{
    struct dump *dump = context;
    struct json_writer json;
    (void)at;
    arena_reset(&dump->arena);
    buf_reset(&dump->line);
    json_writer_init(&json, &dump->line);
    const struct answer_about about = {.arena = &dump->arena};
    answer_json_exchange(&json, exchange, dump->form, &about);
    dump->count++;
    return write_line(dump, err);
}

// Every document of the view.
static enum status dump_documents(struct view *view, struct dump *dump, struct error *err)
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

// Whether all that was read was what had been committed to this index, which is still in its place. All of it is in
// the file by then: who erases a document meanwhile finds it there, or we find the index exchanged.
static enum status settle(struct view *view, const struct dump *dump, struct error *err)
{
    enum status status = view_settle(view, err);
    if (status == STATUS_OK && fflush(dump->out) != 0)
        status = error_set(err, STATUS_IO, "the dump: %s", strerrordesc_np(errno));
    return status == STATUS_OK ? copies_settle(dump->options->index, dump->index, err) : status;
}

// --- what a dated file has besides ------------------------------------------------------------------

static enum status dump_tombstone(struct dump *dump, struct slice id, const struct tombstone *gone,
                                  struct error *err)
{
    struct json_writer json;
    buf_reset(&dump->line);
    json_writer_init(&json, &dump->line);
    json_writer_object(&json);
    json_writer_put_string(&json, field_name(FIELD_ID), id);
    json_writer_put_time(&json, "disparue_le", gone->when);
    json_writer_end(&json);
    return write_line(dump, err);
}

// The ids that were removed and have not come back, in the order in which they went.
static enum status dump_tombstones(struct view *view, struct dump *dump, uint64_t *count,
                                   struct error *err)
{
    struct change_request request = {
        .kinds = 1u << CHANGE_REMOVED, .without_days = true, .max = BATCH};
    struct change_list changes;
    enum status status;
    *count = 0;
    do {
        arena_reset(&dump->arena);
        status = view_changes(view, &request, &dump->arena, &changes, err);
        for (size_t i = 0; status == STATUS_OK && i < changes.count; i++) {
            struct tombstone gone;
            const struct change *change = &changes.list[i];
            request.after = change->number;
            enum status found = view_tombstone(view, change->id, &gone, err);
            if (found == STATUS_OK && gone.number == change->number) {
                status = dump_tombstone(dump, change->id, &gone, err);
                (*count)++;
            } else if (found != STATUS_OK && found != STATUS_NOT_FOUND) {
                status = found;
            }
        }
    } while (status == STATUS_OK && changes.count > 0);
    return status;
}

static enum status dump_end(struct view *view, struct dump *dump, uint64_t tombstones,
                            struct error *err)
{
    struct json_writer json;
    buf_reset(&dump->line);
    json_writer_init(&json, &dump->line);
    json_writer_object(&json);
    json_writer_put_bool(&json, "fin", true);
    json_writer_put_int(&json, "count", (int64_t)dump->count);
    json_writer_put_int(&json, "disparues", (int64_t)tombstones);
    json_writer_put_int(&json, "generation", (int64_t)view->info.generation);
    json_writer_put_time(&json, "commit_time", view->info.commit_time);
    json_writer_put_text(&json, "analyzer", view->info.analyzer);
    json_writer_end(&json);
    return write_line(dump, err);
}

static enum status dump_dated(struct view *view, struct dump *dump, struct error *err)
{
    uint64_t tombstones;
    enum status status = dump_documents(view, dump, err);
    if (status == STATUS_OK)
        status = dump_tombstones(view, dump, &tombstones, err);
    return status == STATUS_OK ? dump_end(view, dump, tombstones, err) : status;
}

// --- files ---------------------------------------------------------------------------------------

// A folder that files are put into.
struct place {
    const char *path;
    int fd;
};

static enum status fail(const struct place *place, const char *name, struct error *err)
{
    return error_set(err, STATUS_IO, "%s/%s: %s", place->path, name,
                     strerrordesc_np(errno ? errno : EIO));
}

static enum status create(const struct place *place, const char *partial, FILE **out,
                          struct error *err)
{
    (void)unlinkat(place->fd, partial, 0); // of a run that was killed
    int fd = openat(place->fd, partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (file) {
        *out = file;
        return STATUS_OK;
    }
    enum status status = fail(place, partial, err);
    if (fd >= 0)
        (void)close(fd);
    return status;
}

// What was written is on disk under its name, or not there at all.
static enum status finish(const struct place *place, FILE *file, const char *partial,
                          const char *name, struct error *err)
{
    errno = 0;
    bool is_whole = fflush(file) == 0 && fsync(fileno(file)) == 0;
    enum status status = is_whole ? STATUS_OK : fail(place, name, err);
    if (fclose(file) != 0 && status == STATUS_OK)
        status = fail(place, name, err);
    if (status == STATUS_OK &&
        (renameat(place->fd, partial, place->fd, name) != 0 || fsync(place->fd) != 0))
        status = fail(place, name, err);
    if (status != STATUS_OK)
        (void)unlinkat(place->fd, partial, 0);
    return status;
}

static enum status write_small(const struct place *place, const char *name, struct slice text,
                               struct error *err)
{
    FILE *file;
    enum status status = create(place, PARTIAL_SUM, &file, err);
    if (status != STATUS_OK)
        return status;
    (void)fwrite(text.ptr, 1, text.len, file); // what went wrong is told when it ends
    return finish(place, file, PARTIAL_SUM, name, err);
}

// At most `most` bytes of a file; none when there is none.
static void read_small(const struct place *place, const char *name, struct buf *out, size_t most)
{
    int fd = openat(place->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat info;
    if (fd < 0)
        return;
    char *to = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) ? buf_reserve(out, most) : NULL;
    ssize_t len = to ? read(fd, to, most) : -1;
    if (len > 0)
        out->len += (size_t)len;
    (void)close(fd);
}

static bool is_sum(const char *name)
{
    return fnmatch("hemicycle-*.ndjson.sha256", name, 0) == 0;
}

static int sums_only(const struct dirent *entry)
{
    return is_sum(entry->d_name);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

// The list of all dumps that are there, for who looks for the newest; those whose file was taken away are left out,
// and their sums removed.
static enum status write_sums(const struct place *place, struct error *err)
{
    struct dirent **names;
    struct buf text;
    buf_init(&text, SUMS_MOST);
    int count = scandirat(place->fd, ".", &names, sums_only, by_name);
    if (count < 0)
        return fail(place, SUMS, err);
    for (int i = 0; i < count; i++) {
        char *name = names[i]->d_name, *ending = strrchr(name, '.');
        *ending = '\0';
        bool is_there = faccessat(place->fd, name, F_OK, 0) == 0;
        *ending = '.';
        if (is_there)
            read_small(place, name, &text, SHA256_HEX_LEN + DUMP_NAME_SIZE);
        else
            (void)unlinkat(place->fd, name, 0);
        free(names[i]);
    }
    free(names);
    enum status status = text.failed
                             ? error_set(err, STATUS_NO_MEMORY, "dump: no memory for a list")
                             : write_small(place, SUMS, buf_slice(&text), err);
    buf_clear(&text);
    return status;
}

// The line that sha256sum would write.
static void put_sum(struct dump *dump, const char *name, struct buf *out)
{
    char hex[SHA256_HEX_LEN];
    sha256_end(&dump->hash, hex);
    buf_append_slice(out, slice_of(hex, sizeof hex));
    buf_printf(out, "  %s\n", name);
}

// Gives the file its name, and its sum beside it: first the sum, so that no dump is ever without.
static enum status publish(const struct place *place, struct dump *dump, const char *name,
                           bool *is_new, struct error *err)
{
    char sum_name[DUMP_NAME_SIZE + 8];
    struct buf sum, before;
    (void)snprintf(sum_name, sizeof sum_name, "%s.sha256", name);
    buf_init(&sum, 0);
    buf_init(&before, 0);
    put_sum(dump, name, &sum);
    read_small(place, sum_name, &before, SHA256_HEX_LEN + DUMP_NAME_SIZE);
    *is_new = !slice_equal(buf_slice(&sum), buf_slice(&before)) ||
              faccessat(place->fd, name, F_OK, 0) != 0;
    enum status status = STATUS_OK;
    if (sum.failed || before.failed)
        status = error_set(err, STATUS_NO_MEMORY, "dump: no memory for a sum");
    if (status == STATUS_OK && *is_new)
        status = write_small(place, sum_name, buf_slice(&sum), err);
    if (status == STATUS_OK && *is_new) {
        status = finish(place, dump->out, COPIES_DUMP_PARTIAL, name, err);
        dump->out = NULL;
    }
    buf_clear(&before);
    buf_clear(&sum);
    return status;
}

// Into a folder of which nobody else makes use to write dumps meanwhile.
static enum status dump_into(const struct place *place, struct view *view, struct dump *dump,
                             struct error *err)
{
    char name[DUMP_NAME_SIZE];
    bool is_new = false;
    copies_note(dump->options->index, place->path);
    dump_name(view->info.commit_time, view->info.generation, name);
    enum status status = create(place, COPIES_DUMP_PARTIAL, &dump->out, err);
    if (status == STATUS_OK)
        status = dump_dated(view, dump, err);
    if (status == STATUS_OK)
        status = settle(view, dump, err);
    if (status == STATUS_OK)
        status = publish(place, dump, name, &is_new, err);
    if (dump->out) {
        (void)fclose(dump->out);
        (void)unlinkat(place->fd, COPIES_DUMP_PARTIAL, 0);
    }
    if (status == STATUS_OK)
        status = write_sums(place, err);
    if (status == STATUS_OK && !dump->options->quiet)
        (void)printf("%s/%s: %s, %" PRIu64 " documents, generation %" PRIu64 "\n", place->path,
                     name, is_new ? "written" : "is there", dump->count, view->info.generation);
    return status;
}

static enum status dump_to_folder(struct view *view, struct dump *dump, struct error *err)
{
    struct place place = {.path = dump->options->arguments[0]};
    place.fd = open(place.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (place.fd < 0)
        return error_set(err, STATUS_IO, "%s: %s", place.path, strerrordesc_np(errno));
    enum status status =
        flock(place.fd, LOCK_EX | LOCK_NB) == 0
            ? dump_into(&place, view, dump, err)
            : error_set(err, STATUS_BUSY, "%s: another dump is being written", place.path);
    (void)close(place.fd);
    return status;
}

static enum status dump_to_output(struct view *view, struct dump *dump, struct error *err)
{
    dump->out = stdout;
    copies_note(dump->options->index, NULL);
    enum status status = dump_documents(view, dump, err);
    return status == STATUS_OK ? settle(view, dump, err) : status;
}

enum status command_dump(const struct options *options, struct error *err)
{
    struct view *view = NULL;
    struct dump dump = {.options = options,
                        .form = options->argument_count > 0 ? ANSWER_DATED_DUMP : ANSWER_DUMP};
    sha256_init(&dump.hash);
    const struct index_options mapped = {.map_size_bytes = options->map_size_bytes};
    enum status status = backend_open(options->index, &mapped, &dump.index, err);
    if (status == STATUS_OK)
        status = view_begin(dump.index, &view, err);
    if (status == STATUS_OK)
        status = options->argument_count > 0 ? dump_to_folder(view, &dump, err)
                                             : dump_to_output(view, &dump, err);
    buf_clear(&dump.line);
    arena_clear(&dump.arena);
    view_free(view);
    backend_close(dump.index);
    return status;
}
