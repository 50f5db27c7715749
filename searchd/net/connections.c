// Who is connected, who has to make room, and who is too slow.
//
// Connections are few things of an attacker's and all of a server's, so none is refused while others do nothing: when
// there are too many, the one that has waited for a request for longest goes. In the middle of an answer only those go
// whose client has taken nothing for half a minute, and only where all connections are given answers. The same
// holds among those of one client, by the address that connects: an IPv6 client owns a /64.
//
// Too slow is who sends no whole request in time, or takes too little of an answer in minutes. What was taken is what
// the other side has acknowledged: buffers between us swallow megabytes at once, and then nothing for minutes, while a
// reader reads on. Where the kernel does not say (no TCP), what was handed out counts.
//
// One thread may shut a socket down while another serves it: that thread sees an orderly end. It cannot hit a reused
// descriptor, because a connection leaves the list, under the lock, before its socket is closed.
//
// Cost: two locks a request; a walk over a client's connections where one is added, over all where all are busy.

#include "searchd/net/connections.h"

#include "base/clock.h"
#include "base/hash.h"

#include <arpa/inet.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum {
    // 16 KiB a minute will do. A client's own buffers take what it reads in lumps of some 100 KB, of megabytes where it
    // was fast before, and nothing in between.
    LONG_MS = 300000,
    LONG_BYTES = 5 << 14,
    BRIEF_MS = 30000,
    OTHER_FILES = 200, // index, log, what threads wait at, archives of a backup
};

// --- the rings ------------------------------------------------------------------------------------

void connections_init(struct connections *connections, struct connection_limits limits)
{
    (void)pthread_mutex_init(&connections->lock, NULL);
    connections->limits = limits;
    connections->idle.next = connections->idle.previous = &connections->idle;
    connections->busy.next = connections->busy.previous = &connections->busy;
}

void connections_clear(struct connections *connections)
{
    (void)pthread_mutex_destroy(&connections->lock);
}

static void append(struct connection *ring, struct connection *connection)
{
    connection->next = ring;
    connection->previous = ring->previous;
    ring->previous->next = connection;
    ring->previous = connection;
}

static void take_out(struct connection *connection)
{
    connection->previous->next = connection->next;
    connection->next->previous = connection->previous;
}

static void cut(struct connections *connections, struct connection *connection)
{
    (void)shutdown(connection->fd, SHUT_RDWR);
    connection->is_cut = true;
    connection->is_idle = false;
    connections->cut++;
    take_out(connection);
    append(&connections->busy, connection);
}

// --- clients --------------------------------------------------------------------------------------

static void read_address(struct connection *connection, const struct sockaddr *address)
{
    enum { MAPPED_BYTES = 12, PREFIX_BYTES = 8 };
    unsigned char *client = connection->client;
    connection->is_counted = true;
    if (address && address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof v4);
        client[MAPPED_BYTES - 2] = client[MAPPED_BYTES - 1] = 0xff;
        memcpy(client + MAPPED_BYTES, &v4.sin_addr, sizeof v4.sin_addr);
        (void)inet_ntop(AF_INET, &v4.sin_addr, connection->address, CONNECTION_ADDRESS_SIZE);
    } else if (address && address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, address, sizeof v6);
        bool is_mapped = IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr);
        memcpy(client, &v6.sin6_addr, is_mapped ? sizeof connection->client : PREFIX_BYTES);
        (void)inet_ntop(AF_INET6, &v6.sin6_addr, connection->address, CONNECTION_ADDRESS_SIZE);
    } else {
        connection->is_counted = false;
    }
}

static bool is_same_client(const struct connection *a, const struct connection *b)
{
    return memcmp(a->client, b->client, sizeof a->client) == 0;
}

static struct connection **chain_of(struct connections *connections,
                                    const struct connection *connection)
{
    struct slice client = slice_of((const char *)connection->client, sizeof connection->client);
    return &connections->chains[hash_bytes(client, 0) % CONNECTIONS_CHAINS];
}

// Whether one of the same client had to go.
static bool make_room_alike(struct connections *connections, struct connection *added)
{
    struct connection *oldest = NULL;
    size_t count = 0;
    for (struct connection *at = *chain_of(connections, added); at; at = at->next_alike) {
        if (at->is_cut || !is_same_client(at, added))
            continue;
        count++;
        if (at->is_idle && at != added && (!oldest || at->since_ms <= oldest->since_ms))
            oldest = at;
    }
    if (count <= connections->limits.each)
        return false;
    cut(connections, oldest ? oldest : added);
    return true;
}

static struct connection *find_stuck(struct connections *connections)
{
    struct connection *busy = &connections->busy;
    for (struct connection *at = busy->next; at != busy; at = at->next)
        if (at->is_stuck && !at->is_cut)
            return at;
    return NULL;
}

