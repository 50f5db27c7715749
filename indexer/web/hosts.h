// The hosts of a run: each is asked one thing at a time, with a pause, and not again once it does not answer.
#ifndef INDEXER_WEB_HOSTS_H
#define INDEXER_WEB_HOSTS_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct host {
    struct host *next;
    struct slice name;
    int64_t answered_ms; // when its last answer ended; 0: it was not asked yet
    bool is_down;        // it cannot be reached, or wants to be left alone for longer than this run
};

struct hosts {
    struct arena arena;
    struct host *first;
};

// The host of that name, new ones included; NULL without memory. It stays until hosts_clear.
struct host *hosts_find(struct hosts *hosts, struct slice name);
void hosts_clear(struct hosts *hosts); // zero-initialised is ready

// For how long the host is still to be left alone.
int64_t host_pause_ms(const struct host *host, int64_t pause_ms);
void host_has_answered(struct host *host);

#endif
