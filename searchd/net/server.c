// Sockets, threads and limits: the home of libmicrohttpd.
//
//     main thread          server_open, then server_tick once a second, at last server_drain and _close
//     threads of the pool  each with its own epoll: accept, read, router_handle, write
//
// A request has two phases. The thread that read it takes a worker and goes as far as it can without searching
// (router_prepare): what is known, refused or no matter of the index is answered there. What must be searched for
// goes into a queue: the connection is suspended, a thread of the queue goes on with the same handling
// (router_answer), and the library calls again for the response. So no answer that is ready waits for others
// that are being made, and those are made in turn, client after client. What takes more than a few hundredths of a
// second is broken off and begins anew in the slow queue, of lower priority; whoever has used much of the processors
// lately or asks for several things at once (rate_limit.h) is there from the start. An answer ends with its limits
// (queues.h), and with the client that leaves. What the library sends afterwards no longer touches worker or index.
// Bodies made piece by piece come back to a queue for each (response_stream.c).
//
// Half as many threads serve connections as search. What they do takes microseconds, and each that is ready to run
// makes the others, and whoever asks from the same machine, wait for a processor: on two, one serves more requests/s
// with a smaller p99 than two do (docs/performance-history.md).
//
// Limits: the library bounds headers (CONNECTION_MEMORY_BYTES); connections.c bounds connections in all and of each
// client, the time to a whole request, and demands a least speed of reading. Trouble before a request line is complete
// is answered by the library itself.

#include "searchd/net/server.h"

#include "base/bytes.h"
#include "base/clock.h"
#include "base/log.h"
#include "searchd/handle/target.h"
#include "searchd/net/connections.h"
#include "searchd/net/framing.h"
#include "searchd/net/ready_response.h"
#include "searchd/net/request.h"
#include "searchd/net/response_stream.h"
#include "searchd/work/queues.h"

#include <microhttpd.h>

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    // Target (TARGET_MAX_LEN), request headers (cookies count twice), then the answer's, of which one may have
    // HTTP_MAX_HEADER_LEN. The library clears it after each request, so more costs time.
    CONNECTION_MEMORY_BYTES = 24 << 10,
    TRIM_MS = 5000,
    // From 1.0 on the library refuses folded lines, if told so; before that framing.c does.
    STRICTNESS = MHD_VERSION >= 0x01000000,
    // Of the library's, for those that are about to go and, while all are busy, for newcomers.
    SPARE_CONNECTIONS = 128,
    ANSWER_MS = 20000, // from the request to the last moment at which its answer is made
};

struct server {
    struct server_options options;
    const struct router *router;
    struct access_log *log;
    struct MHD_Daemon *daemon;
    struct connections connections;
    struct queues queues;
    struct ready_pool *ready_pool;
    atomic_bool is_draining, is_closing;
    atomic_uint in_flight;
    int64_t trimmed_ms;
    atomic_ullong next_request;
    uint64_t request_seed;
};

// --- the life of a connection and of its requests -------------------------------------------

static struct connection *connection_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void on_connection(void *cls, struct MHD_Connection *mhd, void **socket_context,
                          enum MHD_ConnectionNotificationCode what)
{
    struct server *server = cls;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (*socket_context)
            connections_remove(&server->connections, *socket_context);
        *socket_context = NULL;
        return;
    }
    // One after the other: where the first answer lay the library 1.0 puts the second.
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    int fd = info ? info->connect_fd : -1;
    info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    bool made_room = false;
    *socket_context =
        connections_add(&server->connections, fd, info ? info->client_addr : NULL, &made_room);
    if (made_room)
        atomic_fetch_add(&server->router->metrics->made_room, 1);
}

// The library would now take the query string apart, one allocation a parameter from the connection's
// memory; a few hundred parameters exhaust it and leave the client without any answer (0.9.75). We
// take it apart ourselves, from our copy, so it gets none to see: its buffer ends after the '?'.
static void hide_query(const char *target)
{
    char *query = strchr(target, '?');
    if (query)
        query[1] = '\0';
}

