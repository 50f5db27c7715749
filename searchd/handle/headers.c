// See headers.h.
#include "searchd/handle/headers.h"

#include "base/date.h"
#include "searchd/handle/routes.h"

#include <inttypes.h>

static const char *cache_control(unsigned route_flags, const struct http_response *response)
{
    bool is_good = response->status == 200 || response->status == 206 || response->status == 304;
    if (!is_good || (route_flags & ROUTE_LIVE))
        return "no-store";
    if (response->cache_control)
        return response->cache_control;
    return route_flags & ROUTE_STATIC ? "public, max-age=3600"
                                      : "public, max-age=60, stale-while-revalidate=600";
}

void headers_add_caching(const struct request_context *context, unsigned route_flags,
                         const struct validators *validators, struct http_response *response)
{
    bool is_good = response->status == 200 || response->status == 304;
    http_add_header(response, "Cache-Control", cache_control(route_flags, response));
    http_add_header(response, "Vary", "Accept, Accept-Encoding");
    if (!is_good || validators->etag.len == 0)
        return;
    http_add_header(response, "ETag", validators->etag.ptr);
    char date[DATE_TIME_SIZE];
    size_t len = date_time_http(validators->modified, date);
    struct slice kept = arena_copy(context->arena, slice_of(date, len));
    if (len > 0 && kept.ptr)
        http_add_header(response, "Last-Modified", kept.ptr);
}

void headers_add_security(bool is_page, struct http_response *response)
{
    http_add_header(response, "Content-Security-Policy",
                    is_page ? "default-src 'self'; img-src 'self' data:; object-src 'none'; "
                              "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
                            : "default-src 'none'; frame-ancestors 'none'");
    http_add_header(response, "X-Content-Type-Options", "nosniff");
    http_add_header(response, "Referrer-Policy", "no-referrer");
    if (is_page) {
        http_add_header(response, "Permissions-Policy", "camera=(), geolocation=(), microphone=()");
        http_add_header(response, "Cross-Origin-Opener-Policy", "same-origin");
    }
    http_add_header(response, "Access-Control-Allow-Origin", "*");
    http_add_header(response, "Access-Control-Expose-Headers",
                    "Accept-Ranges, Content-Disposition, Content-Range, ETag, Link, Retry-After, "
                    "Server-Timing, "
                    "X-Request-Id, X-Total-Count");
}

void headers_add_timing(const struct request_context *context, struct http_response *response)
{
    const struct request_timing *timing = &context->timing;
    if (!timing->is_measured)
        return;
    struct slice text = arena_printf(
        context->arena, "analyse;dur=%.3f, recherche;dur=%.3f, extraits;dur=%.3f",
        timing->parse_us / 1000.0, timing->match_us / 1000.0, timing->snippet_us / 1000.0);
    if (text.ptr && timing->journeys > 0) // an index in a cluster
        text = arena_printf(context->arena, "%.*s, cluster;desc=%" PRIu64, SLICE_ARG(text),
                            timing->journeys);
    if (text.ptr)
        http_add_header(response, "Server-Timing", text.ptr);
}
