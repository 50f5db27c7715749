// See copies.h.
//
// A dump is read line by line for the document's line, a backup is opened and asked. A dated dump also has lines of ids
// that are gone; those say no more than the index does.
#include "indexer/commands/copies.h"

#include "answer/json_writer.h"
#include "base/buf.h"
#include "engine/backends.h"
#include "engine/field.h"

#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct looking {
    struct slice id;
    struct buf beginning; // of the line of its document
    void (*visit)(void *context, const char *path, struct slice id);
    void *context;
};

static FILE *open_list(const char *index, const char *mode)
{
    char name[PATH_MAX];
    int len = snprintf(name, sizeof name, "%s/copies", index);
    return len > 0 && (size_t)len < sizeof name ? fopen(name, mode) : NULL;
}

// The next path of the list.
static bool next_path(FILE *list, char path[PATH_MAX])
{
    if (!list || !fgets(path, PATH_MAX, list))
        return false;
    path[strcspn(path, "\n")] = '\0';
    return true;
}

// The file that standard output is; false if it is none.
static bool find_output(char path[PATH_MAX])
{
    struct stat info;
    ssize_t len = fstat(STDOUT_FILENO, &info) == 0 && S_ISREG(info.st_mode)
                      ? readlink("/proc/self/fd/1", path, PATH_MAX - 1)
                      : -1;
    path[len > 0 ? len : 0] = '\0';
    return len > 0;
}

void copies_note(const char *index, const char *path)
{
    char whole[PATH_MAX], known[PATH_MAX];
    bool is_found = path ? realpath(path, whole) != NULL : find_output(whole);
    if (!is_found || strchr(whole, '\n'))
        return;
    FILE *list = open_list(index, "re");
    bool is_known = false;
    while (!is_known && next_path(list, known))
        is_known = strcmp(known, whole) == 0;
    if (list)
        (void)fclose(list);
    list = is_known ? NULL : open_list(index, "ae");
    if (!list)
        return;
    (void)fprintf(list, "%s\n", whole);
    (void)fclose(list);
}

enum status copies_settle(const char *index, struct backend *opened, struct error *err)
{
    struct backend_probe probe = {0};
    enum status status =
        backend_is_far(index) ? STATUS_OK : backend_probe(opened, &probe, err); // erases nothing
    if (status == STATUS_OK && probe.trouble)
        status = error_set(err, STATUS_BUSY,
                           "%s: %s while it was copied; what was written may hold what was erased "
                           "meanwhile: run it again",
                           index, probe.trouble);
    return status;
}

// --- looking into them -----------------------------------------------------------------------

// Whether a dump has the document.
static bool has_line(const char *path, const struct looking *looking)
{
    FILE *file = fopen(path, "re");
    char *line = NULL;
    size_t size = 0;
    ssize_t len;
    struct slice beginning = buf_slice(&looking->beginning), gone = SLICE("\"disparue_le\"");
    bool is_found = false;
    while (file && !is_found && (len = getline(&line, &size, file)) > 0) {
        struct slice text = slice_of(line, (size_t)len);
        is_found = slice_starts_with(text, beginning) &&
                   !slice_starts_with(slice_from_offset(text, beginning.len), gone);
    }
    free(line);
    bool is_read = file && !ferror(file);
    if (file)
        (void)fclose(file);
    return is_found || !is_read;
}

static bool backup_has(const char *path, struct slice id)
{
    struct backend *index = NULL;
    struct view *view = NULL;
    struct doc_key key;
    struct tombstone tombstone;
    struct error ignored = {0};
    enum status status = backend_open(path, NULL, &index, &ignored);
    if (status == STATUS_OK)
        status = view_begin(index, &view, &ignored);
    if (status == STATUS_OK)
        status = view_find(view, id, &key, &ignored);
    if (status == STATUS_NOT_FOUND && view) {
        status = view_tombstone(view, id, &tombstone, &ignored);
        if (status == STATUS_OK && tombstone.first_seen == 0) // was erased there
            status = STATUS_NOT_FOUND;
    }
    view_free(view);
    backend_close(index);
    return status != STATUS_NOT_FOUND;
}

