// sd_notify(3) and sd_listen_fds(3), by their protocols as documented there.

#include "searchd/net/notify.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { LISTEN_FDS_START = 3 };

void notify_send(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t len = path ? strlen(path) : 0;
    if (len < 2 || len >= sizeof address.sun_path)
        return;
    memcpy(address.sun_path, path, len);
    if (path[0] == '@') // the abstract name space
        address.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
    (void)sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address, size);
    (void)close(fd);
}

// The number in an environment variable meant for this process (`pid_name` names the one with our
// process id); 0 when there is none.
static unsigned long long number_for_us(const char *name, const char *pid_name)
{
    const char *pid = getenv(pid_name);
    const char *value = getenv(name);
    if (!value || (pid && strtoll(pid, NULL, 10) != (long long)getpid()))
        return 0;
    return strtoull(value, NULL, 10);
}

uint64_t notify_watchdog_interval_ms(void)
{
    return number_for_us("WATCHDOG_USEC", "WATCHDOG_PID") / 2000;
}

int notify_listen_socket(void)
{
    if (!getenv("LISTEN_PID") || number_for_us("LISTEN_FDS", "LISTEN_PID") < 1)
        return -1;
    if (fcntl(LISTEN_FDS_START, F_SETFD, FD_CLOEXEC) < 0)
        return -1;
    return LISTEN_FDS_START;
}