// Whether one had to go. While all are given answers that are taken there may be more: the library has some to spare.
static bool make_room(struct connections *connections, const struct connection *added)
{
    if (connections->count - connections->cut <= connections->limits.all)
        return false;
    struct connection *oldest = connections->idle.next;
    if (oldest == added || oldest == &connections->idle)
        oldest = find_stuck(connections);
    if (oldest)
        cut(connections, oldest);
    return oldest;
}

// --- their lives ----------------------------------------------------------------------------------

struct connection *connections_add(struct connections *connections, int fd,
                                   const struct sockaddr *address, bool *made_room)
{
    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection)
        return NULL;
    connection->fd = fd;
    read_address(connection, address);
    connection->is_counted = connection->is_counted && connections->limits.each > 0;
    connection->is_idle = true;
    atomic_store_explicit(&connection->since_ms, clock_coarse_ms(), memory_order_relaxed);
    (void)pthread_mutex_lock(&connections->lock);
    append(&connections->idle, connection);
    connections->count++;
    if (connections->count > connections->most)
        connections->most = connections->count;
    *made_room = false;
    if (connection->is_counted) {
        struct connection **chain = chain_of(connections, connection);
        connection->next_alike = *chain;
        *chain = connection;
        *made_room = make_room_alike(connections, connection);
    }
    *made_room |= make_room(connections, connection);
    (void)pthread_mutex_unlock(&connections->lock);
    return connection;
}

void connections_remove(struct connections *connections, struct connection *connection)
{
    (void)pthread_mutex_lock(&connections->lock);
    take_out(connection);
    connections->count--;
    connections->cut -= connection->is_cut;
    if (connection->is_counted) {
        struct connection **at = chain_of(connections, connection);
        while (*at != connection)
            at = &(*at)->next_alike;
        *at = connection->next_alike;
    }
    (void)pthread_mutex_unlock(&connections->lock);
    free(connection->call.target);
    free(connection);
}

void connections_set_idle(struct connections *connections, struct connection *connection,
                          bool is_idle)
{
    (void)pthread_mutex_lock(&connections->lock);
    atomic_store_explicit(&connection->since_ms, clock_coarse_ms(), memory_order_relaxed);
    if (!connection->is_cut) {
        connection->is_idle = is_idle;
        connection->is_stuck = false;
        take_out(connection);
        append(is_idle ? &connections->idle : &connections->busy, connection);
    }
    (void)pthread_mutex_unlock(&connections->lock);
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

// --- who is too slow ------------------------------------------------------------------------------

static uint64_t taken(const struct connection *connection)
{
    struct tcp_info info = {0};
    socklen_t len = sizeof info;
    if (getsockopt(connection->fd, IPPROTO_TCP, TCP_INFO, &info, &len) == 0)
        return info.tcpi_bytes_acked;
    return atomic_load_explicit(&connection->sent_bytes, memory_order_relaxed);
}

// Whether what is given an answer takes too little of it; notes whether it took nothing lately.
static bool is_slow(struct connection *connection, int64_t now)
{
    int64_t since = atomic_load_explicit(&connection->since_ms, memory_order_relaxed);
    bool is_waiting = atomic_load_explicit(&connection->is_waiting, memory_order_relaxed);
    bool is_new = connection->brief.ms < since;
    if (!is_waiting && !is_new && now - connection->brief.ms < BRIEF_MS)
        return false;
    const struct progress here = {now, taken(connection)};
    if (is_waiting || is_new) {
        connection->brief = connection->steady = here;
        connection->is_stuck = false;
        return false;
    }
    connection->is_stuck = here.bytes == connection->brief.bytes;
    connection->brief = here;
    if (now - connection->steady.ms < LONG_MS)
        return false;
    bool is_little = here.bytes - connection->steady.bytes < LONG_BYTES;
    connection->steady = here;
    return is_little;
}

unsigned connections_cut_slow(struct connections *connections, int64_t now_ms, int64_t idle_ms)
{
    unsigned count = 0;
    (void)pthread_mutex_lock(&connections->lock);
    struct connection *idle = &connections->idle, *busy = &connections->busy;
    for (struct connection *at = busy->next, *next; at != busy; at = next) {
        next = at->next;
        if (!at->is_cut && is_slow(at, now_ms)) {
            cut(connections, at);
            count++;
        }
    }
    while (idle->next != idle && now_ms - idle->next->since_ms > idle_ms) {
        cut(connections, idle->next);
        count++;
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

size_t connections_afford(size_t wanted)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return wanted;
    rlim_t needed = wanted + OTHER_FILES;
    if (files.rlim_cur < needed) {
        files.rlim_cur = files.rlim_max < needed ? files.rlim_max : needed;
        if (setrlimit(RLIMIT_NOFILE, &files) != 0)
            (void)getrlimit(RLIMIT_NOFILE, &files);
    }
    if (files.rlim_cur >= needed)
        return wanted;
    return files.rlim_cur > OTHER_FILES ? files.rlim_cur - OTHER_FILES : 1;
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
    call->ready = NULL;
    call->status = 0;
    return true;
}
