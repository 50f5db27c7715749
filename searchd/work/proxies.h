// For whom a request is: the client itself, or whom a proxy names that is believed (X-Forwarded-For).
#ifndef SEARCHD_WORK_PROXIES_H
#define SEARCHD_WORK_PROXIES_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "searchd/handle/http.h"

#include <stdbool.h>

enum { PROXIES_MAX = 64 };

// The addresses of an IPv6 network; IPv4 is ::ffff:0:0/96.
struct network {
    unsigned char bytes[16];
    unsigned bits;
};

struct proxies {
    struct network networks[PROXIES_MAX];
    size_t count;
    bool will_replace; // what is added next takes the place of all there is
};

// This machine's own, to be replaced by what is added.
void proxies_init(struct proxies *proxies);

// Adds networks or addresses, separated by commas or blanks, "10.0.0.0/8 2001:db8::7"; "none" takes out all before it.
// False: one is neither, or there are too many.
bool proxies_add(struct proxies *proxies, const char *text);

// As proxies_add reads them.
void proxies_print(const struct proxies *proxies, struct buf *out);

// The client of a request that came from `peer` with these lines of X-Forwarded-For: the peer, unless it is a proxy
// that is believed, else the last address in all lines that is not such a proxy's. Where a proxy wrote something that
// is no address, it is the proxy. Its text, from the arena; of IPv6 its /64, "2001:db8:0:7::/64". Empty: nobody but
// proxies that are believed.
struct slice proxies_client(const struct proxies *proxies, struct slice peer,
                            const struct header_lines *forwarded, struct arena *arena);

#endif
