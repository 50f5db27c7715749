// Headers that every answer carries, whatever it is about.
#ifndef SEARCHD_HANDLE_HEADERS_H
#define SEARCHD_HANDLE_HEADERS_H

#include "searchd/ask/context.h"
#include "searchd/handle/http.h"

#include <stdbool.h>

// What a client may ask for anew by: empty, and 0, where there is nothing of the kind.
struct validators {
    struct slice etag;
    int64_t modified;
};

// Cache-Control by the route's flags (routes.h), Vary, and for good answers ETag and Last-Modified.
void headers_add_caching(const struct request_context *context, unsigned route_flags,
                         const struct validators *validators, struct http_response *response);

void headers_add_security(bool is_page, struct http_response *response);

// Server-Timing, where a search was measured.
void headers_add_timing(const struct request_context *context, struct http_response *response);

#endif