// The request line was read. Returns what on_request gets as *request_context.
static void *on_target(void *cls, const char *target, struct MHD_Connection *mhd)
{
    struct server *server = cls;
    struct connection *connection = connection_of(mhd);
    if (!connection)
        return NULL;
    struct slice whole = slice_from(target);
    connection->call.raw_target = target;
    connection->call.raw_target_len = whole.len;
    if (whole.len > TARGET_MAX_LEN + 1) // too long anyhow: no need to keep the rest
        whole.len = TARGET_MAX_LEN + 1;
    struct call *call = &connection->call;
    if (!connections_start_call(call, whole))
        return NULL;
    hide_query(target);
    call->start_us = clock_precise_us();
    uint64_t number = atomic_fetch_add_explicit(&server->next_request, 1, memory_order_relaxed);
    *hex_put_u64(call->request_id, (number + server->request_seed) * UINT64_C(0x9e3779b97f4a7c15)) =
        '\0';
    atomic_fetch_add_explicit(&server->in_flight, 1, memory_order_relaxed);
    return connection;
}

static void write_log(struct server *server, const struct connection *connection, uint64_t bytes,
                      uint64_t duration_us)
{
    const struct call *call = &connection->call;
    struct access_entry entry = {
        .time = clock_wall_seconds(),
        .method = slice_from(call->method),
        .target = slice_of(call->target, call->target_len),
        .status = call->status,
        .bytes = bytes,
        .duration_us = duration_us,
        .client = slice_from(connection->address),
        .request_id = slice_from(call->request_id),
    };
    if (!access_log_add(server->log, &entry))
        atomic_fetch_add(&server->router->metrics->dropped_log_lines, 1);
}

static void on_completed(void *cls, struct MHD_Connection *mhd, void **request_context,
                         enum MHD_RequestTerminationCode why)
{
    (void)mhd;
    (void)why;
    struct server *server = cls;
    struct connection *connection = *request_context;
    *request_context = NULL;
    if (!connection || !connection->call.is_active)
        return;
    struct call *call = &connection->call;
    call->is_active = false;
    ready_response_drop(call->ready); // the client went away before it could be sent
    call->ready = NULL;
    handling_clear(&call->handling);
    uint64_t duration_us = clock_precise_us() - call->start_us;
    uint64_t bytes = atomic_exchange_explicit(&connection->sent_bytes, 0, memory_order_relaxed);
    if (call->status) {
        metrics_count(server->router->metrics, call->route, call->status, duration_us, bytes);
        write_log(server, connection, bytes, duration_us);
    }
    connections_set_idle(&server->connections, connection, true);
    atomic_fetch_sub_explicit(&server->in_flight, 1, memory_order_relaxed);
}

// --- responses ----------------------------------------------------------------------------------

static struct MHD_Response *make_stream(struct server *server, struct connection *connection,
                                        const struct handling *handling)
{
    struct error err = {0};
    const struct stream_start start = {handling->response.stream, handling->body,
                                       handling->use_gzip, handling->client};
    struct MHD_Response *made = response_stream_open(
        &(struct response_stream_options){connection, &server->queues, &server->is_closing,
                                          server->router->metrics, server->router,
                                          server->options.workers},
        &start, &err);
    if (!made)
        log_warning("%s", err.message);
    bool is_chunked = start.source.size == 0;
    return is_chunked && strcmp(connection->call.method, "HEAD") == 0
               ? ready_response_unchunked(made)
               : made;
}

// Takes down what the router answered, and opens the stream if it is one. False without memory.
static bool note_answer(struct server *server, struct connection *connection,
                        struct MHD_Response **stream)
{
    struct call *call = &connection->call;
    const struct handling *handling = &call->handling;
    *stream = NULL;
    if (handling->response.stream.next) {
        *stream = make_stream(server, connection, handling);
        if (!*stream)
            return false;
    } else if (handling->response.status != 304 && handling->request.method != HTTP_HEAD) {
        atomic_store_explicit(&connection->sent_bytes, handling->body.len, memory_order_relaxed);
    }
    call->status = handling->response.status;
    call->route = handling->route_number;
    return true;
}

static bool is_last(struct server *server)
{
    return atomic_load_explicit(&server->is_draining, memory_order_relaxed);
}

static enum MHD_Result send_response(const struct call *call, struct MHD_Response *made)
{
    if (!made)
        return MHD_NO;
    enum MHD_Result result = MHD_queue_response(call->mhd, call->status, made);
    MHD_destroy_response(made);
    return result;
}

// --- the queues ----------------------------------------------------------------------------------

static bool is_unwanted(void *who)
{
    const struct connection *connection = who;
    return atomic_load(&connection->call.server->is_closing) || connection_is_gone(connection);
}

