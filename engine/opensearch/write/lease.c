// Who may write a cluster's index (inside.h).
//
// The lease stands in the generation document, so taking it, keeping it and committing are one kind of step: replacing
// what one has read. A writer that was stopped for longer than its lease finds at its next step that the document is
// another's, and nothing it sends after that can count: its number is void.
//
// A lease lasts LEASE_SECONDS from its last renewal. One whose process is known to be gone, because it ran on this very
// machine, is over at once: so a night that was killed does not have the next one wait.
#include "base/clock.h"
#include "base/hash.h"
#include "engine/opensearch/write/inside.h"
#include "engine/opensearch/write/pages.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LEASE_SECONDS = 120, RENEW_MS = 30000, MAX_MACHINE = 256 };

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "lease of a cluster's index: out of memory");
}

// Where processes are numbered as here: this start of this machine, this space of numbers.
static bool describe_machine(char out[MAX_MACHINE])
{
    char boot[64] = "", space[64] = "", host[65] = "";
    FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
    bool fine = file && fgets(boot, sizeof boot, file);
    if (file)
        (void)fclose(file);
    boot[strcspn(boot, "\n")] = '\0';
    ssize_t len = readlink("/proc/self/ns/pid", space, sizeof space - 1);
    fine = fine && len > 0 && gethostname(host, sizeof host - 1) == 0;
    space[len > 0 ? len : 0] = '\0';
    (void)snprintf(out, MAX_MACHINE, "%s %s %s", host, boot, space);
    return fine;
}

// "machine process"; whether the process that wrote it is gone, as far as can be known here.
static bool is_gone(struct slice host)
{
    char machine[MAX_MACHINE];
    size_t len = host.len;
    while (len > 0 && host.ptr[len - 1] != ' ')
        len--;
    long process = len > 0 ? strtol(host.ptr + len, NULL, 10) : 0;
    if (process <= 0 || !describe_machine(machine) ||
        !slice_equal(slice_of(host.ptr, len - 1), slice_from(machine)))
        return false;
    return kill((pid_t)process, 0) != 0 && errno == ESRCH;
}

static enum status describe_us(struct cluster_writer *writer, struct error *err)
{
    char machine[MAX_MACHINE];
    (void)describe_machine(machine);
    uint64_t drawn[2] = {clock_wall_ns(), (uint64_t)getpid()};
    uint64_t owner =
        hash_bytes(slice_of((const char *)drawn, sizeof drawn), (uint64_t)(uintptr_t)writer);
    writer->generation.owner = arena_printf(&writer->arena, "%016" PRIx64, owner);
    writer->generation.host = arena_printf(&writer->arena, "%s %ld", machine, (long)getpid());
    return writer->generation.owner.ptr && writer->generation.host.ptr ? STATUS_OK : no_memory(err);
}

// Whether there is no room for one void number more, the oldest is let go: what it left was swept long ago.
static void add_void(struct generation *generation, uint64_t number)
{
    if (generation->void_count == GENERATION_MAX_VOIDS)
        memmove(generation->voids, generation->voids + 1,
                --generation->void_count * sizeof *generation->voids);
    generation->voids[generation->void_count++] = number;
}

static void claim_number(struct cluster_writer *writer)
{
    struct generation *generation = &writer->generation;
    uint64_t first = generation->committed + 1;
    for (size_t i = 0; i < generation->void_count; i++)
        if (generation->voids[i] >= first)
            first = generation->voids[i] + 1;
    if (generation->claimed >= first + GENERATION_MAX_VOIDS)
        first = generation->claimed - GENERATION_MAX_VOIDS + 1;
    for (uint64_t number = first; number <= generation->claimed; number++)
        add_void(generation, number);
    // A copy bears the number of what it is one of, if that was never given out.
    if (writer->is_copy && generation->claimed + 1 < writer->copied.generation)
        generation->claimed = writer->copied.generation - 1;
    writer->number = ++generation->claimed;
}

void lease_extend(struct cluster_writer *writer)
{
    writer->generation.expires = clock_wall_seconds() + LEASE_SECONDS;
    writer->renewed_ms = clock_coarse_ms();
}

enum status lease_take(struct cluster_writer *writer, struct error *err)
{
    struct generation *generation = &writer->generation;
    int64_t left = generation->expires - clock_wall_seconds();
    if (left > LEASE_SECONDS)
        left = LEASE_SECONDS; // a clock that goes wrong does not lock anybody out for ever
    if (generation->owner.len > 0 && left > 0 && !is_gone(generation->host))
        return error_set(err, STATUS_BUSY,
                         "%.*s: another writer is at work (%.*s); should it be dead, try again in "
                         "%" PRId64 " s",
                         SLICE_ARG(cluster_name(writer->cluster)),
                         (int)(strcspn(generation->host.ptr, " ")), generation->host.ptr, left);
    enum status status = describe_us(writer, err);
    if (status != STATUS_OK)
        return status;
    claim_number(writer);
    lease_extend(writer);
    status = generation_write(writer->session, writer->meta, generation, err);
    writer->has_lease = status == STATUS_OK;
    return status;
}

enum status lease_keep(struct cluster_writer *writer, struct error *err)
{
    return clock_coarse_ms() - writer->renewed_ms < RENEW_MS ? STATUS_OK : lease_renew(writer, err);
}

enum status lease_renew(struct cluster_writer *writer, struct error *err)
{
    lease_extend(writer);
    enum status status = generation_write(writer->session, writer->meta, &writer->generation, err);
    if (status != STATUS_OK)
        writer->has_failed = true;
    return status;
}

void lease_release(struct cluster_writer *writer)
{
    struct generation *generation = &writer->generation;
    if (!writer->has_lease)
        return;
    // A number under which nothing was ever sent may be given out again.
    if (!writer->has_sent && generation->claimed == writer->number)
        generation->claimed--;
    generation->owner = generation->host = SLICE_NONE;
    generation->expires = 0;
    // What cannot be given back runs out.
    writer->has_lease =
        generation_write(writer->session, writer->meta, generation, NULL) != STATUS_OK;
}
