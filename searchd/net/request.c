// See request.h.
//
// Everything stays where the library has it, until the request is answered: nothing is copied but the name of the
// method and what identifies the request. Cost: a walk over the headers for each of interest.
#include "searchd/net/request.h"

#include <microhttpd.h>

#include <stdio.h>
#include <string.h>

static enum http_method method_of(const char *name)
{
    if (strcmp(name, "GET") == 0)
        return HTTP_GET;
    if (strcmp(name, "HEAD") == 0)
        return HTTP_HEAD;
    return strcmp(name, "OPTIONS") == 0 ? HTTP_OPTIONS : HTTP_OTHER;
}

static struct slice header(struct MHD_Connection *mhd, const char *name)
{
    const char *value = MHD_lookup_connection_value(mhd, MHD_HEADER_KIND, name);
    return value ? slice_from(value) : SLICE("");
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
static enum MHD_Result add_line(void *cls, enum MHD_ValueKind kind, const char *key,
                                const char *value)
{
    enum { MOST = sizeof((struct header_lines *)0)->last / sizeof(struct slice) };
    struct header_lines *lines = cls;
    (void)kind;
    if (!value || !slice_equal_ignoring_case(slice_from(key), SLICE("X-Forwarded-For")))
        return MHD_YES;
    if (lines->count == MOST)
        memmove(lines->last, lines->last + 1, --lines->count * sizeof *lines->last);
    lines->last[lines->count++] = slice_from(value);
    return MHD_YES;
}

void request_read(struct connection *connection)
{
    struct call *call = &connection->call;
    struct MHD_Connection *mhd = call->mhd;
    (void)snprintf(call->method, sizeof call->method, "%s", call->method_text);
    adopt_trace_id(call, header(mhd, "traceparent"));
    call->handling = (struct handling){.request_id = slice_from(call->request_id)};
    call->handling.request = (struct http_request){
        .method = method_of(call->method_text),
        .target = slice_of(call->target, call->target_len),
        .host = header(mhd, "Host"),
        .accept = header(mhd, "Accept"),
        .accept_encoding = header(mhd, "Accept-Encoding"),
        .if_none_match = header(mhd, "If-None-Match"),
        .if_modified_since = header(mhd, "If-Modified-Since"),
        .range = header(mhd, "Range"),
        .if_range = header(mhd, "If-Range"),
        .client = slice_from(connection->address),
    };
    struct http_request *request = &call->handling.request;
    if (header(mhd, "X-Forwarded-For").len > 0)
        (void)MHD_get_connection_values(mhd, MHD_HEADER_KIND, add_line, &request->forwarded_for);
    request->has_body = call->has_body;
    request->fault = slice_from(call->fault ? call->fault : "");
    request->lacks_host = request->host.len == 0 && strcmp(call->version_text, "HTTP/1.1") == 0;
}

bool request_has_body(struct MHD_Connection *mhd)
{
    struct slice length = header(mhd, "Content-Length");
    return header(mhd, "Transfer-Encoding").len > 0 ||
           (length.len > 0 && !slice_equal(length, SLICE("0")));
}
