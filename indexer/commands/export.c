// dump and backup: the whole index, as text that comes in again, or as it is.
//
// Both work on one generation while others read and write. A dump is JSON Lines with the names of the contract;
// `indexer add` takes it back, with the times at which the index first saw a document and saw it change, but not
// where it came from. A backup is an index: the file appears under its name only when it is complete and on disk.
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

#include <jansson.h>

#include "base/date.h"
#include "engine/read/snapshot.h"

// --- dump ------------------------------------------------------------------------------------

static void set_text(json_t *object, const char *name, struct slice text)
{
    if (text.len > 0)
        (void)json_object_set_new(object, name, json_stringn(text.ptr, text.len));
}

static void set_number(json_t *object, const char *name, int64_t number)
{
    (void)json_object_set_new(object, name, json_integer(number));
}

static void set_date(json_t *object, const char *name, uint32_t date)
{
    char text[DATE_TEXT_SIZE];
    set_text(object, name, slice_of(text, date_format_iso(date, text)));
}

static json_t *replies_of(const struct exchange *exchange)
{
    json_t *list = json_array();
    for (size_t i = 0; i < exchange->reply_count; i++) {
        json_t *reply = json_object();
        set_date(reply, "date", exchange->replies[i].date);
        set_text(reply, "repondant", exchange->replies[i].repondant);
        set_text(reply, "texte", exchange->replies[i].text);
        (void)json_array_append_new(list, reply);
    }
    return list;
}

static json_t *object_of(const struct exchange *exchange, struct arena *arena)
{
    json_t *object = json_object();
    set_text(object, "id", exchange->id);
    set_text(object, "titre", exchange->titre);
    set_text(object, "type", exchange->type);
    set_text(object, "session", exchange->session);
    if (exchange->annee > 0)
        set_number(object, "annee", exchange->annee);
    set_text(object, "numero", exchange->numero);
    set_text(object, "auteur", exchange->auteur);
    set_text(object, "ministre", exchange->ministre);
    set_text(object, "fonction", exchange->fonction);
    set_date(object, "date_question", exchange->date_question);
    set_text(object, "question", exchange->question);
    (void)json_object_set_new(object, "reponses", replies_of(exchange));
    int32_t delay = exchange_delay_days(exchange);
    if (delay != DELAY_NONE)
        set_number(object, "delai_jours", delay);
    set_text(object, "statut", slice_from(exchange_status(exchange)));
    set_text(object, "url", exchange->url);
    set_text(object, "source", source_ref_text(&exchange->source, true, arena));
    set_number(object, "premiere_vue", exchange->premiere_vue);
    set_number(object, "modifie", exchange->modifie);
    return object;
}

static enum status dump_document(struct snapshot *snapshot, struct doc_ref ref, struct arena *arena,
                                 struct error *err)
{
    struct exchange exchange;
    arena_reset(arena);
    enum status status = snapshot_document(snapshot, ref, arena, &exchange, err);
    if (status != STATUS_OK)
        return status;
    json_t *object = object_of(&exchange, arena);
    bool succeeded = object && json_dumpf(object, stdout, JSON_COMPACT) == 0;
    succeeded = fputc('\n', stdout) != EOF && succeeded;
    json_decref(object);
    return succeeded ? STATUS_OK
                     : error_set(err, STATUS_IO, "dump: %s", strerrordesc_np(errno ? errno : EIO));
}

enum status command_dump(const struct options *options, struct error *err)
{
    struct index *index = NULL;
    struct snapshot *snapshot = NULL;
    struct arena arena = {0};
    enum status status = index_open(options->index, NULL, &index, err);
    if (status == STATUS_OK)
        status = snapshot_begin(index, &snapshot, err);
    struct doc_ref ref = {0};
    while (status == STATUS_OK && snapshot_next(snapshot, &ref) == STATUS_OK) {
        status = dump_document(snapshot, ref, &arena, err);
        ref.doc++;
    }
    arena_clear(&arena);
    snapshot_free(snapshot);
    index_close(index);
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
    struct index *index = NULL;
    struct stat info = {0};
    enum status status = index_open(options->index, NULL, &index, err);
    if (status == STATUS_OK)
        status = prepare(folder, err);
    if (status == STATUS_OK) {
        (void)snprintf(partial, sizeof partial, "%s/data.mdb.partial", folder);
        (void)snprintf(file, sizeof file, "%s/data.mdb", folder);
        (void)unlink(partial); // of a backup that was killed
        status = index_copy(index, partial, err);
    }
    if (status == STATUS_OK)
        status = publish(folder, partial, file, err);
    if (status == STATUS_OK && !options->quiet && stat(file, &info) == 0)
        (void)printf("%s: %jd bytes\n", file, (intmax_t)info.st_size);
    index_close(index);
    return status;
}
