// See request.h.
//
// Everything stays where the library has it, until the request is answered: nothing is copied but the name of the
// method and what identifies the request. Cost: a walk over the headers.
#include "searchd/net/request.h"

#include <microhttpd.h>

#include <string.h>

static enum http_method method_of(const char *name)
{
    if (strcmp(name, "GET") == 0)
        return HTTP_GET;
    if (strcmp(name, "HEAD") == 0)
        return HTTP_HEAD;
    return strcmp(name, "OPTIONS") == 0 ? HTTP_OPTIONS : HTTP_OTHER;
}

static bool is_hex(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!strchr("0123456789abcdef", s.ptr[i]))
            return false;
    return true;
}

// The id under which a caller knows this request: the trace id of a well-formed traceparent
// (W3C Trace Context: version-traceid-parentid-flags), else our own number.
static void adopt_trace_id(struct call *call, struct slice traceparent)
{
    enum { TRACE_START = 3, TRACE_LEN = 32, MIN_LEN = 55 };
    if (traceparent.len < MIN_LEN || traceparent.ptr[2] != '-' || traceparent.ptr[35] != '-')
        return;
    struct slice id = slice_of(traceparent.ptr + TRACE_START, TRACE_LEN);
    if (!is_hex(id))
        return;
    memcpy(call->request_id, id.ptr, id.len);
    call->request_id[id.len] = '\0';
}

// In the order in which they came; of too many the last.
static void add_line(struct header_lines *lines, struct slice value)
{
    enum { MOST = sizeof lines->last / sizeof *lines->last };
    if (lines->count == MOST)
        memmove(lines->last, lines->last + 1, --lines->count * sizeof *lines->last);
    lines->last[lines->count++] = value;
}

// A header of interest: of several of its name the first counts, unless it is a list.
struct wanted {
    struct slice name;
    struct slice *place;
    struct header_lines *further; // of a list; else NULL
    bool is_found;
};

struct reading {
    struct wanted *wanted;
    size_t count;
    struct header_lines *forwarded_for;
};

static enum MHD_Result read_header(void *cls, enum MHD_ValueKind kind, const char *key,
                                   size_t key_len, const char *value, size_t value_len)
{
    struct reading *reading = cls;
    struct slice name = slice_of(key, key_len);
    struct slice text = value ? slice_of(value, value_len) : SLICE("");
    (void)kind;
    for (struct wanted *at = reading->wanted; at < reading->wanted + reading->count; at++) {
        if (!slice_equal_ignoring_case(name, at->name))
            continue;
        if (!at->is_found)
            *at->place = text;
        else if (at->further)
            add_line(at->further, text);
        at->is_found = true;
        return MHD_YES;
    }
    if (slice_equal_ignoring_case(name, SLICE("X-Forwarded-For")))
        add_line(reading->forwarded_for, text);
    return MHD_YES;
}

// Returns the header traceparent.
static struct slice read_headers(struct MHD_Connection *mhd, struct http_request *request)
{
    struct slice traceparent = SLICE_NONE;
    struct wanted wanted[] = {
        {.name = SLICE("Host"), .place = &request->host},
        {SLICE("Accept"), &request->accept, &request->further[HTTP_ACCEPT], false},
        {SLICE("Accept-Encoding"), &request->accept_encoding,
         &request->further[HTTP_ACCEPT_ENCODING], false},
        {SLICE("If-None-Match"), &request->if_none_match, &request->further[HTTP_IF_NONE_MATCH],
         false},
        {.name = SLICE("If-Modified-Since"), .place = &request->if_modified_since},
        {.name = SLICE("Range"), .place = &request->range},
        {.name = SLICE("If-Range"), .place = &request->if_range},
        {.name = SLICE("traceparent"), .place = &traceparent},
    };
    enum { COUNT = sizeof wanted / sizeof *wanted };
    for (size_t i = 0; i < COUNT; i++)
        *wanted[i].place = SLICE("");
    struct reading reading = {wanted, COUNT, &request->forwarded_for};
    (void)MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, read_header, &reading);
    return traceparent;
}

static void keep_method(struct call *call)
{
    struct slice method = slice_from(call->method_text);
    if (method.len >= sizeof call->method)
        method.len = sizeof call->method - 1;
    memcpy(call->method, method.ptr, method.len);
    call->method[method.len] = '\0';
}

void request_read(struct connection *connection)
{
    struct call *call = &connection->call;
    struct http_request *request = &call->handling.request;
    keep_method(call);
    call->handling = (struct handling){
        .request = {.method = method_of(call->method_text),
                    .target = slice_of(call->target, call->target_len),
                    .client = slice_from(connection->address),
                    .has_body = call->has_body,
                    .fault = slice_from(call->fault ? call->fault : "")},
    };
    adopt_trace_id(call, read_headers(call->mhd, request));
    call->handling.request_id = slice_from(call->request_id);
    request->lacks_host = request->host.len == 0 && strcmp(call->version_text, "HTTP/1.1") == 0;
}

static struct slice header(struct MHD_Connection *mhd, const char *name)
{
    const char *value = MHD_lookup_connection_value(mhd, MHD_HEADER_KIND, name);
    return value ? slice_from(value) : SLICE("");
}

bool request_has_body(struct MHD_Connection *mhd)
{
    struct slice length = header(mhd, "Content-Length");
    return header(mhd, "Transfer-Encoding").len > 0 ||
           (length.len > 0 && !slice_equal(length, SLICE("0")));
}
