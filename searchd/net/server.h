// The home of libmicrohttpd: sockets, threads, limits.
#ifndef SEARCHD_NET_SERVER_H
#define SEARCHD_NET_SERVER_H

#include "base/error.h"
#include "searchd/handle/router.h"
#include "searchd/observe/access_log.h"
#include "searchd/work/worker.h"

#include <stdbool.h>
#include <stdint.h>

struct server_options {
    int listen_fd;    // listening; the server closes it
    unsigned threads; // that search; half as many serve, half make long answers
    bool is_far;      // the index: threads wait for it, so there are several times as many
    struct worker_pool *workers;
    unsigned max_connections;
    unsigned max_connections_per_address; // 0: any number
    unsigned idle_seconds; // a connection without a complete request for that long is cut
};

struct server;

// Starts answering. All pointers are borrowed until server_close.
enum status server_open(const struct server_options *options, const struct router *router,
                        struct access_log *log, struct server **server,
                        struct error *err) STATUS_NODISCARD;

// Housekeeping, about once a second: cuts connections that are too slow.
void server_tick(struct server *server);

// Takes no new connections and asks clients to close theirs after the answer under way.
void server_drain(struct server *server);

// Requests being answered now.
unsigned server_in_flight(const struct server *server);

// Stops all threads and closes all connections. NULL is fine.
void server_close(struct server *server);

#endif
