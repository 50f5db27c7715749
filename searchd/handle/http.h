// A request and a response as the program sees them: HTTP without the library that speaks it.
//
// server.c turns a connection into a struct http_request and sends the struct http_response that a
// handler filled in. Handlers see neither sockets nor libmicrohttpd. HEAD, ETag, 304, gzip,
// security headers and the access log are the server's and the router's business, never a
// handler's.
#ifndef SEARCHD_HANDLE_HTTP_H
#define SEARCHD_HANDLE_HTTP_H

#include "answer/params_url.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_OPTIONS, HTTP_OTHER };

// The last lines of a header that may come several times, in their order.
struct header_lines {
    struct slice last[8];
    size_t count;
};

// Headers that are lists, which may be sent in several lines.
enum http_list { HTTP_ACCEPT, HTTP_ACCEPT_ENCODING, HTTP_IF_NONE_MATCH, HTTP_LISTS };

// Everything is borrowed from the request's arena.
struct http_request {
    enum http_method method;
    struct slice target;              // as sent: "/question/x?surligner=a"
    struct slice path;                // percent-decoded, valid UTF-8, starts with '/'
    size_t plain_len;                 // of path, before the first '/' that was sent as %2F
    size_t last_len;                  // of path, after the last '/' that was sent as it is
    struct parameter_list parameters; // of the query string, percent-decoded
    unsigned repairs;                 // of path or parameters: bits of enum http_repair
    // Headers of interest; empty when absent.
    struct slice host;
    bool lacks_host;    // though HTTP/1.1 demands one
    bool has_body;      // which nobody will read
    struct slice fault; // why others may take it apart otherwise, in French; empty: none
    struct slice accept;
    struct slice accept_encoding;
    struct slice if_none_match;
    struct slice if_modified_since;
    struct slice range, if_range;
    struct header_lines further[HTTP_LISTS]; // behind the first line, until the router joins them
    struct header_lines forwarded_for;
    struct slice client; // the peer's address as text, without port
};

enum {
    HTTP_MAX_RESPONSE_HEADERS = 24,
    // Of one that repeats what the client sent. With its request and the other headers it has to fit into a
    // connection's memory (server.c), else nothing at all is answered.
    HTTP_MAX_HEADER_LEN = 4000,
};

struct http_header {
    const char *name;  // static storage
    const char *value; // static storage or the request's arena
};

struct request_context;

// A body made piece by piece, for exports. `next` appends the next piece (some tens of kilobytes)
// to out and sets *end with the last one; it gets a fresh context for each piece, so that no
// view outlives the call. A status other than OK cuts the connection: the client sees a
// truncated answer, behind what `break_off` (or NULL) appends to out, which is empty: a piece that
// failed is not handed out, nor one of which the index says afterwards that it was damaged.
// `was_asked`: there was such a piece; else not even a view for it was to be had.
// `close` is called exactly once, also when the client went away.
struct http_stream {
    enum status (*next)(void *state, struct request_context *context, struct buf *out, bool *end,
                        struct error *err);
    void (*break_off)(void *state, enum status status, bool was_asked, struct buf *out);
    void (*close)(void *state);
    void *state; // owned by the stream
    uint64_t
        size; // of a file's bytes, which the index has nothing to do with; 0: not known before the end
};

// What a handler fills in. It starts as status 200, an empty body and no type.
struct http_response {
    unsigned status;
    const char *content_type;  // "text/html; charset=utf-8"; static storage
    struct buf *body;          // append the answer here; belongs to the worker
    struct slice fixed;        // or: bytes in static storage (embedded files), sent instead of body
    struct http_stream stream; // when stream.next is set: what follows body
    const char *cache_control; // NULL: the route's own; static storage
    struct http_header headers[HTTP_MAX_RESPONSE_HEADERS]; // further headers: http_add_header
    size_t header_count;
};

// Adds a header; `name` lives in static storage, `value` at least as long as the request's arena.
// One header too many is our bug (assert).
void http_add_header(struct http_response *response, const char *name, const char *value);

// Takes it out again, if it is there.
void http_drop_header(struct http_response *response, const char *name);

// Gives up a stream that was begun.
void http_end_stream(struct http_response *response);

// The value of the first parameter called `name`; false when there is none.
bool http_parameter(const struct http_request *request, struct slice name, struct slice *value);

// The lines of a list as one (RFC 9110, 5.3), from the arena where there are further ones.
struct slice http_join(struct slice first, const struct header_lines *further, struct arena *arena);

// Whether an Accept header prefers `type` ("text/html") to `other`; by RFC 9110 quality values.
// An empty header accepts everything alike: false.
bool http_prefers(struct slice accept, struct slice type, struct slice other);

// The quality (0 to 1000) that an Accept header gives to `type`; 1000 when the header is empty.
int http_quality(struct slice accept, struct slice type);

// Whether an If-None-Match header lists the tag (weak comparison, RFC 9110, 13.1.2).
bool http_lists_tag(struct slice header, struct slice etag);

#endif
