// Who is connected, and who is too slow. See connections.c.
#ifndef SEARCHD_NET_CONNECTIONS_H
#define SEARCHD_NET_CONNECTIONS_H

#include "base/slice.h"
#include "searchd/handle/router.h"
#include "searchd/work/work_queue.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum { CONNECTION_ADDRESS_SIZE = 46, REQUEST_ID_SIZE = 33 };

struct MHD_Connection;
struct MHD_Response;
struct server;

// Where the answer is made.
enum call_place {
    CALL_HERE,   // by the thread that serves the connection
    CALL_QUEUED, // the connection is suspended meanwhile
    CALL_DONE,   // it came back from the queue
};

// The request under way on a connection. Only the thread that serves the connection touches it, or the queue's while
// it is there.
struct call {
    struct work_item job;  // first: a job of the queue is a call
    struct server *server; // set before it goes there
    enum call_place place;
    struct MHD_Connection *mhd;
    struct handling handling;
    const char *method_text, *version_text; // the library's
    const char *raw_target;                 // its, too, with the length that it came with
    size_t raw_target_len;
    struct MHD_Response *made; // what came back from the queue; NULL: nothing
    char *target;              // owned; kept from request to request
    size_t target_len;
    size_t target_capacity;
    char request_id[REQUEST_ID_SIZE];
    char method[16];
    uint64_t start_us;
    unsigned route;
    unsigned status; // 0: no answer was queued
    bool is_active;
    bool is_announced; // its headers were read
    bool has_body;
    const char *fault; // of its framing, see framing.h; static storage
    bool is_slow;      // waits in the slow queue
};

struct connection {
    struct connection *next, *previous; // guarded by the list's lock
    int fd;
    char address[CONNECTION_ADDRESS_SIZE];
    atomic_bool is_answering; // else it waits for a request
    atomic_bool is_waiting;   // for the next piece of the answer: not slow itself
    atomic_llong since_ms;    // when that began, or the last piece was made
    atomic_ullong sent_bytes; // of the body
    uint64_t seen_bytes;      // the watcher's: sent_bytes at its last look
    int64_t seen_ms;          // and when that was
    struct call call;
};

struct connections {
    pthread_mutex_t lock;
    struct connection head; // a ring; guarded by lock, like these two
    size_t count, most;     // now, and since they last halved
};

void connections_init(struct connections *connections);
void connections_clear(struct connections *connections); // all must have been removed

// NULL without memory.
struct connection *connections_add(struct connections *connections, int fd,
                                   const struct sockaddr *address);
void connections_remove(struct connections *connections, struct connection *connection);

void connection_set_answering(struct connection *connection, bool is_answering);

// The client waits for a piece of the answer to be made; when it is, it has its time to take it.
void connection_set_waiting(struct connection *connection, bool is_waiting);

// Shuts down what is too slow: no complete request within idle_ms, or an answer that moved less than
// 16 KiB within a minute. The serving thread then sees the end of the connection. Returns how many.
unsigned connections_cut_slow(struct connections *connections, int64_t idle_ms);

// Whether there were hundreds, and half of them or more are gone; true once for each time.
bool connections_have_halved(struct connections *connections);

// Remembers the target of a new request; false without memory.
bool connections_start_call(struct call *call, struct slice target);

// Whether nobody waits for the answer any more. A client that has closed its side may still read; in the slow queue,
// where answers are dear, it counts as gone.
bool connection_is_gone(const struct connection *connection);

#endif
