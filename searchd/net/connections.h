// Who is connected, who has to make room, and who is too slow. See connections.c.
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

enum { CONNECTION_ADDRESS_SIZE = 46, REQUEST_ID_SIZE = 33, CONNECTIONS_CHAINS = 1024 };

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
    struct ready_response *ready; // what came back from the queue; NULL: nothing
    char *target;                 // owned; kept from request to request
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

// How much of an answer a client had taken at some moment.
struct progress {
    int64_t ms;
    uint64_t bytes;
};

struct connection {
    struct connection *next,
        *previous; // of its ring; guarded by the list's lock, like all down to `brief`
    struct connection *next_alike; // of its chain
    unsigned char client[16];      // whose it is: an IPv6 /64, an IPv4 address as ::ffff:a.b.c.d
    bool is_counted; // against the client's limit: it has an address, and there is one
    bool is_idle;    // waits for a request, in the ring of those
    bool is_cut;     // its socket is shut down
    bool is_stuck;   // nothing was taken of its answer lately
    struct progress steady, brief; // where the two measures began
    int fd;
    char address[CONNECTION_ADDRESS_SIZE];
    atomic_bool is_waiting;   // for the answer or the next piece of it to be made: not slow itself
    atomic_llong since_ms;    // when it fell idle, or the last piece was made
    atomic_ullong sent_bytes; // of the body
    struct call call;
};

struct connection_limits {
    size_t all;
    size_t each; // from one client; 0: any number
};

struct connections {
    struct connection_limits limits;
    pthread_mutex_t lock;
    struct connection idle,
        busy; // rings, the first in the order in which they fell idle; guarded by lock, like the rest
    struct connection *chains[CONNECTIONS_CHAINS]; // those of each client, among others
    size_t count, most;                            // now, and since they last halved
    size_t cut;                                    // of `count`: about to go
};

void connections_init(struct connections *connections, struct connection_limits limits);
void connections_clear(struct connections *connections); // all must have been removed

// NULL without memory. Where there are now too many, one of the same client or of all has to go, the one that has been
// idle for longest; of a client that has too many and none idle this one. *made_room: whether one had to.
struct connection *connections_add(struct connections *connections, int fd,
                                   const struct sockaddr *address, bool *made_room);
void connections_remove(struct connections *connections, struct connection *connection);

// From now on it waits for a request, or is given an answer.
void connections_set_idle(struct connections *connections, struct connection *connection,
                          bool is_idle);

// The client waits for an answer or a piece of it to be made; when it is, it has its time to take it.
void connection_set_waiting(struct connection *connection, bool is_waiting);

// Shuts down what is too slow at now_ms, by clock_coarse_ms: no complete request within idle_ms, or an answer of which
// the client took less than 80 KiB within five minutes. The serving thread then sees the end of the connection. Returns
// how many. About once a second.
unsigned connections_cut_slow(struct connections *connections, int64_t now_ms, int64_t idle_ms);

// Whether there were hundreds, and half of them or more are gone; true once for each time.
bool connections_have_halved(struct connections *connections);

// How many of `wanted` connections this process may have open files for, beside some others; raises its limit as far as
// it may.
size_t connections_afford(size_t wanted);

// Remembers the target of a new request; false without memory.
bool connections_start_call(struct call *call, struct slice target);

// Whether nobody waits for the answer any more. A client that has closed its side may still read; in the slow queue,
// where answers are dear, it counts as gone.
bool connection_is_gone(const struct connection *connection);

#endif
