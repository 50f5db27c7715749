// The daemon from start to end.
//
// Signals are blocked in all threads and taken one by one by this one, which otherwise looks after the clock:
// five times a second the log is written, once a second slow connections are cut and the index is looked
// at, and the supervisor hears that we are alive.
//
// A missing or broken index is no reason not to start: requests that need it get a 503 until it is there.
// Only an index made by another version, or an address that is none, ends the start: waiting would not change it.

#include "searchd/daemon.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "engine/backends.h"
#include "searchd/cache/answer_cache.h"
#include "searchd/handle/routes.h"
#include "searchd/net/connections.h"
#include "searchd/net/listener.h"
#include "searchd/net/notify.h"
#include "searchd/net/server.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { TICK_MS = 200, SECOND_MS = 1000 };

struct daemon {
    const struct options *options;
    struct index_watch *watch;
    struct synonyms *synonyms;
    struct deadlines *deadlines;
    struct site site; // as the options say, with the deadlines
    struct worker_pool *workers;
    struct answer_cache *cache;
    struct access_log *log;
    struct metrics *metrics;
    struct rate_limit *rate_limit;
    struct router router;
    struct server *server;
    uint64_t watchdog_ms; // 0: none
    bool lacks_index;     // it was told so
    struct error lack;    // as it was told
    int64_t second_done_ms;
    int64_t watchdog_done_ms;
};

// A number that tells this build from others: the hash of the program file itself; 0 when it cannot be
// read (then only the version tells).
static uint64_t hash_program(void)
{
    uint64_t hash = hash_bytes(SLICE(HEMICYCLE_VERSION), 0);
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    struct stat file;
    if (fd >= 0 && fstat(fd, &file) == 0 && file.st_size > 0) {
        size_t size = (size_t)file.st_size;
        void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (bytes != MAP_FAILED) {
            hash = hash_bytes(slice_of(bytes, size), hash);
            (void)munmap(bytes, size);
        }
    }
    if (fd >= 0)
        (void)close(fd);
    return hash;
}

// What the operator's settings put into answers, as one number: who restarts with others has other answers.
static uint64_t hash_site(const struct site *site)
{
    const struct slice told[] = {
        site->base_url,       site->name,    site->contact,
        site->alerts_address, site->licence, slice_from(site->dumps ? site->dumps : ""),
    };
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        hash = hash_bytes(told[i], hash);
    return hash;
}

static void block_signals(sigset_t *set)
{
    (void)sigemptyset(set);
    (void)sigaddset(set, SIGTERM);
    (void)sigaddset(set, SIGINT);
    (void)sigaddset(set, SIGHUP);
    (void)sigaddset(set, SIGPIPE); // a client that went away is told by write
    (void)sigaddset(set, SIGXFSZ); // and so is a file-size limit that the log has reached
    (void)pthread_sigmask(SIG_BLOCK, set, NULL);
}

// --- start ------------------------------------------------------------------------------------

// Looks at the index once, so that the operator learns at once what is wrong with it.
static enum status try_index(struct daemon *daemon, struct error *err)
{
    struct opened_index *opened;
    enum status status = index_watch_borrow(daemon->watch, &opened, err);
    if (status == STATUS_VERSION || status == STATUS_INVALID)
        return status;
    if (status != STATUS_OK) {
        if (status == STATUS_NOT_FOUND)
            log_warning("no index yet: %s", err->message);
        else
            log_warning("the index cannot be read, and every question is answered 503: %s: %s",
                        status_name(status), err->message);
        daemon->lacks_index = true;
        daemon->lack = *err;
    } else {
        index_watch_return(daemon->watch, opened);
    }
    return STATUS_OK;
}

static enum status open_parts(struct daemon *daemon, struct error *err)
{
    const struct options *options = daemon->options;
    const struct index_options index_options = {.max_readers = options->threads * 6 + 16};
    daemon->metrics = calloc(1, sizeof *daemon->metrics);
    if (!daemon->metrics)
        return error_set(err, STATUS_NO_MEMORY, "no memory to start");
    metrics_init(daemon->metrics, routes_name, routes_count());
    enum status status = index_watch_open(options->index, &index_options, &daemon->watch, err);
    daemon->metrics->nodes = index_watch_nodes;
    daemon->metrics->who = daemon->watch;
    if (status == STATUS_OK)
        status = try_index(daemon, err);
    if (status == STATUS_OK)
        status = synonyms_open(options->synonyms, &daemon->synonyms, err);
    if (status == STATUS_OK)
        status = deadlines_open(options->deadlines, &daemon->deadlines, err);
    if (status == STATUS_OK)
        status = worker_pool_open(daemon->watch, daemon->synonyms, backend_is_far(options->index),
                                  &daemon->workers, err);
    if (status == STATUS_OK)
        status = answer_cache_open(options->cache_bytes, &daemon->cache, err);
    if (status == STATUS_OK)
        status = rate_limit_open(options->max_share_percent, &daemon->rate_limit, err);
    if (status == STATUS_OK)
        status = access_log_open(&options->access, &daemon->log, err);
    return status;
}

