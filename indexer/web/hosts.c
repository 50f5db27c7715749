// See hosts.h.
#include "indexer/web/hosts.h"

#include "base/clock.h"

struct host *hosts_find(struct hosts *hosts, struct slice name)
{
    for (struct host *host = hosts->first; host; host = host->next)
        if (slice_equal(host->name, name))
            return host;
    struct host *host = arena_calloc(&hosts->arena, 1, sizeof *host);
    struct slice copy = arena_copy(&hosts->arena, name);
    if (!host || !copy.ptr)
        return NULL;
    *host = (struct host){.next = hosts->first, .name = copy};
    hosts->first = host;
    return host;
}

void hosts_clear(struct hosts *hosts)
{
    arena_clear(&hosts->arena);
    hosts->first = NULL;
}

int64_t host_pause_ms(const struct host *host, int64_t pause_ms)
{
    int64_t left = host->answered_ms + pause_ms - clock_coarse_ms();
    return host->answered_ms > 0 && left > 0 ? left : 0;
}

void host_has_answered(struct host *host)
{
    host->answered_ms = clock_coarse_ms();
}