static bool has_bytes(const char *path, struct slice id)
{
    enum { MOST = 64 << 20 };
    struct buf text;
    bool is_found = true; // what cannot be read may have it
    FILE *file = fopen(path, "re");
    buf_init(&text, MOST);
    if (file) {
        char piece[8192];
        size_t len;
        while ((len = fread(piece, 1, sizeof piece, file)) > 0)
            buf_append(&text, piece, len);
        is_found = text.failed || memmem(text.data, text.len, id.ptr, id.len) != NULL;
        (void)fclose(file);
    }
    buf_clear(&text);
    return is_found;
}

// The files of a folder, but for hidden ones, that match `pattern`, to `look` with their paths.
static void each_in(const char *folder, const char *pattern,
                    void (*look)(const char *path, struct looking *looking),
                    struct looking *looking)
{
    DIR *opened = opendir(folder);
    const struct dirent *entry;
    while (opened && (entry = readdir(opened))) {
        char path[PATH_MAX];
        int len = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (len > 0 && (size_t)len < sizeof path && entry->d_name[0] != '.' &&
            fnmatch(pattern, entry->d_name, 0) == 0)
            look(path, looking);
    }
    if (opened)
        (void)closedir(opened);
}

static void look_at_dump(const char *path, struct looking *looking)
{
    if (has_line(path, looking))
        looking->visit(looking->context, path, looking->id);
}

static void look_at_alert(const char *path, struct looking *looking)
{
    if (has_bytes(path, looking->id))
        looking->visit(looking->context, path, looking->id);
}

static void look_at_unit(const char *path, struct looking *looking)
{
    each_in(path, "*", look_at_alert, looking);
}

static bool find_in(const char *folder, const char *name, char path[PATH_MAX])
{
    int len = snprintf(path, PATH_MAX, "%s/%s", folder, name);
    return len > 0 && len < PATH_MAX && access(path, F_OK) == 0;
}

// What is not whole comes first: a run that is at work gives it its name meanwhile.
static void look_into(const char *folder, struct looking *looking)
{
    static const char *const cannot_be_read[] = {COPIES_BACKUP_PARTIAL, COPIES_COPY_PARTIAL};
    char path[PATH_MAX];
    if (find_in(folder, COPIES_DUMP_PARTIAL, path))
        look_at_dump(path, looking);
    for (size_t i = 0; i < sizeof cannot_be_read / sizeof *cannot_be_read; i++)
        if (find_in(folder, cannot_be_read[i], path))
            looking->visit(looking->context, path, looking->id);
    each_in(folder, "*.ndjson", look_at_dump, looking);
    if (find_in(folder, "data.mdb", path) && backup_has(folder, looking->id))
        looking->visit(looking->context, folder, looking->id);
}

static void look_at(const char *path, struct looking *looking)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return;
    if (S_ISREG(info.st_mode))
        look_at_dump(path, looking);
    else
        look_into(path, looking);
}

void copies_with(const char *index, const char *alerts, struct slice id,
                 void (*visit)(void *context, const char *path, struct slice id), void *context)
{
    struct looking looking = {.id = id, .visit = visit, .context = context};
    struct json_writer json;
    char path[PATH_MAX];
    buf_init(&looking.beginning, 0);
    json_writer_init(&json, &looking.beginning);
    json_writer_object(&json);
    json_writer_put_string(&json, field_name(FIELD_ID), id);
    buf_append_char(&looking.beginning, ',');
    FILE *list = open_list(index, "re");
    while (next_path(list, path))
        look_at(path, &looking);
    if (list)
        (void)fclose(list);
    if (alerts && snprintf(path, sizeof path, "%s/spool", alerts) < (int)sizeof path)
        each_in(path, "*", look_at_unit, &looking);
    buf_clear(&looking.beginning);
}