// The second phase, in a thread of a queue. False: what it takes goes on in the slow queue.
static bool search_answer(struct server *server, struct connection *connection)
{
    struct call *call = &connection->call;
    struct error err = {0};
    struct work_limit limit;
    struct worker *worker;
    if (call->is_slow)
        queues_limit_slow(&limit);
    else
        queues_limit_ordinary(&limit);
    limit.deadline_ms = (int64_t)(call->start_us / 1000) + ANSWER_MS;
    limit.is_unwanted = is_unwanted;
    limit.who = connection;
    if (worker_take(server->options.workers, &worker, &err)) {
        log_error("%s", err.message);
        return true;
    }
    bool is_answered = router_answer(worker, &call->handling, &limit, call->is_slow);
    struct MHD_Response *stream;
    if (is_answered && note_answer(server, connection, &stream))
        call->ready = ready_response_make(server->ready_pool, &call->handling, stream);
    worker_give(server->options.workers, worker);
    if (limit.end == WORK_UNWANTED)
        atomic_fetch_add(&server->router->metrics->abandoned, 1);
    return is_answered || limit.end == WORK_UNWANTED;
}

static bool put_call(struct call *call, work_run_fn *run)
{
    struct server *server = call->server;
    if (call->is_slow)
        atomic_fetch_add(&server->router->metrics->waited, 1);
    return work_queue_put(call->is_slow ? server->queues.slow : server->queues.ordinary,
                          rate_limit_number(call->handling.client), &call->job, run);
}

// The library calls again, for call->ready.
static void give_back(struct call *call)
{
    rate_limit_end(call->server->router->rate_limit, call->handling.client);
    call->place = CALL_DONE;
    connection_set_waiting(connection_of(call->mhd), false);
    MHD_resume_connection(call->mhd);
}

static void run_queued(struct work_item *job)
{
    struct call *call = (struct call *)job;
    call->ready = NULL;
    if (!search_answer(call->server, connection_of(call->mhd))) {
        call->is_slow = true;
        if (put_call(call, run_queued))
            return;
    }
    give_back(call);
}

// Hands the call to the queue that it belongs to; the library calls again when the response is there.
static void postpone(struct server *server, struct connection *connection)
{
    struct call *call = &connection->call;
    call->is_slow = rate_limit_begin(server->router->rate_limit, call->handling.client);
    call->place = CALL_QUEUED;
    call->server = server;
    connection_set_waiting(connection, true);
    MHD_suspend_connection(call->mhd);
    if (!put_call(call, run_queued))
        give_back(call); // the server is closing: no answer
}

// The first phase, in the thread that serves the connection.
static enum MHD_Result answer(struct server *server, struct connection *connection)
{
    struct error err = {0};
    struct worker *worker;
    if (worker_take(server->options.workers, &worker, &err)) {
        log_error("%s", err.message);
        return MHD_NO;
    }
    struct call *call = &connection->call;
    request_read(connection);
    bool is_answered = router_prepare(server->router, worker, &call->handling);
    struct MHD_Response *stream, *made = NULL;
    if (is_answered && note_answer(server, connection, &stream))
        made = ready_response_now(&call->handling, stream, is_last(server));
    worker_give(server->options.workers, worker);
    if (is_answered)
        return send_response(call, made);
    postpone(server, connection);
    return MHD_YES;
}

// What came back from a queue.
static enum MHD_Result send_made(struct server *server, struct call *call)
{
    struct ready_response *ready = call->ready;
    call->ready = NULL;
    handling_clear(&call->handling); // all is copied: an answer may be long on its way
    return send_response(call, ready ? ready_response_take(ready, is_last(server)) : NULL);
}

// NOLINTNEXTLINE(readability-function-size): libmicrohttpd gives it eight parameters
static enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url,
                                  const char *method, const char *version, const char *upload_data,
                                  size_t *upload_data_size, void **request_context)
{
    (void)url;
    (void)upload_data;
    (void)upload_data_size;
    struct connection *connection = *request_context;
    if (!connection)
        return MHD_NO;
    // The library calls first when the headers are read, then when the request is complete. An answer at the
    // first call ends the connection: right for a request with a body, which nobody will read.
    bool is_first = !connection->call.is_announced;
    connection->call.is_announced = true;
    if (is_first) {
        connection->call.has_body = request_has_body(mhd);
        const struct framing_line line = {method, connection->call.raw_target, version,
                                          connection->call.raw_target_len};
        connection->call.fault = framing_fault(mhd, &line);
        if (!connection->call.has_body && !connection->call.fault)
            return MHD_YES;
    }
    struct server *server = cls;
    connections_set_idle(&server->connections, connection, false);
    connection->call.mhd = mhd;
    connection->call.method_text = method;
    connection->call.version_text = version;
    bool is_made = connection->call.place == CALL_DONE;
    return is_made ? send_made(server, &connection->call) : answer(server, connection);
}