static enum status open_server(struct daemon *daemon, struct error *err)
{
    const struct options *options = daemon->options;
    int fd = notify_listen_socket();
    enum status status = fd < 0 ? listener_open(options->listen, &fd, err) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    char where[LISTENER_TEXT_SIZE];
    listener_describe(fd, where);
    daemon->site = options->site;
    daemon->site.deadlines = daemon->deadlines;
    daemon->router = (struct router){
        .site = &daemon->site,
        .cache = daemon->cache,
        .metrics = daemon->metrics,
        .rate_limit = daemon->rate_limit,
        .proxies = &options->proxies,
        .max_streams = options->max_exports,
        .build = hash_program() ^ synonyms_fingerprint(daemon->synonyms) ^
                 deadlines_fingerprint(daemon->deadlines) ^ hash_site(&daemon->site),
    };
    const struct server_options server_options = {
        .listen_fd = fd,
        .threads = options->threads,
        .is_far = backend_is_far(options->index),
        .workers = daemon->workers,
        .max_connections = options->max_connections,
        .max_connections_per_address = options->max_connections_per_address,
        .idle_seconds = options->idle_seconds,
    };
    status = server_open(&server_options, &daemon->router, daemon->log, &daemon->server, err);
    if (status != STATUS_OK) {
        (void)close(fd);
        return status;
    }
    log_info("listening on %s", where);
    return STATUS_OK;
}

// --- housekeeping -----------------------------------------------------------------------------

// Tells once why there is none, and when there is one again.
static void look_for_index(struct daemon *daemon)
{
    struct opened_index *opened;
    struct error err = {0};
    enum status status = index_watch_borrow(daemon->watch, &opened, &err);
    if (status == STATUS_OK) {
        index_watch_return(daemon->watch, opened);
        daemon->lacks_index = false;
        log_info("an index is served");
    } else if (status != STATUS_BUSY && strcmp(err.message, daemon->lack.message) != 0) {
        daemon->lack = err;
        log_warning("no index: %s: %s", status_name(status), err.message);
    }
}

static void each_second(struct daemon *daemon)
{
    struct error why = {0};
    server_tick(daemon->server);
    if (index_watch_check(daemon->watch, &why)) {
        log_warning("the index is closed: %s", why.message);
        daemon->lacks_index = true;
        daemon->lack = (struct error){0};
        worker_pool_release_replaced(daemon->workers);
    }
    if (daemon->lacks_index)
        look_for_index(daemon);
}

static void tick(struct daemon *daemon)
{
    int64_t now = clock_coarse_ms();
    access_log_flush(daemon->log);
    if (now - daemon->second_done_ms >= SECOND_MS) {
        daemon->second_done_ms = now;
        each_second(daemon);
    }
    bool is_due =
        daemon->watchdog_ms > 0 && now - daemon->watchdog_done_ms >= (int64_t)daemon->watchdog_ms;
    if (is_due) {
        daemon->watchdog_done_ms = now;
        notify_send("WATCHDOG=1");
    }
}

static void reload(struct daemon *daemon)
{
    struct error err = {0};
    notify_send("RELOADING=1");
    if (access_log_reopen(daemon->log, &err))
        log_warning("%s", err.message);
    each_second(daemon);
    notify_send("READY=1");
}

// The next signal within a tick; 0 when there was none.
static int wait_signal(const sigset_t *signals)
{
    const struct timespec timeout = {.tv_nsec = TICK_MS * 1000000L};
    int signal = sigtimedwait(signals, NULL, &timeout);
    return signal < 0 ? 0 : signal;
}

static void serve(struct daemon *daemon, const sigset_t *signals)
{
    for (;;) {
        int signal = wait_signal(signals);
        if (signal == SIGTERM || signal == SIGINT)
            return;
        if (signal == SIGHUP)
            reload(daemon);
        tick(daemon);
    }
}

// A second SIGTERM or SIGINT ends the waiting.
static void drain(struct daemon *daemon, const sigset_t *signals)
{
    notify_send("STOPPING=1");
    server_drain(daemon->server);
    int64_t end = clock_coarse_ms() + (int64_t)daemon->options->drain_seconds * SECOND_MS;
    while (server_in_flight(daemon->server) > 0 && clock_coarse_ms() < end) {
        int signal = wait_signal(signals);
        if (signal == SIGTERM || signal == SIGINT)
            return;
        access_log_flush(daemon->log);
    }
}

static void close_parts(struct daemon *daemon)
{
    server_close(daemon->server);
    access_log_close(daemon->log);
    worker_pool_close(daemon->workers);
    synonyms_close(daemon->synonyms);
    deadlines_close(daemon->deadlines);
    rate_limit_close(daemon->rate_limit);
    answer_cache_close(daemon->cache);
    index_watch_close(daemon->watch);
    free(daemon->metrics);
}

// Left alone, glibc learns from large blocks that were freed to keep as large ones for good, in each thread: one
// heavy request a thread would set what the daemon holds for ever.
static void return_large_blocks(void)
{
    enum { LARGE_BYTES = 1 << 20, KEEP_BYTES = 4 << 20 };
    (void)mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
    (void)mallopt(M_TRIM_THRESHOLD, KEEP_BYTES);
}

enum status daemon_run(const struct options *options, struct error *err)
{
    sigset_t signals;
    return_large_blocks();
    block_signals(&signals);
    struct daemon daemon = {.options = options, .watchdog_ms = notify_watchdog_interval_ms()};
    enum status status = open_parts(&daemon, err);
    if (status == STATUS_OK)
        status = open_server(&daemon, err);
    if (status == STATUS_OK) {
        notify_send("READY=1");
        serve(&daemon, &signals);
        drain(&daemon, &signals);
    }
    close_parts(&daemon);
    return status;
}
