// The two protocols of systemd that a daemon speaks without its library: telling how one is
// (sd_notify(3)) and taking over sockets (sd_listen_fds(3)).
#ifndef SEARCHD_NET_NOTIFY_H
#define SEARCHD_NET_NOTIFY_H

#include <stdint.h>

// Sends "READY=1" and the like to $NOTIFY_SOCKET. Nothing happens without one.
void notify_send(const char *state);

// How often to send "WATCHDOG=1": half of $WATCHDOG_USEC in milliseconds; 0: never.
uint64_t notify_watchdog_interval_ms(void);

// The first socket handed over by the service manager, -1 when there is none. Made close-on-exec.
int notify_listen_socket(void);

#endif
