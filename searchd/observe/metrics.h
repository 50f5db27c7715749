// Numbers for Prometheus (text format 0.0.4): counted without locks, rendered on request. No label holds
// what a person typed.
#ifndef SEARCHD_OBSERVE_METRICS_H
#define SEARCHD_OBSERVE_METRICS_H

#include "base/buf.h"
#include "engine/backend.h"

#include <stdatomic.h>
#include <stdint.h>

enum {
    METRICS_MAX_ROUTES = 96,
    METRICS_STATUS_COUNT = 15,
    METRICS_BUCKET_COUNT = 13,
};

struct route_metrics {
    atomic_ullong by_status[METRICS_STATUS_COUNT];
    atomic_ullong buckets[METRICS_BUCKET_COUNT]; // durations, each counted in one bucket
    atomic_ullong sum_us;
    atomic_ullong bytes;
};

enum { METRICS_MAX_NODES = 64 };

// Tells the nodes that the index is asked of, at most `max`; how many.
typedef size_t metrics_nodes_fn(void *who, struct backend_node *out, size_t max);

// Every counter may be touched by any thread.
struct metrics {
    const char *(*name_of)(unsigned route); // the label of a route
    unsigned route_count;                   // at most METRICS_MAX_ROUTES
    metrics_nodes_fn *nodes;                // NULL: none
    void *who;
    struct route_metrics routes[METRICS_MAX_ROUTES];
    atomic_llong in_flight;
    atomic_llong streams; // exports being sent
    atomic_llong waiting; // searches and pieces of exports
    atomic_ullong dropped_log_lines;
    atomic_ullong waited;    // requests that let others go first
    atomic_ullong abandoned; // requests whose client had gone when their turn came
    atomic_ullong made_room; // connections cut for others, when there were too many
};

// All counters at zero. name_of and route_count: see struct metrics.
void metrics_init(struct metrics *metrics, const char *(*name_of)(unsigned route),
                  unsigned route_count);

// One finished request.
void metrics_count(struct metrics *metrics, unsigned route, unsigned status, uint64_t duration_us,
                   uint64_t bytes);

// Appends the families about requests.
void metrics_render(struct metrics *metrics, struct buf *out);

// Appends the families about nodes of a cluster, if the index is in one.
void metrics_render_nodes(struct metrics *metrics, struct buf *out);

// Appends one family with one sample.
void metrics_render_one(struct buf *out, const char *name, const char *type, const char *help,
                        double value);

#endif