// --- start and stop -------------------------------------------------------------------------------

static void log_library(void *cls, const char *format, va_list arguments)
{
    (void)cls;
    char text[300];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    (void)vsnprintf(text, sizeof text, format, arguments);
#pragma GCC diagnostic pop
    text[strcspn(text, "\r\n")] = '\0';
    log_write(LOG_LEVEL_DEBUG, "http: %s", text);
}

// Parameters are taken apart in target.c: the library's own reading of them stays as it came.
static size_t leave_escaped(void *cls, struct MHD_Connection *mhd, char *text)
{
    (void)cls;
    (void)mhd;
    return strlen(text);
}

static struct MHD_Daemon *start(struct server *server)
{
    const struct server_options *options = &server->options;
    struct MHD_OptionItem items[] = {
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)log_library, NULL},
        {MHD_OPTION_LISTEN_SOCKET, options->listen_fd, NULL},
        {MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)(options->threads + 1) / 2, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)options->max_connections + SPARE_CONNECTIONS, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY_BYTES, NULL},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, server},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)on_target, server},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_completed, server},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)leave_escaped, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, STRICTNESS, NULL},
        {MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME,
        0, NULL, NULL, on_request, server, MHD_OPTION_ARRAY, items, MHD_OPTION_END);
}

// As many connections as there can be open files for.
static unsigned affordable(unsigned wanted)
{
    size_t room = connections_afford((size_t)wanted + SPARE_CONNECTIONS);
    if (room == (size_t)wanted + SPARE_CONNECTIONS)
        return wanted;
    unsigned most = room > SPARE_CONNECTIONS ? (unsigned)room - SPARE_CONNECTIONS : 1;
    log_warning("only %u connections at once: the limit of open files allows no more", most);
    return most;
}

enum status server_open(const struct server_options *options, const struct router *router,
                        struct access_log *log, struct server **server, struct error *err)
{
    struct server *opened = calloc(1, sizeof *opened);
    if (!opened)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the server");
    opened->options = *options;
    opened->router = router;
    opened->log = log;
    opened->request_seed = clock_wall_ns();
    opened->options.max_connections = affordable(options->max_connections);
    connections_init(&opened->connections,
                     (struct connection_limits){opened->options.max_connections,
                                                options->max_connections_per_address});
    enum status status = queues_open(options->threads, options->is_far, &opened->queues, err);
    opened->ready_pool = ready_pool_open();
    if (status == STATUS_OK && opened->ready_pool)
        opened->daemon = start(opened);
    if (!opened->daemon) {
        int reason = errno;
        queues_close(&opened->queues);
        ready_pool_close(opened->ready_pool);
        connections_clear(&opened->connections);
        free(opened);
        if (status != STATUS_OK)
            return status;
        return error_set(err, STATUS_IO, "cannot start the HTTP server: %s", strerror(reason));
    }
    *server = opened;
    return STATUS_OK;
}

void server_tick(struct server *server)
{
    unsigned cut = connections_cut_slow(&server->connections, clock_coarse_ms(),
                                        (int64_t)server->options.idle_seconds * 1000);
    if (cut > 0)
        log_write(LOG_LEVEL_DEBUG, "cut %u slow connections", cut);
    int64_t now = clock_coarse_ms();
    if (now - server->trimmed_ms > TRIM_MS && connections_have_halved(&server->connections)) {
        (void)malloc_trim(0); // what was theirs lies between what others hold
        server->trimmed_ms = now;
    }
    struct metrics *metrics = server->router->metrics;
    atomic_store(&metrics->in_flight, (long long)server_in_flight(server));
    atomic_store(&metrics->waiting, queues_waiting(&server->queues));
}

void server_drain(struct server *server)
{
    atomic_store(&server->is_draining, true);
    MHD_socket fd = MHD_quiesce_daemon(server->daemon);
    if (fd != MHD_INVALID_SOCKET)
        (void)close(fd);
}

unsigned server_in_flight(const struct server *server)
{
    return atomic_load(&server->in_flight);
}

void server_close(struct server *server)
{
    if (!server)
        return;
    atomic_store(&server->is_closing, true);
    queues_stop(
        &server->queues); // before the library, which does not stop with suspended connections
    MHD_stop_daemon(server->daemon);
    queues_close(&server->queues);
    ready_pool_close(server->ready_pool);
    connections_clear(&server->connections);
    free(server);
}
