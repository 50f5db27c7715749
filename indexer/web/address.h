// Addresses on the Web that the operator names, or a server sends us to: parsed once, in one spelling.
#ifndef INDEXER_WEB_ADDRESS_H
#define INDEXER_WEB_ADDRESS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct address {
    struct slice url;  // with a NUL after it; what a source on the Web is recorded as
    struct slice host; // in lower case
    uint16_t port;
    bool is_secure; // https
};

// Whether a word of the command line is an address and no path: it begins with a scheme and "://".
bool address_is(const char *text);

// STATUS_INVALID, saying why, for what is not http or https, or names a user. Borrowed from the arena.
enum status address_parse(struct slice text, struct arena *arena, struct address *out,
                          struct error *err) STATUS_NODISCARD;

// What may be shown of a text that should be an address: without user and password. {NULL, 0} without memory.
struct slice address_shown(struct slice text, struct arena *arena);

// Whether who trusts `from` trusts `to`, where `from` sends him: the same server, or from http to https on its host.
bool address_is_same_server(const struct address *from, const struct address *to);

#endif
