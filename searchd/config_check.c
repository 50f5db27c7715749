// See config_check.h.
//
// Each setting that can be wrong has a check of its own, made of the function that opens the thing in earnest, so that
// what is told here is what would be told then.
#include "searchd/config_check.h"

#include "answer/deadlines.h"
#include "searchd/net/listener.h"
#include "searchd/work/index_watch.h"
#include "stemmer/synonyms.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status check_environment(const struct options *options, struct error *err)
{
    (void)options;
    return options_check_environment(err);
}

static enum status check_index(const struct options *options, struct error *err)
{
    const struct index_options index_options = {.max_readers = 1};
    struct index_watch *watch;
    struct opened_index *opened;
    enum status status = index_watch_open(options->index, &index_options, &watch, err);
    if (status != STATUS_OK)
        return status;
    status = index_watch_borrow(watch, &opened, err);
    if (status == STATUS_OK)
        index_watch_return(watch, opened);
    index_watch_close(watch);
    return status;
}

static enum status check_synonyms(const struct options *options, struct error *err)
{
    struct synonyms *synonyms = NULL;
    enum status status = synonyms_open(options->synonyms, &synonyms, err);
    synonyms_close(synonyms);
    return status;
}

static enum status check_deadlines(const struct options *options, struct error *err)
{
    struct deadlines *deadlines = NULL;
    enum status status = deadlines_open(options->deadlines, &deadlines, err);
    deadlines_close(deadlines);
    return status;
}

static enum status check_listen(const struct options *options, struct error *err)
{
    return listener_check(options->listen, err);
}

static enum status check_dumps(const struct options *options, struct error *err)
{
    const char *folder = options->site.dumps;
    if (access(folder, R_OK | X_OK) != 0)
        return error_set(err, STATUS_IO, "%s: %s", folder, strerror(errno));
    struct stat info;
    if (stat(folder, &info) != 0 || !S_ISDIR(info.st_mode))
        return error_set(err, STATUS_IO, "%s: is no folder", folder);
    return STATUS_OK;
}

// The file, or where it is not there the folder that it would be made in, can be written.
static enum status check_log(const struct options *options, struct error *err)
{
    const char *path = options->access.path;
    struct stat info;
    if (strcmp(path, "-") == 0)
        return STATUS_OK;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return error_set(err, STATUS_IO, "%s: %s", path, strerror(EISDIR));
    if (access(path, W_OK) == 0)
        return STATUS_OK;
    int reason = errno;
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int len = slash ? (int)(slash - path) + 1 : 2;
    bool fits = snprintf(folder, sizeof folder, "%.*s", len, slash ? path : "./") < PATH_MAX;
    if (reason == ENOENT && fits && access(folder, W_OK | X_OK) == 0)
        return STATUS_OK;
    return error_set(err, STATUS_IO, "%s: %s", path, strerror(reason));
}

enum status config_check(const struct options *options)
{
    const struct {
        const char *name, *value;
        enum status (*check)(const struct options *options, struct error *err);
    } parts[] = {
        {"environment", "HEMICYCLE_*", check_environment},
        {"index", options->index, check_index},
        {"listen", options->listen, check_listen},
        {"synonyms", options->synonyms, check_synonyms},
        {"deadlines", options->deadlines, check_deadlines},
        {"dumps", options->site.dumps, check_dumps},
        {"access-log", options->access.path, check_log},
    };
    enum status first = STATUS_OK;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct error err = {0};
        enum status status = parts[i].value ? parts[i].check(options, &err) : STATUS_OK;
        if (status == STATUS_OK)
            (void)printf("%s = %s: fine\n", parts[i].name,
                         parts[i].value ? parts[i].value : "none");
        else
            (void)printf("%s: %s\n", parts[i].name,
                         err.message[0] ? err.message : status_name(status));
        first = first == STATUS_OK ? status : first;
    }
    return first;
}
