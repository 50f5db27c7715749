// Around a run. See alerts.h.
//
// Each unit's lines are a run of the command, oldest first, and taken away when it ends with 0; after one that it does
// not take, the later ones wait as well, so that it sees changes in their order.
#include "indexer/alerts/alerts.h"

#include "engine/backends.h"
#include "indexer/alerts/child.h"
#include "indexer/alerts/files.h"
#include "indexer/alerts/match.h"
#include "indexer/alerts/outbox.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

static void complain(const struct alerts *alerts, const struct error *err)
{
    const char *message = err->message[0] ? err->message : status_name(err->status);
    alerts->complain(alerts->context, message);
}

static void match(const struct alerts *alerts)
{
    struct error err = {0};
    struct synonyms *synonyms = NULL;
    enum status status = synonyms_open(alerts->synonyms, &synonyms, &err);
    const struct match_options options = {
        .index = alerts->index,
        .folder = alerts->folder,
        .synonyms = synonyms,
        .site = alerts->site,
        .sender = alerts->sender,
        .wants_lines = alerts->command != NULL,
        .complain = alerts->complain,
        .found = alerts->found,
        .context = alerts->context,
    };
    if (status == STATUS_OK)
        status = match_new_changes(&options, &err);
    if (status != STATUS_OK)
        complain(alerts, &err);
    synonyms_close(synonyms);
}

static uint64_t current_generation(const struct alerts *alerts)
{
    struct backend *index = NULL;
    struct view *view = NULL;
    uint64_t generation = 0;
    if (backend_open(alerts->index, NULL, &index, NULL) == STATUS_OK &&
        view_begin(index, &view, NULL) == STATUS_OK)
        generation = view->info.generation;
    view_free(view);
    backend_close(index);
    return generation;
}

void alerts_begin(struct alerts *alerts)
{
    if (alerts->folder)
        match(alerts);
    if (alerts->command)
        alerts->generation = current_generation(alerts);
}

// --- the command -----------------------------------------------------------------------------------

// Runs it with a file to read; whether it has taken what is in it.
static bool tell(const struct alerts *alerts, int input, uint64_t generation)
{
    struct error err = {0};
    char index[PATH_MAX + 20], number[40];
    int code = 0;
    (void)snprintf(index, sizeof index, "HEMICYCLE_INDEX=%s", alerts->index);
    (void)snprintf(number, sizeof number, "HEMICYCLE_GENERATION=%" PRIu64, generation);
    const char *const argv[] = {"/bin/sh", "-c", alerts->command, NULL};
    const char *const variables[] = {index, number, NULL};
    const struct child_task task = {argv, variables, input, alerts->command_seconds};
    enum status status = child_run(&task, &code, &err);
    if (status == STATUS_OK && code != 0)
        status = error_set(&err, STATUS_IO, "exit code %d", code);
    if (status == STATUS_OK)
        return true;
    (void)error_wrap(&err, "--after-commit");
    complain(alerts, &err);
    return false;
}

// The lines of one unit, which are taken away when the command has them. Sets *has_told when there were any; false when
// it did not take them.
static bool tell_unit(const struct alerts *alerts, struct outbox *outbox, struct slice unit,
                      uint64_t generation, bool *has_told)
{
    struct error err = {0};
    struct slice folder = outbox_path(outbox, "spool/", unit);
    struct slice path = arena_printf(&outbox->arena, "%s/" OUTBOX_MATCHES, folder.ptr);
    int lines = folder.ptr && path.ptr ? open(path.ptr, O_RDONLY | O_CLOEXEC) : -1;
    if (lines < 0)
        return true;
    *has_told = true;
    bool is_taken = tell(alerts, lines, generation);
    (void)close(lines);
    if (is_taken && files_take(path.ptr, &err) != STATUS_OK)
        complain(alerts, &err);
    if (is_taken)
        outbox_unit_close(outbox, unit);
    return is_taken;
}

// Whether the command was run.
static bool tell_units(const struct alerts *alerts, uint64_t generation)
{
    struct error err = {0};
    struct outbox outbox;
    struct slice_list units = {.count = 0};
    bool has_told = false;
    enum status status = outbox_open(&outbox, alerts->folder, OUTBOX_TO_TELL, &err);
    if (status == STATUS_OK)
        status = outbox_units(&outbox, &units, &err);
    if (status != STATUS_OK)
        complain(alerts, &err);
    for (size_t i = 0; i < units.count; i++)
        if (!tell_unit(alerts, &outbox, units.items[i], generation, &has_told))
            break;
    outbox_close(&outbox);
    return has_told;
}

void alerts_end(const struct alerts *alerts)
{
    if (alerts->folder)
        match(alerts);
    if (!alerts->command)
        return;
    uint64_t generation = current_generation(alerts);
    if ((alerts->folder && tell_units(alerts, generation)) || generation == alerts->generation)
        return;
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    (void)tell(alerts, nothing, generation);
    if (nothing >= 0)
        (void)close(nothing);
}
