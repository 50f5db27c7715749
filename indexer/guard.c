#include "indexer/guard.h"

#include "engine/roots/roots.h"
#include "indexer/ingest/walk.h"

#include <string.h>
#include <unistd.h>

#define PACKAGE_USER "hemicycle"
#define PACKAGE_FOLDER "/var/lib/hemicycle"

static bool writes_index(enum command command)
{
    return command == COMMAND_ADD || command == COMMAND_SYNC || command == COMMAND_REMOVE ||
           command == COMMAND_OPTIMIZE;
}

static enum status check_path(const struct options *options, const char *path, struct error *err)
{
    if (strstr(path, "://"))
        return STATUS_OK;
    struct arena arena;
    struct slice canonical;
    arena_init(&arena, 0);
    enum status status = walk_canonical(path, &arena, &canonical, err);
    if (status == STATUS_OK && roots_is_below(canonical, SLICE(PACKAGE_FOLDER)))
        status = error_set(err, STATUS_INVALID,
                           "%s: as root nothing is written there, the user " PACKAGE_USER
                           " could not read it: name another place, or run it as that user "
                           "(runuser -u " PACKAGE_USER " -- %s ...)",
                           path, options->program);
    arena_clear(&arena);
    return status;
}

enum status guard_root(const struct options *options, struct error *err)
{
    enum status status = STATUS_OK;
    // To list alerts is to look.
    bool has_alerts = options->command == COMMAND_ALERTS
                          ? strcmp(options->arguments[0], "list") != 0
                          : options->alerts && writes_index(options->command);
    if (geteuid() != 0)
        return STATUS_OK;
    if (writes_index(options->command))
        status = check_path(options, options->index, err);
    if (options->command == COMMAND_COPY)
        status = check_path(options, options->arguments[1], err);
    if (status == STATUS_OK && has_alerts)
        status = check_path(options, options->alerts, err);
    for (size_t i = 0; i < options->report_count && status == STATUS_OK; i++)
        status = check_path(options, options->reports[i], err);
    return status;
}
