// Counters for Prometheus. See metrics.h.
//
// Relaxed atomics: counting costs a few additions and no lock; each number is exact, but two of them need not be of the
// same instant. There are as many series as routes and statuses, whatever people ask for.

#include "searchd/observe/metrics.h"

#include <assert.h>
#include <inttypes.h>

static const unsigned STATUSES[METRICS_STATUS_COUNT] = {200, 204, 206, 301, 304, 400, 404, 405,
                                                        406, 410, 414, 429, 500, 503, 0};
static const uint64_t BOUNDS_US[METRICS_BUCKET_COUNT] = {
    100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, UINT64_MAX,
};
static const char *const BOUND_NAMES[METRICS_BUCKET_COUNT] = {
    "0.0001", "0.00025", "0.0005", "0.001", "0.0025", "0.005", "0.01",
    "0.025",  "0.05",    "0.1",    "0.25",  "1",      "+Inf",
};

static void add(atomic_ullong *counter, uint64_t value)
{
    atomic_fetch_add_explicit(counter, value, memory_order_relaxed);
}

static uint64_t get(atomic_ullong *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void metrics_init(struct metrics *metrics, const char *(*name_of)(unsigned route),
                  unsigned route_count)
{
    assert(route_count <= METRICS_MAX_ROUTES);
    *metrics = (struct metrics){.name_of = name_of, .route_count = route_count};
}

void metrics_count(struct metrics *metrics, unsigned route, unsigned status, uint64_t duration_us,
                   uint64_t bytes)
{
    struct route_metrics *counters = &metrics->routes[route];
    unsigned slot = 0;
    while (STATUSES[slot] != status && STATUSES[slot] != 0)
        slot++;
    unsigned bucket = 0;
    while (duration_us > BOUNDS_US[bucket])
        bucket++;
    add(&counters->by_status[slot], 1);
    add(&counters->buckets[bucket], 1);
    add(&counters->sum_us, duration_us);
    add(&counters->bytes, bytes);
}

static void family(struct buf *out, const char *name, const char *type, const char *help)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void render_statuses(struct metrics *metrics, struct buf *out)
{
    family(out, "searchd_http_requests_total", "counter", "Requests answered.");
    for (unsigned route = 0; route < metrics->route_count; route++) {
        for (unsigned slot = 0; slot < METRICS_STATUS_COUNT; slot++) {
            uint64_t count = get(&metrics->routes[route].by_status[slot]);
            if (count == 0)
                continue;
            buf_printf(out, "searchd_http_requests_total{route=\"%s\",code=\"",
                       metrics->name_of(route));
            if (STATUSES[slot])
                buf_printf(out, "%u", STATUSES[slot]);
            else
                buf_append_slice(out, SLICE("other"));
            buf_printf(out, "\"} %" PRIu64 "\n", count);
        }
    }
}

static void render_durations(struct metrics *metrics, struct buf *out)
{
    static const char name[] = "searchd_http_request_duration_seconds";
    family(out, name, "histogram", "From the request line read to the answer sent.");
    for (unsigned route = 0; route < metrics->route_count; route++) {
        struct route_metrics *counters = &metrics->routes[route];
        uint64_t cumulated[METRICS_BUCKET_COUNT];
        uint64_t total = 0;
        for (unsigned i = 0; i < METRICS_BUCKET_COUNT; i++) {
            total += get(&counters->buckets[i]);
            cumulated[i] = total;
        }
        for (unsigned i = 0; total > 0 && i < METRICS_BUCKET_COUNT; i++)
            buf_printf(out, "%s_bucket{route=\"%s\",le=\"%s\"} %" PRIu64 "\n", name,
                       metrics->name_of(route), BOUND_NAMES[i], cumulated[i]);
        if (total > 0)
            buf_printf(out,
                       "%s_sum{route=\"%s\"} %.6f\n"
                       "%s_count{route=\"%s\"} %" PRIu64 "\n",
                       name, metrics->name_of(route), (double)get(&counters->sum_us) / 1e6, name,
                       metrics->name_of(route), total);
    }
}

static void render_bytes(struct metrics *metrics, struct buf *out)
{
    family(out, "searchd_http_response_bytes_total", "counter", "Bytes of bodies sent.");
    for (unsigned route = 0; route < metrics->route_count; route++) {
        uint64_t bytes = get(&metrics->routes[route].bytes);
        if (bytes > 0)
            buf_printf(out, "searchd_http_response_bytes_total{route=\"%s\"} %" PRIu64 "\n",
                       metrics->name_of(route), bytes);
    }
}

void metrics_render(struct metrics *metrics, struct buf *out)
{
    render_statuses(metrics, out);
    render_durations(metrics, out);
    render_bytes(metrics, out);
    metrics_render_one(out, "searchd_http_requests_in_flight", "gauge", "Requests being answered.",
                       (double)atomic_load(&metrics->in_flight));
    metrics_render_one(out, "searchd_exports_in_flight", "gauge", "Exports being sent.",
                       (double)atomic_load(&metrics->streams));
    metrics_render_one(out, "searchd_waiting", "gauge",
                       "Searches and pieces of exports that wait for a thread.",
                       (double)atomic_load(&metrics->waiting));
    metrics_render_one(out, "searchd_requests_abandoned_total", "counter",
                       "Searches not made: the client had gone when their turn came.",
                       (double)get(&metrics->abandoned));
    metrics_render_one(out, "searchd_connections_made_room_total", "counter",
                       "Idle or stuck connections that were cut for others.",
                       (double)get(&metrics->made_room));
    metrics_render_one(out, "searchd_requests_waited_total", "counter",
                       "Requests that let those of other clients go first.",
                       (double)get(&metrics->waited));
    metrics_render_one(out, "searchd_access_log_dropped_total", "counter",
                       "Lines not written because the reader of the log was too slow.",
                       (double)get(&metrics->dropped_log_lines));
}

void metrics_render_nodes(struct metrics *metrics, struct buf *out)
{
    static const struct {
        const char *name, *type, *help;
    } families[] = {
        {"searchd_cluster_requests_total", "counter", "Requests to a node of the cluster."},
        {"searchd_cluster_errors_total", "counter", "Those that it did not answer."},
        {"searchd_cluster_request_seconds_total", "counter", "How long they took together."},
        {"searchd_cluster_node_down", "gauge", "Whether it is left alone, not having answered."},
    };
    struct backend_node nodes[METRICS_MAX_NODES];
    size_t count = metrics->nodes ? metrics->nodes(metrics->who, nodes, METRICS_MAX_NODES) : 0;
    for (size_t f = 0; count > 0 && f < sizeof families / sizeof *families; f++) {
        family(out, families[f].name, families[f].type, families[f].help);
        for (size_t n = 0; n < count; n++) {
            const double values[] = {(double)nodes[n].asked, (double)nodes[n].failed,
                                     (double)nodes[n].took_us / 1e6, nodes[n].is_resting};
            buf_printf(out, "%s{node=\"%s\"} %.17g\n", families[f].name, nodes[n].host, values[f]);
        }
    }
}

void metrics_render_one(struct buf *out, const char *name, const char *type, const char *help,
                        double value)
{
    family(out, name, type, help);
    buf_printf(out, "%s %.17g\n", name, value);
}
