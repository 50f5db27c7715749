// Accept headers, and adding response headers. See http.h.
//
// Headers of requests are anybody's bytes: each is walked once, without copying, and what cannot be understood is as if
// it were not there.

#include "searchd/handle/http.h"

#include <assert.h>
#include <string.h>

void http_add_header(struct http_response *response, const char *name, const char *value)
{
    assert(response->header_count < HTTP_MAX_RESPONSE_HEADERS);
    response->headers[response->header_count++] = (struct http_header){name, value};
}

void http_drop_header(struct http_response *response, const char *name)
{
    size_t kept = 0;
    for (size_t i = 0; i < response->header_count; i++)
        if (strcmp(response->headers[i].name, name) != 0)
            response->headers[kept++] = response->headers[i];
    response->header_count = kept;
}

void http_end_stream(struct http_response *response)
{
    response->stream.close(response->stream.state);
    response->stream = (struct http_stream){0};
}

bool http_parameter(const struct http_request *request, struct slice name, struct slice *value)
{
    for (size_t i = 0; i < request->parameters.count; i++) {
        if (slice_equal(request->parameters.items[i].name, name)) {
            *value = request->parameters.items[i].value;
            return true;
        }
    }
    return false;
}

struct slice http_join(struct slice first, const struct header_lines *further, struct arena *arena)
{
    for (size_t i = 0; i < further->count; i++)
        first = arena_printf(arena, "%.*s, %.*s", SLICE_ARG(first), SLICE_ARG(further->last[i]));
    return first;
}

// Cuts the part of *rest before `separator` off and returns it trimmed.
static struct slice next_part(struct slice *rest, char separator)
{
    size_t len = 0;
    while (len < rest->len && rest->ptr[len] != separator)
        len++;
    struct slice part = slice_trim(slice_of(rest->ptr, len));
    *rest = slice_from_offset(*rest, len < rest->len ? len + 1 : len);
    return part;
}

// "0.75" -> 750. What is no number counts as 1, as most servers have it.
static int parse_quality(struct slice s)
{
    if (s.len == 0 || (s.ptr[0] != '0' && s.ptr[0] != '1'))
        return 1000;
    int value = (s.ptr[0] - '0') * 1000;
    int unit = 100;
    for (size_t i = 2; i < s.len && s.ptr[1] == '.' && unit > 0; i++, unit /= 10) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return 1000;
        value += (s.ptr[i] - '0') * unit;
    }
    return value < 1000 ? value : 1000;
}

// How narrowly a media range names `type`: 3 exactly, 2 "text/*", 1 "*/*", 0 not at all.
static int specificity(struct slice range, struct slice type)
{
    if (slice_equal_ignoring_case(range, type))
        return 3;
    if (slice_equal(range, SLICE("*/*")) || slice_equal(range, SLICE("*")))
        return 1;
    if (!slice_ends_with(range, SLICE("/*")) || type.len < range.len)
        return 0;
    struct slice major = slice_of(range.ptr, range.len - 1);
    return slice_equal_ignoring_case(major, slice_of(type.ptr, major.len)) ? 2 : 0;
}

// The narrowest range decides (RFC 9110, 12.5.1).
int http_quality(struct slice accept, struct slice type)
{
    if (slice_trim(accept).len == 0)
        return 1000;
    int best = 0, quality = 0;
    while (accept.len > 0) {
        struct slice element = next_part(&accept, ',');
        struct slice range = next_part(&element, ';');
        int q = 1000;
        while (element.len > 0) {
            struct slice parameter = next_part(&element, ';');
            if (slice_starts_with(parameter, SLICE("q=")) ||
                slice_starts_with(parameter, SLICE("Q=")))
                q = parse_quality(slice_from_offset(parameter, 2));
        }
        int narrow = specificity(range, type);
        if (narrow > best) {
            best = narrow;
            quality = q;
        }
    }
    return quality;
}

bool http_prefers(struct slice accept, struct slice type, struct slice other)
{
    if (slice_trim(accept).len == 0)
        return false;
    return http_quality(accept, type) > http_quality(accept, other);
}

bool http_lists_tag(struct slice header, struct slice etag)
{
    while (header.len > 0) {
        size_t comma = slice_find(header, SLICE(","));
        struct slice tag = slice_trim(slice_of(header.ptr, comma));
        if (slice_starts_with(tag, SLICE("W/")))
            tag = slice_from_offset(tag, 2);
        if (slice_equal(tag, etag))
            return true;
        header = slice_from_offset(header, comma < header.len ? comma + 1 : comma);
    }
    return false;
}
