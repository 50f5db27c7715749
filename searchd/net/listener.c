// See listener.h.
//
// What an operator writes is checked before it is resolved: a port of six digits is a mistake, not another port. Of
// several addresses that a name has, the first that can be had is listened at.

#include "searchd/net/listener.h"

#include "base/slice.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024, HOST_SIZE = 256 };

// getaddrinfo takes any number, and of a large one the last sixteen bits.
static bool is_port(const char *text)
{
    size_t len = strspn(text, "0123456789");
    return len > 0 && len < 6 && text[len] == '\0' && strtoul(text, NULL, 10) <= 65535;
}

// "host:port" -> its two parts; "[::1]:80" without the brackets; an empty host is every address.
static bool split(const char *where, char host[HOST_SIZE], const char **port)
{
    const char *colon = strrchr(where, ':');
    if (!colon || !is_port(colon + 1))
        return false;
    struct slice name = slice_of(where, (size_t)(colon - where));
    if (slice_starts_with(name, SLICE("[")) && slice_ends_with(name, SLICE("]")))
        name = slice_of(name.ptr + 1, name.len - 2);
    if (name.len >= HOST_SIZE || memchr(name.ptr, '[', name.len) || memchr(name.ptr, ']', name.len))
        return false;
    memcpy(host, name.ptr, name.len);
    host[name.len] = '\0';
    *port = colon + 1;
    return true;
}

// The caller frees what was found.
static enum status resolve(const char *where, struct addrinfo **found, struct error *err)
{
    char host[HOST_SIZE];
    const char *port;
    if (!split(where, host, &port))
        return error_set(err, STATUS_INVALID,
                         "--listen %s: write ADDRESS:PORT, [ADDRESS]:PORT or :PORT, "
                         "the port up to 65535",
                         where);
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    int code = getaddrinfo(host[0] ? host : NULL, port, &hints, found);
    return code ? error_set(err, STATUS_INVALID, "--listen %s: %s", where, gai_strerror(code))
                : STATUS_OK;
}

static int listen_at(const struct addrinfo *address)
{
    int fd = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    const int on = 1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int reason = errno;
    (void)close(fd);
    errno = reason;
    return -1;
}

// Whether the address is one of this machine, at some port: the one that is meant may be in use.
static bool is_here(const struct addrinfo *address)
{
    struct sockaddr_storage any_port;
    memcpy(&any_port, address->ai_addr, address->ai_addrlen);
    if (address->ai_family == AF_INET)
        ((struct sockaddr_in *)&any_port)->sin_port = 0;
    else
        ((struct sockaddr_in6 *)&any_port)->sin6_port = 0;
    int fd = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    bool is_bound = bind(fd, (struct sockaddr *)&any_port, address->ai_addrlen) == 0;
    int reason = errno;
    (void)close(fd);
    errno = reason;
    return is_bound;
}

enum status listener_check(const char *where, struct error *err)
{
    struct addrinfo *found = NULL;
    enum status status = resolve(where, &found, err);
    if (status != STATUS_OK)
        return status;
    bool can_listen = false;
    for (struct addrinfo *at = found; at && !can_listen; at = at->ai_next)
        can_listen = is_here(at);
    int reason = errno;
    freeaddrinfo(found);
    return can_listen
               ? STATUS_OK
               : error_set(err, STATUS_IO, "cannot listen at %s: %s", where, strerror(reason));
}

enum status listener_open(const char *where, int *fd, struct error *err)
{
    struct addrinfo *found = NULL;
    enum status status = resolve(where, &found, err);
    if (status != STATUS_OK)
        return status;
    int opened = -1;
    for (struct addrinfo *at = found; at && opened < 0; at = at->ai_next)
        opened = listen_at(at);
    int reason = errno;
    freeaddrinfo(found);
    if (opened < 0)
        return error_set(err, STATUS_IO, "cannot listen at %s: %s", where, strerror(reason));
    *fd = opened;
    return STATUS_OK;
}

void listener_describe(int fd, char text[LISTENER_TEXT_SIZE])
{
    struct sockaddr_storage address = {0};
    socklen_t size = sizeof address;
    char host[NI_MAXHOST], port[NI_MAXSERV];
    if (getsockname(fd, (struct sockaddr *)&address, &size) != 0 ||
        getnameinfo((struct sockaddr *)&address, size, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
        (void)snprintf(text, LISTENER_TEXT_SIZE, "a socket");
        return;
    }
    bool is_v6 = address.ss_family == AF_INET6;
    (void)snprintf(text, LISTENER_TEXT_SIZE, "http://%s%.50s%s:%.8s", is_v6 ? "[" : "", host,
                   is_v6 ? "]" : "", port);
}
