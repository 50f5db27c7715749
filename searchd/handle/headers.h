// Headers that every answer carries, whatever it is about.
#ifndef SEARCHD_HANDLE_HEADERS_H
#define SEARCHD_HANDLE_HEADERS_H

#include "searchd/ask/context.h"
#include "searchd/handle/http.h"

#include <stdbool.h>

// Cache-Control by the route's flags (routes.h), Vary, and for good answers ETag (none if empty) and Last-Modified.
void headers_add_caching(const struct request_context *context, unsigned route_flags,
                         struct slice etag, struct http_response *response);

void headers_add_security(bool is_page, struct http_response *response);

// Server-Timing, where a search was measured.
void headers_add_timing(const struct request_context *context, struct http_response *response);

#endif
