// The table of addresses. See routes.c.
#ifndef SEARCHD_HANDLE_ROUTES_H
#define SEARCHD_HANDLE_ROUTES_H

#include "searchd/ask/context.h"
#include "searchd/handle/http.h"

#include <stdbool.h>

enum route_flags {
    ROUTE_INDEX = 1 << 0,     // needs a view; its answer changes with the generation
    ROUTE_TRY_INDEX = 1 << 1, // takes a view when it can have one
    ROUTE_LIVE = 1 << 2,      // changes at any moment: no ETag, no caching
    ROUTE_DAILY = 1 << 3,     // depends on today's date
    ROUTE_PAGE = 1 << 4,      // for people: trouble is told as HTML
    ROUTE_PLAIN = 1 << 5,     // takes no parameters: one given is refused
    ROUTE_STREAM = 1 << 6,    // too large to keep
    ROUTE_STRICT = 1 << 7,    // 406 when Accept excludes its type
    ROUTE_STATIC = 1 << 8,    // the same until the next release
    ROUTE_IF_PREFERRED =
        1 << 9, // only where Accept prefers its type to those of the rows below, of the same path
    ROUTE_FILE = 1 << 12, // a file of the operator's, with a tag of its own; waits as a search does
    ROUTE_EXCHANGE = 1 << 11, // the tail is an exchange's identifier
    ROUTE_DUMP = 1 << 13,     // names the dump of the generation, which comes after it
    ROUTE_FORM =
        1
        << 10, // a form of what stands at the path without the suffix; not where something has all of it
};

struct route {
    const char *name;   // for metrics
    const char *path;   // the whole path; or its beginning, when handle_tail is set
    const char *suffix; // with handle_tail: how the path ends; NULL: anyhow
    const char *type;   // what it answers
    unsigned flags;
    enum status (*handle)(struct request_context *context, struct http_response *response,
                          struct error *err);
    // or, with the (not empty) part of the path between `path` and `suffix`:
    enum status (*handle_tail)(struct request_context *context, struct slice tail,
                               struct http_response *response, struct error *err);
};

// A path as http.h has it.
struct route_path {
    struct slice text;
    size_t plain_len, last_len;
};

// The route for a path; NULL when there is none. *tail points into it. `accept` decides where one
// address has several representations. The second knows no forms: the tail is the whole rest of the path.
const struct route *routes_find(const struct route_path *path, struct slice accept,
                                struct slice *tail);
const struct route *routes_find_whole(const struct route_path *path, struct slice accept,
                                      struct slice *tail);

// A number for each route, and one more, the last, for what matched none; their names, for metrics.
unsigned routes_index(const struct route *route); // NULL: the last
unsigned routes_count(void);
const char *routes_name(unsigned index);

#endif
