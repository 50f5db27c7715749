// Who is connected, and who is too slow.
//
// The HTTP library cuts connections on which nothing moves. A hostile client moves a byte now and then
// (slow requests, slow reading), so a second clock runs here: it is only reset by a whole request
// or by a fair amount of an answer. The watcher (main thread) may shut a socket down while another thread
// serves it: that thread sees an orderly end. It cannot hit a reused descriptor, because a
// connection leaves the list, under the lock, before its socket is closed.

#include "searchd/net/connections.h"

#include "base/clock.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_WINDOW_MS = 60000, ANSWER_MIN_BYTES = 16384 };

void connections_init(struct connections *connections)
{
    (void)pthread_mutex_init(&connections->lock, NULL);
    connections->head.next = connections->head.previous = &connections->head;
}

void connections_clear(struct connections *connections)
{
    (void)pthread_mutex_destroy(&connections->lock);
}

static void write_address(const struct sockaddr *address, char text[CONNECTION_ADDRESS_SIZE])
{
    text[0] = '\0';
    if (address && address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof v4);
        (void)inet_ntop(AF_INET, &v4.sin_addr, text, CONNECTION_ADDRESS_SIZE);
    } else if (address && address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, address, sizeof v6);
        (void)inet_ntop(AF_INET6, &v6.sin6_addr, text, CONNECTION_ADDRESS_SIZE);
    }
}

struct connection *connections_add(struct connections *connections, int fd,
                                   const struct sockaddr *address)
{
    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection)
        return NULL;
    connection->fd = fd;
    write_address(address, connection->address);
    connection_set_answering(connection, false);
    (void)pthread_mutex_lock(&connections->lock);
    struct connection *head = &connections->head;
    connection->next = head->next;
    connection->previous = head;
    head->next->previous = connection;
    head->next = connection;
    connections->count++;
    if (connections->count > connections->most)
        connections->most = connections->count;
    (void)pthread_mutex_unlock(&connections->lock);
    return connection;
}

void connections_remove(struct connections *connections, struct connection *connection)
{
    (void)pthread_mutex_lock(&connections->lock);
    connection->previous->next = connection->next;
    connection->next->previous = connection->previous;
    connections->count--;
    (void)pthread_mutex_unlock(&connections->lock);
    free(connection->call.target);
    free(connection);
}

void connection_set_answering(struct connection *connection, bool is_answering)
{
    atomic_store_explicit(&connection->since_ms, clock_coarse_ms(), memory_order_relaxed);
    atomic_store_explicit(&connection->is_answering, is_answering, memory_order_relaxed);
}

bool connection_is_gone(const struct connection *connection)
{
    short gone = POLLHUP | POLLERR | (connection->call.is_slow ? POLLRDHUP : 0);
    struct pollfd poller = {.fd = connection->fd, .events = POLLRDHUP};
    return poll(&poller, 1, 0) > 0 && (poller.revents & gone);
}

void connection_set_waiting(struct connection *connection, bool is_waiting)
{
    atomic_store_explicit(&connection->since_ms, clock_coarse_ms(), memory_order_relaxed);
    atomic_store_explicit(&connection->is_waiting, is_waiting, memory_order_relaxed);
}

static bool is_slow(struct connection *connection, int64_t now, int64_t idle_ms)
{
    if (atomic_load_explicit(&connection->is_waiting, memory_order_relaxed))
        return false;
    int64_t since = atomic_load_explicit(&connection->since_ms, memory_order_relaxed);
    if (!atomic_load_explicit(&connection->is_answering, memory_order_relaxed))
        return now - since > idle_ms;
    if (connection->seen_ms < since) { // a new answer since the last look
        connection->seen_ms = since;
        connection->seen_bytes = atomic_load(&connection->sent_bytes);
    }
    if (now - connection->seen_ms < ANSWER_WINDOW_MS)
        return false;
    uint64_t sent = atomic_load(&connection->sent_bytes);
    uint64_t progress = sent - connection->seen_bytes;
    connection->seen_bytes = sent;
    connection->seen_ms = now;
    return progress < ANSWER_MIN_BYTES;
}

unsigned connections_cut_slow(struct connections *connections, int64_t idle_ms)
{
    unsigned count = 0;
    int64_t now = clock_coarse_ms();
    (void)pthread_mutex_lock(&connections->lock);
    struct connection *head = &connections->head;
    for (struct connection *at = head->next; at != head; at = at->next) {
        if (is_slow(at, now, idle_ms)) {
            (void)shutdown(at->fd, SHUT_RDWR);
            count++;
        }
    }
    (void)pthread_mutex_unlock(&connections->lock);
    return count;
}

bool connections_have_halved(struct connections *connections)
{
    enum { HUNDREDS = 200 };
    (void)pthread_mutex_lock(&connections->lock);
    bool halved = connections->most >= HUNDREDS && connections->count <= connections->most / 2;
    if (halved)
        connections->most = connections->count;
    (void)pthread_mutex_unlock(&connections->lock);
    return halved;
}

bool connections_start_call(struct call *call, struct slice target)
{
    if (target.len + 1 > call->target_capacity) {
        size_t capacity = target.len + 1 < 256 ? 256 : target.len + 1;
        char *room = realloc(call->target, capacity);
        if (!room)
            return false;
        call->target = room;
        call->target_capacity = capacity;
    }
    memcpy(call->target, target.ptr, target.len);
    call->target[target.len] = '\0';
    call->target_len = target.len;
    call->is_active = true;
    call->is_announced = false;
    call->place = CALL_HERE;
    call->made = NULL;
    call->status = 0;
    return true;
}
